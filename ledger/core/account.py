"""A member's accounts with settlement agents: what came in and went out of them by month, as the agents say."""

from collections.abc import Iterator
from dataclasses import dataclass

from ledger.core.codes import Capacity, Kind
from ledger.core.entry import Clock
from ledger.core.history import History, Side
from ledger.core.ids import Member, TradelineId
from ledger.core.tradeline import Notice, Tradeline

_SIDES = {Kind.RECEIPTS: Side.IS_PAID, Kind.OUTGOINGS: Side.PAYS}


@dataclass(frozen=True, slots=True)
class Turned:
    """In the calendar month that ends on day `month`, `amount` minor units of `currency` came in (is paid) or went
    out (pays), says an agent of an account. `recorded` is None if no chain knows it.
    """

    side: Side
    tradeline: TradelineId
    agent: Member
    currency: str
    month: int
    amount: int
    recorded: Clock | None = None


def turned(history: History) -> tuple[Turned, ...]:
    """What unrelated agents say of the accounts that the member has opened, both sides, in the order in which it was
    said; all of it, also what was said anew of the same month.
    """
    return tuple(
        one
        for tradeline in history.tradelines
        if tradeline.kind is Kind.ACCOUNT and tradeline.creditor == tradeline.id.opener == history.member
        for one in turned_on(history, tradeline)
    )


def turned_on(history: History, tradeline: Tradeline) -> Iterator[Turned]:
    """The same of one account."""
    for notice in tradeline.notices:
        if notice.kind in _SIDES and _counts(history, notice):
            yield Turned(
                side=_SIDES[notice.kind],
                tradeline=tradeline.id,
                agent=notice.said.recorder,
                currency=tradeline.currency or "",
                month=notice.day,
                amount=notice.amount or 0,
                recorded=notice.said.clock,
            )


def _counts(history: History, notice: Notice) -> bool:
    """The word of an agent that is related to the firm is the firm's own."""
    by_agent = notice.said.capacity is Capacity.AGENT
    return by_agent and not history.relations.related(notice.said.recorder, history.member)
