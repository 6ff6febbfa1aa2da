"""`tradeline member`: members are admitted by a registrar, and listed."""

import secrets
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from ledger.app.identity import keep_identity
from ledger.app.vault import Private
from ledger.attest.canonical import Json as JsonValue
from ledger.attest.dossier import IdentityOpening
from ledger.chain import contracts as calls
from ledger.chain.sender import KeySender
from ledger.cli.arguments import Home, Json
from ledger.cli.homes import follow, opened, try_following
from ledger.cli.output import console, plain, print_json, read_file, speaking
from ledger.core.codes import Role
from ledger.core.contacts import Contact, Contacts
from ledger.core.errors import Misuse, Unavailable
from ledger.core.ids import Member
from ledger.proof import slots
from ledger.proof.legal_identity import identity_commitment, identity_tag
from ledger.settings import save_contacts
from ledger.wiring import Node

member = typer.Typer(no_args_is_help=True, help="Admit a member, as a registrar; list members.")


class RoleName(Enum):
    """As it is typed."""

    SME = "sme"
    LENDER = "lender"
    AGENT = "agent"
    ISSUER = "issuer"
    AUDITOR = "auditor"


@member.command()
def create(
    name: Annotated[str, typer.Option(help="The legal entity's name.")],
    id_: Annotated[
        str, typer.Option("--id", metavar="SCHEME:ID", help="Its identifier, such as vat:DE123456789.")
    ],
    role: Annotated[
        list[RoleName], typer.Option(help="What it is admitted for; may be given more than once.")
    ],
    registrar_key: Annotated[
        Path, typer.Option(help="A file with the registrar's key: 64 hexadecimal digits.")
    ],
    tag_secret: Annotated[Path, typer.Option(help="A file with the registrars' secret for identity tags.")],
    account: Annotated[str | None, typer.Option(help="Its IBAN, for the address book.")] = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """Admit a member whose keys this home keeps. An entity is admitted once, for ever: its number is never another's.

    Next: `tradeline keys NUMBER --register`.
    """
    with speaking(json):
        scheme, _, number = id_.partition(":")
        if not (scheme and number and name):
            raise Misuse("a member has a name and an identifier written SCHEME:ID")
        tag_key = read_file(tag_secret, limit=1024).strip()
        opening = IdentityOpening(secrets.token_bytes(32), scheme, number, name)
        roles = Role(sum(Role[one.name] for one in dict.fromkeys(role)))
        with opened(home) as party:
            follow(party)
            registrar = _registrar(party, registrar_key)
            admitted, address = _admit(
                party, registrar, opening, identity_tag(tag_key, scheme, number), roles
            )
            keep_identity(party.vault, admitted, opening)
            known = tuple(one for one in party.contacts.known if one.member != admitted)
            save_contacts(party.settings.home, Contacts((*known, Contact(admitted, name, (id_,), account))))
            follow(party)
        if json:
            print_json(
                {"member": admitted, "name": name, "roles": _roles(roles), "address": f"0x{address.hex()}"}
            )
        else:
            console.print(f"member {admitted} admitted: {plain(name)}; signs as 0x{address.hex()}")
            console.print(f"next: tradeline keys {admitted} --register")


@member.command("list")
def list_(home: Home = None, json: Json = False) -> None:
    """List the registry's members, with the names that this home knows."""
    with speaking(json):
        with opened(home) as party:
            behind = try_following(party)
            directory, held = party.index.directory, party.vault.keys.members()
            states = [directory.member(number) for number in directory.numbers()]
            contacts = {one.member: one.name for one in party.contacts.known}
        found = [state for state in states if state is not None]
        if json:
            rows: list[JsonValue] = [
                {
                    "member": state.number,
                    "name": contacts.get(state.number),
                    "active": state.active,
                    "roles": _roles(state.roles),
                    "in_vault": state.number in held,
                }
                for state in found
            ]
            print_json({"members": rows, "behind": behind})
            return
        for state in found:
            words = (
                f"{state.number}: {contacts.get(state.number, 'unknown')}, {', '.join(_roles(state.roles))}"
            )
            console.print(plain(words) + ("" if state.active else " [yellow]suspended[/]"), highlight=False)


def _registrar(party: Node, file: Path) -> KeySender:
    try:
        key = bytes.fromhex(read_file(file, limit=1024).decode("ascii").strip().removeprefix("0x"))
    except ValueError:
        raise Misuse(f"{file}: 64 hexadecimal digits are expected") from None
    return KeySender(party.rpc, key, party.settings.contracts.chain_id, party.settings.depth)


def _admit(
    party: Node, registrar: KeySender, opening: IdentityOpening, tag: bytes, roles: Role
) -> tuple[Member, bytes]:
    """The number, and the address of the first transaction key, which is in the vault before it is on chain."""
    registry = party.settings.contracts.registry
    expected = Member(party.chain.word(registry, slots.member_count()) + 1)
    keys = party.vault.keys
    secret = keys.get(expected, Private.TRANSACTION) or secrets.token_bytes(32)
    if not keys.generations(expected, Private.TRANSACTION):
        keys.put(expected, Private.TRANSACTION, 1, secret)
    address = KeySender(party.rpc, secret, party.settings.contracts.chain_id).address()
    commitment = identity_commitment(opening.salt, opening.scheme, opening.id, opening.name)
    registrar.perform(registry, calls.admit(tag, commitment, roles, address))
    follow(party)
    for number in party.index.directory.numbers():
        found = party.index.directory.identity(number)
        if found is not None and found[1] == commitment:
            if number != expected:
                keys.put(number, Private.TRANSACTION, 1, secret)
            return number, address
    raise Unavailable("the admission is not in the index yet: run it again")


def _roles(roles: Role) -> list[str]:
    return [one.name.lower() for one in Role if one in roles and one.name]
