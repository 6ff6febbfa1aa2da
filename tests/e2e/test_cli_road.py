"""The whole road by the command alone: homes, members, files, history, disputes, finance, dossier, verdict, erasure."""

from collections.abc import Iterator
from typing import Any

import pytest

from ledger.chain.engines.anvil import anvil
from tests.e2e.consortium import SAMPLES, Consortium

INVOICE = SAMPLES / "xrechnung" / "01.09a-INVOICE_ubl.xml"
TABLE = SAMPLES / "csv" / "receivables.csv"
NUMBER = "R123456"


@pytest.fixture(scope="module")
def road(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Consortium]:
    """A seller and a buyer in a home each, a bank in a third; the seller's invoice is recorded and acknowledged."""
    with anvil() as engine:
        made = Consortium(engine, tmp_path_factory.mktemp("road"))
        made.found()
        for home in ("seller", "buyer", "bank"):
            made.make_home(home)
        made.admit("seller", "seller", "[Seller name]", "vat:DE123456789", "sme")
        made.admit("buyer", "buyer", "[Buyer name]", "em:buyer@info.de", "sme")
        made.admit("bank", "bank", "Bank", "lei:529900T8BM49AURSDO55", "lender", "agent", "issuer")
        yield made


@pytest.fixture(scope="module")
def imported(road: Consortium) -> dict[str, Any]:
    """What the first import of the invoice said."""
    return road.ask("seller", "import", INVOICE)


@pytest.fixture(scope="module")
def line(road: Consortium, imported: dict[str, Any]) -> str:
    """The tradeline, accepted by the buyer."""
    (record,) = imported["files"][0]["records"]
    accepted = road.ask("buyer", "accept", record["tradeline"])
    assert {entry["state"] for entry in accepted["entries"]} == {"final"}
    return str(record["tradeline"])


def obligation(road: Consortium, home: str, member: str, *words: object) -> dict[str, Any]:
    (tradeline,) = road.ask(home, "history", road.numbers[member], *words)["tradelines"]
    (found,) = tradeline["obligations"]
    return found


def test_an_invoice_is_recorded_once(road: Consortium, imported: dict[str, Any]) -> None:
    (file,) = imported["files"]
    assert (file["outcome"], imported["recorded"]["waiting"]) == ("recorded", None)
    again = road.ask("seller", "import", INVOICE)
    assert again["files"][0]["outcome"] == "already recorded"
    assert again["files"][0]["records"][0]["obligation"] == file["records"][0]["obligation"]
    assert road.ask("seller", "outbox", "--all")["states"]["final"] >= 1


def test_both_parties_read_the_same_obligation(road: Consortium, line: str) -> None:
    seen = [obligation(road, home, home) for home in ("seller", "buyer")]
    assert [item["number"] for item in seen] == [NUMBER, NUMBER]
    assert [item["side"] for item in seen] == ["is_paid", "pays"]
    assert seen[0]["amount"] == "7197.12"
    assert "overdue" in seen[0]["state"]


def test_a_stranger_to_a_tradeline_reads_nothing_of_it(road: Consortium, line: str) -> None:
    (tradeline,) = road.ask("bank", "history", road.numbers["seller"])["tradelines"]
    assert tradeline["obligations"] == []
    assert tradeline["effects"]["sealed"] >= 2


def test_an_acknowledgement_raises_the_grade(road: Consortium, line: str) -> None:
    road.ask("buyer", "acknowledge", NUMBER)
    assert obligation(road, "seller", "seller")["grade"] == "B"
