"""`tradeline follow`: the home's index is brought to the chain's head, and kept there with --watch."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from ledger.app.ports import Standing
from ledger.attest.canonical import Json as JsonValue
from ledger.chain.disagreement import Alarms
from ledger.cli.arguments import Home, Json
from ledger.cli.as_of import alarms_json, print_alarms, standing_json, standing_words
from ledger.cli.homes import follow as bring
from ledger.cli.homes import opened_index
from ledger.cli.output import Exit, console, errors, plain, print_json, speaking
from ledger.indexing import Indexer

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

    Needs no passphrase: nothing secret is in an index. Nodes that tell different chains are an alarm, and exit code 1:
    docs/operations.md says what to do. The evidence is in the home, under `alarms`, until it is taken away.
    """
    with speaking(json):
        with opened_index(home) as party:
            taken = _watch(party) if watch else bring(party)
            known, final = party.standing(), party.final()
        if json:
            print_json(_report(taken, known, final, party.alarms))
        else:
            console.print(f"{taken} blocks read; at {standing_words(known)}", highlight=False)
            if final is not None and final != known:
                console.print(f"the last final one is {standing_words(final)}", highlight=False)
            print_alarms(party.alarms)
        if party.alarms.standing():
            raise typer.Exit(Exit.REFUSED)


def _report(
    taken: int, known: Standing | None, final: Standing | None, alarms: Alarms
) -> dict[str, JsonValue]:
    return {
        "taken": taken,
        "block": known.number if known else None,
        "hash": f"0x{known.hash.hex()}" if known else None,
        "finalised": final.number if final else None,
        "known": standing_json(known),
        "final": standing_json(final),
        "alarms": alarms_json(alarms),
    }


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
