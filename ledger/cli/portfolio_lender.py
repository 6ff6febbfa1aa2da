"""A lender's own portfolio out of its home."""

import time
from pathlib import Path

from ledger.app.portfolio import Portfolio
from ledger.app.portfolio_form import portfolio_form
from ledger.app.portfolio_lenders import Inquiry, survey
from ledger.app.ports import Standing
from ledger.attest.canonical import Json
from ledger.cli.as_of import standing_json, standing_words
from ledger.cli.homes import opened, sight
from ledger.cli.output import console, plain, progress
from ledger.cli.portfolio_page import lender_source
from ledger.cli.portfolio_report import Asked, Report
from ledger.cli.portfolio_tables import print_book
from ledger.core.contacts import Contacts
from ledger.core.day import day_at, iso
from ledger.core.history import Counterparty
from ledger.core.ids import Member
from ledger.vault.access_log import Access
from ledger.wiring import Node


def lender_report(home: Path | None, as_: Member | None, asked: Asked) -> Report:
    """Misuse, Unavailable."""
    with opened(home) as party:
        seen, now = sight(party, as_), int(time.time())
        inquiry = Inquiry(
            desk=party.desk,
            lender=seen.reader,
            as_of=asked.as_of,
            today=day_at(now),
            rules=asked.measures.rules,
            related=tuple(party.related(seen.last)),
            until=seen.last,
            opened=lambda borrower: _log(party, now, seen.reader, borrower, "portfolio"),
            refused=lambda borrower: _log(party, now, seen.reader, borrower, "refused: portfolio"),
        )
        with progress("reading tradelines", None):
            found, across = survey(inquiry, asked.measures)
        known, contacts = party.indexer.standing(seen.last), party.contacts
    form: dict[str, Json] = {
        **portfolio_form(found, across),
        "known": standing_json(known),
        "behind": seen.behind,
    }
    names = {name: _name(contacts, found, name) for name in found.names}
    own = contacts.of(found.lender)
    source = lender_source(found, across, asked, names, own.name if own else None, known, seen.behind)

    def show() -> None:
        _heading(contacts, found, known, seen.behind)
        for own in found.books.values():
            print_book(own, asked.as_of, names, across)

    return Report(form, show, source)


def _log(party: Node, now: int, lender: Member, borrower: Member, action: str) -> None:
    party.vault.access_log.append(Access(now, borrower, f"member {lender}", action))


def _name(contacts: Contacts, found: Portfolio, name: Counterparty) -> str:
    """What the lender calls an obligor; else its opening's name; else what the ledger calls it."""
    member = found.members.get(name)
    contact = contacts.of(member) if member else None
    return (contact.name if contact else "") or found.names[name] or name


def _heading(contacts: Contacts, found: Portfolio, known: Standing | None, behind: str | None) -> None:
    contact = contacts.of(found.lender)
    title = f"member {found.lender}" + (f", {contact.name}" if contact else "")
    day = iso(found.as_of)
    console.print(f"[bold]{plain(title)}[/]: portfolio on {day}, by {standing_words(known)}", highlight=False)
    if behind:
        console.print(f"[yellow]the chain was not read: {plain(behind)}[/]")
    if not found.books:
        console.print("nobody owes it anything that is recorded")
    if found.sealed:
        console.print(f"[yellow]{found.sealed} obligations are sealed to this home: in no figure[/]")
    if found.partly:
        console.print(f"[yellow]{found.partly} obligations have entries that are sealed to this home[/]")
    if found.claims:
        console.print(f"{found.claims} obligations are on tradelines that it has not accepted: in no figure")
