"""`tradeline account`: a firm's account with its bank, and what the bank says of it month by month."""

from collections.abc import Iterable, Sequence
from typing import Annotated

import typer

from ledger.app.account_form import account_form
from ledger.app.account_months import Typed, read_months, state_months
from ledger.app.accounts import account_with, accounts, open_account
from ledger.app.submit import Accepted
from ledger.cli.account_read import read
from ledger.cli.account_rows import print_accounts
from ledger.cli.account_words import currency, tell
from ledger.cli.arguments import As, Home, Json, OnDay, day_or_today, member
from ledger.cli.homes import opened, sight
from ledger.cli.output import print_json, speaking
from ledger.cli.recording import take, warn
from ledger.core.day import Day
from ledger.core.grade import Relations
from ledger.core.ids import Member, TradelineId
from ledger.rulebook.month_end import month_name, month_of
from ledger.wiring import Node

account = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="A firm's account with its bank: what came in and went out of it, month by month, as the bank says.",
)
account.command("read")(read)


@account.command("open")
def open_(
    bank: Annotated[
        Member, typer.Argument(parser=member, metavar="BANK", help="A member with the role agent.")
    ],
    of: Annotated[str, typer.Option("--currency", parser=currency, metavar="CODE", help="Such as EUR.")],
    home: Home = None,
    as_: As = None,
    on: OnDay = None,
    json: Json = False,
) -> None:
    """Have a bank say what your account with it takes in and gives out: it is appointed, and given the key.

    One account for all that you have with the bank in a currency. Nobody else can read it; whoever you show your
    history to sees by it how much of your money the history explains.
    """
    today, warnings, told = day_or_today(None), list[str](), list[str]()

    def said(party: Node, acting: Member) -> Sequence[Accepted]:
        opened = open_account(party.desk, party.ahead(acting), bank, of, on or today, today)
        told.extend(_open(opened[0].tradeline, acting, bank, of, today))
        if _related(party).related(acting, bank):
            why = f"member {bank} is registered as related to member {acting}"
            warnings.append(f"{why}: what it says counts for nothing")
        warn(warnings)
        return opened

    take(home, as_, said, json, warnings, told)


@account.command()
def state(
    firm: Annotated[Member, typer.Argument(parser=member, metavar="FIRM", help="Whose account it is.")],
    month: Annotated[str, typer.Option(metavar="YYYY-MM", help="A calendar month that has ended.")],
    received: Annotated[
        str | None, typer.Option(metavar="AMOUNT", help="All that came in, such as 12345.67.")
    ] = None,
    paid_out: Annotated[str | None, typer.Option(metavar="AMOUNT", help="All that went out.")] = None,
    of: Annotated[
        str | None,
        typer.Option(
            "--currency", parser=currency, metavar="CODE", help="Of which account, if there are several."
        ),
    ] = None,
    home: Home = None,
    as_: As = None,
    json: Json = False,
) -> None:
    """Say, as the firm's bank, what came in and went out of its account in a month. 0 is a sum; none is no word.

    Leave out what moves between the firm's own accounts, credit that you pay out to it, and payments that came back.
    Said again it records nothing; another sum is a new word, and the later word counts.
    """
    today, warnings, told = day_or_today(None), list[str](), list[str]()

    def said(party: Node, acting: Member) -> Sequence[Accepted]:
        found = account_with(party.ahead(acting), firm, of)
        typed = Typed(month, received, paid_out)
        sums = read_months([typed], found.currency, today, "the command line")
        stated = state_months(party.desk, found, acting, sums)
        return tell(stated, found, told, warnings)

    take(home, as_, said, json, warnings, told)


@account.command("list")
def list_(home: Home = None, as_: As = None, json: Json = False) -> None:
    """List the accounts that this member has or is the bank of, with what was said of each month."""
    with speaking(json):
        with opened(home) as party:
            seen = sight(party, as_)
            found, related = tuple(accounts(party.ahead(seen.reader))), _related(party)
            names = {one.member: one.name for one in party.contacts.known}
        if json:
            print_json(
                {
                    "member": seen.reader,
                    "behind": seen.behind,
                    "accounts": [account_form(one, related) for one in found],
                }
            )
        else:
            print_accounts(found, related, names, seen.reader)


def _related(party: Node) -> Relations:
    return Relations.of(party.related(party.indexer.last_read()))


def _open(line: TradelineId, firm: Member, bank: Member, code: str, today: Day) -> Iterable[str]:
    """That it is open, and what its bank types of the last month that has ended."""
    month = month_name(month_of(today) - 1)
    yield f"account {line} with member {bank} in {code} is open"
    yield (
        f"member {bank} says what a month brought: tradeline account state {firm} --month {month} --currency {code} "
        "--received AMOUNT --paid-out AMOUNT"
    )
