"""`tradeline member`: members are admitted by a registrar, and listed."""

import secrets
import shlex
import unicodedata
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from ledger.attest.canonical import Json as JsonValue
from ledger.attest.dossier import IdentityOpening
from ledger.chain.sender import KeySender
from ledger.cli.admission import address_of, admit, admitted_before
from ledger.cli.arguments import Home, Json
from ledger.cli.homes import follow, opened, try_following
from ledger.cli.output import console, plain, print_json, read_file, speaking
from ledger.core.codes import Role
from ledger.core.contacts import Contact, Contacts
from ledger.core.errors import Misuse
from ledger.core.ids import Member
from ledger.proof.consensus.engine import Engine
from ledger.proof.legal_identity import identity_tag
from ledger.settings import save_contacts
from ledger.wiring import Node

member = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Admit a member, as a registrar; list members."
)


class RoleName(Enum):
    """As it is typed."""

    SME = "sme"
    LENDER = "lender"
    AGENT = "agent"
    ISSUER = "issuer"
    AUDITOR = "auditor"


ROLES = "/".join(role.value for role in RoleName)


@member.command()
def create(
    name: Annotated[str, typer.Option(help="The legal entity's name.")],
    id_: Annotated[
        str, typer.Option("--id", metavar="SCHEME:ID", help="Its identifier, such as vat:DE123456789.")
    ],
    role: Annotated[
        list[RoleName], typer.Option(metavar=ROLES, help="For what; may be given more than once.")
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

    Next: on a network `tradeline network fund DIR ADDRESS`, so that it may send; then
    `tradeline keys NUMBER --register`.
    """
    with speaking(json):
        scheme, number = _legal_id(id_)
        opening = IdentityOpening(secrets.token_bytes(32), scheme, number, name)
        roles = Role(sum(Role[one.name] for one in dict.fromkeys(role)))
        with opened(home) as party:
            follow(party)
            admitted = admitted_before(party, opening)
            if admitted is None:
                tag = identity_tag(_tag_key(tag_secret), scheme, number)
                admitted = admit(party, _registrar(party, registrar_key), opening, tag, roles)
            address, engine = address_of(party, admitted), party.settings.engine
            known = tuple(one for one in party.contacts.known if one.member != admitted)
            save_contacts(party.settings.home, Contacts((*known, Contact(admitted, name, (id_,), account))))
            follow(party)
        if json:
            print_json(
                {"member": admitted, "name": name, "roles": _roles(roles), "address": f"0x{address.hex()}"}
            )
        else:
            console.print(f"member {admitted} admitted: {plain(name)}; signs as 0x{address.hex()}")
            for step in next_steps(admitted, address, home, engine):
                console.print(f"next: {plain(step)}", highlight=False, soft_wrap=True)


def next_steps(number: Member, address: bytes, home: Path | None, engine: Engine) -> tuple[str, ...]:
    """Commands that a member who was admitted needs, in order; `home` as it was given."""
    named = "" if home is None else f" --home {shlex.quote(str(home))}"
    register = f"tradeline keys {number} --register{named}"
    if engine is Engine.DEVELOPMENT:
        return (register,)
    return f"tradeline network fund DIR 0x{address.hex()} (where the network is run)", register


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


def _legal_id(text: str) -> tuple[str, str]:
    """(scheme, id) in one spelling, so that spaces or small letters do not admit an entity twice."""
    scheme, _, number = ("".join(part.split()) for part in unicodedata.normalize("NFKC", text).partition(":"))
    if not (scheme and number):
        raise Misuse(f"{text!r}: an identifier is written SCHEME:ID")
    return scheme.lower(), number.upper()


def _tag_key(file: Path) -> bytes:
    secret = read_file(file, limit=1024).strip()
    if len(secret) < 16:
        raise Misuse(f"{file}: 16 bytes or more are expected")
    return secret


def _registrar(party: Node, file: Path) -> KeySender:
    try:
        key = bytes.fromhex(read_file(file, limit=1024).decode("ascii").strip().removeprefix("0x"))
    except ValueError:
        raise Misuse(f"{file}: 64 hexadecimal digits are expected") from None
    return KeySender(party.rpc, key, party.settings.contracts.chain_id, party.rule)


def _roles(roles: Role) -> list[str]:
    return [one.name.lower() for one in Role if one in roles and one.name]
