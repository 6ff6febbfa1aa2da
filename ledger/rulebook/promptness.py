"""Promptness index: how early or late money came, weighted by amount."""

from collections.abc import Iterable
from itertools import pairwise

from ledger.rulebook.position import Weight
from ledger.rulebook.ratio import floored
from ledger.rulebook.rules import Rules


def points(late: int, rules: Rules) -> int:
    """Centi-points of an amount that is `late` days late: the exact line between two anchors, floored.

    The anchors are days with points: -30: 100, -20: 90, 0: 80, 15: 70, 22: 60, 30: 50, 60: 40, 90: 30, 120: 20;
    earlier is 100 points, later 1 point. (The scale on which business credit bureaus commonly show paying habits.)

    >>> [points(late, Rules()) for late in (-31, -30, -20, 0, 7, 15, 120, 121)]
    [10000, 10000, 9000, 8000, 7533, 7000, 2000, 100]

    Seven days: 8000 - 1000 * 7 / 15 = 7533.33, floored.
    """
    first, last = rules.anchors[0], rules.anchors[-1]
    if late <= first[0]:
        return first[1]
    if late > last[0]:
        return rules.beyond_anchors
    for (left, high), (right, low) in pairwise(rules.anchors):
        if late <= right:
            return high + (low - high) * (late - left) // (right - left)
    return last[1]


def promptness(weights: Iterable[Weight], rules: Rules) -> int | None:
    """P = floor(sum(a * f(d)) / sum(a)) in centi-points, over the weights (a, d); None without weights.

    1000 paid on the due day (80 points) and 3000 paid 30 days late (50 points): (80 + 3 * 50) / 4 = 57.5
    points.

    >>> promptness([Weight(1000, 0), Weight(3000, 30)], Rules())
    5750
    """
    weights = tuple(weights)
    above = sum(weight.amount * points(weight.late, rules) for weight in weights)
    return floored(above, sum(weight.amount for weight in weights))
