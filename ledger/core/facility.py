"""A revolving credit as figures see it: how much may be drawn from which day on, and what was drawn."""

from collections.abc import Iterator
from dataclasses import dataclass

from ledger.core.codes import Capacity, Kind, Status
from ledger.core.grade import Grade
from ledger.core.history import Counterparty, History, Part, Side, counterparty_of, day_known
from ledger.core.ids import EXTERNAL, ON_TRADELINE, TradelineId
from ledger.core.tradeline import Notice, Tradeline


@dataclass(frozen=True, slots=True)
class Limit:
    """From `day` on so many minor units may be drawn; 0: the creditor has closed the facility."""

    day: int
    amount: int


@dataclass(frozen=True, slots=True)
class Facility:
    """One revolving tradeline: minor units of `currency`, days since 1970-01-01.

    `limits` stand in the order in which they were said: of those dated by a day the last one is in force. What
    was repaid is in the observations of `tradeline`. `grade` B: two unrelated members have agreed on it.
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
                grade=_grade(history, tradeline),
            )


def _limits(tradeline: Tradeline) -> Iterator[Limit]:
    """The creditor's word; the debtor's, in its opening, once the creditor has accepted that."""
    for notice in tradeline.notices:
        creditors = notice.said.capacity is Capacity.CREDITOR
        if notice.kind is Kind.LIMIT and (creditors or tradeline.status is Status.ACCEPTED):
            yield Limit(notice.day, notice.amount or 0)
        elif notice.kind is Kind.CLOSURE and creditors and notice.obligation == ON_TRADELINE:
            yield Limit(notice.day, 0)


def _drawdowns(tradeline: Tradeline) -> Iterator[Part]:
    """One dated ahead counts from the day after its block's, as an obligation's issue does."""
    for notice in tradeline.notices:
        if notice.kind is Kind.DRAWDOWN and notice.amount:
            yield Part(_day(notice), notice.amount, Grade.C, notice.said.clock)


def _day(notice: Notice) -> int:
    return min(notice.day, day_known(notice.said.clock) + 1)


def _grade(history: History, tradeline: Tradeline) -> Grade:
    parties = (tradeline.creditor, tradeline.debtor)
    agreed = tradeline.status is Status.ACCEPTED and EXTERNAL not in parties
    return Grade.B if agreed and not history.relations.related(*parties) else Grade.C
