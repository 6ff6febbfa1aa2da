"""Records as rows: the dataclasses of ledger/core in the tables of sql/tables.sql."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

import duckdb

from ledger.core.account import Turned
from ledger.core.facility import Facility
from ledger.core.history import Observation
from ledger.rulebook.rules import Rules

Row = tuple[str, dict[str, Any]]
"""A table and what stands in its columns; a column that is not named is NULL."""


@dataclass(frozen=True, slots=True)
class Case:
    """A member's records, the day of which figures are asked and the rulebook's id and numbers."""

    observations: Sequence[Observation]
    as_of: int
    rulebook: str = "tradeline-1"
    rules: Rules = field(default_factory=Rules)
    facilities: Sequence[Facility] = ()
    turned: Sequence[Turned] = ()


def load(database: duckdb.DuckDBPyConnection, cases: Sequence[Case]) -> None:
    """Fill the tables; the number of a case in the sequence is its `history`."""
    tables: dict[str, list[dict[str, Any]]] = {}
    for table, row in _rows(cases):
        tables.setdefault(table, []).append(row)
    for table, rows in tables.items():
        columns = database.execute(f"SELECT column_name, column_type FROM (DESCRIBE {table})").fetchall()
        assert {name for row in rows for name in row} <= {name for name, _ in columns}
        database.execute(
            f"INSERT INTO {table} SELECT unnest(from_json(?::JSON, ?::VARCHAR), max_depth := 2)",
            [json.dumps(rows), json.dumps([dict(columns)])],
        )


def _rows(cases: Sequence[Case]) -> Iterator[Row]:
    for name, rules in {case.rulebook: case.rules for case in cases}.items():
        yield "rules", {"rulebook": name, **_numbers(rules)}
        for late, points in rules.anchors:
            yield "anchor", {"rulebook": name, "late": late, "points": points}
    for history, case in enumerate(cases):
        yield "request", {"history": history, "as_of": case.as_of, "rulebook": case.rulebook}
        for item, seen in enumerate(case.observations):
            yield from _observation({"history": history, "item": item}, seen)
        for item, line in enumerate(case.facilities):
            yield from _facility({"history": history, "item": item}, line)
        for place, one in enumerate(case.turned):
            yield "turned", {"history": history, "place": place, **_word(one)}


def _numbers(rules: Rules) -> dict[str, Any]:
    return {
        each.name: getattr(rules, each.name)
        for each in fields(rules)
        if each.name not in ("anchors", "weekend")
    }


def _observation(key: dict[str, int], seen: Observation) -> Iterator[Row]:
    yield (
        "observation",
        key
        | {
            name: getattr(seen, name)
            for name in "counterparty currency amount issued due related claim".split()
        }
        | {"side": seen.side.value, "grade": int(seen.grade), "interest": seen.interest.value}
        | {
            "recorded": seen.recorded and seen.recorded.time,
            "corrected": seen.corrected and seen.corrected.time,
        }
        | {"tradeline": seen.tradeline and str(seen.tradeline)},
    )
    for kind, parts in (("payment", seen.payments), ("credit", seen.credits), ("write_off", seen.write_offs)):
        for place, part in enumerate(parts):
            yield (
                "part",
                key
                | {
                    "kind": kind,
                    "place": place,
                    "day": part.day,
                    "amount": part.amount,
                    "grade": int(part.grade),
                }
                | {"recorded": part.recorded and part.recorded.time, "binds": part.binds},
            )
    for place, said in enumerate(seen.attested):
        yield "attested", key | {"place": place, "agent": said.agent, "day": said.day, "amount": said.amount}
    for span in seen.disputes:
        yield (
            "dispute",
            key
            | {"opened": span.opened, "closed": span.closed}
            | {
                "clocked": span.clocked,
                "recorded": span.recorded and span.recorded.time,
            },
        )


def _facility(key: dict[str, int], line: Facility) -> Iterator[Row]:
    own = {"side": line.side.value, "currency": line.currency, "grade": int(line.grade)}
    yield "facility", key | own | {"tradeline": str(line.tradeline)}
    for place, limit in enumerate(line.limits):
        yield (
            "credit_limit",
            key
            | {"place": place, "day": limit.day, "amount": limit.amount}
            | {"recorded": limit.recorded and limit.recorded.time},
        )
    for part in line.drawdowns:
        yield "drawdown", key | {"day": part.day, "amount": part.amount}


def _word(one: Turned) -> dict[str, Any]:
    facts = {name: getattr(one, name) for name in "agent currency month amount".split()}
    own = {"side": one.side.value, "tradeline": str(one.tradeline)}
    return facts | own | {"recorded": one.recorded and one.recorded.time}
