"""`tradeline network propose` and `mend`: validators are voted in and out, and brought back to one branch."""

import time
from enum import Enum
from typing import Annotated

import typer

from ledger.attest.canonical import Json as JsonValue
from ledger.chain.network.directory import load
from ledger.chain.network.mending import mend as bring_back
from ledger.chain.network.status import survey
from ledger.chain.network.votes import propose as vote
from ledger.cli.arguments import Json
from ledger.cli.network_folder import Folder, address, tell_if_halted
from ledger.cli.output import Exit, console, print_json, progress, speaking


class Change(Enum):
    """As it is typed."""

    ADD = "add"
    DROP = "drop"


def propose(
    folder: Folder,
    change: Annotated[Change, typer.Argument(metavar="add/drop")],
    named: Annotated[
        bytes, typer.Argument(parser=address, metavar="ADDRESS", help="What the validator seals with.")
    ],
    wait: Annotated[int, typer.Option(min=0, help="Seconds to wait until it is enacted.")] = 60,
    json: Json = False,
) -> None:
    """Vote at every validator of this machine; on other machines its operator votes there.

    Exit code 3: more votes are needed; those that were cast stand until a node restarts or an epoch ends.
    """
    with speaking(json):
        directory, plan = load(folder, keys=True)
        tell_if_halted(directory, plan, "votes stand in their nodes, and count once blocks come")
        with progress("voting", None):
            outcome = vote(directory, plan, named, change is Change.ADD, wait)
        if json:
            print_json(
                {
                    "voted": list(outcome.voted),
                    "silent": list(outcome.silent),
                    "enacted": outcome.enacted,
                    "validators": [f"0x{each.hex()}" for each in outcome.validators],
                }
            )
        else:
            state = "[green]enacted[/]" if outcome.enacted else "[yellow]not enacted yet[/]"
            voted = ", ".join(map(str, outcome.voted)) or "none"
            console.print(f"{state}: nodes that voted: {voted}; validators now: {len(outcome.validators)}")
            if outcome.silent:
                console.print(
                    f"no answer from: {', '.join(map(str, outcome.silent))}", highlight=False, soft_wrap=True
                )
    raise typer.Exit(Exit.DONE if outcome.enacted else Exit.NOT_ESTABLISHED)


def mend(folder: Folder, json: Json = False) -> None:
    """Bring validators back to one branch, where a halted chain has several: those on lighter ones go back and follow.

    Entries of the blocks that are left come again: nodes keep their transactions, and senders send until final.
    """
    with speaking(json):
        directory, plan = load(folder)
        mended = bring_back(directory, plan, survey(directory, plan, int(time.time())))
        if json:
            back: list[JsonValue] = [{"node": number, "block": block} for number, block in mended.back]
            print_json({"kept": mended.kept, "back": back})
            return
        for number, block in mended.back:
            console.print(f"node {number} went back to block {block}", highlight=False)
        console.print(f"all follow node {mended.kept}: tradeline network status", highlight=False)
