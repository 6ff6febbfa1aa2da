"""`tradeline dispute` and `tradeline resolve`: an obligation is contested, and how that ends."""

from collections.abc import Sequence
from enum import Enum
from typing import Annotated

import typer

from ledger.app.intents import Intent, State
from ledger.app.register import Page
from ledger.cli.arguments import As, Home, Json, Obligation, OnDay, day_or_today
from ledger.cli.recording import obligation_named, record
from ledger.core.codes import Capacity, Kind, Outcome
from ledger.core.content import Facts, Identity
from ledger.core.errors import Misuse
from ledger.core.ids import Commitment, Member, ObligationId
from ledger.core.money import parse_money
from ledger.core.obligation import Dispute
from ledger.wiring import Node

Amount = Annotated[str | None, typer.Option(help="Of a part of it: a decimal number in its currency.")]


class Ending(Enum):
    """As it is typed."""

    UPHELD = "upheld"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


def dispute(
    obligation: Obligation,
    reason: Annotated[str | None, typer.Option(help="In a few words; sealed like the rest.")] = None,
    amount: Amount = None,
    home: Home = None,
    as_: As = None,
    on: OnDay = None,
    json: Json = False,
) -> None:
    """Dispute an obligation, or a part of it: it is counted apart until the dispute ends or lapses."""
    today = day_or_today(on)

    def words(party: Node, member: Member) -> Sequence[Intent]:
        page, found = obligation_named(party, member, obligation)
        facts = Facts(Kind.DISPUTE, *_money(page, found, amount), day=today)
        return [State(page.state.id, _side(page, found, member), facts, Identity(reference=reason), found)]

    record(home, as_, words, json)


def resolve(
    obligation: Obligation,
    outcome: Annotated[Ending, typer.Option(help="Whether the dispute is upheld, rejected or withdrawn.")],
    amount: Amount = None,
    home: Home = None,
    as_: As = None,
    on: OnDay = None,
    json: Json = False,
) -> None:
    """Propose how the open dispute of an obligation ends, or agree with what the other side proposed."""
    today = day_or_today(on)

    def words(party: Node, member: Member) -> Sequence[Intent]:
        page, found = obligation_named(party, member, obligation)
        standing = [item for item in page.state.obligations[found].disputes if item.closed is None]
        if not standing:
            raise Misuse(f"no dispute of {obligation!r} is open")
        side = _side(page, found, member)
        facts = Facts(
            Kind.RESOLUTION,
            *_money(page, found, amount),
            day=today,
            refers=_answered(standing[-1], side),
            outcome=Outcome[outcome.name],
        )
        return [State(page.state.id, side, facts, obligation=found)]

    record(home, as_, words, json)


def _answered(dispute: Dispute, side: Capacity) -> Commitment:
    """The other side's last word on it: the dispute itself, or its proposal."""
    words = [dispute.said, *(answer.said for answer in dispute.answers)]
    theirs = [said for said in words if said.capacity is not side]
    return (theirs or words)[-1].commitment


def _side(page: Page, obligation: ObligationId, member: Member) -> Capacity:
    if page.state.debtor == member:
        return Capacity.DEBTOR
    return Capacity.HOLDER if page.state.holder(obligation) == member else Capacity.CREDITOR


def _money(page: Page, obligation: ObligationId, amount: str | None) -> tuple[str | None, int | None]:
    """(currency, minor units) of the part, both None where the whole is meant."""
    if amount is None:
        return None, None
    money = parse_money(amount, page.state.obligations[obligation].currency)
    return money.currency, money.minor
