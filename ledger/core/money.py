"""Money is an integer of minor units in one currency; two currencies never meet."""

import re
from dataclasses import dataclass

from ledger.core.currencies import MINOR_UNITS
from ledger.core.errors import BadContent

LIMIT = 1 << 63
_LONG = re.compile(r"-?[0-9]{20,}(?:\.[0-9]+)?")
"""No currency has an amount of so many digits."""
_DECIMAL = re.compile(r"(-?)([0-9]{1,19})(?:\.([0-9]{1,19}))?")


@dataclass(frozen=True, slots=True)
class Money:
    """`minor` minor units of `currency` (ISO 4217); may be negative in a draft, never in a record."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if self.currency not in MINOR_UNITS:
            raise BadContent("currency", "an ISO 4217 code in use", self.currency)
        if not -LIMIT < self.minor < LIMIT:
            raise BadContent("amount", "below 2^63 minor units", self.minor)

    def __str__(self) -> str:
        return f"{decimal_text(self.minor, self.currency)} {self.currency}"


def decimal_text(minor: int, currency: str) -> str:
    """`minor` as a decimal number with the currency's own number of decimals."""
    places = MINOR_UNITS[currency]
    sign, digits = "-" * (minor < 0), str(abs(minor)).rjust(places + 1, "0")
    return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)


def parse_money(text: str, currency: str) -> Money:
    """A plain decimal number as money. Zeros beyond the currency's decimals are dropped, digits are refused."""
    if currency not in MINOR_UNITS:
        raise BadContent("currency", "an ISO 4217 code in use", currency)
    match, most = _DECIMAL.fullmatch(text), f"at most {decimal_text(LIMIT - 1, currency)}"
    if _LONG.fullmatch(text):
        raise BadContent("amount", most, text)
    if match is None:
        raise BadContent("amount", "a plain decimal number such as 1234.50", text)
    sign, whole, fraction = match[1], match[2], (match[3] or "").rstrip("0")
    places = MINOR_UNITS[currency]
    if len(fraction) > places:
        raise BadContent("amount", f"at most {places} decimals in {currency}", text)
    minor = int(whole + fraction.ljust(places, "0"))
    if minor >= LIMIT:
        raise BadContent("amount", most, text)
    return Money(-minor if sign else minor, currency)
