"""The figures of docs/rulebook.md once more: `sql/` has a query a figure, this asks them and joins the answers."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from tests.second_opinion.rows import Case, load

SQL = Path(__file__).parent / "sql"
SETTING = ("macros", "wide", "tables")
FACTS = """
    asked known obligation written_off paid position debt month_end remembered wholly_credited drawn utilisation
    confirmed ledger sheet listed weight bucket owing standing eu_90 eu_factoring
""".split()
"""Tables that figures share, each made from those before it."""
FIGURES = """
    minimum promptness dbt ageing bucket_dbt on_time dso turnover concentration status roll_rates vintages evidence
    defaults facilities coverage
""".split()
"""Each gives rows (history, path, value), a value being JSON text."""


def query(name: str) -> str:
    """The text of sql/`name`.sql."""
    return (SQL / f"{name}.sql").read_text("utf-8")


def prepare(database: duckdb.DuckDBPyConnection, cases: Sequence[Case]) -> None:
    """Everything up to the figures, of many cases at once."""
    for name in SETTING:
        database.execute(query(name))
    load(database, cases)
    for name in FACTS:
        database.execute(f"CREATE TABLE {name} AS {query(name)}")


def figures(cases: Sequence[Case]) -> list[dict[str, Any]]:
    """For each case `as_of`, `first` and `sides` as FigureSet.as_json() has them."""
    with duckdb.connect(":memory:", config={"threads": 1}) as database:
        prepare(database, cases)
        asked = database.execute("SELECT as_of, first_day FROM asked ORDER BY history").fetchall()
        told = [
            {"as_of": as_of, "first": first, "sides": {"pays": {}, "is_paid": {}}} for as_of, first in asked
        ]
        for name in FIGURES:
            for history, path, value in database.execute(query(name)).fetchall():
                _put(told[history], path.split("/"), json.loads(value))
    return told


def _put(into: dict[str, Any], path: list[str], value: Any) -> None:
    *way, last = path
    for step in way:
        into = into.setdefault(step, {})
    into[last] = value
