"""A revolving credit as figures see it: how much may be drawn from which day on, and what was drawn."""

from collections.abc import Iterator
from dataclasses import dataclass

from ledger.core.codes import Capacity, Kind, Status
from ledger.core.entry import Clock
from ledger.core.grade import Grade
from ledger.core.history import Counterparty, History, Part, Side, counterparty_of, day_known
from ledger.core.ids import EXTERNAL, ON_TRADELINE, TradelineId
from ledger.core.tradeline import Notice, Tradeline


@dataclass(frozen=True, slots=True)
class Limit:
    """From `day` on so many minor units may be drawn, if the chain knew it by then (`recorded`; None if no chain does);
    0: the creditor has closed the facility.
    """

    day: int
    amount: int
    recorded: Clock | None = None


@dataclass(frozen=True, slots=True)
class Facility:
    """One revolving tradeline: minor units of `currency`, days since 1970-01-01.

    `limits` stand in the order in which they were said. What was repaid is in the observations of `tradeline`.
    `grade` B: the member owes it, and two unrelated members have agreed on it; what it lends is its own word, C.
    """

    side: Side
    tradeline: TradelineId
    counterparty: Counterparty
    currency: str
    limits: tuple[Limit, ...]
    drawdowns: tuple[Part, ...] = ()
    grade: Grade = Grade.C


def facilities(history: History, side: Side) -> tuple[Facility, ...]:
    """The member's revolving tradelines on one side that somebody other than the debtor stands for; claims are
    not there, nor what the member only holds.
    """
    return tuple(_walk(history, side))


def _walk(history: History, side: Side) -> Iterator[Facility]:
    for tradeline in history.tradelines:
        own = tradeline.debtor if side is Side.PAYS else tradeline.creditor
        other = tradeline.creditor if side is Side.PAYS else tradeline.debtor
        limits = tuple(_limits(tradeline))
        if history.member == own and tradeline.kind is Kind.REVOLVING and tradeline.currency and limits:
            yield Facility(
                side=side,
                tradeline=tradeline.id,
                counterparty=counterparty_of(other, tradeline.id),
                currency=tradeline.currency,
                limits=limits,
                drawdowns=tuple(_drawdowns(tradeline)),
                grade=_grade(history, tradeline, side),
            )


def _limits(tradeline: Tradeline) -> Iterator[Limit]:
    """The creditor's word; the debtor's, in its opening, once and since the creditor has accepted that."""
    for notice in tradeline.notices:
        creditors, clock = notice.said.capacity is Capacity.CREDITOR, notice.said.clock
        if notice.kind is Kind.LIMIT and (creditors or tradeline.status is Status.ACCEPTED):
            yield Limit(notice.day, notice.amount or 0, clock if creditors else tradeline.accepted)
        elif notice.kind is Kind.CLOSURE and creditors and notice.obligation == ON_TRADELINE:
            yield Limit(notice.day, 0, clock)


def _drawdowns(tradeline: Tradeline) -> Iterator[Part]:
    """One dated ahead counts from the day after its block's, as an obligation's issue does."""
    for notice in tradeline.notices:
        if notice.kind is Kind.DRAWDOWN and notice.amount:
            yield Part(_day(notice), notice.amount, Grade.C, notice.said.clock)


def _day(notice: Notice) -> int:
    return min(notice.day, day_known(notice.said.clock) + 1)


def _grade(history: History, tradeline: Tradeline, side: Side) -> Grade:
    if side is Side.IS_PAID:
        return Grade.C
    parties = (tradeline.creditor, tradeline.debtor)
    agreed = tradeline.status is Status.ACCEPTED and EXTERNAL not in parties
    return Grade.B if agreed and not history.relations.related(*parties) else Grade.C
