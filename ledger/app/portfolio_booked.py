"""What a lender lent and bought, for its vintages: a loan is a tradeline, anything else an obligation."""

from collections.abc import Sequence
from dataclasses import replace

from ledger.app.chronicle import Chronicle
from ledger.app.portfolio_titles import taken_on
from ledger.core.codes import Kind
from ledger.core.history import Interest, Observation
from ledger.core.ids import TradelineId
from ledger.core.tradeline import Tradeline
from ledger.rulebook.business_day import all_as_due
from ledger.rulebook.month_end import open_on
from ledger.rulebook.movement import booked_of
from ledger.rulebook.position import Position, owing
from ledger.rulebook.rules import LaterRules
from ledger.rulebook.vintage import Booked

LOANS = frozenset({Kind.LOAN, Kind.REVOLVING})
"""Kinds of tradelines under which money is lent."""


def booked(
    chronicle: Chronicle, owed: Sequence[Observation], as_of: int, rules: LaterRules
) -> dict[str, list[Booked]]:
    """By currency. `owed`: what the member is owed, each obligation once."""
    found: dict[str, list[Booked]] = {}
    due: dict[TradelineId, list[Position]] = {}
    for item in all_as_due(owed, rules):
        position = owing(item, as_of) if item.issued <= as_of else None
        state = None if item.tradeline is None else chronicle.pages[item.tradeline].state
        if position is None:
            continue
        if state is not None and state.kind in LOANS and item.interest is Interest.OWN:
            due.setdefault(state.id, []).append(position)
        else:
            one = booked_of(position, as_of, rules.vintage_default_days)
            found.setdefault(item.currency, []).append(_when_taken(one, state, item, rules))
    for state in chronicle.history.tradelines:
        if state.kind in LOANS and state.creditor == chronicle.history.member and state.currency:
            loan = _loan(state, due.get(state.id, ()), as_of, rules)
            found.setdefault(state.currency, []).extend(loan)
    return found


def _when_taken(one: Booked, state: Tradeline | None, item: Observation, rules: LaterRules) -> Booked:
    """What a holder bought is booked on the day on which it took it."""
    bought = state if item.interest is Interest.TAKEN else None
    taken = taken_on(bought, item.obligation, rules) if bought else None
    return one if taken is None else replace(one, booked=taken)


def _loan(state: Tradeline, due: Sequence[Position], as_of: int, rules: LaterRules) -> list[Booked]:
    """Booked with the first drawdown, over what was drawn; where none is told, with its first instalment, over all of
    them; where there is none either, not at all. Its loss is what is open of its instalments on the day of default.
    """
    told = _drawn(state, as_of) or [(item.issued, item.amount) for item in due]
    if not told:
        return []
    days = (booked_of(item, as_of, rules.vintage_default_days).defaulted for item in due)
    defaulted = min((day for day in days if day is not None), default=None)
    lost = 0 if defaulted is None else sum(open_on(item, defaulted) for item in due)
    return [Booked(min(day for day, _ in told), sum(amount for _, amount in told), defaulted, lost)]


def not_called(state: Tradeline, as_of: int) -> int:
    """What was drawn of a loan beyond all obligations that stand on it: principal that is not due yet, or of which it
    is not told what became.
    """
    if state.kind not in LOANS:
        return 0
    called = sum(one.owed for one in state.obligations.values() if one.issued <= as_of)
    return max(0, sum(amount for _, amount in _drawn(state, as_of)) - called)


def _drawn(state: Tradeline, as_of: int) -> list[tuple[int, int]]:
    """Days and minor units of drawdowns."""
    return [
        (notice.day, notice.amount or 0)
        for notice in state.notices
        if notice.kind is Kind.DRAWDOWN and notice.day <= as_of
    ]
