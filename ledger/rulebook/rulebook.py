"""The rulebook: an id, the numbers in force and the versions of the definitions, and the figures by it."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from typing import Any

import rfc8785

from ledger.core.account import Turned
from ledger.core.errors import Misuse
from ledger.core.facility import Facility
from ledger.core.faults import shown_value
from ledger.core.history import Observation, Side
from ledger.proof.domains import domain
from ledger.proof.keccak import keccak256
from ledger.rulebook.business_day import all_as_due, check_weekend
from ledger.rulebook.currency import currencies, currency_figures, ground_of
from ledger.rulebook.definitions import FIRST, SCORECARDS, SECOND, THIRD
from ledger.rulebook.figure_set import FigureSet
from ledger.rulebook.position import first_day
from ledger.rulebook.rules import CoverageRules, LaterRules, Rules


@dataclass(frozen=True, slots=True)
class Rulebook:
    """A named set of rules; two rulebooks with one hash give one set of figures. Misuse if its `weekend` is unknown."""

    id: str
    rules: Rules = field(default_factory=Rules)
    definitions: Mapping[str, int] = field(default_factory=lambda: FIRST, hash=False)
    scorecards: Mapping[str, str] = field(default_factory=dict, hash=False)
    """By id, each with the hash of its table."""

    def __post_init__(self) -> None:
        check_weekend(self.rules)

    def hash(self) -> bytes:
        """keccak(D("rulebook") ‖ RFC 8785 JSON of id, definitions, rules and, if there are any, scorecards): 32
        bytes, as the chain registers it.
        """
        return _hash_of(self)

    def as_of_day(self, block_time: int) -> int:
        """The day of a block's time (seconds since 1970-01-01 UTC) at this rulebook's UTC offset."""
        return self.rules.day_at(block_time)


@cache
def _hash_of(book: Rulebook) -> bytes:
    data: dict[str, Any] = {
        "id": book.id,
        "definitions": dict(book.definitions),
        "rules": asdict(book.rules),
    }
    if book.scorecards:
        data["scorecards"] = dict(book.scorecards)
    return keccak256(domain("rulebook") + rfc8785.dumps(data))


TRADELINE_1 = Rulebook("tradeline-1")
TRADELINE_1_CN = Rulebook("tradeline-1-cn", Rules(dispute_days=20, utc_offset_minutes=480))
TRADELINE_2 = Rulebook("tradeline-2", LaterRules(), SECOND, SCORECARDS)
TRADELINE_2_CN = Rulebook(
    "tradeline-2-cn", LaterRules(dispute_days=20, utc_offset_minutes=480), SECOND, SCORECARDS
)
TRADELINE_3 = Rulebook("tradeline-3", CoverageRules(), THIRD, SCORECARDS)
TRADELINE_3_CN = Rulebook(
    "tradeline-3-cn", CoverageRules(dispute_days=20, utc_offset_minutes=480), THIRD, SCORECARDS
)

STANDARD = TRADELINE_3
PRC = TRADELINE_3_CN

KNOWN: Mapping[bytes, Rulebook] = {
    book.hash(): book
    for book in (TRADELINE_1, TRADELINE_1_CN, TRADELINE_2, TRADELINE_2_CN, TRADELINE_3, TRADELINE_3_CN)
}
"""The rulebooks whose figures this version can recompute, by hash."""


def rulebook_named(name: str) -> Rulebook:
    """The rulebook of an id; Misuse if this version knows none."""
    for book in KNOWN.values():
        if book.id == name:
            return book
    raise Misuse(
        f"no rulebook {shown_value(name)}; there are: {', '.join(sorted(book.id for book in KNOWN.values()))}"
    )


def figures(
    observations: Iterable[Observation],
    as_of: int,
    rulebook: Rulebook = STANDARD,
    facilities: Iterable[Facility] = (),
    turned: Iterable[Turned] = (),
) -> FigureSet:
    """Every figure of both sides on the day `as_of`, in integers (docs/rulebook.md). `tradeline-1` knows of no
    facilities, and what has `turned` on accounts is of use from `tradeline-3` on.

    Misuse if an amount is not positive or an obligation or a facility stands twice on one side.
    """
    seen, lines = all_as_due(observations, rulebook.rules), tuple(facilities)
    check(seen, lines)
    ground = ground_of(seen, lines, tuple(turned), as_of, rulebook.rules)
    return FigureSet(
        rulebook=rulebook.id,
        rulebook_hash=rulebook.hash(),
        as_of=as_of,
        first=first_day(as_of, rulebook.rules),
        figures={key: currency_figures(ground, key) for key in currencies(ground)},
    )


def check(observations: Iterable[Observation], facilities: Iterable[Facility] = ()) -> None:
    """Misuse if an amount is not positive or an obligation or a facility stands twice on one side."""
    _check_facilities(tuple(facilities))
    known: set[tuple[Side, bytes]] = set()
    for item in observations:
        parts = (*item.payments, *item.credits, *item.write_offs)
        if item.amount <= 0 or any(part.amount <= 0 for part in parts):
            raise Misuse(f"obligation 0x{item.obligation.hex()} has an amount that is not positive")
        if (item.side, item.obligation) in known:
            raise Misuse(f"obligation 0x{item.obligation.hex()} stands twice")
        known.add((item.side, item.obligation))


def _check_facilities(lines: tuple[Facility, ...]) -> None:
    for line in lines:
        if any(one.amount < 0 for one in line.limits) or any(part.amount <= 0 for part in line.drawdowns):
            raise Misuse(f"facility {line.tradeline} has an amount that is not positive")
    if len({(line.side, line.tradeline) for line in lines}) < len(lines):
        raise Misuse("a facility stands twice")
