"""On-time share, by count of obligations and by amount."""

from collections.abc import Iterable

from ledger.rulebook.position import Position, Weight
from ledger.rulebook.ratio import floored


def on_time_by_amount(weights: Iterable[Weight]) -> int | None:
    """floor(10000 * sum(a where d <= 0) / sum(a)) in bp, over the weights (a, d); None without weights. (Late is
    what was not paid within its period: Directive 2011/7/EU, article 2(4).)

    >>> on_time_by_amount([Weight(100, -3), Weight(100, 0), Weight(100, 1)])
    6666
    """
    weights = tuple(weights)
    on_time = sum(weight.amount for weight in weights if weight.late <= 0)
    return floored(10_000 * on_time, sum(weight.amount for weight in weights))


def on_time_by_count(positions: Iterable[Position]) -> int | None:
    """floor(10000 * on time / decided) in bp: decided is paid in full or past due; None if none is decided.

    On time: the payment that completed the amount came by the due day. An obligation with a part that is neither
    paid nor unpaid in the population (docs/rulebook.md, section 2) is not decided.

    Paid on the due day; paid a day late; not due yet:

    >>> from ledger.rulebook.worked import invoice, stood
    >>> seen = invoice(100, due=40, paid=[(40, 100)]), invoice(100, due=40, paid=[(41, 100)]), invoice(100, due=60)
    >>> on_time_by_count([stood(one, 60) for one in seen])
    5000
    """
    decided = [verdict for verdict in map(_verdict, positions) if verdict is not None]
    return floored(10_000 * sum(decided), len(decided))


def _verdict(position: Position) -> bool | None:
    if position.unproved:
        return None
    if position.rest:
        return False if position.as_of > position.due else None
    return position.payments[-1].day <= position.due
