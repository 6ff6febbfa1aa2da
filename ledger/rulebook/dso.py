"""Days sales outstanding: how long a sale on credit waits for its money."""

from collections.abc import Iterable

from ledger.rulebook.position import Position
from ledger.rulebook.ratio import floored
from ledger.rulebook.rules import Rules


def dso(positions: Iterable[Position], as_of: int, rules: Rules) -> int | None:
    """floor(100 * open balance * N / sales of the last N days) in centi-days, N = 90; None if nothing was
    sold in them. Sales: the amounts of obligations issued in (as_of - N, as_of].

    Only for the side that is paid. What was assigned is no longer open to the seller; what was taken over is no
    sale of the holder. (Days sales outstanding, by the count of the Credit Research Foundation.)

    1200 sold, 400 of it open: 400 * 90 / 1200 = 30 days.

    >>> from ledger.rulebook.worked import invoice, stood
    >>> dso([stood(invoice(1200, due=50, issued=20, paid=[(50, 800)]), 60)], 60, Rules())
    3000
    """
    positions = tuple(positions)
    first = as_of - rules.dso_days + 1
    sales = sum(position.sale for position in positions if first <= position.issued <= as_of)
    return floored(100 * rules.dso_days * sum(position.balance for position in positions), sales)
