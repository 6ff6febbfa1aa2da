"""`tradeline follow`: the home's index is brought to the chain's head, and kept there with --watch."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from ledger.cli.arguments import Home, Json
from ledger.cli.homes import follow as bring
from ledger.cli.homes import opened_index
from ledger.cli.output import console, errors, plain, print_json, speaking
from ledger.wiring import Indexer

EVERY_SECONDS = 1.0
Watch = Annotated[
    bool,
    typer.Option(
        "--watch",
        help="Go on until told to stop (SIGTERM, SIGINT). Of several on one index one leads, the others stand by.",
    ),
]


def follow(home: Home = None, watch: Watch = False, json: Json = False) -> None:
    """Read the chain up to its head. What was taken stays, whatever happens; the next call goes on from there.

    Needs no passphrase: nothing secret is in an index.
    """
    with speaking(json):
        with opened_index(home) as party:
            taken = _watch(party) if watch else bring(party)
            position, finalised = party.index.position(), party.index.finalised()
        block = position.number if position else None
        if json:
            hash_ = f"0x{position.hash.hex()}" if position else None
            print_json({"taken": taken, "block": block, "hash": hash_, "finalised": finalised})
        else:
            console.print(f"{taken} blocks read; at block {block}, final up to {finalised}")


def _watch(party: Indexer) -> int:
    """Until a signal; blocks taken."""
    last = ""

    def say(what: str) -> None:
        nonlocal last
        if what != last:
            errors.print(plain(what), highlight=False)
        last = what

    with _told_to_stop() as stop:
        return party.watch(stop, say, EVERY_SECONDS)


@contextmanager
def _told_to_stop() -> Iterator[threading.Event]:
    """Set by SIGTERM or SIGINT, which then end nothing by themselves."""
    stop = threading.Event()
    signals = (signal.SIGTERM, signal.SIGINT)
    before = [signal.signal(number, lambda *_: stop.set()) for number in signals]
    try:
        yield stop
    finally:
        for number, handler in zip(signals, before, strict=True):
            signal.signal(number, handler)
