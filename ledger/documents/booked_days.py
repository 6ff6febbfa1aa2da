"""Which days an account's statements cover without a gap: each opens at what the one before it closed with."""

from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ledger.core.day import Day, iso
from ledger.core.faults import Fault
from ledger.core.money import decimal_text
from ledger.documents.booked import Statement


@dataclass(frozen=True, slots=True)
class Days:
    """Every day from `first` to `last`, both included."""

    first: Day
    last: Day

    def __str__(self) -> str:
        return iso(self.first) if self.first == self.last else f"{iso(self.first)} to {iso(self.last)}"


def covered(statements: Iterable[Statement], faults: list[Fault]) -> tuple[Days, ...]:
    """The days of which the statements of one account and currency tell all, in order; none for days that are told of
    in part. Rules `statement.overlap`, `balance.chain`.
    """
    runs: list[list[Statement]] = []
    broken: set[Day] = set()
    for statement in sorted(statements, key=_place):
        before = runs[-1][-1] if runs else None
        if before is not None and _joins(before, statement, faults):
            runs[-1].append(statement)
            continue
        if before is not None and before.period.last == statement.period.first:
            broken.add(statement.period.first)  # of that day a statement between the two is not here
        runs.append([statement])
    whole = [_days(run, broken) for run in runs]
    return tuple(days for days in whole if days.first <= days.last)


def parts_within(days: Sequence[Days], first: Day, last: Day) -> tuple[Days, ...]:
    """Those of the days from `first` to `last` that are covered, in order."""
    start = bisect_left(days, first, key=lambda part: part.last)
    end = bisect_right(days, last, lo=start, key=lambda part: part.first)
    return tuple(Days(max(part.first, first), min(part.last, last)) for part in days[start:end])


def missing_within(days: Sequence[Days], first: Day, last: Day) -> tuple[Days, ...]:
    """Those of the days from `first` to `last` that are not covered, in order."""
    edges = [Days(first, Day(first - 1)), *parts_within(days, first, last), Days(Day(last + 1), last)]
    gaps = [Days(Day(one.last + 1), Day(other.first - 1)) for one, other in pairwise(edges)]
    return tuple(gap for gap in gaps if gap.first <= gap.last)


def _place(statement: Statement) -> tuple[int, str, int, int]:
    period = statement.period
    return period.first, period.since, period.last, statement.number or 0


def _days(run: Sequence[Statement], broken: Container[Day]) -> Days:
    start, end = run[0].period, run[-1].period
    from_start, to_end = start.from_start and start.first not in broken, end.to_end and end.last not in broken
    return Days(
        start.first if from_start else Day(start.first + 1), end.last if to_end else Day(end.last - 1)
    )


def _joins(one: Statement, other: Statement, faults: list[Fault]) -> bool:
    """Whether nothing can have been booked between the two.

    Equal balances alone do not say so: an account that is swept every night closes at nothing every day. The days
    have to touch, or the bank says itself that one follows the other, by its numbers or by the day of PRCD.
    """
    before, after = one.period, other.period
    linked = other.follows == before.last or (
        None not in (one.number, other.number) and other.number == (one.number or 0) + 1
    )
    if after.first < before.last or (after.first == before.last and not linked and _both_tell(one, other)):
        told = Days(before.first, before.last)
        found = f"the days {Days(after.first, after.last)}"
        expected = f"days after {told}, of which {_named(one)} tells: leave one of them out"
        faults.append(other.place.fault("", "period", "statement.overlap", found, expected))
        return False
    if after.first == before.last:
        timed = bool(before.until and after.since)
        apart = timed or None not in (one.number, other.number)
        touching = linked or not apart or (timed and 0 <= _second(after.since) - _second(before.until) <= 1)
    else:
        touching = linked or (after.first == before.last + 1 and before.to_end and after.from_start)
    if touching and one.closing != other.opening:
        found = f"an opening balance of {decimal_text(other.opening, other.currency)} {other.currency}"
        closing = decimal_text(one.closing, one.currency)
        expected = f"{closing}, with which {_named(one)} closes on {iso(before.last)}"
        faults.append(other.place.fault("/Bal", "balance", "balance.chain", found, expected))
    return touching


def _both_tell(one: Statement, other: Statement) -> bool:
    """Whether two that touch on a day both tell of some of it: by their times, by their number, or since both tell of
    all of it and have movements of it.
    """
    before, after = one.period, other.period
    if one.number is not None and one.number == other.number:
        return True
    if before.until and after.since:
        return after.since < before.until
    whole = before.to_end and after.from_start
    return whole and all(any(entry.day == before.last for entry in item.entries) for item in (one, other))


def _second(time: str) -> int:
    """Of a time of day, `hh:mm:ss`."""
    hours, minutes, seconds = map(int, time.split(":"))
    return (hours * 60 + minutes) * 60 + seconds


def _named(statement: Statement) -> str:
    return f"{statement.place.file}, {statement.place.where}"
