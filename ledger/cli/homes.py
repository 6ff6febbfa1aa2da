"""Opening a home for a verb: which one, with which passphrase, in whose name."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from ledger.cli.output import progress
from ledger.core.errors import Misuse, Unavailable
from ledger.core.ids import Member
from ledger.settings import HOME_VARIABLE, PASSPHRASE_VARIABLE, Settings, default_home, load, passphrase
from ledger.wiring import Node, node


def settings_of(home: Path | None) -> Settings:
    """The configuration of the home that was named, or of the default one; Misuse says how to make one."""
    folder = home or default_home()
    if not (folder / "config.json").is_file():
        raise Misuse(
            f"{folder} is no home: name one with --home or {HOME_VARIABLE}, or make it: tradeline init"
        )
    return load(folder)


@contextmanager
def opened(home: Path | None) -> Iterator[Node]:
    """The node of a home, as it stands on disk; nothing is asked of the chain yet."""
    settings = settings_of(home)
    with node(settings, asked_passphrase()) as party:
        yield party


@contextmanager
def up_to_date(home: Path | None) -> Iterator[Node]:
    """The same, its index brought to the chain's head; Unavailable."""
    with opened(home) as party:
        follow(party)
        yield party


def follow(party: Node) -> int:
    """Brings the index to the head, with a bar; blocks taken."""
    position = party.index.position()
    start = position.number if position else party.settings.start - 1
    with progress("reading the chain", None) as bar:
        return party.follow(lambda at: bar(at.block - start, at.goal - start))


def try_sending(party: Node) -> str | None:
    """Sends what can be sent, then reads the chain; why something still waits, if it does."""
    try:
        turn = party.flush()
    except Unavailable as error:
        return str(error)
    return "; ".join(sorted({held.reason for held in turn.held})) or None


def asked_passphrase(prompt: str = "passphrase of the vault") -> str:
    """From the environment, else asked for where a person can answer; Misuse otherwise."""
    found = passphrase()
    if found is None and sys.stdin.isatty():
        found = str(typer.prompt(prompt, hide_input=True, err=True))
    if not found:
        raise Misuse(f"the vault needs its passphrase: set {PASSPHRASE_VARIABLE}")
    return found


def acting(party: Node, member: Member | None) -> Member:
    """In whose name: the member that was named, or the only one of the vault; Misuse."""
    held = party.vault.keys.members()
    if member is None and len(held) == 1:
        return held[0]
    if member is None:
        names = ", ".join(map(str, held)) or "none"
        raise Misuse(f"name the member with --as; this vault has keys of: {names}")
    if member not in held:
        raise Misuse(
            f"this vault has no keys of member {member}, only of: {', '.join(map(str, held)) or 'none'}"
        )
    return member
