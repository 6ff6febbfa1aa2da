"""Days beyond terms: the mean lateness of an amount, early ones counted as on time."""

from collections.abc import Iterable

from ledger.rulebook.position import Weight
from ledger.rulebook.ratio import floored


def dbt(weights: Iterable[Weight]) -> int | None:
    """floor(100 * sum(a * max(0, d)) / sum(a)) in centi-days, over the weights (a, d); None without weights. (Days
    beyond terms, as business credit bureaus define it, by amount.)

    1000 paid 20 days early and 2000 paid 10 days late: 20000 / 3000 = 6.66 days; earliness offsets nothing.

    >>> dbt([Weight(1000, -20), Weight(2000, 10)])
    666
    """
    weights = tuple(weights)
    above = 100 * sum(weight.amount * max(0, weight.late) for weight in weights)
    return floored(above, sum(weight.amount for weight in weights))
