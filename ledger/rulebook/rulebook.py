"""The rulebook: an id, the numbers in force and the versions of the definitions, and the figures by it."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import rfc8785

from ledger.core.errors import Misuse
from ledger.core.history import Counterparty, Observation, Side
from ledger.proof.domains import domain
from ledger.proof.keccak import keccak256
from ledger.rulebook.default_shares import defaults
from ledger.rulebook.evidence import Scene, day_known, evidence
from ledger.rulebook.figure_set import CurrencyFigures, FigureSet, Population
from ledger.rulebook.figures import figures_of
from ledger.rulebook.position import (
    Grades,
    Position,
    disputed,
    first_day,
    in_window,
    open_before,
    owing,
    position,
)
from ledger.rulebook.rules import Rules

DEFINITIONS: Mapping[str, int] = {
    "ageing": 1,
    "bucket_dbt": 1,
    "concentration": 1,
    "dbt": 1,
    "default.eu_90": 2,
    "default.ifrs9": 2,
    "default.prc": 2,
    "dispute": 2,
    "dso": 1,
    "evidence": 2,
    "grade": 2,
    "on_time": 1,
    "promptness": 1,
    "scope": 2,
    "turnover": 1,
}
"""Each definition of docs/rulebook.md with its version: a change of meaning is a new version, and so a new
hash.
"""


@dataclass(frozen=True, slots=True)
class Rulebook:
    """A named set of rules; two rulebooks with one hash give one set of figures."""

    id: str
    rules: Rules = field(default_factory=Rules)

    def hash(self) -> bytes:
        """keccak(D("rulebook") ‖ RFC 8785 JSON of id, definitions and rules): 32 bytes, as the chain
        registers it.
        """
        data: dict[str, Any] = {"id": self.id, "definitions": dict(DEFINITIONS), "rules": asdict(self.rules)}
        return keccak256(domain("rulebook") + rfc8785.dumps(data))

    def as_of_day(self, block_time: int) -> int:
        """The day of a block's time (seconds since 1970-01-01 UTC) at this rulebook's UTC offset."""
        return (block_time + 60 * self.rules.utc_offset_minutes) // 86_400


STANDARD = Rulebook("tradeline-1")
PRC = Rulebook("tradeline-1-cn", Rules(dispute_days=20, utc_offset_minutes=480))

KNOWN: Mapping[bytes, Rulebook] = {book.hash(): book for book in (STANDARD, PRC)}
"""The rulebooks whose figures this version can recompute, by hash."""


def figures(observations: Iterable[Observation], as_of: int, rulebook: Rulebook = STANDARD) -> FigureSet:
    """Every figure of both sides on the day `as_of`, in integers (docs/rulebook.md).

    Misuse if an amount is not positive or an obligation stands twice on one side.
    """
    seen = tuple(observations)
    _check(seen)
    rules = rulebook.rules
    inside = tuple(item for item in seen if in_window(item, as_of, rules))
    earlier = tuple(item for item in seen if open_before(item, as_of, rules))
    keys = dict.fromkeys((item.side, item.currency) for item in (*inside, *earlier))
    ordered = sorted(keys, key=lambda key: (key[0].value, key[1]))
    return FigureSet(
        rulebook=rulebook.id,
        rulebook_hash=rulebook.hash(),
        as_of=as_of,
        first=first_day(as_of, rules),
        figures={key: _currency(seen, inside, earlier, key, as_of, rules) for key in ordered},
    )


def _check(observations: tuple[Observation, ...]) -> None:
    known: set[tuple[Side, bytes]] = set()
    for item in observations:
        parts = (*item.payments, *item.credits, *item.write_offs)
        if item.amount <= 0 or any(part.amount <= 0 for part in parts):
            raise Misuse(f"obligation 0x{item.obligation.hex()} has an amount that is not positive")
        if (item.side, item.obligation) in known:
            raise Misuse(f"obligation 0x{item.obligation.hex()} stands twice")
        known.add((item.side, item.obligation))


def _currency(
    seen: tuple[Observation, ...],
    inside: tuple[Observation, ...],
    earlier: tuple[Observation, ...],
    key: tuple[Side, str],
    as_of: int,
    rules: Rules,
) -> CurrencyFigures:
    own = tuple(item for item in inside if (item.side, item.currency) == key)
    side, currency = key
    counted = tuple(item for item in own if not item.claim)
    sets = {
        (population, grades): figures_of(
            _positions(counted, population, grades, as_of, rules), side, as_of, rules
        )
        for population in Population
        for grades in Grades
    }
    scene = Scene(
        items=_paired(counted, as_of),
        credited=_credited(counted, as_of),
        claims=_paired((item for item in own if item.claim), as_of),
        other_side=frozenset(
            item.counterparty for item in inside if item.side is not side and not item.claim
        ),
        first_seen=_first_seen(seen, rules),
    )
    debts = (*counted, *(item for item in earlier if (item.side, item.currency) == key))
    owed = (owing(item, as_of) for item in debts)
    in_default = defaults((item for item in owed if item is not None), side, currency, as_of, rules)
    return CurrencyFigures(sets, evidence(scene, as_of, rules), in_default)


def _positions(
    items: Iterable[Observation], population: Population, grades: Grades, as_of: int, rules: Rules
) -> tuple[Position, ...]:
    with_disputed = population is Population.INCLUDING_DISPUTED
    chosen = (item for item in items if with_disputed or not disputed(item.disputes, as_of, rules))
    found = (position(item, as_of, grades) for item in chosen)
    return tuple(item for item in found if item is not None)


def _paired(items: Iterable[Observation], as_of: int) -> tuple[tuple[Observation, Position], ...]:
    pairs = ((item, position(item, as_of)) for item in items)
    return tuple((item, found) for item, found in pairs if found is not None)


def _credited(items: Iterable[Observation], as_of: int) -> tuple[int, ...]:
    """What was credited by `as_of` of each obligation that has credit notes, at most its amount."""
    sums = ((item.amount, sum(part.amount for part in item.credits if part.day <= as_of)) for item in items)
    return tuple(min(pair) for pair in sums if pair[1])


def _first_seen(items: Iterable[Observation], rules: Rules) -> dict[Counterparty, int | None]:
    first: dict[Counterparty, int | None] = {}
    for item in items:
        known = None if item.recorded is None else day_known(item.recorded, rules)
        before = first.get(item.counterparty)
        both = [day for day in (known, before) if day is not None]
        first[item.counterparty] = min(both, default=None)
    return first
