"""Where an axis ends, and in which unit its labels are short."""

from dataclasses import dataclass

from ledger.core.currencies import MINOR_UNITS

_TOPS = (12, 16, 20, 24, 32, 40, 60, 80, 100)


@dataclass(frozen=True, slots=True)
class Axis:
    """From 0 to `top` minor units, labelled in `unit` units of the currency (a power of 1000)."""

    top: int
    unit: int
    places: int

    def quarter(self, quarters: int) -> str:
        """The label at so many quarters of the axis."""
        return f"{self.top * quarters // (4 * self.unit * 10**self.places):,}"


def axis(largest: int, currency: str) -> Axis:
    """The axis for values up to `largest` minor units: its top is one of `_TOPS` and zeros, its quarters are whole.

    >>> axis(1_234_567, "EUR")
    Axis(top=1600000, unit=1, places=2)
    >>> axis(1_234_567, "EUR").quarter(3), axis(9 * 10**17, "JPY").unit, axis(1, "JPY").quarter(1)
    ('12,000', 1000000000000000, '3')
    """
    places = MINOR_UNITS[currency]
    zeros = 10**places
    while zeros * _TOPS[-1] < largest:
        zeros *= 10
    top = next(zeros * each for each in _TOPS if zeros * each >= largest)
    unit = 1
    while top // (unit * 10**places) >= 100_000:
        unit *= 1000
    return Axis(top, unit, places)
