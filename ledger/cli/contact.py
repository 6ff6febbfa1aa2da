"""`tradeline contact`: the address book, by which parties on documents are known as members."""

from typing import Annotated

import typer

from ledger.attest.canonical import Json as JsonValue
from ledger.cli.arguments import Home, Json, member
from ledger.cli.homes import settings_of
from ledger.cli.output import console, plain, print_json, speaking
from ledger.core.contacts import Contact, Contacts
from ledger.core.errors import Misuse
from ledger.core.ids import Member
from ledger.settings import load_contacts, save_contacts

contact = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Who is who: parties on documents, members on the ledger.",
)
Number = Annotated[Member, typer.Argument(parser=member, metavar="MEMBER", help="Its number on the ledger.")]


@contact.command()
def add(
    number: Number,
    name: Annotated[str, typer.Option(help="As documents name it.")],
    id_: Annotated[
        list[str] | None, typer.Option("--id", metavar="SCHEME:ID", help="Such as vat:DE123456789.")
    ] = None,
    account: Annotated[str | None, typer.Option(help="Its IBAN or other account.")] = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """Add a member, this home's own too, or replace what was known of it."""
    with speaking(json):
        for text in id_ or ():
            if not all(text.partition(":")):
                raise Misuse(f"{text!r}: an identifier is written SCHEME:ID")
        settings = settings_of(home)
        others = [one for one in load_contacts(settings.home).known if one.member != number]
        book = Contacts((*others, Contact(number, name, tuple(id_ or ()), account)))
        save_contacts(settings.home, book)
    _print(book, json)


@contact.command()
def remove(number: Number, home: Home = None, json: Json = False) -> None:
    """Remove a member from the book."""
    with speaking(json):
        settings = settings_of(home)
        known = load_contacts(settings.home).known
        book = Contacts(tuple(one for one in known if one.member != number))
        if book.known == known:
            raise Misuse(f"member {number} is not in the address book")
        save_contacts(settings.home, book)
    _print(book, json)


@contact.command("list")
def list_(home: Home = None, json: Json = False) -> None:
    """List the book."""
    with speaking(json):
        book = load_contacts(settings_of(home).home)
    _print(book, json)


def _print(book: Contacts, as_json: bool) -> None:
    if as_json:
        rows: list[JsonValue] = [
            {"member": one.member, "name": one.name, "ids": list(one.ids), "account": one.account}
            for one in book.known
        ]
        print_json({"contacts": rows})
        return
    for one in book.known:
        console.print(f"{one.member}: {plain(one.name)} {plain(', '.join(one.ids))}", highlight=False)
