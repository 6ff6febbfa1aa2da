"""`tradeline send` and `tradeline outbox`: what was accepted, and where it stands on its way to the chain."""

from collections import Counter
from collections.abc import Iterable
from typing import Annotated

import typer
from rich.table import Table

from ledger.app.ports import OutboxRow, OutboxState
from ledger.attest.canonical import Json as JsonValue
from ledger.cli.arguments import Home, Json
from ledger.cli.homes import opened, sending
from ledger.cli.output import Exit, console, plain, print_json, speaking

_DONE = (OutboxState.FINAL, OutboxState.REFUSED)


def send(home: Home = None, json: Json = False) -> None:
    """Send what was accepted until nothing is on its way, then read the chain. A kill at any point loses nothing.

    Exit code 1: the chain refused an entry, or the node does not answer.
    """
    with speaking(json), opened(home) as party:
        before = {row.number for row in party.vault.outbox.rows(None, *_DONE)}
        held = sending(party)
        rows = party.vault.outbox.rows()
    moved = [row for row in rows if row.number not in before]
    refused = any(row.state is OutboxState.REFUSED for row in moved)
    if json:
        print_json({**_report(rows), "moved": [_row(row) for row in moved], "held": list(held)})
    else:
        _print(rows, moved)
        for reason in held:
            console.print(f"[yellow]held[/]: {plain(reason)}")
    raise typer.Exit(Exit.REFUSED if refused else Exit.DONE)


def outbox(
    home: Home = None,
    all_: Annotated[bool, typer.Option("--all", help="Also what is final.")] = False,
    json: Json = False,
) -> None:
    """Show what is on its way, and what was refused with its reason. Nothing is sent."""
    with speaking(json), opened(home) as party:
        rows = party.vault.outbox.rows()
    shown = [row for row in rows if all_ or row.state is not OutboxState.FINAL]
    if json:
        print_json({**_report(rows), "rows": [_row(row) for row in shown]})
    else:
        _print(rows, shown)


def _report(rows: Iterable[OutboxRow]) -> dict[str, JsonValue]:
    counts = Counter(row.state.value for row in rows)
    return {"states": {state.value: counts[state.value] for state in OutboxState}}


def _row(row: OutboxRow) -> dict[str, JsonValue]:
    return {
        "row": row.number,
        "member": row.member,
        "lane": row.lane,
        "sequence": row.sequence,
        "entries": len(row.entries),
        "state": row.state.value,
        "block": row.block,
        "transaction": None if row.transaction is None else f"0x{row.transaction.hex()}",
        "reason": row.reason,
    }


def _print(rows: Iterable[OutboxRow], shown: Iterable[OutboxRow]) -> None:
    table = Table(show_edge=False, pad_edge=False)
    for heading in ("row", "member", "lane", "entries", "state", "block", "reason"):
        table.add_column(heading, overflow="fold")
    for row in shown:
        block = "" if row.block is None else str(row.block)
        cells = (row.number, row.member, row.lane, len(row.entries), row.state.value, block, row.reason or "")
        table.add_row(*(plain(str(cell)) for cell in cells))
    if table.row_count:
        console.print(table)
    counts = Counter(row.state.value for row in rows)
    told = ", ".join(f"{counts[state.value]} {state.value}" for state in OutboxState if counts[state.value])
    console.print(f"{sum(counts.values())} batches: {told}" if counts else "the outbox is empty")
