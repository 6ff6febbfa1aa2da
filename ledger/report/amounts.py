"""Integers as people write them: the digits are those of the figures, with a decimal point and groups of three."""

from ledger.core.day import iso
from ledger.core.money import decimal_text

NONE = "–"


def amount(minor: int, currency: str) -> str:
    """Minor units in the currency's own decimals.

    >>> amount(1234567, "EUR"), amount(1234567, "JPY"), amount(-5, "KWD")
    ('12,345.67', '1,234,567', '-0.005')
    """
    whole, point, rest = decimal_text(minor, currency).partition(".")
    return f"{_grouped(whole)}{point}{rest}"


def count(number: int) -> str:
    """A whole number, in groups of three."""
    return f"{number:,}"


def hundredths(number: int | None) -> str:
    """Centi-points or centi-days; a dash for none.

    >>> hundredths(6771), hundredths(-50), hundredths(None)
    ('67.71', '-0.50', '–')
    """
    if number is None:
        return NONE
    whole, rest = divmod(abs(number), 100)
    return f"{'-' * (number < 0)}{whole:,}.{rest:02d}"


def percent(share: int | None) -> str:
    """Basis points, in percent; a dash for none."""
    return NONE if share is None else f"{hundredths(share)} %"


def day(number: int | None) -> str:
    """A day as ISO 8601 has it; a dash for none."""
    return NONE if number is None else iso(number)


def _grouped(whole: str) -> str:
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    return f"{sign}{int(digits):,}"
