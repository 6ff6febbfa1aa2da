"""`tradeline keys`: a member's keys, in the vault and in the registry."""

from enum import Enum
from typing import Annotated

import typer

from ledger.app.keys import PURPOSES, make_key, register_key
from ledger.app.vault import Private
from ledger.attest.canonical import Json as JsonValue
from ledger.cli.arguments import Home, Json, member
from ledger.cli.homes import acting, follow, opened, try_following
from ledger.cli.output import console, plain, print_json, speaking
from ledger.core.codes import Role
from ledger.core.errors import Refused
from ledger.core.ids import Member
from ledger.wiring import Node


class Renewable(Enum):
    """Keys of which a member may take a fresh generation, as they are typed."""

    ENCRYPTION = "encryption"
    TAG = "tag"
    ATTESTATION = "attestation"


RENEWABLE = "/".join(each.value for each in Renewable)


def keys(
    of: Annotated[Member, typer.Argument(parser=member, metavar="MEMBER", help="Whose keys.")],
    register: Annotated[
        bool, typer.Option("--register", help="Make those that are missing, and register them.")
    ] = False,
    renew: Annotated[
        list[Renewable] | None,
        typer.Option(metavar=RENEWABLE, help="Make and register a fresh one; earlier ones still open."),
    ] = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """List a member's keys; make and register them. What was made before a kill is registered by the next run."""
    with speaking(json):
        with opened(home) as party:
            behind = None
            if register or renew:
                _register(party, acting(party, of), [Private(one.value) for one in renew or ()], register)
            else:
                behind = try_following(party)
            rows = _rows(party, of)
        if json:
            print_json({"member": of, "keys": list(rows), "behind": behind})
            return
        for row in rows:
            state = "stands" if row["stands"] else "ended"
            held = "in this vault" if row["in_vault"] else "not in this vault"
            console.print(f"{row['purpose']} {row['generation']}: {state}, {held}", highlight=False)
        if behind:
            console.print(f"[yellow]the chain was not read: {plain(behind)}[/]")


def _register(party: Node, of: Member, renewed: list[Private], missing: bool) -> None:
    follow(party)
    found = party.desk.directory.member(of)
    if found is None:
        raise Refused(f"the registry knows no member {of}")
    wanted = list(renewed)
    if missing:
        wanted += [Private.ENCRYPTION, Private.TAG] + [Private.ATTESTATION] * bool(found.roles & Role.ISSUER)
        if not party.vault.keys.generations(of, Private.HOLDER):
            make_key(party.desk, of, Private.HOLDER)
    for kind in dict.fromkeys(wanted):
        if kind in renewed or not party.vault.keys.generations(of, kind):
            _check_registered(party, of, kind)
            make_key(party.desk, of, kind)
        register_key(party.desk, party.registrations(of), of, kind)
    follow(party)


def _check_registered(party: Node, of: Member, kind: Private) -> None:
    """A key that a killed run left unregistered goes first: generations are the registry's."""
    if party.vault.keys.generations(of, kind):
        register_key(party.desk, party.registrations(of), of, kind)


def _rows(party: Node, of: Member) -> list[dict[str, JsonValue]]:
    rows: list[dict[str, JsonValue]] = []
    for kind, purpose in PURPOSES.items():
        held = party.vault.keys.generations(of, kind)
        for key in party.desk.directory.keys(of, purpose):
            rows.append(
                {
                    "purpose": kind.value,
                    "generation": key.generation,
                    "public": f"0x{key.public.hex()}",
                    "since": key.since,
                    "until": key.until,
                    "compromised": key.compromised,
                    "stands": key.until is None and not key.compromised,
                    "in_vault": key.generation in held,
                }
            )
    return rows
