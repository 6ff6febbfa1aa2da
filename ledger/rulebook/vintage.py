"""Vintage curves: of what was booked in the same months, how much had defaulted by so many months on book."""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ledger.rulebook.month_end import month_name, month_of, month_start

_YEAR, _QUARTER = 12, 3


@dataclass(frozen=True, slots=True)
class Booked:
    """A loan or an invoice: days since 1970-01-01, minor units of one currency. `defaulted` None: not so far;
    `loss` counts from that day.
    """

    booked: int
    amount: int
    defaulted: int | None = None
    loss: int = 0


@dataclass(frozen=True, slots=True)
class Vintage:
    """`cohort` is its first month, `YYYY-MM`; `booked` a count, `amount` minor units. The curves are cumulative, in
    bp, at each number of `months` on book; one with nothing to divide by is empty.
    """

    cohort: str
    booked: int
    amount: int
    months: tuple[int, ...]
    by_count: tuple[int, ...]
    """Defaulted, of those booked."""
    by_amount: tuple[int, ...]
    """Amount of the defaulted, of the amount booked."""
    by_loss: tuple[int, ...]
    """Loss of the defaulted, of the amount booked."""


def vintages(
    records: Iterable[Booked], as_of: int, cohort_months: int = 3, step_months: int = 1
) -> tuple[Vintage, ...]:
    """floor(10000 * defaulted within k months on book / booked) in bp, for cohorts of so many calendar months,
    k = 0, step, 2 * step …

    Months on book are calendar months from the month of booking to that of the default, at least 0. A curve
    ends where the youngest of its cohort could no longer be watched: k is at most the months from the cohort's
    last one to the last that has ended by `as_of`; of a cohort that lasts beyond that one it is empty. What is
    dated after `as_of` is unknown. Cohorts begin with January and stand in order. (Static pool analysis, as U.S.
    Regulation AB, 17 CFR 229.1105, asks for.)

    Two loans of January 1970 over 100 and 300, of which the first was lost in March, seen on 1970-05-10:

    >>> [one] = vintages([Booked(0, 100, 60, 80), Booked(3, 300)], 129, cohort_months=1)
    >>> one.cohort, one.booked, one.amount, one.months
    ('1970-01', 2, 400, (0, 1, 2, 3))
    >>> one.by_count, one.by_amount, one.by_loss
    ((0, 0, 5000, 5000), (0, 0, 2500, 2500), (0, 0, 2000, 2000))
    """
    cohorts: dict[int, Cohort] = {}
    for record in records:
        if record.booked <= as_of:
            cohorts.setdefault(month_of(record.booked) // cohort_months, Cohort()).add(record, as_of)
    return vintages_of(cohorts, as_of, cohort_months, step_months)


def cohort_start(day: int, months: int) -> int:
    """The first day of the cohort of so many months that a day is in."""
    return month_start(month_of(day) // months * months)


def cohort_label(first: str, months: int) -> str:
    """What people call the cohort of so many months of which `Vintage.cohort` names the first: a year, its quarter, a
    month; of any other length the months it lasts from and to (ISO 8601-1, 5.5.2).

    >>> [cohort_label("1997-04", months) for months in (1, 3, 2)], cohort_label("1997-01", 12)
    (['1997-04', '1997-Q2', '1997-04/1997-05'], '1997')
    """
    if months == 1:
        return first
    year, month = map(int, first.split("-"))
    if months == _YEAR and month == 1:
        return f"{year:04}"
    if months == _QUARTER and month % _QUARTER == 1:
        return f"{year:04}-Q{month // _QUARTER + 1}"
    return f"{first}/{month_name(year * _YEAR + month - 2 + months)}"


class Cohort:
    """What was booked in the same months, as sums: what is added can be taken away again."""

    __slots__ = ("_amount", "_booked", "_lost")

    def __init__(self) -> None:
        self._booked = self._amount = 0
        self._lost: dict[int, tuple[int, int, int]] = {}
        """By months on book at the default: how many, their amount, their loss."""

    def __bool__(self) -> bool:
        return self._booked > 0

    def add(self, record: Booked, as_of: int, times: int = 1) -> None:
        """Counts a record once more or, with -1, once less."""
        self._booked += times
        self._amount += times * record.amount
        if record.defaulted is not None and record.defaulted <= as_of:
            month = max(0, month_of(record.defaulted) - month_of(record.booked))
            number, amount, loss = self._lost.get(month, (0, 0, 0))
            self._lost[month] = number + times, amount + times * record.amount, loss + times * record.loss

    def vintage(self, first: int, months: range) -> Vintage:
        """The curves at these months on book; `first` is the cohort's first month."""
        reached = [0, 0, 0]
        lost, wholes = deque(sorted(self._lost.items())), (self._booked, self._amount, self._amount)
        curves: tuple[list[int], ...] = ([], [], [])
        for k in months:
            while lost and lost[0][0] <= k:
                reached = [one + more for one, more in zip(reached, lost.popleft()[1], strict=True)]
            for curve, value, whole in zip(curves, reached, wholes, strict=True):
                if whole:
                    curve.append(10_000 * value // whole)
        by_count, by_amount, by_loss = map(tuple, curves)
        return Vintage(
            cohort=month_name(first),
            booked=self._booked,
            amount=self._amount,
            months=tuple(months),
            by_count=by_count,
            by_amount=by_amount,
            by_loss=by_loss,
        )


def vintages_of(
    cohorts: Mapping[int, Cohort], as_of: int, cohort_months: int, step_months: int
) -> tuple[Vintage, ...]:
    """As `vintages`, of cohorts by their number: that of their first month over `cohort_months`."""
    running = month_of(as_of + 1)
    return tuple(
        cohort.vintage(number * cohort_months, range(0, running - last, step_months))
        for number, cohort in sorted(cohorts.items())
        for last in ((number + 1) * cohort_months - 1,)
    )
