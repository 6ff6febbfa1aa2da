"""On which days an observation counts otherwise than the day before, though nobody said anything new."""

from collections.abc import Iterator
from datetime import date

from ledger.core.day import Day, date_of
from ledger.core.history import Observation
from ledger.rulebook.ageing import LAST_DAYS
from ledger.rulebook.rules import Rules

_EPOCH = date(1970, 1, 1)
NEVER = 1 << 17
"""A day beyond every day."""


def leaves(day: int, rules: Rules) -> int:
    """The first `as_of` whose window does not reach back to `day`: the inverse of `position.first_day`."""
    at = date_of(Day(day))
    index = at.year * 12 + at.month - 1 + rules.window_months
    first, after = _first_of(index), _first_of(index + 1)
    # A month too short for the day: months_back clamps it to less than `day` all month long.
    return min(first + at.day - 1, after)


def steady(seen: Observation, as_of: int, rules: Rules) -> tuple[int, int]:
    """The days around `as_of`, first and one past the last, on which the observation counts as it does on `as_of`.

    But for the lateness of what is unpaid, which grows day by day (`overdue.Overdue`).
    """
    first, after = 0, NEVER
    for day in _days(seen, rules):
        if day <= as_of:
            first = max(first, day)
        else:
            after = min(after, day)
    return first, after


def _days(seen: Observation, rules: Rules) -> Iterator[int]:
    yield seen.issued
    yield leaves(seen.issued, rules)
    yield seen.issued + rules.dso_days
    for days in (*LAST_DAYS, rules.prc_days[0]):
        yield seen.due + days + 1
    for part in seen.payments:
        yield part.day
        if part.day < seen.issued:  # its receipt leaves the window before the obligation does
            yield leaves(part.day, rules)
    for part in (*seen.credits, *seen.write_offs):
        yield part.day
    for span in seen.disputes:
        yield span.opened
        yield span.opened + rules.dispute_days
        if span.closed is not None:
            yield span.closed


def _first_of(month: int) -> int:
    """The first day of a month counted from year 0."""
    return (date(month // 12, month % 12 + 1, 1) - _EPOCH).days
