"""A time as people read it: in UTC, whatever the machine's own zone."""

from datetime import UTC, datetime


def utc(seconds: int) -> str:
    """Seconds since 1970-01-01 UTC as date and time; beyond the year 9999, where there are none, as they are."""
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    except (OverflowError, ValueError, OSError):
        return f"{seconds} seconds since 1970-01-01 UTC"
