"""`tradeline appoint` and `tradeline share`: who else may write, and who else may read."""

from collections.abc import Sequence
from typing import Annotated

import typer

from ledger.app.intents import Appoint, Intent, Share
from ledger.app.register import Page
from ledger.cli.arguments import As, Home, Json, OnDay, day_or_today, member, tradeline
from ledger.cli.recording import obligation_named, record
from ledger.core.codes import Capacity
from ledger.core.errors import Misuse
from ledger.core.ids import EXTERNAL, ON_TRADELINE, Member, ObligationId, TradelineId
from ledger.wiring import Node

Line = Annotated[
    TradelineId, typer.Argument(parser=tradeline, metavar="TRADELINE", help="Its id, such as 7-1.")
]
Obligation = Annotated[str | None, typer.Option(help="Only this one: an invoice number or an obligation id.")]


def appoint(
    line: Line,
    agent: Annotated[
        Member | None, typer.Option(parser=member, metavar="MEMBER", help="The settlement agent.")
    ] = None,
    end: Annotated[bool, typer.Option("--end", help="End the appointment in this slot.")] = False,
    slot: Annotated[int, typer.Option(min=0, max=255, help="Which of this party's agents.")] = 0,
    obligation: Obligation = None,
    home: Home = None,
    as_: As = None,
    on: OnDay = None,
    json: Json = False,
) -> None:
    """Appoint a settlement agent: what it records of its own settlements is of grade A. Keys are shared apart."""
    today = day_or_today(on)
    if (agent is None) != end:
        raise typer.BadParameter("name an agent with --agent, or --end")

    def words(party: Node, acting: Member) -> Sequence[Intent]:
        page, found = _place(party, acting, line, obligation)
        return [Appoint(line, _capacity(page, found, acting), agent or EXTERNAL, slot, today, found)]

    record(home, as_, words, json)


def share(
    line: Line,
    to: Annotated[Member, typer.Option(parser=member, metavar="MEMBER", help="Who is given the key.")],
    obligation: Obligation = None,
    home: Home = None,
    as_: As = None,
    json: Json = False,
) -> None:
    """Give a member the key of a tradeline's present epoch, or of one obligation alone."""

    def words(party: Node, acting: Member) -> Sequence[Intent]:
        page, found = _place(party, acting, line, obligation)
        return [Share(line, _capacity(page, found, acting), to, found)]

    record(home, as_, words, json)


def _place(party: Node, acting: Member, line: TradelineId, text: str | None) -> tuple[Page, ObligationId]:
    if text is None:
        return party.register(acting).page(line), ON_TRADELINE
    page, obligation = obligation_named(party, acting, text)
    if page.state.id != line:
        raise Misuse(f"{text!r} stands on tradeline {page.state.id}, not on {line}")
    return page, obligation


def _capacity(page: Page, obligation: ObligationId, acting: Member) -> Capacity:
    if obligation != ON_TRADELINE and page.state.holder(obligation) == acting:
        return Capacity.HOLDER
    return Capacity.DEBTOR if page.state.debtor == acting else Capacity.CREDITOR
