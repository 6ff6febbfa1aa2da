"""GET and POST /v1/accounts, PUT /v1/accounts/{tradeline}/months/{month}."""

from collections.abc import Iterable

from fastapi import APIRouter

from api.accounts.schemas import (
    AccountForm,
    AccountOpened,
    Accounts,
    AccountWanted,
    Line,
    MonthName,
    MonthSaid,
    MonthWanted,
    SumForm,
)
from api.bodies import BoundedRoute
from api.callers import At, Reader, Submitter
from api.disclosure import check_hosted
from api.forms import Known
from api.submissions.booking import try_sending
from ledger.app.account_form import stated_form
from ledger.app.account_months import Typed, read_months, state_months
from ledger.app.accounts import Account, accounts, open_account
from ledger.app.ports import OutboxState
from ledger.app.refusals import NotEntitled, UnknownTradeline
from ledger.app.submit import Accepted
from ledger.core.codes import Capacity
from ledger.core.errors import Refused
from ledger.core.grade import Relations
from ledger.core.ids import Member, TradelineId
from ledger.wiring import Node

router = APIRouter(prefix="/v1/accounts", tags=["accounts"], route_class=BoundedRoute)


@router.get("")
def show(at: At, caller: Reader) -> Accounts:
    """The accounts that the caller's member has, or is or was the bank of, with what was said of each month."""
    with at.current() as node:
        member = check_hosted(node, caller.member)
        known, related = node.known(), _related(node)
        found = [AccountForm.of(one, related) for one in accounts(node.ahead(member))]
        return Accounts(member=member, known=Known.at(known), accounts=found)


@router.post("", status_code=201)
def open_(at: At, caller: Submitter, wanted: AccountWanted) -> AccountOpened:
    """Have a bank say what the caller's account with it takes in and gives out: it is appointed, and given the key.

    One account for all that the member has with the bank in a currency: a second one is refused. One whose
    appointment was ended goes on where it was.
    """
    with at.current() as node:
        member, bank = check_hosted(node, caller.member), Member(wanted.bank)
        on, today = at.day(wanted.on), at.day()
        opened = open_account(node.desk, node.ahead(member), bank, wanted.currency, on, today)
        waiting = _sent(node, opened)
        account = _account(node, member, opened[0].tradeline)
        return AccountOpened(
            account=AccountForm.of(account, _related(node)), waiting=waiting, known=Known.at(node.known())
        )


@router.put("/{tradeline}/months/{month}")
def state(at: At, caller: Submitter, tradeline: Line, month: MonthName, wanted: MonthWanted) -> MonthSaid:
    """Say, as the firm's bank, what came in and went out of its account in a month that has ended.

    Leave out what moves between the firm's own accounts, credit that you pay out to it, and payments that came back.
    The same again records nothing; another sum is a new word, and the later word counts.
    """
    with at.current() as node:
        agent = check_hosted(node, caller.member)
        account = _account(node, agent, TradelineId.parse(tradeline))
        if agent not in account.agents:
            raise NotEntitled(agent, Capacity.AGENT, f"account {account.tradeline}")
        typed = Typed(month, wanted.received, wanted.paid_out)
        sums = read_months([typed], account.currency, at.day(), "request")
        stated = state_months(node.desk, account, agent, sums)
        waiting = _sent(node, (one.entry for one in stated if one.entry is not None))
        said = [SumForm.model_validate(stated_form(one, account)) for one in stated]
        return MonthSaid(
            tradeline=str(account.tradeline), said=said, waiting=waiting, known=Known.at(node.known())
        )


def _account(node: Node, member: Member, tradeline: TradelineId) -> Account:
    """UnknownTradeline unless it is an account that the member can read."""
    found = (one for one in accounts(node.ahead(member)) if one.tradeline == tradeline)
    account = next(found, None)
    if account is None:
        raise UnknownTradeline(tradeline)
    return account


def _related(node: Node) -> Relations:
    return Relations.of(node.related(node.known().number))


def _sent(node: Node, accepted: Iterable[Accepted]) -> str | None:
    """Why something still waits, if it does; Refused where the chain refused an entry."""
    waiting = try_sending(node)
    rows = [node.vault.outbox.row(one.row) for one in accepted if one.row is not None]
    refused = [str(row.reason) for row in rows if row.state is OutboxState.REFUSED]
    if refused:
        raise Refused("; ".join(refused))
    return waiting
