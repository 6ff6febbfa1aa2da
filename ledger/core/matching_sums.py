"""Which of several open amounts add up to a payment, and whether that can be chance."""

from collections.abc import Sequence
from itertools import combinations
from math import gcd

MOST = 8
"""Amounts of which sums are tried: 2^8 of them."""

CHANCE = 1000
"""One sum in so many may fit by accident before a sum is no longer sure."""


def only_sum(amounts: Sequence[int], total: int) -> tuple[int, ...]:
    """The positions of the amounts whose sum is `total`, if just one choice of them has it."""
    if len(amounts) > MOST:
        return ()
    found = [
        chosen
        for size in range(1, len(amounts) + 1)
        for chosen in combinations(range(len(amounts)), size)
        if sum(amounts[position] for position in chosen) == total
    ]
    return found[0] if len(found) == 1 else ()


def is_no_chance(amounts: Sequence[int], total: int) -> bool:
    """Whether a payment of something else would meet one of the sums less than once in CHANCE times.

    n amounts have 2^n sums, between 0 and the sum of all; amounts in whole hundreds leave a hundredth of the
    room between them.
    """
    step = gcd(total, *amounts)
    return step > 0 and 2 ** len(amounts) * CHANCE * step <= sum(amounts)
