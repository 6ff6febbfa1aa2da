"""An audit's report for people, in a terminal."""

from rich.table import Table

from ledger.app.audit.findings import beyond
from ledger.app.audit.report import AuditReport, Difference
from ledger.attest.fields import hex_text
from ledger.cli.figure_print import print_figures
from ledger.cli.output import console, plain
from ledger.cli.utc import utc
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


def print_report(report: AuditReport, made: int) -> None:
    """What was established and what was not, by whom it was told, and every difference.

    `made` in seconds since 1970-01-01 UTC.
    """
    console.print(_findings(report, f"audit of chain {report.chain_id}, made {utc(made)}"))
    never = [finding for finding in report.not_established if beyond(finding)]
    if never:
        table = _table("\ncannot be established from a chain", "what", "why not")
        for finding in never:
            table.add_row(finding.what, plain(finding.why))
        console.print(table)
    places = _table("\ncontracts", "contract", "address")
    for name, address in report.places:
        places.add_row(name, hex_text(address))
    console.print(places)
    _print_account(report)
    _print_verdict(report)


def _table(title: str, *headings: str) -> Table:
    table = Table(title=title, title_justify="left", show_edge=False, pad_edge=False)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def _findings(report: AuditReport, title: str) -> Table:
    table = _table(title, "what", "outcome", "how, or why not")
    for finding in report.established:
        table.add_row(finding.what, _MARKS["established"], plain(finding.why))
    for item in report.attested:
        table.add_row(plain(item.name), _MARKS[item.outcome], plain(item.why))
    for finding in report.not_established:
        if not beyond(finding):
            table.add_row(finding.what, _MARKS["not established"], plain(finding.why))
    if len(report.heard) > 1:
        for heard in report.heard:
            table.add_row(plain(heard.source), _MARKS[heard.outcome], _told(heard.until, heard.silent))
    return table


def _print_account(report: AuditReport) -> None:
    if report.account is not None:
        found = report.account.figures
        day = date_of(Day(found.as_of))
        console.print(
            f"\nfigures of member {report.account.member} on {day}, by {found.rulebook}:", highlight=False
        )
        print_figures(found, in_full=True)


def _print_verdict(report: AuditReport) -> None:
    if (as_of := report.as_of) is not None:
        when = f"as of block {as_of.block} of {utc(as_of.time)}"
        final = f"finality {as_of.finality.value}"
        console.print(f"\n{when}, {hex_text(as_of.hash)}, {final}", highlight=False)
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
