"""An audit's report for people, in a terminal."""

from rich.table import Table

from ledger.app.audit.report import AuditReport, Difference
from ledger.attest.fields import hex_text
from ledger.cli.figure_table import figure_table
from ledger.cli.output import console, plain
from ledger.core.day import Day, date_of

_MARKS = {
    "established": "[green]established[/]",
    "agrees": "[green]agrees[/]",
    "not established": "[yellow]not established[/]",
    "silent": "[yellow]silent[/]",
    "refused": "[bold red]refused[/]",
    "differs": "[bold red]differs[/]",
    "apart": "[bold red]apart[/]",
}


def print_report(report: AuditReport) -> None:
    """What was established and what was not, by whom it was told, and every difference."""
    table = Table(title="audit", title_justify="left", show_edge=False, pad_edge=False)
    for heading in ("", "outcome", "how, or why not"):
        table.add_column(heading, overflow="fold")
    for finding in report.established:
        table.add_row(finding.what, _MARKS["established"], plain(finding.why))
    for item in report.attested:
        table.add_row(plain(item.name), _MARKS[item.outcome], plain(item.why))
    for finding in report.not_established:
        table.add_row(finding.what, _MARKS["not established"], plain(finding.why))
    if len(report.heard) > 1:
        for heard in report.heard:
            table.add_row(plain(heard.source), _MARKS[heard.outcome], _told(heard.until, heard.silent))
    console.print(table)
    if report.account is not None:
        day = date_of(Day(report.account.figures.as_of))
        console.print(f"\nfigures of member {report.account.member} on {day}:")
        console.print(figure_table(report.account.figures))
    if report.as_of is not None:
        final = f", finality {report.as_of.finality.value}"
        console.print(
            f"\nas of block {report.as_of.block}, {hex_text(report.as_of.hash)}{final}", highlight=False
        )
    for who, difference in report.differences:
        if difference != report.difference:
            _print_difference(f"{who} differs:", difference)
    if report.difference is None:
        console.print(
            "[green]no difference in the chain[/]" if report.differences else "[green]no difference[/]"
        )
    else:
        _print_difference("first difference:", report.difference)


def _told(until: int | None, silent: str | None) -> str:
    told = "told no block" if until is None else f"told the same up to block {until}"
    return told if silent is None else f"{told}; {plain(silent)}"


def _print_difference(title: str, difference: Difference) -> None:
    where = f"block {difference.block}" + ("" if difference.log is None else f", log {difference.log}")
    console.print(f"[bold red]{plain(title)}[/] {where}: {plain(difference.field)}")
    console.print(f"  expected {plain(difference.expected)}\n  got      {plain(difference.got)}")
