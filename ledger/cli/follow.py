"""`tradeline follow`: the home's index is brought to the chain's head."""

from ledger.cli.arguments import Home, Json
from ledger.cli.homes import follow as bring
from ledger.cli.homes import opened
from ledger.cli.output import console, print_json, speaking


def follow(home: Home = None, json: Json = False) -> None:
    """Read the chain up to its head. What was taken stays, whatever happens; the next call goes on from there."""
    with speaking(json):
        with opened(home) as party:
            taken = bring(party)
            position, finalised = party.index.position(), party.index.finalised()
        block = position.number if position else None
        if json:
            hash_ = f"0x{position.hash.hex()}" if position else None
            print_json({"taken": taken, "block": block, "hash": hash_, "finalised": finalised})
        else:
            console.print(f"{taken} blocks read; at block {block}, final up to {finalised}")
