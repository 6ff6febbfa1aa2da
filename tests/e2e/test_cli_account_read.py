"""A bank says what came in and went out of a firm's account from its own statements, by the command alone."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ledger.documents.findings import FAULTS_SHOWN
from tests.e2e.consortium import INVOICE, Consortium
from tests.unit.documents.banking import OTHER, Bank, Entry, camt, days_of, detail, from_account

pytestmark = pytest.mark.xdist_group("cli-road")

JUNE = replace(
    Bank(*days_of("2025-06"), owner="Holder"),
    entries=(Entry("2025-06-02", 500_00, "A"), Entry("2025-06-30", -120_50, "B")),
)
JULY = Bank(*days_of("2025-07"), (Entry("2025-07-01", 7_00, "C"),), JUNE.close, name="J", owner="Holder")
MONDAY = Bank("2025-08-04", "2025-08-04", (), JULY.close, name="M", owner="Holder")


@pytest.fixture(scope="module")
def holder(road: Consortium) -> str:
    """A member whose account with a bank of its own is in euros; tests of the same road count the firms."""
    for home in ("holder", "teller"):
        road.make_home(home)
    road.admit("teller", "teller", "Teller", "vat:DE222222226", "agent")
    number = road.admit("holder", "holder", "Holder", "vat:DE111111125", "lender")
    road.ask("holder", "account", "open", road.numbers["teller"], "--currency", "EUR")
    return number


def read(
    road: Consortium, folder: Path, files: Sequence[bytes], *words: str, home: str = "teller", code: int = 0
) -> Any:
    """What the bank reads of the files."""
    folder.mkdir(exist_ok=True)
    for place, data in enumerate(files):
        (folder / f"{place}.xml").write_bytes(data)
    return road.ask(home, "account", "read", road.numbers["holder"], folder, *words, code=code)


def listed(road: Consortium) -> dict[str, tuple[str, str, int]]:
    """What the firm sees of each month."""
    (found,) = road.ask("holder", "account", "list")["accounts"]
    return {one["month"]: (one["received"], one["paid_out"], one["words"]) for one in found["months"]}


def rules(refused: Any) -> list[str]:
    return [fault["rule"] for fault in refused["faults"]]


def test_a_look_says_what_would_be_said_and_says_nothing(
    road: Consortium, holder: str, tmp_path: Path
) -> None:
    before = listed(road)
    seen = read(road, tmp_path / "in", [camt(MONDAY), camt(JULY, JUNE)], "--dry-run")
    june, july, august = seen["months"]
    assert (june["month"], june["told"], june["received"], june["paid_out"], june["movements"]) == (
        "2025-06", True, "500.00", "120.50", 2,
    )  # fmt: skip
    assert (july["month"], july["received"], july["paid_out"], july["missing"]) == (
        "2025-07",
        "7.00",
        "0.00",
        [],
    )
    assert (august["told"], august["missing"]) == (
        False,
        ["2025-08-01 to 2025-08-03", "2025-08-05 to 2025-08-31"],
    )
    assert "received" not in august
    assert (seen["statements"], seen["accounts"][0]["owner"], seen["warnings"]) == (3, "Holder", [])
    assert listed(road) == before


def test_months_that_are_covered_are_said_and_read_again_they_are_not(
    road: Consortium, holder: str, tmp_path: Path
) -> None:
    files = [camt(MONDAY), camt(JULY, JUNE)]
    said = read(road, tmp_path / "in", files)
    assert [entry["state"] for entry in said["entries"]] == ["final"] * 4
    assert said["told"] == [
        "2025-06: received 500.00 EUR", "2025-06: paid out 120.50 EUR",
        "2025-07: received 7.00 EUR", "2025-07: paid out 0.00 EUR",
    ]  # fmt: skip
    assert listed(road) == {"2025-06": ("500.00", "120.50", 2), "2025-07": ("7.00", "0.00", 2)}
    again = read(road, tmp_path / "in", files)
    assert (again["entries"], len(again["warnings"])) == ([], 4)
    assert [month["said_before"]["received"] for month in again["months"]] == ["500.00", "7.00", None]


def test_another_sum_is_a_new_word_and_what_counts_no_more_is_told(
    road: Consortium, holder: str, tmp_path: Path
) -> None:
    june = replace(JUNE, entries=(Entry("2025-06-02", 500_00, "A", detail(from_account(OTHER))),))
    read(road, tmp_path / "first", [camt(JUNE)])
    other = read(road, tmp_path / "other", [camt(june)], "--own", OTHER)
    assert [month["left_out"][0]["why"] for month in other["months"]] == ["between the firm's own accounts"]
    assert any("before that 500.00 EUR: the later word counts" in one for one in other["warnings"])
    received, paid_out, words = listed(road)["2025-06"]
    assert (received, paid_out, words) == ("0.00", "0.00", 4)
    read(road, tmp_path / "first", [camt(JUNE)])
    assert listed(road)["2025-06"] == ("500.00", "120.50", 6)


def test_nothing_is_said_while_one_file_is_wrong(road: Consortium, holder: str, tmp_path: Path) -> None:
    before = listed(road)
    may = Bank(*days_of("2025-05"), name="May", owner="Holder")
    wrong = replace(may, closing=1)
    folder = tmp_path / "in"
    refused = read(road, folder, [camt(wrong), INVOICE.read_bytes()], code=1)
    assert rules(refused) == ["statement.kind"]
    refused = read(road, folder, [camt(wrong), camt(replace(JUNE, opening=may.close))], code=1)
    assert rules(refused) == ["balance.sum"]
    (fault,) = refused["faults"]
    assert fault["file"] == str(folder / "0.xml") and fault["where"] == "/Document/BkToCstmrStmt/Stmt[1]/Bal"
    assert rules(read(road, folder, [camt(MONDAY), camt(MONDAY)], code=1)) == ["month.none"]
    outside = [Entry("2025-06-02", 1, f"R{place}") for place in range(FAULTS_SHOWN + 1)]
    many = rules(read(road, folder, [camt(replace(may, entries=outside)), camt(MONDAY)], code=1))
    assert (len(many), set(many[:-1]), many[-1]) == (FAULTS_SHOWN + 1, {"date.period"}, "faults.more")
    assert listed(road) == before
    read(road, folder, [camt(may), camt(may)])
    assert listed(road).keys() - before.keys() == {"2025-05"}


def test_a_month_that_has_not_ended_is_not_said(road: Consortium, holder: str, tmp_path: Path) -> None:
    far = Bank(*days_of("2099-02"), made="2099-03-01", owner="Holder")
    assert rules(read(road, tmp_path / "in", [camt(far)], code=1)) == ["month.none"]
    shown = road.run(
        "account", "read", holder, tmp_path / "in", "--dry-run", "--home", road.folder / "teller"
    ).stdout
    assert "has not ended" in shown


def test_nobody_else_says_it_and_another_owner_is_warned_of(
    road: Consortium, holder: str, tmp_path: Path
) -> None:
    for home in ("bank", "holder"):
        assert read(road, tmp_path / "in", [camt(JUNE)], home=home, code=1)["error"] == "NotEntitled"
        assert (
            read(road, tmp_path / "in", [camt(JUNE)], "--dry-run", home=home, code=1)["error"]
            == "NotEntitled"
        )
    seen = read(road, tmp_path / "in", [camt(replace(JUNE, owner="Somebody"))], "--dry-run")
    assert seen["warnings"] == [
        f"the statements are of Somebody, and member {holder} is Holder in the address book"
    ]


def test_people_read_it_as_tables(road: Consortium, holder: str, tmp_path: Path) -> None:
    reversal = Entry("2025-08-04", 9_00, "R", after="<RvslInd>true</RvslInd>")
    read(road, tmp_path / "in", [camt(JUNE, JULY, replace(MONDAY, entries=(reversal,)))], "--dry-run")
    done = road.run("account", "read", holder, tmp_path / "in", "--dry-run", "--home", road.folder / "teller")
    text = " ".join(done.stdout.split())
    assert done.exit_code == 0
    for words in (
        "2025-06 500.00 120.50 2",
        "not covered: 2025-08-01 to",
        "in no sum",
        "2025-08 came back 9.00",
    ):
        assert words in text
    assert "what came back and names no payment of these statements" in " ".join(done.stderr.split())
