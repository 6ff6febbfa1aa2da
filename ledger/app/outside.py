"""Tradelines with parties that were not members when they were opened, and what becomes of them when those join."""

from collections.abc import Iterable, Mapping

from ledger.app.intents import Open
from ledger.app.refusals import WrongState
from ledger.app.register import Page, Register
from ledger.core.codes import Capacity, Kind, Status
from ledger.core.content import Identity
from ledger.core.day import Day
from ledger.core.ids import Member, ObligationId, TradelineId
from ledger.proof.numbers import normal_or_none

Told = Mapping[tuple[str, int], tuple[TradelineId, ObligationId]]


def link(page: Page, member: Member, day: Day) -> Open:
    """Names the member that the external party of a tradeline has become: it is proposed to it, with its key.

    What stands there stays where and what it is: no obligation gets a second id. WrongState unless its party is
    external and this reader knows what it was opened as.
    """
    state = page.state
    if state.kind is Kind.ACCOUNT:
        raise WrongState(f"tradeline {state.id} is an account: nobody but its bank reads it")
    if state.status is not Status.EXTERNAL or state.kind is None or state.currency is None:
        raise WrongState(f"tradeline {state.id} is with no external party, or is not this member's to read")
    return Open(
        state.kind,
        state.currency,
        day,
        Capacity.CREDITOR if state.creditor == state.id.opener else Capacity.DEBTOR,
        member,
        state.limit(),
        page.opening or Identity(),
        state.id,
    )


def who_joined(
    register: Register, with_members: Iterable[tuple[TradelineId, Member]]
) -> dict[TradelineId, str]:
    """Why each tradeline that is still with an external party should be linked, now that the party is a member."""
    return {
        tradeline: f"member {member} has joined since: tradeline link {tradeline} --to {member}"
        for tradeline, member in dict(with_members).items()
        if register.page(tradeline).state.status is Status.EXTERNAL
    }


def told_by_debtors(register: Register, creditor: Member) -> Told:
    """What debtors recorded that they owe to this member before it joined: by normalised number and issue day."""
    return {
        (number, obligation.issued): (page.state.id, id)
        for page in map(register.page, register.desk.index.claims_on(creditor))
        if page.state.creditor == creditor
        for id, obligation in page.state.obligations.items()
        if obligation.said.capacity is Capacity.DEBTOR
        and id in page.names
        and (number := normal_or_none(page.names[id].number)) is not None
    }
