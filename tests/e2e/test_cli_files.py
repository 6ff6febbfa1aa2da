"""Files by the command alone: foreseen, recorded once, near-duplicates told, outside parties that join."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.consortium import SAMPLES, Consortium, three_firms

pytestmark = pytest.mark.xdist_group("cli-files")

HEADER = "invoiceNumber,customerID,InvoiceDate,DueDate,InvoiceAmount,Disputed,SettledDate\n"


@pytest.fixture(scope="module")
def road(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Consortium]:
    """The seller imports; the buyer is a member, whose home the seller does not need."""
    with three_firms(tmp_path_factory.mktemp("files")) as firms:
        yield firms


@pytest.fixture(scope="module")
def profile(road: Consortium) -> Path:
    """A profile for the seller's own tables."""
    path = road.folder / "own.toml"
    text = (SAMPLES.parent / "ledger/documents/profiles/receivables.toml").read_text("utf-8")
    path.write_text(text.replace("Owner of the ledger", "[Seller name]"), "utf-8")
    return path


def table(road: Consortium, name: str, *rows: str) -> Path:
    """A table of the seller's."""
    path = road.folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(HEADER + "".join(f"{row}\n" for row in rows), "utf-8")
    return path


def test_who_takes_an_invoice_that_is_another_over_again_is_warned(road: Consortium, profile: Path) -> None:
    file = table(
        road,
        "alike.csv",
        "N-1,em:buyer@info.de,3/6/2025,4/5/2025,310.00,No,",
        "N-1A,em:buyer@info.de,3/7/2025,4/5/2025,310.00,No,",
    )
    records = road.ask("seller", "import", file, "--profile", profile)["files"][0]["records"]
    warned: list[list[str]] = []
    for number, issued in (("N-1", "2025-03-06"), ("N-1A", "2025-03-07")):
        offer = road.folder / f"{number}.offer.json"
        road.ask("seller", "assign", number, "--to", road.numbers["bank"], "--offer", offer)
        shown = ["--offer", offer, "--number", number, "--issued", issued]
        warned.append(road.ask("bank", "take", number, *shown)["warnings"])
    assert warned[0] == []
    (warning,) = warned[1]
    assert warning.startswith("invoice N-1 of 2025-03-06 over 310.00 USD is alike")
    assert f"obligation {records[0]['obligation']}" in warning
    assert f"held by member {road.numbers['bank']}" in warning
    near = {
        item["number"]: item["near"]
        for item in road.ask("bank", "history", road.numbers["bank"])["holdings"]
        if item["number"] in ("N-1", "N-1A")
    }
    assert near == {"N-1": [records[1]["obligation"]], "N-1A": [records[0]["obligation"]]}
    told = road.run("history", road.numbers["seller"], "--home", road.folder / "seller").stdout
    assert "near-duplicate: N-1 is alike in parties, amount and month: N-1A" in " ".join(told.split())


def test_a_folder_is_foreseen_recorded_and_recorded_once(road: Consortium, profile: Path) -> None:
    inside = "D-1,em:buyer@info.de,1/6/2025,2/5/2025,55.00,No,1/30/2025"
    table(road, "folder/a.csv", inside)
    outside = "{},Outside Ltd,1/7/2025,2/6/2025,{},No,"
    folder = table(
        road, "folder/b.csv", outside.format("D-2", "66.00"), outside.format("D-3", "67.00")
    ).parent
    words = ["import", folder, "--profile", profile]
    before = road.ask("seller", "outbox", "--all")
    foreseen = road.ask("seller", *words, "--dry-run")
    assert road.ask("seller", "outbox", "--all") == before
    assert (foreseen["recorded"], foreseen["plan"]["member"]) == (None, int(road.numbers["seller"]))
    plans = [item for file in foreseen["files"] for item in file["plan"]]
    assert [item["outcome"] for item in plans] == ["to be recorded"] * 4
    member, stranger = (plans[place]["counterparty"] for place in (0, 2))
    assert (member["certainty"], member["members"]) == ("known", [int(road.numbers["buyer"])])
    assert (stranger["name"], stranger["certainty"], stranger["members"]) == ("Outside Ltd", "proposed", [])
    assert [item["opens"] for item in plans[2:]] == [True, True]
    told = " ".join(road.run(*words, "--dry-run", "--home", road.folder / "seller").stdout.split())
    assert "to be recorded; on new tradeline" in told
    assert "with Outside Ltd: proposed, an external party" in told

    def places(items: list[dict[str, Any]]) -> list[tuple[str, str]]:
        return [(item["tradeline"], item["obligation"]) for item in items]

    done = road.ask("seller", *words)
    records = [item for file in done["files"] for item in file["records"]]
    assert {item["outcome"] for item in records} == {"recorded"}
    assert places(records) == places(plans)
    after = road.ask("seller", "outbox", "--all")
    again = road.ask("seller", *words)
    assert again["outcomes"] == {"already recorded": 2}
    assert places([item for file in again["files"] for item in file["records"]]) == places(records)
    assert road.ask("seller", "outbox", "--all") == after != before
    foreseen = road.ask("seller", *words, "--dry-run")
    assert {item["outcome"] for file in foreseen["files"] for item in file["plan"]} == {"already recorded"}


def test_an_outside_buyer_joins_and_its_invoices_are_upgraded(road: Consortium, profile: Path) -> None:
    def imported(number: str, amount: str, buyer: str = "vat:DE811907980") -> dict[str, Any]:
        file = table(road, f"{number}.csv", f"{number},{buyer},1/6/2025,2/5/2025,{amount},No,")
        (record,) = road.ask("seller", "import", file, "--profile", profile)["files"][0]["records"]
        assert record["outcome"] == "recorded"
        return dict(record)

    def graded(home: str = "seller") -> dict[str, tuple[str, str]]:
        lines = road.ask(home, "history", road.numbers["seller"])["tradelines"]
        (found,) = [item for item in lines if item["tradeline"] == before["tradeline"]]
        return {item["number"]: (item["grade"], item["obligation"]) for item in found["obligations"]}

    before, inside = imported("L-1", "71.00"), imported("I-1", "70.00", "em:buyer@info.de")["tradeline"]
    assert (before["reason"], graded()) == ("", {"L-1": ("C", before["obligation"])})
    assert road.ask("seller", "link", inside, "--to", road.numbers["bank"], code=1)["error"] == "WrongState"
    road.make_home("late")
    late = road.admit("late", "late", "Late Ltd", "vat:DE811907980", "sme")
    after = imported("L-2", "72.00")
    assert after["tradeline"] == before["tradeline"]
    assert f"tradeline link {before['tradeline']} --to {late}" in after["reason"]
    road.ask("seller", "link", before["tradeline"], "--to", late)
    road.ask("late", "accept", before["tradeline"])
    assert {grade for grade, _ in graded().values()} == {"C"}
    road.ask("late", "acknowledge", "L-1")
    assert graded() == {"L-1": ("B", before["obligation"]), "L-2": ("C", after["obligation"])}
    assert imported("L-3", "73.00")["reason"] == ""
    assert set(graded("late")) == {"L-1", "L-2", "L-3"}
