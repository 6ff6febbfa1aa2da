"""Statements that are kept as said and change no obligation: limit, drawdown, restructuring, closure,
insolvency, what an account took in and gave out.
"""

from dataclasses import replace

from ledger.core.codes import Kind
from ledger.core.content import Facts
from ledger.core.effect import Code
from ledger.core.ids import ON_TRADELINE, ObligationId
from ledger.core.obligation import Said
from ledger.core.shape import stated
from ledger.core.tradeline import Notice, Tradeline

_OF_THE_WHOLE = frozenset({Kind.LIMIT, Kind.DRAWDOWN, Kind.RECEIPTS, Kind.OUTGOINGS})
NOTICES = _OF_THE_WHOLE | {Kind.RESTRUCTURING, Kind.CLOSURE, Kind.INSOLVENCY}


def notice(state: Tradeline, obligation: ObligationId, said: Said, facts: Facts) -> tuple[Tradeline, Code]:
    """Limits, drawdowns and what an account moved stand on the tradeline, in its currency; the others there or
    on an obligation of it.
    """
    kind = Kind(facts.kind)
    if obligation != ON_TRADELINE and (kind in _OF_THE_WHOLE or obligation not in state.titles):
        return state, Code.UNKNOWN_OBLIGATION
    if kind in _OF_THE_WHOLE and state.currency not in (None, facts.currency):
        return state, Code.WRONG_CURRENCY
    item = Notice(said, kind, obligation, stated(facts.day), facts.amount, facts.due)
    return replace(state, notices=state.notices.append(item)), Code.APPLIED
