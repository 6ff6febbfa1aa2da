"""Expected credit losses by a provision matrix: a rate for each bucket of days past due."""

import re
from dataclasses import dataclass
from typing import Self

from ledger.core.errors import BadContent
from ledger.rulebook.ageing import Ageing

BUCKETS = ("current", "1-30", "31-60", "61-90", "91+")
"""The buckets of `Ageing`, in order, as files and reports name them."""
LARGEST = 1 << 63
_FRACTION = re.compile(r"([0-9]{1,18})/([0-9]{1,18})")


@dataclass(frozen=True, slots=True)
class Rate:
    """What is expected to be lost of a balance: `numerator / denominator`, from 0 to 1. BadContent if it is not."""

    numerator: int
    denominator: int

    def __post_init__(self) -> None:
        if not (0 <= self.numerator <= self.denominator < LARGEST and self.denominator):
            raise BadContent("rate", "a fraction from 0 to 1", f"{self.numerator}/{self.denominator}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """A fraction such as 16/1000; BadContent."""
        match = _FRACTION.fullmatch(text)
        if match is None:
            raise BadContent("rate", "a fraction from 0 to 1, such as 16/1000", text[:64])
        return cls(int(match[1]), int(match[2]))

    def of(self, balance: int) -> int:
        """floor(balance * numerator / denominator), in minor units."""
        return balance * self.numerator // self.denominator


Rates = tuple[Rate, Rate, Rate, Rate, Rate]
"""A rate for each of BUCKETS."""


@dataclass(frozen=True, slots=True)
class Provision:
    """Minor units: the balances that the rates were applied to, and what is provided for, by bucket."""

    balances: Ageing
    rates: Rates
    provided: tuple[int, int, int, int, int]

    @property
    def total(self) -> int:
        return sum(self.provided)


def provision(balances: Ageing, rates: Rates) -> Provision:
    """Lifetime expected credit losses: sum of floor(balance * num / den) by bucket (IFRS 9, B5.5.35).

    The standard's own example (IFRS 9, illustrative examples, IE74-IE77): receivables of 30 million at
    0.3 %, 1.6 %, 3.6 %, 6.6 % and 10.6 % lose 580,000.

    >>> rates = Rate(3, 1000), Rate(16, 1000), Rate(36, 1000), Rate(66, 1000), Rate(106, 1000)
    >>> provision(Ageing(15_000_000, 7_500_000, 4_000_000, 2_500_000, 1_000_000), rates).provided
    (45000, 120000, 144000, 165000, 106000)
    """
    current, first, second, third, last = (
        rate.of(balance) for rate, balance in zip(rates, (balances.current, *balances.overdue), strict=True)
    )
    return Provision(balances, rates, (current, first, second, third, last))
