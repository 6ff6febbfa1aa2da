"""The figures of docs/rulebook.md once more, in SQL: `sql/` has a query a figure; this loads rows and reads rows."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import duckdb

from ledger.core.history import Observation, Part
from ledger.rulebook.rules import Rules

SQL = Path(__file__).parent / "sql"
MACROS = ("macros", "wide")
FACTS = "asked obligation paid position debt ledger sheet listed weight bucket owing standing eu_90".split()
"""Tables that figures share, each made from those before it."""
FIGURES = (
    "minimum promptness dbt ageing bucket_dbt on_time dso turnover concentration evidence defaults".split()
)
"""Each gives rows (history, path, value), a value being JSON text."""


@dataclass(frozen=True, slots=True)
class Case:
    """A member's observations, the day of which figures are asked and the rulebook's id and numbers."""

    observations: Sequence[Observation]
    as_of: int
    rulebook: str = "tradeline-1"
    rules: Rules = field(default_factory=Rules)


def query(name: str) -> str:
    return (SQL / f"{name}.sql").read_text("utf-8")


def figures(cases: Sequence[Case]) -> list[dict[str, Any]]:
    """For each case `as_of`, `first` and `sides` as FigureSet.as_json() has them."""
    with duckdb.connect(":memory:", config={"threads": 1}) as database:
        load(database, cases)
        for name in FACTS:
            database.execute(f"CREATE TABLE {name} AS {query(name)}")
        told = [
            {"as_of": as_of, "first": first, "sides": {"pays": {}, "is_paid": {}}}
            for as_of, first in database.execute(
                "SELECT as_of, first_day FROM asked ORDER BY history"
            ).fetchall()
        ]
        for name in FIGURES:
            for history, path, value in database.execute(query(name)).fetchall():
                _put(told[history], path.split("/"), json.loads(value))
    return told


def load(database: duckdb.DuckDBPyConnection, cases: Sequence[Case]) -> None:
    for name in MACROS:
        database.execute(query(name))
    database.execute(query("tables"))
    rulebooks = {case.rulebook: case.rules for case in cases}
    _insert(database, "request", ((n, case.as_of, case.rulebook) for n, case in enumerate(cases)))
    _insert(database, "rules", ((name, *_numbers(rules)) for name, rules in rulebooks.items()))
    _insert(
        database, "anchor", ((name, *anchor) for name, rules in rulebooks.items() for anchor in rules.anchors)
    )
    items = [(n, item, seen) for n, case in enumerate(cases) for item, seen in enumerate(case.observations)]
    _insert(database, "observation", ((n, item, *_observation(seen)) for n, item, seen in items))
    _insert(database, "part", ((n, item, *part) for n, item, seen in items for part in _parts(seen)))
    _insert(
        database,
        "dispute",
        (
            (n, item, span.opened, span.closed, span.clocked)
            for n, item, seen in items
            for span in seen.disputes
        ),
    )


def _numbers(rules: Rules) -> Iterator[Any]:
    for each in fields(rules):
        value = getattr(rules, each.name)
        if each.name not in ("anchors", "weekend"):
            yield list(value) if isinstance(value, tuple) else value


def _observation(seen: Observation) -> tuple[Any, ...]:
    return (
        seen.side.value,
        seen.counterparty,
        seen.currency,
        seen.amount,
        seen.issued,
        seen.due,
        int(seen.grade),
        seen.recorded and seen.recorded.time,
        seen.corrected and seen.corrected.time,
        seen.interest.value,
        seen.related,
        seen.claim,
    )


def _parts(seen: Observation) -> Iterator[tuple[Any, ...]]:
    kinds: Iterable[tuple[str, tuple[Part, ...]]] = (
        ("payment", seen.payments),
        ("credit", seen.credits),
        ("write_off", seen.write_offs),
    )
    for kind, parts in kinds:
        for place, part in enumerate(parts):
            recorded = part.recorded and part.recorded.time
            yield kind, place, part.day, part.amount, int(part.grade), recorded, part.binds


def _insert(database: duckdb.DuckDBPyConnection, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    columns = [list(column) for column in zip(*rows, strict=True)]
    if columns:
        types = [
            kind
            for _, kind in database.execute(
                f"SELECT column_name, column_type FROM (DESCRIBE {table})"
            ).fetchall()
        ]
        lists = ", ".join(f"unnest(?::{kind}[])" for kind in types)
        database.execute(f"INSERT INTO {table} SELECT {lists}", columns)


def _put(into: dict[str, Any], path: list[str], value: Any) -> None:
    *way, last = path
    for step in way:
        into = into.setdefault(step, {})
    into[last] = value
