"""What the verbs of a network have in common: its folder, its passphrase, and a node of it that answers."""

import os
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from ledger.chain.network.directory import Directory, load
from ledger.chain.network.identity import is_of
from ledger.chain.network.plan import Plan, Validator
from ledger.chain.network.status import survey
from ledger.chain.rpc import NodeAway, Rpc
from ledger.cli.output import errors, plain, read_file
from ledger.core.errors import Misuse
from ledger.settings import PASSPHRASE_VARIABLE, passphrase

CREDENTIALS_VARIABLE = "CREDENTIALS_DIRECTORY"
"""Where systemd puts what a unit's LoadCredential names (systemd.exec(5))."""

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The network's folder.")]
Binary = Annotated[
    Path | None,
    typer.Option(help="The engine's program; else of GETH_HOME or BESU_HOME, else scripts/geth's."),
]


def address(text: str) -> bytes:
    """20 bytes in hex, with 0x or without."""
    if re.fullmatch(r"(0x)?[0-9a-fA-F]{40}", text) is None:
        raise typer.BadParameter("40 hexadecimal digits are expected")
    return bytes.fromhex(text.removeprefix("0x"))


def network_passphrase(*, new: bool = False) -> str:
    """From the environment, from systemd's credential `passphrase`, else asked for where a person answers; Misuse."""
    found = passphrase()
    if found is None and (folder := os.environ.get(CREDENTIALS_VARIABLE)):
        found = read_file(Path(folder) / "passphrase", limit=1024).decode("utf-8", "replace").rstrip("\r\n")
    if found is None and sys.stdin.isatty():
        words = "new passphrase of the network's keys" if new else "passphrase of the network's keys"
        found = str(typer.prompt(words, hide_input=True, err=True, confirmation_prompt=new))
    if not found:
        raise Misuse(f"the network's keys need their passphrase: set {PASSPHRASE_VARIABLE}")
    # geth takes its passphrases from a file, one a line.
    if not found.isprintable():
        raise Misuse("a passphrase is of printable signs, on one line")
    return found


def chosen(directory: Directory, plan: Plan, only: list[int] | None) -> tuple[Validator, ...]:
    """The nodes that were named, else all of this machine; Misuse."""
    here = directory.here(plan)
    if not only:
        return here
    for number in only:
        if number not in [one.number for one in here]:
            known = ", ".join(str(one.number) for one in here) or "none"
            raise Misuse(f"this folder has no key of node {number}, only of: {known}")
    return tuple(one for one in here if one.number in only)


def tell_if_halted(directory: Directory, plan: Plan, meanwhile: str) -> None:
    """On standard error, before what waits for a block; `meanwhile`: what becomes of what is sent."""
    found = survey(directory, plan, int(time.time()))
    if found.why_halted is None or not any(node.answers for node in found.nodes):
        return
    words = f"{found.why_halted}; {meanwhile}: tradeline network status {directory.path}"
    errors.print(f"[yellow]halted:[/] {plain(words)}", highlight=False, soft_wrap=True)


@contextmanager
def reached(path: Path) -> Iterator[tuple[Directory, Plan, Rpc]]:
    """A network and its first node of this machine that answers, which is of its chain. NodeAway, Misuse."""
    directory, plan = load(path)
    for one in directory.here(plan):
        with Rpc(one.url, retries=()) as rpc:
            try:
                ours = is_of(directory, rpc)
            except NodeAway:
                continue
            if not ours:
                raise Misuse(f"the node at {one.url} is of another network than {directory.path}")
            yield directory, plan, rpc
            return
    raise NodeAway("this machine", "none of the network's nodes runs here: tradeline network up")
