"""What a verified dossier shows, as tables for people: one a side and currency, a column a grade."""

from collections.abc import Callable, Mapping
from typing import Any

from rich.table import Table

from ledger.cli.beside_figures import GRADES, Beside, tell_of_more
from ledger.cli.figure_table import hundredths, percent
from ledger.cli.output import console, print_table
from ledger.core.history import Side
from ledger.core.money import decimal_text
from ledger.rulebook.rulebook import rulebook_named

_DISCLOSED: tuple[tuple[str, Callable[[Mapping[str, Any]], str]], ...] = (
    ("obligations", lambda own: str(own["obligations"])),
    ("days beyond terms", lambda own: hundredths(own["dbt"])),
    ("on time, by count", lambda own: percent(own["on_time"]["by_count"])),
    ("on time, by amount", lambda own: percent(own["on_time"]["by_amount"])),
    ("days sales outstanding", lambda own: hundredths(_number(own["dso"]))),
)
_BUCKETS = {"current": "not due", "1-30": "1-30 days", "31-60": "31-60 days", "61-90": "61-90 days",
            "91+": "91 days and more"}  # fmt: skip
_SHARES = {"largest": "largest counterparty", "late_recorded": "recorded late", "related": "related parties",
           "reciprocal": "circular", "new": "new counterparties"}  # fmt: skip


def print_shown(shown: Mapping[str, Any], in_full: bool) -> None:
    """Headline figures, the shares that are never withheld and what stands beside, of `Report.shown` after step 10."""
    rules = rulebook_named(shown["rulebook"]["id"]).rules
    told = []
    for name, least in shown["minimum"].items():
        if name == "entries":
            continue
        side, _, currency = name.partition(".")
        sets = shown["figures"].get(f"{name}.headline", {})
        beside = Beside(Side(side), currency, shown["as_of"]["day"], rules, least, sets.get("all", {}))
        console.print()
        print_table(shown_table(beside.heading, currency, least, sets))
        beside.print(in_full)
        told.append(beside)
    if not in_full and any(one.has_more for one in told):
        tell_of_more()


def shown_table(heading: str, currency: str, least: Mapping[str, Any], sets: Mapping[str, Any]) -> Table:
    """The headline of one side and currency: what is never withheld, and the figures by grade as far as disclosed."""
    table = Table(show_edge=False, pad_edge=False)
    table.add_column(heading)
    for grade in GRADES.values():
        table.add_column(grade, justify="right")
    evidence = least["evidence"]
    grades = evidence["grades"]
    whole = None if grades["AB"] is None else 10_000
    table.add_row("share of the volume", *map(percent, (grades["A"], grades["AB"], whole)))
    promptness = least["promptness"]["headline"]
    table.add_row("promptness index", *(_index(promptness[each]) for each in GRADES))
    for label, read in _DISCLOSED:
        table.add_row(label, *(read(sets[each]) if each in sets else "-" for each in GRADES))
    for bucket, label in _BUCKETS.items():
        amounts = (int(sets[each]["ageing"][bucket]) if each in sets else None for each in GRADES)
        table.add_row(
            f"open, {label}", *("-" if it is None else decimal_text(it, currency) for it in amounts)
        )
    for share, label in _SHARES.items():
        table.add_row(label, "", "", percent(evidence[share]))
    table.add_row("disputed", "", "", percent(evidence["disputed"]["share"]))
    return table


def _number(value: int | str | None) -> int | None:
    """`tradeline-1` has it as a number, later rulebooks as text."""
    return None if value is None else int(value)


def _index(value: int | str | None) -> str:
    return value if isinstance(value, str) else hundredths(value)
