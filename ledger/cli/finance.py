"""`tradeline assign` and `tradeline take`: the right to payment passes to a lender."""

from collections.abc import Sequence
from typing import Annotated

import typer

from ledger.app.intents import Assign, Intent, Share, Take
from ledger.cli.arguments import As, Home, Json, OnDay, day_or_today, member
from ledger.cli.recording import obligation_named, record
from ledger.core.codes import Capacity
from ledger.core.errors import Misuse
from ledger.core.ids import EXTERNAL, Member
from ledger.wiring import Node


def assign(
    obligation: Annotated[
        str, typer.Argument(metavar="OBLIGATION", help="An invoice number or an obligation id.")
    ],
    to: Annotated[
        Member | None, typer.Option(parser=member, metavar="MEMBER", help="The lender; it is given the key.")
    ] = None,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="Withdraw the offer that stands.")] = False,
    home: Home = None,
    as_: As = None,
    on: OnDay = None,
    json: Json = False,
) -> None:
    """Offer the right to payment of an obligation to a lender. It passes when the lender takes it, once."""
    today = day_or_today(on)
    if (to is None) != withdraw:
        raise typer.BadParameter("name a lender with --to, or --withdraw")

    def words(party: Node, acting: Member) -> Sequence[Intent]:
        page, found = obligation_named(party, acting, obligation)
        line = page.state.id
        capacity = Capacity.HOLDER if page.state.holder(found) == acting else Capacity.CREDITOR
        offer = Assign(line, found, capacity, to or EXTERNAL, today)
        return [offer] if to is None else [offer, Share(line, capacity, to, found)]

    record(home, as_, words, json)


def take(
    obligation: Annotated[
        str, typer.Argument(metavar="OBLIGATION", help="An invoice number or an obligation id.")
    ],
    home: Home = None,
    as_: As = None,
    on: OnDay = None,
    json: Json = False,
) -> None:
    """Take an obligation that was offered to this lender, having checked it; there is one holder at a time."""
    today = day_or_today(on)

    def words(party: Node, acting: Member) -> Sequence[Intent]:
        page, found = obligation_named(party, acting, obligation)
        title = page.state.titles.get(found)
        if title is None or acting not in (title.assignee, title.holder):
            raise Misuse(f"{obligation!r} is not offered to member {acting}")
        return [Take(page.state.id, found, today)]

    record(home, as_, words, json)
