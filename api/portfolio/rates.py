"""Rates of expected loss in a query."""

from ledger.core.errors import BadContent
from ledger.rulebook.ecl import BUCKETS, Rate, Rates


def rates_of(text: str) -> Rates:
    """A fraction for each bucket, in order, with commas between them. BadContent."""
    parts = text.split(",")
    if len(parts) != len(BUCKETS):
        raise BadContent("rates", f"five fractions, of {', '.join(BUCKETS)}", text[:64])
    current, first, second, third, last = map(Rate.parse, parts)
    return current, first, second, third, last
