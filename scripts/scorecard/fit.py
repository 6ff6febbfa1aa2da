"""Logistic regression by Newton's method, in plain Python and sums without rounding drift (math.fsum).

No library of linear algebra: the table must come out the same, byte for byte, on any machine.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from math import exp, fsum

Vector = tuple[float, ...]

ROUNDS = 30


def logistic(rows: Iterable[tuple[Vector, bool]]) -> tuple[float, ...]:
    """Coefficients of log(odds of True), the constant first; `rows`: features and outcome, each row once."""
    counted = sorted(Counter(((1.0, *features), outcome) for features, outcome in rows).items())
    weights = [0.0] * len(counted[0][0][0])
    for _ in range(ROUNDS):
        gradient, curvature = _slopes(counted, weights)
        step = _solved(curvature, gradient)
        weights = [weight + change for weight, change in zip(weights, step, strict=True)]
        if max(abs(change) for change in step) < 1e-12:
            break
    return tuple(weights)


def probability(weights: Sequence[float], features: Vector) -> float:
    """The probability of True."""
    return 1 / (1 + exp(-fsum(weight * part for weight, part in zip(weights, (1.0, *features), strict=True))))


def _slopes(
    counted: Sequence[tuple[tuple[Vector, bool], int]], weights: Sequence[float]
) -> tuple[list[float], list[list[float]]]:
    """Gradient and curvature of the log likelihood."""
    found = [
        (features, count, outcome, probability(weights, features[1:]))
        for (features, outcome), count in counted
    ]
    size = range(len(weights))
    gradient = [
        fsum(count * (outcome - p) * features[i] for features, count, outcome, p in found) for i in size
    ]
    curvature = [
        [
            fsum(count * p * (1 - p) * features[i] * features[j] for features, count, _, p in found)
            for j in size
        ]
        for i in size
    ]
    return gradient, curvature


def _solved(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Gauss's elimination with the largest pivot."""
    rows = [[*line, value] for line, value in zip(matrix, right, strict=True)]
    size = len(rows)
    for at in range(size):
        pivot = max(range(at, size), key=lambda row: abs(rows[row][at]))
        rows[at], rows[pivot] = rows[pivot], rows[at]
        for row in range(at + 1, size):
            factor = rows[row][at] / rows[at][at]
            rows[row] = [value - factor * above for value, above in zip(rows[row], rows[at], strict=True)]
    found = [0.0] * size
    for at in reversed(range(size)):
        known = fsum(rows[at][column] * found[column] for column in range(at + 1, size))
        found[at] = (rows[at][size] - known) / rows[at][at]
    return found
