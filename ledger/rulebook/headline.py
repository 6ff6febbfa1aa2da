"""Which obligations stand in the headline: those that no dispute takes out of it."""

from ledger.core.history import DisputeSpan, Observation, Part
from ledger.rulebook.evidence import day_known
from ledger.rulebook.position import disputed, owing
from ledger.rulebook.rules import LaterRules, Rules


def contested(seen: Observation, as_of: int, rules: Rules) -> bool:
    """Whether a dispute takes an obligation out of the headline: by `tradeline-1` any that stands on `as_of`; since
    then one that came before the obligation had been paid in full, so that nothing late is disputed away afterwards.

    Paid on day 75, late by 35; disputed on day 74, or on day 75:

    >>> from dataclasses import replace
    >>> from ledger.rulebook.worked import invoice
    >>> late = invoice(100, due=40, paid=[(75, 100)])
    >>> [contested(replace(late, disputes=(DisputeSpan(day),)), 80, LaterRules()) for day in (74, 75)]
    [True, False]
    """
    return any(takes_out(span, seen, as_of, rules) for span in seen.disputes)


def takes_out(span: DisputeSpan, seen: Observation, as_of: int, rules: Rules) -> bool:
    """Whether one of an obligation's disputes does: what `contested` asks of each."""
    stands = disputed((span,), as_of, rules)
    if not stands or not isinstance(rules, LaterRules):
        return stands
    owed = owing(seen, as_of)
    return owed is None or owed.rest > 0 or _came_before(span, owed.payments[-1], rules)


def _came_before(span: DisputeSpan, payment: Part, rules: Rules) -> bool:
    """A dispute may name a day before the payment: what the chain heard of on a later day came afterwards."""
    if span.recorded is None or payment.recorded is None:
        return span.opened < payment.day
    heard_later = day_known(span.recorded, rules) > day_known(payment.recorded, rules)
    return span.opened < payment.day and not heard_later
