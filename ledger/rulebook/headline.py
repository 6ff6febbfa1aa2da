"""Which obligations stand in the headline: those that no dispute takes out of it."""

from ledger.core.history import DisputeSpan, Observation
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
    standing = [span for span in seen.disputes if disputed((span,), as_of, rules)]
    if not standing or not isinstance(rules, LaterRules):
        return bool(standing)
    owed = owing(seen, as_of)
    if owed is None or owed.rest:
        return True
    return any(_came(span, rules) < owed.payments[-1].day for span in standing)


def _came(span: DisputeSpan, rules: Rules) -> int:
    """The day that it names may lie before the payment: what the chain heard of afterwards came afterwards."""
    return span.opened if span.recorded is None else max(span.opened, day_known(span.recorded, rules))
