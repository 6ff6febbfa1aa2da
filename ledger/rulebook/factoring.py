"""The default clock of factoring: what is past due is technical while no single receivable is so for long."""

from collections.abc import Iterable

from ledger.rulebook.defaults import eu_default_since
from ledger.rulebook.month_end import open_on
from ledger.rulebook.position import Position
from ledger.rulebook.rules import LaterRules


def factoring_default_since(positions: Iterable[Position], as_of: int, rules: LaterRules) -> int | None:
    """The day since which an obligor would be in default to a factor who had bought its invoices; None if it is not.

    EBA/GL/2016/07, paragraph 23(d), as amended by EBA/GL/2026/05: passing the thresholds of Regulation (EU)
    2018/171 for 90 days is a technical past due while none of the receivables is more than 90 days past due. So
    it is the first day without a break on which both hold: the clock `eu_90`, and some one receivable open and
    more than 90 days past due. Euro only.

    EUR 600 due on day 100, and paid on day 185; EUR 600 due on day 150: past due since 101 without a break, so in
    default since 190 by `eu_90`, but no invoice is 91 days late before day 241.

    >>> from ledger.rulebook.worked import invoice, stood
    >>> bought = invoice(60_000, due=100, paid=[(185, 60_000)]), invoice(60_000, due=150, number=2)
    >>> owed = [stood(seen, 250) for seen in bought]
    >>> eu_default_since(owed, 250, LaterRules()), factoring_default_since(owed, 250, LaterRules())
    (190, 241)
    """
    items = tuple(positions)
    late = _late_since(items, as_of, rules.eu_factoring_days)
    material = eu_default_since(items, as_of, rules)
    return None if late is None or material is None else max(late, material)


def _late_since(items: tuple[Position, ...], as_of: int, days: int) -> int | None:
    """Since when without a break some one receivable was open and more than `days` past due."""
    since: int | None = None
    spans = (late_span(item, as_of, days) for item in items)
    for first, last in sorted((span for span in spans if span is not None), key=lambda span: -span[1]):
        if last < (as_of if since is None else since - 1):
            break
        since = first if since is None else min(since, first)
    return since


def late_span(item: Position, as_of: int, days: int) -> tuple[int, int] | None:
    """The days at whose end a receivable was open and that late; the last may be `as_of`."""
    if item.rest and not item.balance:
        return None
    first = max(item.due + days + 1, item.issued)
    last = as_of if item.rest else max(part.day for part in (*item.payments, *item.unproved_parts)) - 1
    return (first, last) if first <= last and open_on(item, first) else None
