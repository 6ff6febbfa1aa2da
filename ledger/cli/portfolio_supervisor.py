"""Aggregates over all members, as an auditor can read them and may publish them."""

from pathlib import Path

from rich.table import Table

from ledger.app.portfolio_form import supervised_form
from ledger.app.portfolio_supervised import Inspection, Supervised, supervised
from ledger.attest.canonical import Json
from ledger.cli.as_of import standing_json, standing_words
from ledger.cli.homes import opened, sight
from ledger.cli.output import console, plain, progress
from ledger.cli.plain_table import show, table
from ledger.cli.portfolio_page import supervision_source
from ledger.cli.portfolio_report import Asked, Report
from ledger.cli.portfolio_tables import BUCKETS as WORDS
from ledger.core.day import iso
from ledger.core.ids import Member
from ledger.core.money import decimal_text
from ledger.rulebook.ecl import BUCKETS
from ledger.rulebook.small_cells import Limits, Published
from ledger.rulebook.told_sums import ALL


def supervisor_report(home: Path | None, as_: Member | None, asked: Asked, limits: Limits) -> Report:
    """NotAMember, RoleMissing, Misuse, Unavailable."""
    with opened(home) as party:
        seen = sight(party, as_)
        with progress("reading tradelines", None) as bar:
            members, related = party.index.directory.numbers(seen.last), tuple(party.related(seen.last))
            inspection = Inspection(party.desk, seen.reader, members, related, asked.as_of, seen.last)
            found = supervised(inspection, limits, bar)
        known = party.indexer.standing(seen.last)
    form: dict[str, Json] = {
        "auditor": seen.reader,
        **supervised_form(found),
        "known": standing_json(known),
        "behind": seen.behind,
    }

    def tell() -> None:
        console.print(
            f"[bold]all members[/] on {iso(found.as_of)}, by {standing_words(known)}", highlight=False
        )
        if seen.behind:
            console.print(f"[yellow]the chain was not read: {plain(seen.behind)}[/]")
        _print(found)

    source = supervision_source(found, seen.reader, known, seen.behind)
    return Report(form, tell, source, _lines(found))


def _print(found: Supervised) -> None:
    seen, limits = found.coverage, found.limits
    console.print(
        f"{seen.members} members, {seen.tradelines} tradelines, {seen.obligations} obligations, of which {seen.sealed} "
        f"are sealed to this auditor, {seen.void} void, {seen.claims} claims",
        highlight=False,
    )
    console.print(
        f"x: suppressed. A cell is of {limits.contributors} organisations or more on each side, and of none that "
        "dominates; others are suppressed so that it does not follow from totals",
        highlight=False,
    )
    if not found.tables:
        console.print("nothing that is open can be read")
    for (currency, standing), published in found.tables.items():
        show(f"{currency}, {standing.value}: open, by month of issue", _table(published, currency))


def _table(published: Published, currency: str) -> Table:
    """Amounts over counts, x for what is suppressed, blank for nothing."""
    shown = table("issued", *WORDS[:-1], "91 days +", "all")
    for row in (*published.rows, ALL):
        cells = (_cell(published, row, column, currency) for column in (*BUCKETS, ALL))
        shown.add_row(row or "all", *cells, style=None if row else "bold")
    return shown


def _cell(published: Published, row: str, column: str, currency: str) -> str:
    if (row, column) not in published.cells:
        return ""
    cell = published.cells[row, column]
    return "x" if cell is None else f"{decimal_text(cell[1], currency)}\n({cell[0]})"


def _lines(found: Supervised) -> tuple[tuple[str | int | None, ...], ...]:
    """A line a cell; no numbers where it is suppressed."""
    lines: list[tuple[str | int | None, ...]] = [
        ("currency", "standing", "issued", "past_due", "obligations", "amount", "suppressed")
    ]
    for (currency, standing), published in found.tables.items():
        for (row, column), cell in published.cells.items():
            count, amount = cell or (None, None)
            place = (currency, standing.value, row or "all", column or "all")
            lines.append((*place, count, amount, int(cell is None)))
    return tuple(lines)
