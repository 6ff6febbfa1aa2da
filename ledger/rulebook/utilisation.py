"""Utilisation: how much of its revolving limits is drawn, now, at most, and over time."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ledger.core.facility import Facility
from ledger.core.history import Observation
from ledger.rulebook.position import capped
from ledger.rulebook.ratio import floored


@dataclass(frozen=True, slots=True)
class Utilisation:
    """`facilities` with a limit on `as_of`, their `limit` and what is `drawn` of it in minor units; the rest in bp,
    more than 10000 where more is drawn than may be. None where no limit stands.
    """

    facilities: int
    limit: int
    drawn: int
    current: int | None
    peak: int | None
    weighted: int | None


def utilisation(
    facilities: Iterable[Facility], observations: Iterable[Observation], first: int, as_of: int
) -> Utilisation | None:
    """floor(10000 * drawn / limit) in bp on `as_of`, its peak over the days `first` to `as_of`, and
    floor(10000 * sum(drawn) / sum(limit)) over those days; None if no limit stands on any of them.

    Drawn at the end of a day: what it was the day before, plus the day's drawdowns, less the day's repayments,
    at least 0. Repaid is what was paid on the facility's obligations so that the payee is bound, and what was
    credited on them, if they were issued by `as_of`. The limit of a day is the last said of those dated by it; a
    facility without one is left out that day. All facilities of one side and currency are added day by day,
    before anything is divided. (Commitment and what is drawn of it: Regulation (EU) 2016/867, AnaCredit.)

    A limit of 1000 from day 0, 400 drawn on day 10, 100 paid back on day 20; days 0 to 29. Drawn · days are
    10 * 400 + 10 * 300, limit · days 30,000:

    >>> from ledger.rulebook.worked import facility, invoice
    >>> line = facility(limits=[(0, 1000)], drawdowns=[(10, 400)])
    >>> utilisation([line], [invoice(100, due=25, paid=[(20, 100)])], 0, 29)
    Utilisation(facilities=1, limit=1000, drawn=300, current=3000, peak=4000, weighted=2333)
    """
    lines = {one.tradeline: Line(one) for one in facilities}
    for seen in observations:
        if seen.tradeline is not None and seen.tradeline in lines and not seen.claim:
            lines[seen.tradeline].repay(seen, as_of)
    return utilisation_of(lines.values(), first, as_of)


class Line:
    """A facility, and what was repaid on it by day: what is added can be taken away again."""

    __slots__ = ("_repaid", "facility")

    def __init__(self, facility: Facility) -> None:
        self.facility = facility
        self._repaid: dict[int, int] = {}

    def repay(self, seen: Observation, as_of: int, times: int = 1) -> None:
        """Counts once more or, with -1, once less what by `as_of` no longer stands of an obligation."""
        for day, amount in _repaid(seen, as_of):
            self._repaid[day] = self._repaid.get(day, 0) + times * amount

    def steps(self, as_of: int) -> list["_Step"]:
        """Its own course up to `as_of`, by the days on which something changes."""
        moved = {day: -amount for day, amount in self._repaid.items() if amount}
        for part in self.facility.drawdowns:
            moved[part.day] = moved.get(part.day, 0) + part.amount
        limits = self.facility.limits
        drawn, steps = 0, []
        for day in sorted({*moved, *(one.day for one in limits)}):
            if day <= as_of:
                drawn = max(0, drawn + moved.get(day, 0))
                said = [one.amount for one in limits if one.day <= day]
                limit = said[-1] if said else 0
                steps.append((day, drawn if limit else 0, limit))
        return steps


def utilisation_of(lines: Iterable[Line], first: int, as_of: int) -> Utilisation | None:
    """The same of facilities whose repayments are counted."""
    steps = [line.steps(as_of) for line in lines]
    standing = [own[-1] for own in steps if own and own[-1][2]]
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
    changes: Mapping[int, Sequence[int]], days: Sequence[int], as_of: int, standing: Sequence["_Step"]
) -> Utilisation | None:
    drawn = limit = drawn_days = limit_days = 0
    shares: list[int] = []
    for day, after in zip(days, (*days[1:], as_of + 1), strict=True):
        drawn, limit = drawn + changes[day][0], limit + changes[day][1]
        drawn_days, limit_days = drawn_days + drawn * (after - day), limit_days + limit * (after - day)
        if limit:
            shares.append(10_000 * drawn // limit)
    if not shares:
        return None
    return Utilisation(
        facilities=len(standing),
        limit=limit,
        drawn=drawn,
        current=floored(10_000 * drawn, limit),
        peak=max(shares),
        weighted=floored(10_000 * drawn_days, limit_days),
    )


_Step = tuple[int, int, int]
"""From a day on: what is drawn, and the limit; both 0 while there is no limit."""


def _repaid(seen: Observation, as_of: int) -> Iterator[tuple[int, int]]:
    """What no longer stands of an obligation issued by then: credited, or paid so that the payee is bound."""
    if seen.issued > as_of:
        return
    credited = capped(seen.credits, seen.amount, as_of)
    net = seen.amount - sum(part.amount for part in credited)
    for part in (*credited, *capped((one for one in seen.payments if one.binds), net, as_of)):
        yield part.day, part.amount
