"""On-time share, by count of obligations and by amount."""

from collections.abc import Iterable

from ledger.rulebook.position import Position, Weight
from ledger.rulebook.ratio import floored


def on_time_by_amount(weights: Iterable[Weight]) -> int | None:
    """floor(10000 * amount not late / amount) in bp, over the weights of promptness; None without weights.

    >>> on_time_by_amount([Weight(100, -3), Weight(100, 0), Weight(100, 1)])
    6666
    """
    weights = tuple(weights)
    on_time = sum(weight.amount for weight in weights if weight.late <= 0)
    return floored(10_000 * on_time, sum(weight.amount for weight in weights))


def on_time_by_count(positions: Iterable[Position]) -> int | None:
    """floor(10000 * on time / decided) in bp: decided is paid in full or past due; None if none is decided.

    On time: the payment that completed the amount came by the due day. Where a payment's grade is too low for
    the population, so is that of the obligation's end: it is left out. Two of three paid in time gives 6666.
    """
    decided = [verdict for verdict in map(_verdict, positions) if verdict is not None]
    return floored(10_000 * sum(decided), len(decided))


def _verdict(position: Position) -> bool | None:
    if position.unproved:
        return None
    if position.rest:
        return False if position.as_of > position.due else None
    return position.payments[-1].day <= position.due
