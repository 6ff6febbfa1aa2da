"""Bins: fixed first cuts, then neighbours that do not differ are merged (ChiMerge, Kerber 1992)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from ledger.rulebook.scorecard_inputs import LARGEST_CENTS, MOST_EMPLOYEES
from scripts.scorecard.loans import Loan

AMOUNTS = (
    10_000,
    15_000,
    20_000,
    25_000,
    35_000,
    50_000,
    75_000,
    100_000,
    150_000,
    250_000,
    350_000,
    500_000,
)
"""Upper ends in US dollars, inclusive."""

HEADCOUNTS = (1, 2, 3, 4, 5, 7, 10, 15, 20, 30, 50)
"""Upper ends, inclusive."""

SECTORS = (
    (11, 11), (21, 21), (22, 22), (23, 23), (31, 33), (42, 42), (44, 45), (48, 49), (51, 51), (52, 52), (53, 53),
    (54, 54), (55, 55), (56, 56), (61, 61), (62, 62), (71, 71), (72, 72), (81, 81), (92, 92),
)  # fmt: skip

SMOOTHING = 50
"""A sector counts as if so many loans more of the average risk were in it."""

Ranges = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """Ranges of one bin to be, and its loans: how many, and how many charged off."""

    ranges: Ranges
    loans: int
    bad: int

    def with_(self, other: "Cell") -> "Cell":
        """Both as one; touching ranges become one."""
        ranges: list[tuple[int, int]] = []
        for first, last in sorted(self.ranges + other.ranges):
            if ranges and ranges[-1][1] + 1 == first:
                ranges[-1] = (ranges[-1][0], last)
            else:
                ranges.append((first, last))
        return Cell(tuple(ranges), self.loans + other.loans, self.bad + other.bad)

    def woe(self, loans: int, bad: int) -> float:
        """Weight of evidence: log of good share over bad share; half a loan of each is added, so that it exists."""
        good = self.loans - self.bad
        return log((good + 0.5) / (loans - bad + 0.5)) - log((self.bad + 0.5) / (bad + 0.5))


@dataclass(frozen=True, slots=True)
class Merging:
    """When neighbours are merged: chi-square below `chi`, or fewer than `share_bp` of the loans in one of them."""

    chi: float
    share_bp: int


def cells(loans: Sequence[Loan], name: str, merging: Merging) -> tuple[Cell, ...]:
    """The bins of a characteristic, in the order of its values (sectors: of their risk)."""
    stated = Counter((value, loan.bad) for loan in loans if (value := loan.inputs[name]) is not None)
    first = [_cell(ranges, stated) for ranges in _first_cuts(name)]
    total, bad = stated.total(), sum(count for (_, hurt), count in stated.items() if hurt)
    if name == "sector":
        first.sort(
            key=lambda cell: ((cell.bad + SMOOTHING * bad / total) / (cell.loans + SMOOTHING), cell.ranges)
        )
    elif name == "age":
        return tuple(first)
    return tuple(_merged(first, total, merging))


def _first_cuts(name: str) -> list[Ranges]:
    if name == "amount":
        return _between([100 * dollars for dollars in AMOUNTS], LARGEST_CENTS)
    if name == "employees":
        return _between(list(HEADCOUNTS), MOST_EMPLOYEES)
    if name == "sector":
        return [(one,) for one in SECTORS]
    return [((1, 1),), ((2, 2),)]


def _between(ends: list[int], last: int) -> list[Ranges]:
    firsts = [1, *(end + 1 for end in ends)]
    return [((first, end),) for first, end in zip(firsts, [*ends, last], strict=True)]


def _cell(ranges: Ranges, stated: Counter[tuple[int, bool]]) -> Cell:
    inside = [
        (bad, count)
        for (value, bad), count in stated.items()
        if any(first <= value <= last for first, last in ranges)
    ]
    return Cell(ranges, sum(count for _, count in inside), sum(count for bad, count in inside if bad))


def _merged(found: list[Cell], total: int, merging: Merging) -> list[Cell]:
    """Too small a bin first, with the neighbour it is most like; then the two most alike, until all differ.

    Two are always left.
    """
    found = list(found)
    while len(found) > 2:
        pairs = range(len(found) - 1)
        small = [
            at
            for at in pairs
            if min(found[at].loans, found[at + 1].loans) * 10_000 < merging.share_bp * total
        ]
        at = min(small or pairs, key=lambda at: (_chi(found[at], found[at + 1]), at))
        if not small and _chi(found[at], found[at + 1]) >= merging.chi:
            break
        found[at : at + 2] = [found[at].with_(found[at + 1])]
    return found


def _chi(left: Cell, right: Cell) -> float:
    """Chi-square of two bins by two outcomes, one degree of freedom."""
    bad, loans = left.bad + right.bad, left.loans + right.loans
    below = left.loans * right.loans * bad * (loans - bad)
    across = left.bad * right.loans - right.bad * left.loans
    return loans * across * across / below if below else 0.0
