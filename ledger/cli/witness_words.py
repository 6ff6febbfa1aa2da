"""Statements of witnesses, as verbs print them."""

from collections.abc import Iterable

from rich.table import Table

from ledger.attest.canonical import Json
from ledger.attest.fields import hex_text
from ledger.cli.output import console, plain
from ledger.cli.utc import utc
from ledger.proof.statement import Statement


def statement_json(statement: Statement) -> dict[str, Json]:
    """One statement as JSON values; `note` is what proves it."""
    checkpoint = statement.checkpoint
    return {
        "witness": statement.key.name,
        "vkey": str(statement.key),
        "time": statement.time,
        "origin": checkpoint.origin,
        "block": checkpoint.block,
        "hash": hex_text(checkpoint.hash),
        "members": checkpoint.members,
        "heads": hex_text(checkpoint.heads),
        "note": bytes(statement).decode(),
    }


def print_statements(statements: Iterable[Statement], title: str) -> None:
    """A table of them."""
    table = Table(title=title, title_justify="left", show_edge=False, pad_edge=False)
    for heading in ("block", "hash", "heads", "witness", "time"):
        table.add_column(heading, overflow="fold")
    for each in statements:
        checkpoint = each.checkpoint
        hashes = (hex_text(checkpoint.hash), hex_text(checkpoint.heads))
        table.add_row(str(checkpoint.block), *hashes, plain(each.key.name), utc(each.time))
    console.print(table)


def print_equivocations(pairs: Iterable[tuple[Statement, Statement]]) -> None:
    """Each proof, in words."""
    for one, other in pairs:
        name, block = plain(one.key.name), one.checkpoint.block
        console.print(
            f"[bold red]equivocation:[/] {name} states two things of block {block}", highlight=False
        )
        print_statements((one, other), "")
