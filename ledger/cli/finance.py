"""`tradeline assign` and `tradeline take`: the right to payment passes to a lender."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from ledger.app.intents import Assign, Intent, Share, Take
from ledger.app.near import near_on
from ledger.app.offer import Offer, check_offer, make_offer
from ledger.cli.arguments import As, Home, Json, Obligation, OnDay, day, day_or_today, member
from ledger.cli.output import read_file, speaking, write_file
from ledger.cli.recording import obligation_named, record
from ledger.core.codes import Capacity
from ledger.core.day import Day, iso
from ledger.core.errors import Misuse
from ledger.core.ids import EXTERNAL, Member, ObligationId
from ledger.core.money import decimal_text
from ledger.wiring import Node


def assign(
    obligation: Obligation,
    to: Annotated[
        Member | None, typer.Option(parser=member, metavar="MEMBER", help="The lender; it is given the key.")
    ] = None,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="Withdraw the offer that stands.")] = False,
    offer: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write what the lender checks before it takes.")
    ] = None,
    home: Home = None,
    as_: As = None,
    on: OnDay = None,
    json: Json = False,
) -> None:
    """Offer the right to payment of an obligation to a lender. It passes when the lender takes it, once."""
    today = day_or_today(on)
    if (to is None) != withdraw:
        raise typer.BadParameter("name a lender with --to, or --withdraw")
    made: list[bytes] = []

    def words(party: Node, acting: Member) -> Sequence[Intent]:
        page, found = obligation_named(party, acting, obligation)
        line = page.state.id
        capacity = Capacity.HOLDER if page.state.holder(found) == acting else Capacity.CREDITOR
        proposal = Assign(line, found, capacity, to or EXTERNAL, today)
        if offer is not None:
            made.append(bytes(make_offer(party.desk, acting, found)))
        return [proposal] if to is None else [proposal, Share(line, capacity, to, found)]

    with speaking(json):
        if offer is not None and offer.exists():
            raise Misuse(f"{offer} exists already")
    record(home, as_, words, json)
    if offer is not None:
        write_file(offer, made[0])


def take(
    obligation: Obligation,
    offer: Annotated[Path, typer.Option(metavar="FILE", help="As `assign --offer` wrote it.")],
    number: Annotated[
        str, typer.Option(metavar="TEXT", help="The number on the invoice that you were shown.")
    ],
    issued: Annotated[
        Day,
        typer.Option(parser=day, metavar="DAY", help="The issue date on the invoice that you were shown."),
    ],
    home: Home = None,
    as_: As = None,
    on: OnDay = None,
    json: Json = False,
) -> None:
    """Take an obligation that was offered to this lender: its offer is checked against the invoice you were shown.

    There is one holder at a time. Invoices that this home can open and that are alike in parties, currency, amount
    and month are named in a warning: one may be the other under a second number.
    """
    today = day_or_today(on)
    warnings: list[str] = []

    def words(party: Node, acting: Member) -> Sequence[Intent]:
        page, found = obligation_named(party, acting, obligation)
        title = page.state.titles.get(found)
        if title is None or acting not in (title.assignee, title.holder):
            raise Misuse(f"{obligation!r} is not offered to member {acting}")
        shown = Offer.from_bytes(read_file(offer, limit=1 << 20))
        check_offer(party.desk, shown, number, issued)
        if shown.obligation != found:
            raise Misuse(f"{offer} offers another obligation than {obligation!r}")
        warnings.extend(_near(party, acting, found))
        return [Take(page.state.id, found, today)]

    record(home, as_, words, json, warnings)


def _near(party: Node, acting: Member, obligation: ObligationId) -> Iterator[str]:
    """One warning for each invoice that is alike."""
    register = party.register(acting)
    for near in near_on(register.pages()).get(obligation, ()):
        found = register.find(near)
        assert found is not None, "it was just read"
        page, other = found
        names, holder = page.names.get(near), page.state.holder(near)
        yield (
            f"invoice {names.number if names and names.number else 'without a number'} of "
            f"{iso(other.issued)} over {decimal_text(other.amount, other.currency)} "
            f"{other.currency} is alike in parties, currency, amount and month: obligation 0x{near.hex()} on "
            f"tradeline {page.state.id}, {f'held by member {holder}' if holder else 'held by nobody'}"
        )
