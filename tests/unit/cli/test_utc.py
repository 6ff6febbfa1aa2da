"""Times for people: UTC, and whatever a chain or a signer may say."""

import pytest

from ledger.cli.utc import utc


def test_a_time_is_told_in_utc() -> None:
    assert utc(0) == "1970-01-01 00:00:00 UTC"
    assert utc(1_750_000_000) == "2025-06-15 15:06:40 UTC"
    assert utc(253_402_300_799) == "9999-12-31 23:59:59 UTC"


@pytest.mark.parametrize("seconds", [253_402_300_800, 2**63, 2**256 - 1], ids=["10000", "2^63", "2^256"])
def test_a_time_that_no_calendar_has_is_told_as_it_is(seconds: int) -> None:
    assert utc(seconds) == f"{seconds} seconds since 1970-01-01 UTC"
