"""A set of figures in a terminal."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from rich.measure import Measurement
from rich.table import Table

from ledger.cli.beside_figures import Beside, tell_of_more
from ledger.cli.figure_table import figure_table
from ledger.cli.output import console, print_table
from ledger.rulebook.figure_json import figures_json
from ledger.rulebook.figure_set import FigureSet, Population
from ledger.rulebook.position import Grades
from ledger.rulebook.rulebook import rulebook_named

_ANY = 10_000
"""Columns of a terminal that is never too narrow."""


def print_figures(found: FigureSet, in_full: bool, *, ledger: bool = True) -> None:
    """The headline of every side and currency, and what stands beside it; all in one table where it has room.
    `ledger`: not those of a table, in which no bank could have told anything.
    """
    beside = []
    for part in _parts(found):
        console.print()
        print_table(figure_table(part))
        for one in _beside(part, ledger):
            one.print(in_full)
            beside.append(one)
    if not in_full and any(one.has_more for one in beside):
        tell_of_more()


def print_headline(found: FigureSet) -> None:
    """The headline alone."""
    for part in _parts(found):
        print_table(figure_table(part))


def _parts(found: FigureSet) -> list[FigureSet]:
    if _fits(figure_table(found)):
        return [found]
    return [replace(found, figures={key: own}) for key, own in found.figures.items()]


def _fits(table: Table) -> bool:
    wanted = Measurement.get(console, console.options.update(max_width=_ANY), table).maximum
    return wanted <= console.width


def _beside(found: FigureSet, ledger: bool) -> Iterator[Beside]:
    rules = rulebook_named(found.rulebook).rules
    for ((side, currency), own), least in zip(found.figures.items(), found.minimum().values(), strict=True):
        whole = figures_json(own.sets[Population.HEADLINE, Grades.ALL], str)
        assert isinstance(least, Mapping)
        yield Beside(side, currency, found.as_of, rules, least, whole, ledger)
