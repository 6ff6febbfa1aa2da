"""What a verified dossier shows, as tables for people: one a side and currency, a column a grade."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from rich.table import Table

from ledger.cli.figure_table import SIDES, hundredths, percent
from ledger.core.history import Side
from ledger.core.money import decimal_text

_GRADES = {"A": "A", "AB": "A + B", "all": "all"}
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


def shown_tables(shown: Mapping[str, Any]) -> Iterator[Table]:
    """Headline figures and the shares that are never withheld, of `Report.shown`; none before step 10."""
    for name, least in shown.get("minimum", {}).items():
        if name != "entries":
            yield _table(name, least, shown["figures"].get(f"{name}.headline", {}))


def _table(name: str, least: Mapping[str, Any], sets: Mapping[str, Any]) -> Table:
    side, _, currency = name.partition(".")
    table = Table(show_edge=False, pad_edge=False)
    table.add_column(f"{SIDES[Side(side)]} {currency}")
    for heading in _GRADES.values():
        table.add_column(heading, justify="right")
    evidence = least["evidence"]
    grades = evidence["grades"]
    whole = None if grades["AB"] is None else 10_000
    table.add_row("share of the volume", *map(percent, (grades["A"], grades["AB"], whole)))
    promptness = least["promptness"]["headline"]
    table.add_row("promptness index", *(_index(promptness[each]) for each in _GRADES))
    for label, read in _DISCLOSED:
        table.add_row(label, *(read(sets[each]) if each in sets else "-" for each in _GRADES))
    for bucket, label in _BUCKETS.items():
        amounts = (int(sets[each]["ageing"][bucket]) if each in sets else None for each in _GRADES)
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
