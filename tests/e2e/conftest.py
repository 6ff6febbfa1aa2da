"""The demo set on a chain, and the firms of the road, each once for all tests that look at it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from demo_run.consortium import Consortium, found
from demo_run.trade import Tally, trade
from demo_set import demo_files

from ledger.chain.engines.anvil import anvil
from tests.e2e.consortium import INVOICE, three_firms
from tests.e2e.consortium import Consortium as Firms

FIRST_DAY = 1_730_419_200


@dataclass(frozen=True)
class Traded:
    """A consortium after its trade, and the files that went in."""

    consortium: Consortium
    files: Path
    plan: dict[str, Any]
    tally: Tally


def write_files(folder: Path) -> dict[str, Any]:
    """The demo set's files, and its plan."""
    for place, content in demo_files(seed=1):
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    plan: dict[str, Any] = json.loads((folder / "plan.json").read_text("utf-8"))
    return plan


def trade_until(folder: Path, last_day: str) -> Iterator[Traded]:
    """The plan's steps up to a day, on a fresh chain."""
    plan = write_files(folder / "files")
    plan["steps"] = [step for step in plan["steps"] if step["day"] <= last_day]
    with (
        anvil(genesis_time=FIRST_DAY) as engine,
        found(engine, plan, folder / "homes", lambda _: None) as consortium,
    ):
        tally = trade(consortium, plan, folder / "files", lambda _: None)
        yield Traded(consortium, folder / "files", plan, tally)


@pytest.fixture(scope="session")
def traded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Traded]:
    """Two years of trade."""
    yield from trade_until(tmp_path_factory.mktemp("demo"), "9999-12-31")


@pytest.fixture(scope="session")
def road(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firms]:
    """Three firms that use nothing but the command."""
    with three_firms(tmp_path_factory.mktemp("road")) as firms:
        yield firms


@pytest.fixture(scope="session")
def imported(road: Firms) -> Any:
    """What the first import of the seller's invoice said."""
    return road.ask("seller", "import", INVOICE)


@pytest.fixture(scope="session")
def line(road: Firms, imported: dict[str, Any]) -> str:
    """The tradeline, accepted by the buyer."""
    (record,) = imported["files"][0]["records"]
    accepted = road.ask("buyer", "accept", record["tradeline"])
    assert {entry["state"] for entry in accepted["entries"]} == {"final"}
    return str(record["tradeline"])
