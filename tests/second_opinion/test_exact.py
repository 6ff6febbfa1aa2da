"""The second implementation computes with integers alone, and looks at nothing that it is compared with."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.second_opinion.opinion import FACTS, FIGURES, SETTING, SQL, prepare, query

ALLOWED = ("ledger.core.", "ledger.rulebook.rules")
ASKING = {"product", "golden"}
"""Files that ask the product, or read files as it does."""
INEXACT = {"FLOAT", "DOUBLE", "DECIMAL", "REAL"}


@pytest.fixture(scope="module")
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(":memory:") as opened:
        prepare(opened, [])
        yield opened


def types(database: duckdb.DuckDBPyConnection, sql: str) -> set[str]:
    """The type of each expression in a query, inner ones too, as the engine binds them."""
    found = database.execute("SELECT json_serialize_plan(?::VARCHAR)", [sql]).fetchone()
    assert found is not None
    plan = json.loads(found[0])
    assert not plan["error"], plan
    return set(_ids(plan))


def _ids(plan: Any) -> Iterator[str]:
    if isinstance(plan, dict):
        if "type_info" in plan:
            yield plan["id"]
        plan = list(plan.values())
    if isinstance(plan, list):
        for item in plan:
            yield from _ids(item)


def test_no_column_holds_a_fraction(database):
    columns = database.execute("SELECT table_name, column_name, data_type FROM duckdb_columns").fetchall()
    assert {table for table, _, _ in columns} >= {*FACTS, "observation", "part"}
    assert [row for row in columns if any(word in row[2] for word in INEXACT)] == []


@pytest.mark.parametrize("name", [*FACTS, *FIGURES])
def test_no_expression_is_a_fraction_even_in_between(database, name):
    found = types(database, query(name))
    assert found & {"INTEGER", "HUGEINT", "VARCHAR"}
    assert found & INEXACT == set()


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT (net / 2)::HUGEINT FROM obligation",
        "SELECT avg(net)::HUGEINT FROM obligation",
        "SELECT floor(net * 0.5)::HUGEINT FROM obligation",
        "SELECT CASE WHEN sqrt(net) > 1 THEN 1 ELSE 0 END FROM obligation",
    ],
)
def test_a_fraction_in_between_is_seen(database, sql):
    assert types(database, sql) & INEXACT


def test_every_query_is_asked():
    assert {path.stem for path in SQL.glob("*.sql")} == {*SETTING, *FACTS, *FIGURES, "loans"}


def test_an_amount_too_large_is_an_error_and_never_a_rounded_one(database):
    with pytest.raises(duckdb.OutOfRangeException):
        database.execute("SELECT sum(x) FROM (VALUES (170141183460469231731687303715884105727), (1)) n (x)")


def imported(text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Import(names=names):
                yield from (name.name for name in names)
            case ast.ImportFrom(module=str(name), level=0):
                yield name


def foreign(text: str) -> list[str]:
    """What of the product a file knows beyond the types of records and the numbers of the rules."""
    ours = [name for name in imported(text) if name.split(".")[0] in ("ledger", "api", "tests")]
    return [name for name in ours if not name.startswith((*ALLOWED, "tests.second_opinion."))]


def test_the_second_opinion_was_not_asked_of_the_first():
    files = [
        path
        for path in Path(__file__).parent.glob("*.py")
        if path.stem not in ASKING and not path.stem.startswith("test_")
    ]
    assert {path.name for path in files} >= {"opinion.py", "histories.py"}
    assert {
        path.name: foreign(path.read_text("utf-8")) for path in files if foreign(path.read_text("utf-8"))
    } == {}
    assert foreign("from ledger.rulebook.promptness import promptness") == ["ledger.rulebook.promptness"]
