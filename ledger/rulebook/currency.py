"""The figures of one side and currency: which obligations each set is of, and what stands beside the sets."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ledger.core.account import Turned
from ledger.core.facility import Facility
from ledger.core.history import Counterparty, Observation, Side
from ledger.rulebook.coverage import EXPLAINED, coverage
from ledger.rulebook.default_shares import Defaults, defaults
from ledger.rulebook.evidence import Scene, day_known, evidence
from ledger.rulebook.figure_set import Covered, CurrencyFigures, Drawn, Population
from ledger.rulebook.figures import Figures, figures_of
from ledger.rulebook.headline import contested
from ledger.rulebook.movement import movement_of
from ledger.rulebook.position import (
    Grades,
    Position,
    first_day,
    in_window,
    open_before,
    owing,
    position,
)
from ledger.rulebook.rules import CoverageRules, LaterRules, Rules
from ledger.rulebook.status_string import is_credited, is_told
from ledger.rulebook.utilisation import DRAWN, utilisation

Key = tuple[Side, str]
Divided = tuple[Sequence[Observation], Sequence[Observation]]
"""Obligations of a population, and those that are left out of it."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What the figures of a day are made from: every obligation, those issued in the window, those that are older
    and still open; revolving credits; what agents say of the member's accounts.
    """

    seen: tuple[Observation, ...]
    facilities: tuple[Facility, ...]
    turned: tuple[Turned, ...]
    as_of: int
    rules: Rules
    inside: tuple[Observation, ...]
    earlier: tuple[Observation, ...]


def ground_of(
    seen: tuple[Observation, ...],
    facilities: tuple[Facility, ...],
    turned: tuple[Turned, ...],
    as_of: int,
    rules: Rules,
) -> Ground:
    """What is known of a member, as a day and a rulebook divide it."""
    return Ground(
        seen=seen,
        facilities=facilities,
        turned=turned,
        as_of=as_of,
        rules=rules,
        inside=tuple(item for item in seen if in_window(item, as_of, rules)),
        earlier=tuple(item for item in seen if open_before(item, as_of, rules)),
    )


def currencies(ground: Ground) -> list[Key]:
    """The sides and currencies of which there is something to tell, in order."""
    keys = {(item.side, item.currency) for item in (*ground.inside, *ground.earlier)}
    if isinstance(ground.rules, LaterRules):
        keys |= {(item.side, item.currency) for item in _told(ground, ground.rules)}
        lines = {(line.side, line.currency) for line in ground.facilities}
        keys |= {key for key in lines - keys if any(_drawn(ground, key).values())}
    if isinstance(ground.rules, CoverageRules):
        accounts = {(word.side, word.currency) for word in ground.turned}
        keys |= {key for key in accounts - keys if any(_covered(ground, key, ground.rules).values())}
    return sorted(keys, key=lambda key: (key[0].value, key[1]))


def currency_figures(ground: Ground, key: Key) -> CurrencyFigures:
    """Everything of one side and currency."""
    own = tuple(item for item in ground.inside if (item.side, item.currency) == key)
    counted = tuple(item for item in own if not item.claim)
    known = (*counted, *_older(ground, key))
    sets = {
        (population, grades): _set(ground, key, divided, grades)
        for population in Population
        for divided in (_divided(population, known, ground),)
        for grades in Grades
    }
    scene = Scene(
        items=_paired(counted, ground.as_of),
        credited=_credited(counted, ground.as_of),
        claims=_paired((item for item in own if item.claim), ground.as_of),
        other_side=frozenset(
            item.counterparty for item in ground.inside if item.side is not key[0] and not item.claim
        ),
        first_seen=_first_seen(ground.seen, ground.rules),
    )
    return CurrencyFigures(
        sets,
        evidence(scene, ground.as_of, ground.rules),
        _defaults(ground, key),
        _drawn(ground, key) if isinstance(ground.rules, LaterRules) else None,
        _covered(ground, key, ground.rules) if isinstance(ground.rules, CoverageRules) else None,
    )


def _set(ground: Ground, key: Key, divided: Divided, grades: Grades) -> Figures:
    """Figures are of what was issued in the window; how it moved, of all."""
    (kept, left_out), as_of, rules = divided, ground.as_of, ground.rules
    positions, movement = _positions(kept, grades, as_of), None
    if isinstance(rules, LaterRules):
        would_be = _positions(left_out, grades, as_of)
        known = (item for item in (*kept, *left_out) if item.grade <= grades.value)
        movement = movement_of(
            positions,
            as_of,
            rules,
            disputed=sum(is_told(item, as_of, rules.status_months) for item in would_be),
            credited=sum(is_credited(item, as_of, rules) for item in known),
        )
    first = first_day(as_of, rules)
    inside = [item for item in positions if item.issued >= first]
    return figures_of(inside, key[0], as_of, rules, movement)


def _older(ground: Ground, key: Key) -> tuple[Observation, ...]:
    """What only a status string tells of: issued before the window."""
    if not isinstance(ground.rules, LaterRules):
        return ()
    first = first_day(ground.as_of, ground.rules)
    return tuple(
        item
        for item in ground.seen
        if item.issued < first and (item.side, item.currency) == key and not item.claim
    )


def _told(ground: Ground, rules: LaterRules) -> list[Observation]:
    """From before the window, what a status string tells of or counts as credited."""
    as_of, first = ground.as_of, first_day(ground.as_of, rules)
    older = (item for item in ground.seen if item.issued < first and not item.claim)
    found = ((item, position(item, as_of)) for item in older)
    return [
        item
        for item, at in found
        if (at is not None and is_told(at, as_of, rules.status_months)) or is_credited(item, as_of, rules)
    ]


def _divided(population: Population, items: Iterable[Observation], ground: Ground) -> Divided:
    """What a population keeps, and what disputes take out of it."""
    kept: list[Observation] = []
    left_out: list[Observation] = []
    headline = population is Population.HEADLINE
    for item in items:
        takes_out = headline and contested(item, ground.as_of, ground.rules)
        (left_out if takes_out else kept).append(item)
    return kept, left_out


def _positions(items: Iterable[Observation], grades: Grades, as_of: int) -> tuple[Position, ...]:
    found = (position(item, as_of, grades) for item in items)
    return tuple(item for item in found if item is not None)


def _defaults(ground: Ground, key: Key) -> Defaults:
    debts = (
        item
        for item in (*ground.inside, *ground.earlier)
        if (item.side, item.currency) == key and not item.claim
    )
    owed = (owing(item, ground.as_of) for item in debts)
    return defaults((item for item in owed if item is not None), *key, ground.as_of, ground.rules)


def _drawn(ground: Ground, key: Key) -> Drawn:
    """By the grade of the facility and of what was repaid on it."""
    first = first_day(ground.as_of, ground.rules)
    own = [line for line in ground.facilities if (line.side, line.currency) == key]
    seen = [item for item in ground.seen if (item.side, item.currency) == key] if own else []
    return {
        grades: utilisation(
            (line for line in own if line.grade <= grades.value),
            seen,
            first,
            ground.as_of,
            ground.rules,
            grades,
        )
        for grades in DRAWN
    }


def _covered(ground: Ground, key: Key, rules: CoverageRules) -> Covered:
    """By the grade of what explains."""
    words = [word for word in ground.turned if (word.side, word.currency) == key]
    seen = [item for item in ground.seen if (item.side, item.currency) == key] if words else []
    return {grades: coverage(words, seen, ground.as_of, rules, grades) for grades in EXPLAINED}


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
