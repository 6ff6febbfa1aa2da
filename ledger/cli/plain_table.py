"""A table without lines, under its title."""

from rich.table import Table

from ledger.cli.output import console, print_table

_FIRST = 7
"""Signs that the first column has at least: a month, or a quarter."""


def table(first: str, *headings: str) -> Table:
    """Text to the left, numbers to the right."""
    found = Table(show_edge=False, pad_edge=False, box=None, padding=(0, 2, 0, 0))
    found.add_column(first, overflow="fold", min_width=_FIRST)
    for heading in headings:
        found.add_column(heading, justify="right", overflow="fold")
    return found


def show(title: str, found: Table) -> None:
    """A table under its title."""
    console.print(f"\n[bold]{title}[/]", highlight=False)
    print_table(found)
