"""Utilisation: how much of its revolving limits is drawn, now, at most, and over time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ledger.core.facility import Facility, Limit
from ledger.core.history import Observation, Part
from ledger.rulebook.evidence import day_known
from ledger.rulebook.position import Grades, capped
from ledger.rulebook.ratio import floored
from ledger.rulebook.rules import Rules

DRAWN = (Grades.AB, Grades.ALL)
"""Nobody's word on a facility is of grade A."""


@dataclass(frozen=True, slots=True)
class Utilisation:
    """`facilities` with a limit on `as_of` and their `limit`; what is `drawn`, of closed ones too: minor units. The
    rest in bp, more than 10000 where more is drawn than may be; None where there is no limit to divide by.
    """

    facilities: int
    limit: int
    drawn: int
    current: int | None
    peak: int | None
    weighted: int | None


def utilisation(
    facilities: Iterable[Facility],
    observations: Iterable[Observation],
    first: int,
    as_of: int,
    rules: Rules,
    grades: Grades = Grades.ALL,
) -> Utilisation | None:
    """floor(10000 * drawn / limit) in bp on `as_of`, its peak over the days `first` to `as_of` on which there is a
    limit, and floor(10000 * sum(drawn) / sum(limit)) over all those days; None if on all of them both are 0.

    Drawn of a facility at the end of a day: all drawdowns dated by it less all that was repaid by it
    (docs/rulebook.md, section 2), at least 0; left out before the first day on which a limit of more than 0 stands.
    From then on it counts whatever becomes of the limit: closing a facility does not pay it back. The facilities
    of one side and currency are added day by day, before anything is divided. (Commitment and what is drawn of it:
    Regulation (EU) 2016/867, AnaCredit.)

    A limit of 1000 from day 0, 400 drawn on day 10, 100 paid back on day 20; days 0 to 29. Drawn · days are
    10 * 400 + 10 * 300, limit · days 30,000:

    >>> from ledger.rulebook.worked import facility, invoice
    >>> line = facility(limits=[(0, 1000)], drawdowns=[(10, 400)])
    >>> utilisation([line], [invoice(100, due=25, paid=[(20, 100)])], 0, 29, Rules())
    Utilisation(facilities=1, limit=1000, drawn=300, current=3000, peak=4000, weighted=2333)
    """
    lines = {one.tradeline: Line(one, rules) for one in facilities}
    for seen in observations:
        if seen.tradeline is not None and seen.tradeline in lines and not seen.claim:
            lines[seen.tradeline].repay(seen, as_of)
    return utilisation_of(lines.values(), first, as_of, grades)


class Line:
    """A facility, and what was repaid on it by day and grade: what is added can be taken away again."""

    __slots__ = ("_repaid", "_rules", "facility")

    def __init__(self, facility: Facility, rules: Rules) -> None:
        self.facility, self._rules = facility, rules
        self._repaid: dict[Grades, dict[int, int]] = {grades: {} for grades in DRAWN}

    def repay(self, seen: Observation, as_of: int, times: int = 1) -> None:
        """Counts once more or, with -1, once less what was paid of an obligation by `as_of`."""
        for grades, repaid in self._repaid.items():
            for part in _paid(seen, as_of, grades):
                repaid[part.day] = repaid.get(part.day, 0) + times * part.amount

    def steps(self, as_of: int, grades: Grades) -> list["_Step"]:
        """Its own course up to `as_of`, by the days on which something changes."""
        moved = {day: -amount for day, amount in self._repaid[grades].items() if amount}
        for part in self.facility.drawdowns:
            moved[part.day] = moved.get(part.day, 0) + part.amount
        # of one day the last said
        limits = {counts_from(one, self._rules): one.amount for one in self.facility.limits}
        drawn, limit, stood, steps = 0, 0, False, []
        for day in sorted({*moved, *limits}):
            if day <= as_of:
                drawn, limit = drawn + moved.get(day, 0), limits.get(day, limit)
                stood = stood or limit > 0
                steps.append((day, max(0, drawn) if stood else 0, limit))
        return steps


def counts_from(limit: Limit, rules: Rules) -> int:
    """The first day of a limit: nobody raises one backwards."""
    return limit.day if limit.recorded is None else max(limit.day, day_known(limit.recorded, rules))


def utilisation_of(lines: Iterable[Line], first: int, as_of: int, grades: Grades) -> Utilisation | None:
    """The same of facilities whose repayments are counted."""
    steps = [line.steps(as_of, grades) for line in lines]
    standing = sum(own[-1][2] > 0 for own in steps if own)
    days = sorted({first, *(day for own in steps for day, _, _ in own if first < day)})
    changes: dict[int, list[int]] = {day: [0, 0] for day in days}
    for own in steps:
        drawn = limit = 0
        for day, drawn_then, limit_then in own:
            changed = changes[max(day, first)]
            changed[0] += drawn_then - drawn
            changed[1] += limit_then - limit
            drawn, limit = drawn_then, limit_then
    return _over_time(changes, days, as_of, standing)


def _over_time(
    changes: Mapping[int, Sequence[int]], days: Sequence[int], as_of: int, standing: int
) -> Utilisation | None:
    drawn = limit = drawn_days = limit_days = 0
    shares: list[int] = []
    for day, after in zip(days, (*days[1:], as_of + 1), strict=True):
        drawn, limit = drawn + changes[day][0], limit + changes[day][1]
        drawn_days, limit_days = drawn_days + drawn * (after - day), limit_days + limit * (after - day)
        if limit:
            shares.append(10_000 * drawn // limit)
    if not drawn_days and not limit_days:
        return None
    return Utilisation(
        facilities=standing,
        limit=limit,
        drawn=drawn,
        current=floored(10_000 * drawn, limit),
        peak=max(shares, default=None),
        weighted=floored(10_000 * drawn_days, limit_days),
    )


_Step = tuple[int, int, int]
"""From a day on: what is drawn, 0 before there was a limit, and the limit."""


def _paid(seen: Observation, as_of: int, grades: Grades) -> tuple[Part, ...]:
    """What was paid of an obligation issued by then, as far as a grade proves it and the payee is bound."""
    if seen.issued > as_of or seen.grade > grades.value:
        return ()
    net = seen.amount - sum(part.amount for part in seen.credits if part.day <= as_of)
    return capped((part for part in seen.payments if part.binds and part.grade <= grades.value), net, as_of)
