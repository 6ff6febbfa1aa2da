"""How an obligation stood at the end of a day, and so of a month: what roll rates and the status string read."""

from datetime import date
from enum import Enum
from functools import lru_cache

from ledger.core.day import Day, date_of
from ledger.core.history import Interest
from ledger.rulebook.ageing import bucket_of
from ledger.rulebook.position import Position

_EPOCH = date(1970, 1, 1)


class State(Enum):
    """An obligation at the end of a month: its bucket of ageing, or written off and still open, or settled."""

    CURRENT = "current"
    DAYS_1_30 = "1-30"
    DAYS_31_60 = "31-60"
    DAYS_61_90 = "61-90"
    DAYS_91 = "91+"
    WRITTEN_OFF = "written_off"
    SETTLED = "settled"


_STATES = tuple(State)


@lru_cache(maxsize=1 << 16)
def month_of(day: int) -> int:
    """The calendar month of a day, counted from year 0: year * 12 + month - 1.

    >>> divmod(month_of(20_634), 12)
    (2026, 5)
    """
    at = date_of(Day(day))
    return at.year * 12 + at.month - 1


def month_name(month: int) -> str:
    """A month counted as `month_of` counts, written `YYYY-MM`.

    >>> month_name(month_of(20_634))
    '2026-06'
    """
    return f"{month // 12:04}-{month % 12 + 1:02}"


@lru_cache(maxsize=1 << 12)
def month_end(month: int) -> int:
    """The last day of a month counted as `month_of` counts, in days since 1970-01-01; 2026-06-30 is 20,634.

    >>> month_end(2026 * 12 + 5)
    20634
    """
    year, index = divmod(month + 1, 12)
    return (date(year, index + 1, 1) - _EPOCH).days - 1


def month_start(month: int) -> int:
    """The first day of a month counted as `month_of` counts."""
    return month_end(month - 1) + 1


def month_ends(first: int, as_of: int) -> tuple[int, ...]:
    """The last days of calendar months from day `first` to day `as_of`, both inclusive, in order."""
    months = range(month_of(first), month_of(as_of) + 1)
    return tuple(end for end in map(month_end, months) if end <= as_of)


def open_on(position: Position, day: int) -> int:
    """Minor units that nobody says were paid by the end of `day`, as known at the position's own as_of: less
    what was credited by then, from the first. 0 before the day of issue.

    >>> from ledger.rulebook.worked import invoice, stood
    >>> seen = stood(invoice(100, due=40, issued=10, paid=[(50, 30)]), 60)
    >>> [open_on(seen, day) for day in (9, 10, 49, 50)]
    [0, 100, 100, 70]
    """
    if day < position.issued:
        return 0
    paid = sum(part.amount for part in position.payments if part.day <= day)
    return position.amount - paid - sum(part.amount for part in position.unproved_parts if part.day <= day)


def followed_until(position: Position) -> int | None:
    """The first day on which nothing is told of an obligation any more: that of the month in which what its grade does
    not prove begins to fill it. None if it is followed to the end.
    """
    first = min((part.day for part in position.unproved_parts), default=None)
    return None if first is None else month_start(month_of(first))


def own_on(position: Position, day: int) -> int:
    """`open_on` where the balance is the member's own: 0 once the right to payment has passed to a holder."""
    return 0 if position.interest is Interest.PASSED_ON else open_on(position, day)


def state_on(position: Position, day: int) -> State:
    """Written off once a write-off is dated by `day` while something is open; else the bucket of day - due.

    >>> from ledger.rulebook.worked import invoice, stood
    >>> seen = stood(invoice(100, due=40, paid=[(90, 100)], written_off=[(80, 50)]), 100)
    >>> [state_on(seen, day).value for day in (40, 41, 80, 90)]
    ['current', '1-30', 'written_off', 'settled']
    """
    if not open_on(position, day):
        return State.SETTLED
    if position.written_off is not None and position.written_off <= day:
        return State.WRITTEN_OFF
    return _STATES[bucket_of(day - position.due)]
