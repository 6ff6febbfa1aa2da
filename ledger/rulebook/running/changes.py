"""On which days an observation counts otherwise than the day before, though nobody said anything new."""

from collections.abc import Iterator

from ledger.core.day import Day, date_of
from ledger.core.history import Observation
from ledger.rulebook.ageing import LAST_DAYS
from ledger.rulebook.month_end import month_end, month_of, month_start
from ledger.rulebook.rules import LaterRules, Rules
from ledger.rulebook.running.sight import Sight
from ledger.rulebook.status_string import LEVEL_DAYS, credited_days
from ledger.rulebook.vintage import cohort_start

NEVER = 1 << 17
"""A day beyond every day."""


def leaves(day: int, months: int) -> int:
    """The first day from which so many months back are no earlier than `day`: the inverse of `day.months_back`."""
    month = month_of(day) + months
    # A month too short for the day: months_back clamps it to less than `day` all month long.
    return month_start(month) + min(date_of(Day(day)).day, month_end(month) - month_end(month - 1) + 1) - 1


def steady(sight: Sight, rules: Rules) -> tuple[int, int]:
    """The days around a sight's `as_of`, first and one past the last, on which the observation counts the same.

    But for the lateness of what is unpaid, which grows day by day (`overdue.Overdue`).
    """
    first, after = 0, NEVER
    for day in _days(sight, rules):
        if day <= sight.as_of:
            first = max(first, day)
        else:
            after = min(after, day)
    return first, after


def _days(sight: Sight, rules: Rules) -> Iterator[int]:
    seen = sight.seen
    yield seen.issued
    yield leaves(seen.issued, rules.window_months)
    yield seen.issued + rules.dso_days
    for part in seen.payments:
        yield part.day
        if part.day < seen.issued:  # its receipt leaves the window before the obligation does
            yield leaves(part.day, rules.window_months)
    for part in (*seen.credits, *seen.write_offs):
        yield part.day
    for told in seen.attested:
        yield told.day
    for span in seen.disputes:
        yield span.opened
        yield span.opened + rules.dispute_days
        if span.closed is not None:
            yield span.closed
    if _is_open(sight):
        for days in (*LAST_DAYS, rules.prc_days[0]):
            yield seen.due + days + 1
    if isinstance(rules, LaterRules):
        yield from _later_days(sight, rules)


def _later_days(sight: Sight, rules: LaterRules) -> Iterator[int]:
    """Those of what `tradeline-2` adds."""
    seen = sight.seen
    yield leaves(cohort_start(seen.issued, rules.vintage_cohort_months), rules.window_months)
    for day in (seen.issued, *(part.day for part in seen.payments), *credited_days(seen.credits, rules)):
        yield month_start(month_of(day) + rules.status_months)
    month = month_of(sight.as_of)
    if _is_open(sight) or not _is_followed(sight):
        yield from (month_start(month), month_end(month), month_start(month + 1))
    if _is_open(sight):
        for days in (*LEVEL_DAYS, rules.eu_factoring_days, rules.vintage_default_days):
            yield seen.due + days + 1
    else:
        # A roll from the month's beginning to its end is counted when the month ends.
        yield from (month_end(month_of(part.day)) for part in seen.payments)
        # With each month the string loses its first, and on the way back has it again.
        begun = (later for later in (month, month + 1) if later - rules.status_months in _months_open(seen))
        yield from map(month_start, begun)


def _months_open(seen: Observation) -> range:
    """The months of a settled obligation, from its issue to its last payment."""
    last = max((part.day for part in seen.payments), default=seen.issued)
    return range(month_of(seen.issued), month_of(last) + 1)


def _is_open(sight: Sight) -> bool:
    """Whether something is unpaid in any population, or for a default clock."""
    return any(item is not None and item.rest > 0 for item in (sight.strictest(), sight.owed))


def _is_followed(sight: Sight) -> bool:
    """Whether every population is told to the end how it was settled: what is not may stand open each month."""
    item = sight.strictest()
    return item is None or not item.unproved_parts
