"""An amount in decimals is money to the last unit, and what is too much is told how much is not."""

import pytest

from ledger.core.errors import BadContent
from ledger.core.money import LIMIT, Money, parse_money


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("1234.50", "EUR", 123_450),
        ("-0.01", "EUR", -1),
        ("7", "JPY", 7),
        ("92233720368547758.07", "EUR", LIMIT - 1),
        ("9223372036854775807", "JPY", LIMIT - 1),
    ],
)
def test_an_amount_is_read_to_the_unit(text: str, currency: str, minor: int) -> None:
    assert parse_money(text, currency) == Money(minor, currency)


@pytest.mark.parametrize(
    ("text", "currency", "rule"),
    [
        ("92233720368547758.08", "EUR", "at most 92233720368547758.07"),
        ("-92233720368547758.08", "EUR", "at most 92233720368547758.07"),
        ("9223372036854775808", "JPY", "at most 9223372036854775807"),
        ("9" * 26, "EUR", "at most 92233720368547758.07"),
        ("9" * 5_000, "EUR", "at most 92233720368547758.07"),
        ("1.234", "EUR", "at most 2 decimals in EUR"),
        ("1e3", "EUR", "a plain decimal number such as 1234.50"),
        ("x" * 5_000, "EUR", "a plain decimal number such as 1234.50"),
    ],
    ids=lambda text: text[:16],
)
def test_what_is_no_amount_is_told_by_its_own_rule(text: str, currency: str, rule: str) -> None:
    with pytest.raises(BadContent) as caught:
        parse_money(text, currency)
    assert caught.value.rule == rule
    assert len(str(caught.value)) < 200
