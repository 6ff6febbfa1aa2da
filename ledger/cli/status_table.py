"""Status strings as a table: a line a year, a sign a month, a column a grade."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rich.table import Table
from rich.text import Text

from ledger.cli.output import console
from ledger.cli.plain_table import show, table
from ledger.rulebook.status_string import by_year

_MONTHS = "JFMAMJJASOND"
_MEANINGS = {
    "N": "as agreed",
    **{str(level): f"{30 * level - 29}-{30 * level} days late" for level in range(1, 7)},
    "7": "more than 180 days late",
    "G": "written off",
    "C": "closed",
    "*": "nothing due",
}
_LEFT_OUT = {"disputed": "disputed", "credited": "credited in full"}
_COUNTS = ("obligations", *_LEFT_OUT)
_STYLES = {"yellow": "123", "red": "4567G"}


def print_status(heading: str, told: Mapping[str, Mapping[str, Any]], as_of: int) -> None:
    """By the heading of a column, each as an attestation has it; left out is what tells of no obligation."""
    told = {name: one for name, one in told.items() if any(one[count] for count in _COUNTS)}
    if not told:
        return
    strings = [by_year(one["months"], as_of) for one in told.values()]
    years = [(months[0][0], [signs for _, signs in months]) for months in zip(*strings, strict=True)]
    busy = [place for place, (_, row) in enumerate(years) if set("".join(row)) - {"*", " "}]
    shown = years[busy[0] :] if busy else []
    since = f"; nothing due before {shown[0][0]}" if len(shown) < len(years) and shown else ""
    if shown:
        show(f"{heading}, status by month{since}", _table(told, shown))
    else:
        console.print(f"\n[bold]{heading}, status by month: nothing due[/]", highlight=False)
    for line in _legend("".join(sign for _, row in shown for sign in row)):
        console.print(f"[dim]{line}[/]", highlight=False)
    for name, one in told.items():
        console.print(f"{name}: {_counts(one)}", highlight=False)


def _table(names: Iterable[str], years: Iterable[tuple[int, list[str]]]) -> Table:
    found = table("")
    for name in names:
        found.add_column(name, no_wrap=True)
    found.add_row("", *(Text(_MONTHS, "dim") for _ in names))
    for year, row in years:
        found.add_row(str(year), *map(_signs, row))
    return found


def _counts(told: Mapping[str, Any]) -> str:
    out = [f"{told[name]} {words}" for name, words in _LEFT_OUT.items() if told[name]]
    number = told["obligations"]
    of = f"tells of {number} obligation{'s' * (number != 1)}"
    return of + (f"; left out: {', '.join(out)}" if out else "")


def _signs(months: str) -> Text:
    shown = Text(months)
    for style, signs in _STYLES.items():
        shown.highlight_regex(f"[{signs}]", style)
    return shown


def _legend(signs: str) -> Iterator[str]:
    """What the signs that occur mean, in lines that break between two meanings."""
    line = ""
    for meaning in (f"{sign} {words}" for sign, words in _MEANINGS.items() if sign in signs):
        if line and len(line) + len("; ;") + len(meaning) > console.width:
            yield f"{line};"
            line = ""
        line = f"{line}; {meaning}" if line else meaning
    if line:
        yield line
