"""`tradeline network propose`: validators are voted in and out."""

from enum import Enum
from typing import Annotated

import typer

from ledger.chain.network.directory import load
from ledger.chain.network.votes import propose as vote
from ledger.cli.arguments import Json
from ledger.cli.network_folder import Folder, address
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
        directory, plan = load(folder)
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
