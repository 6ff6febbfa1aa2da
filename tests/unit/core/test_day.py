"""A day is written in one way alone."""

import pytest

from ledger.core.day import LAST, Day, date_of, parse_day
from ledger.core.errors import BadContent


def test_a_day_is_read_as_it_is_written() -> None:
    for text, day in (("1970-01-01", 0), ("2024-02-29", 19_782), ("2149-06-06", LAST)):
        assert parse_day(text) == day
        assert date_of(Day(day)).isoformat() == text


@pytest.mark.parametrize(
    "text",
    [
        "2025-W01-3",
        "2025-02-29",
        "20250101",
        "2025-1-1",
        "01.01.2025",
        "2025-01-01 ",
        "２０２５-01-01",
        "",
        "2149-06-07",
    ],
)
def test_what_is_written_otherwise_is_no_day(text: str) -> None:
    with pytest.raises(BadContent, match="day"):
        parse_day(text)
