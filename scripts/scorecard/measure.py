"""What a score is worth: discrimination, calibration and stability, with 95 % intervals, in basis points."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import fsum, log, sqrt
from random import Random

Z = 1.959964
"""95 %, two-sided."""

DRAWS = 200
"""Resamples of a bootstrap."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A higher score is a better loan; `probability_bp`: of being charged off; `bad`: whether it was."""

    score: float
    probability_bp: float
    bad: bool


Interval = tuple[int, int, int]
"""Value, low and high end, in basis points."""


def auc(loans: Sequence[Scored]) -> Interval:
    """P(a paid loan scores higher than one charged off), ties half; DeLong, DeLong and Clarke-Pearson (1988)."""
    good = sorted(loan.score for loan in loans if not loan.bad)
    bad = sorted(loan.score for loan in loans if loan.bad)
    over_bad = [(bisect_left(bad, score) + bisect_right(bad, score)) / 2 / len(bad) for score in good]
    under_good = [1 - (bisect_left(good, score) + bisect_right(good, score)) / 2 / len(good) for score in bad]
    value = fsum(over_bad) / len(good)
    spread = fsum((one - value) ** 2 for one in over_bad) / (len(good) - 1) / len(good)
    spread += fsum((one - value) ** 2 for one in under_good) / (len(bad) - 1) / len(bad)
    return _bp(value), _bp(value - Z * sqrt(spread)), _bp(value + Z * sqrt(spread))


def ks(loans: Sequence[Scored]) -> Interval:
    """The largest distance between the distributions of paid and charged off (Kolmogorov, Smirnov)."""
    return _bootstrapped(loans, _distance)


def brier(loans: Sequence[Scored]) -> Interval:
    """Mean squared error of the probability."""
    return _bootstrapped(loans, _squares)


def deciles(loans: Sequence[Scored]) -> list[tuple[int, int, int, int, int, int]]:
    """By tenths of the score, worst first: loans, charged off, mean probability, observed share and its Wilson
    interval (1927). Loans of one score stay together.
    """
    ordered = sorted(loans, key=lambda loan: loan.score)
    scores = [loan.score for loan in ordered]
    cuts = sorted({bisect_right(scores, scores[len(ordered) * tenth // 10 - 1]) for tenth in range(1, 11)})
    parts = [ordered[first:last] for first, last in zip([0, *cuts], cuts, strict=False)]
    return [_decile(part) for part in parts]


def stability(before: Sequence[Scored], after: Sequence[Scored]) -> int:
    """Population stability index over the tenths of the first sample, in 1/10000."""
    scores = sorted(loan.score for loan in before)
    cuts = sorted({scores[len(scores) * tenth // 10] for tenth in range(1, 10)})
    return index(*([bisect_right(cuts, loan.score) for loan in loans] for loans in (before, after)))


def index(before: Sequence[object], after: Sequence[object]) -> int:
    """Sum of (q - p) log(q / p) over the classes, half a loan added to each, in 1/10000."""
    classes = set(before) | set(after)
    total = 0.0
    for one in sorted(classes, key=repr):
        p, q = ((sample.count(one) + 0.5) / (len(sample) + 0.5 * len(classes)) for sample in (before, after))
        total += (q - p) * log(q / p)
    return _bp(total)


def _decile(part: Sequence[Scored]) -> tuple[int, int, int, int, int, int]:
    loans, bad = len(part), sum(loan.bad for loan in part)
    share, z2 = bad / loans, Z * Z
    middle = (share + z2 / 2 / loans) / (1 + z2 / loans)
    half = Z * sqrt(share * (1 - share) / loans + z2 / 4 / loans**2) / (1 + z2 / loans)
    expected = round(fsum(loan.probability_bp for loan in part) / loans)
    return loans, bad, expected, _bp(share), _bp(middle - half), _bp(middle + half)


def _bootstrapped(loans: Sequence[Scored], statistic: Callable[[Sequence[Scored]], float]) -> Interval:
    chance = Random(1)
    drawn = sorted(statistic(chance.choices(loans, k=len(loans))) for _ in range(DRAWS))
    return _bp(statistic(loans)), _bp(drawn[DRAWS * 25 // 1000]), _bp(drawn[DRAWS * 975 // 1000 - 1])


def _distance(loans: Sequence[Scored]) -> float:
    bad = sum(loan.bad for loan in loans)
    good, apart, seen_bad, seen_good = len(loans) - bad, 0.0, 0, 0
    ordered = sorted(loans, key=lambda loan: loan.score)
    for at, loan in enumerate(ordered):
        seen_bad, seen_good = seen_bad + loan.bad, seen_good + (not loan.bad)
        if at + 1 == len(ordered) or ordered[at + 1].score != loan.score:
            apart = max(apart, abs(seen_bad / bad - seen_good / good))
    return apart


def _squares(loans: Sequence[Scored]) -> float:
    return fsum((loan.probability_bp / 10_000 - loan.bad) ** 2 for loan in loans) / len(loans)


def _bp(value: float) -> int:
    return round(10_000 * value)
