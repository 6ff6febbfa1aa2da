"""Opening a home for a verb: which one, with which passphrase, in whose name."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import typer

from ledger.cli.output import progress
from ledger.core.errors import Misuse, Refused, Unavailable
from ledger.core.ids import Member
from ledger.indexing import Indexer, indexer
from ledger.settings import HOME_VARIABLE, PASSPHRASE_VARIABLE, Settings, default_home, load
from ledger.vault.file import VaultFile
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
def opened_index(home: Path | None) -> Iterator[Indexer]:
    """The index of a home and its chain, without the vault: no passphrase is needed."""
    with indexer(settings_of(home)) as found:
        yield found


@contextmanager
def opened_vault(home: Path | None) -> Iterator[VaultFile]:
    """The vault of a home alone."""
    settings = settings_of(home)
    vault = VaultFile.open(settings.vault, asked_passphrase(), settings.contracts.place)
    try:
        yield vault
    finally:
        vault.close()


def follow(party: Node | Indexer) -> int:
    """Brings the index to the head, with a bar; blocks taken."""
    position = party.index.position()
    start = position.number if position else party.index.start() - 1
    with progress("reading the chain", None) as bar:
        return party.follow(lambda at: bar(at.block - start, at.goal - start))


def sending(party: Node) -> tuple[str, ...]:
    """Sends what can be sent, then reads the chain; why rows are held, if any. Unavailable."""
    with progress("sending", None):
        turn = party.flush()
    return tuple(sorted({held.reason for held in turn.held}))


def try_sending(party: Node) -> str | None:
    """The same; why something still waits, if it does. What is accepted is stored, and goes when the node answers."""
    try:
        return "; ".join(sending(party)) or None
    except Unavailable as error:
        return str(error)


def asked_passphrase() -> str:
    """From the environment, else asked for where a person can answer; Misuse otherwise."""
    return _secret(PASSPHRASE_VARIABLE, "passphrase of the vault", twice=False)


def new_passphrase(variable: str = PASSPHRASE_VARIABLE) -> str:
    """The same for a new one, asked for twice."""
    return _secret(variable, "new passphrase of the vault", twice=True)


def _secret(variable: str, words: str, *, twice: bool) -> str:
    found = os.environ.get(variable) or None
    if found is None and sys.stdin.isatty():
        found = str(typer.prompt(words, hide_input=True, err=True, confirmation_prompt=twice))
    if not found:
        raise Misuse(f"the vault needs its passphrase: set {variable}")
    return found


def try_following(party: Node) -> str | None:
    """Brings the index to the head if the node answers; else why it does not."""
    try:
        follow(party)
    except Unavailable as error:
        return str(error)
    return None


def acting(party: Node, member: Member | None, rather: Member | None = None) -> Member:
    """In whose name: the member that was named, else `rather` if it is one of the vault's, or the only one; Misuse."""
    held = party.vault.keys.members()
    if member is None and rather in held:
        return rather
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


@dataclass(frozen=True, slots=True)
class Sight:
    """Who looks from this home, the last block read, and why the chain was not read, if so."""

    reader: Member
    last: int
    behind: str | None


def sight(party: Node, as_: Member | None, of: Member | None = None) -> Sight:
    """Reads the chain as far as it answers, to look at a member `of`; Refused if the registry knows none such. Misuse
    as `acting`.
    """
    behind = try_following(party)
    reader = acting(party, as_, of)
    if of is not None and party.desk.directory.member(of) is None:
        raise Refused(f"the registry knows no member {of}")
    return Sight(reader, party.indexer.last_read(), behind)
