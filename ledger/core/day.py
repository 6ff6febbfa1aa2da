"""Days as numbers: a fact happens on a day in the obligation's own zone, never at an instant."""

from datetime import date, timedelta
from typing import NewType

from ledger.core.errors import BadContent

Day = NewType("Day", int)
"""Days since 1970-01-01, from 0 to 65535 (2149-06-06)."""

LAST = Day(0xFFFF)
DAY_SECONDS = 86_400
"""Of any day: Unix time has no leap seconds."""
_EPOCH = date(1970, 1, 1)


def day_of(value: date) -> Day:
    """The day number of a calendar date; BadContent if outside 1970-01-01 .. 2149-06-06."""
    number = (value - _EPOCH).days
    if not 0 <= number <= LAST:
        raise BadContent("day", "from 1970-01-01 to 2149-06-06", value.isoformat())
    return Day(number)


def day_at(second: int) -> Day:
    """The day, UTC, of a second since 1970-01-01 UTC."""
    return Day(second // DAY_SECONDS)


def parse_day(text: str) -> Day:
    """The day written as YYYY-MM-DD (ISO 8601)."""
    try:
        parsed = date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        parsed = None
    if (
        parsed is None or parsed.isoformat() != text
    ):  # ISO 8601 writes a day of a week in ten signs too: 2025-W01-3
        raise BadContent("day", "a date written YYYY-MM-DD", text)
    return day_of(parsed)


def date_of(day: Day) -> date:
    """The calendar date of a day number."""
    return _EPOCH + timedelta(days=day)


def iso(day: int) -> str:
    """A day number as YYYY-MM-DD (ISO 8601)."""
    return date_of(Day(day)).isoformat()


def ends_month(day: Day) -> bool:
    """Whether it is the last day of its calendar month."""
    return date_of(Day(day + 1)).day == 1


def months_back(day: Day, months: int) -> Day:
    """The same day of the month, `months` earlier, clamped to that month's last day; never before day 0."""
    at = date_of(day)
    index = at.year * 12 + at.month - 1 - months
    if index < 1970 * 12:
        return Day(0)
    first = date(index // 12, index % 12 + 1, 1)
    last = (date((index + 1) // 12, (index + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return day_of(first.replace(day=min(at.day, last)))
