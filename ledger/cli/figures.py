"""`tradeline figures`: the credit figures of an invoice book, without a chain."""

from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from ledger.app.figures_of_drafts import InvoiceBook, by_counterparty, invoice_book
from ledger.attest.canonical import Json as JsonValue
from ledger.cli.arguments import Json, day, profile_of
from ledger.cli.beside_figures import InFull
from ledger.cli.figure_print import print_figures, print_headline
from ledger.cli.files import reading_of
from ledger.cli.output import console, plain, print_json, progress, speaking
from ledger.core.day import Day, iso
from ledger.core.errors import BadInput, Misuse
from ledger.core.history import Counterparty, Side
from ledger.documents.reading import Reading
from ledger.rulebook.figure_set import FigureSet
from ledger.rulebook.rulebook import STANDARD, rulebook_named
from ledger.rulebook.rulebook import figures as figures_by

SHOWN = 5
"""How many notes on the table are printed; --json has all."""


class _Side(Enum):
    """As it is typed."""

    IS_PAID = "is_paid"
    PAYS = "pays"


def figures(
    csv: Annotated[Path, typer.Option(metavar="F", help="A table of invoices and their payments.")],
    profile: Annotated[
        str, typer.Option(metavar="P", help="How to read it: a profile's name or a TOML file.")
    ],
    as_of: Annotated[
        Day, typer.Option(parser=day, metavar="D", help="The day of the figures, YYYY-MM-DD, inclusive.")
    ],
    side: Annotated[_Side, typer.Option(help="What the owner of the table is on it.")] = _Side.IS_PAID,
    counterparties: Annotated[
        bool, typer.Option("--by-counterparty", help="Also the figures with each counterparty alone.")
    ] = False,
    rulebook: Annotated[str, typer.Option(help="The rulebook, by its id.")] = STANDARD.id,
    in_full: InFull = False,
    json: Json = False,
) -> None:
    """Compute the figures of an invoice book (docs/rulebook.md), every one of grade C.

    Amounts in minor units, the index in centi-points, days in centi-days, shares in basis points, days of
    the calendar as days since 1970-01-01. Exit code 1 if the file has faults: nothing is computed then.
    """
    with speaking(json):
        rules = rulebook_named(rulebook)
        chosen = profile_of(profile)
        with progress("reading and computing", None) as bar:
            reading = reading_of(csv, chosen)
            if not reading.accepted:
                raise BadInput(reading.faults)
            if not reading.format.startswith("CSV"):
                raise Misuse(f"{csv}: a table is expected, and this is {reading.format}")
            book = invoice_book(reading.drafts, Side(side.value))
            if book.unmatched and not book.observations:
                raise Misuse(
                    f"{csv}: no invoice is in it, and this is {reading.format}; loans are read by "
                    "`tradeline portfolio --csv` and `tradeline score`"
                )
            apart = by_counterparty(book.observations) if counterparties else {}
            bar(0, 1 + len(apart))
            whole = figures_by(book.observations, as_of, rules)
            alone: dict[Counterparty, FigureSet] = {}
            for name, theirs in apart.items():
                bar(1 + len(alone), 1 + len(apart))
                alone[name] = figures_by(theirs, as_of, rules)
    if json:
        print_json(_report(csv, profile, reading, book, whole, alone if counterparties else None))
        return
    _print(csv, reading, whole, len(book.observations), in_full)
    for name, own in alone.items():
        console.print(f"\n[bold]{plain(name)}[/]")
        print_headline(own)


def _report(
    csv: Path,
    profile: str,
    reading: Reading,
    book: InvoiceBook,
    whole: FigureSet,
    apart: Mapping[Counterparty, FigureSet] | None,
) -> dict[str, JsonValue]:
    """The figures of the whole table, where they come from, and each counterparty's own if asked for."""
    report: dict[str, JsonValue] = {
        **whole.as_json(),
        "as_of_date": iso(whole.as_of),
        "first_date": iso(whole.first),
        "file": str(csv),
        "profile": profile,
        "read": {"obligations": len(book.observations), "unmatched": len(book.unmatched)},
        "notes": [{"where": note.where, "field": note.field, "text": note.text} for note in reading.notes],
    }
    if apart is not None:
        report["by_counterparty"] = {name: own.as_json()["sides"] for name, own in apart.items()}
    return report


def _print(csv: Path, reading: Reading, whole: FigureSet, read: int, in_full: bool) -> None:
    first, last = iso(whole.first), iso(whole.as_of)
    console.print(
        f"[bold]{plain(csv.name)}[/]: {read} invoices read; figures of those issued {first} to {last}"
    )
    console.print(f"rulebook {whole.rulebook}, self-declared (grade C)")
    for note in reading.notes[:SHOWN]:
        console.print(f"[yellow]{plain(str(note))}[/]", highlight=False)
    if len(reading.notes) > SHOWN:
        console.print(f"and {len(reading.notes) - SHOWN} more notes (--json has all)", highlight=False)
    if not whole.figures:
        console.print("\nno invoice was issued in this time")
        return
    print_figures(whole, in_full, ledger=False)
