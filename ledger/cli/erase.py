"""`tradeline erase`: what a member destroys, with a receipt."""

import time
from pathlib import Path
from typing import Annotated

import typer

from ledger.app.erasure import Receipt, Target
from ledger.app.erasure import erase as erase_target
from ledger.attest.canonical import Json as JsonValue
from ledger.cli.arguments import As, Home, Json, digest, tradeline
from ledger.cli.homes import acting, follow, opened, sending
from ledger.cli.output import Exit, console, plain, print_json, speaking, text_of, write_file
from ledger.cli.recording import obligation_named
from ledger.core.errors import Misuse
from ledger.core.ids import Commitment, TradelineId


def erase(
    line: Annotated[
        TradelineId, typer.Argument(parser=tradeline, metavar="TRADELINE", help="Its id, such as 7-1.")
    ],
    obligation: Annotated[
        str | None, typer.Option(help="Only this one: an invoice number or an obligation id.")
    ] = None,
    entry: Annotated[
        bytes | None, typer.Option(parser=digest, metavar="COMMITMENT", help="Only this entry.")
    ] = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the receipt to a file too.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    home: Home = None,
    as_: As = None,
    json: Json = False,
) -> None:
    """Destroy keys, salts and contents here and in every backup, so that the chain's bytes open no more.

    Proofs of everything else still verify. Exit code 3: not complete yet; the receipt says why; run it again.
    """
    with speaking(json):
        if out is not None and out.exists():
            raise Misuse(f"{out} exists already")
        with opened(home) as party:
            member = acting(party, as_)
            sending(party)
            follow(party)
            named = None
            if obligation is not None:
                page, named = obligation_named(party, member, obligation)
                if page.state.id != line:
                    raise Misuse(f"{obligation!r} stands on tradeline {page.state.id}, not on {line}")
            if not yes and not typer.confirm(f"destroy what opens {line} for member {member}?", err=True):
                raise typer.Abort
            target = Target(line, named, None if entry is None else Commitment(entry))
            receipt = erase_target(party.desk, party.registrations(member), member, target, int(time.time()))
            follow(party)
        report = _render(receipt)
        if out is not None:
            write_file(out, text_of(report).encode())
        if json:
            print_json(report)
        else:
            _print(receipt)
    raise typer.Exit(Exit.DONE if receipt.complete else Exit.NOT_ESTABLISHED)


def _render(receipt: Receipt) -> dict[str, JsonValue]:
    target = receipt.target
    return {
        "member": receipt.member,
        "tradeline": str(target.tradeline),
        "obligation": None if target.obligation is None else f"0x{target.obligation.hex()}",
        "entry": None if target.commitment is None else f"0x{target.commitment.hex()}",
        "time": receipt.time,
        "block": receipt.block,
        "entries": receipt.entries,
        "destroyed": receipt.destroyed,
        "backups": list(receipt.backups),
        "backups_unreached": list(receipt.backups_unreached),
        "kept_by": list(receipt.kept_by),
        "retiring": list(receipt.retiring),
        "complete": receipt.complete,
    }


def _print(receipt: Receipt) -> None:
    destroyed = (
        ", ".join(f"{count} {kind}" for kind, count in receipt.destroyed.items() if count) or "nothing"
    )
    console.print(f"{receipt.entries} entries; destroyed: {plain(destroyed)}")
    if receipt.kept_by:
        console.print(f"copies are left with members {', '.join(map(str, receipt.kept_by))}")
    for path in receipt.backups_unreached:
        console.print(f"[yellow]backup not reached[/]: {plain(path)}")
    for generation in receipt.retiring:
        console.print(f"[yellow]encryption key {generation} can still open it[/]: run this again")
    console.print("complete" if receipt.complete else "[yellow]not complete[/]")
