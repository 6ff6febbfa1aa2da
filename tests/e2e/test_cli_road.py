"""The whole road by the command alone: homes, members, files, history, disputes, finance, vaults, erasure."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.consortium import INVOICE, NEXT, PASSPHRASE, SAMPLES, Consortium

pytestmark = pytest.mark.xdist_group("cli-road")

NUMBER = "R123456"


@pytest.fixture(scope="module")
def profile(road: Consortium) -> Path:
    """A profile for the seller's own tables."""
    path = road.folder / "own.toml"
    text = (SAMPLES.parent / "ledger/documents/profiles/receivables.toml").read_text("utf-8")
    path.write_text(text.replace("Owner of the ledger", "[Seller name]"), "utf-8")
    return path


def obligation(road: Consortium, home: str, member: str, *words: object) -> dict[str, Any]:
    """The sample invoice, as a home reads it."""
    report = road.ask(home, "history", road.numbers[member], *words)
    found = [item for line in report["tradelines"] for item in line["obligations"]]
    return next(item for item in found if item["number"] == NUMBER)


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
    lines = road.ask("bank", "history", road.numbers["seller"])["tradelines"]
    (sealed,) = [item for item in lines if item["tradeline"] == line]
    assert sealed["obligations"] == []
    assert sealed["effects"]["sealed"] >= 2


def test_an_acknowledgement_raises_the_grade(road: Consortium, line: str) -> None:
    road.ask("buyer", "acknowledge", NUMBER)
    assert obligation(road, "seller", "seller")["grade"] == "B"


def test_a_dispute_counts_apart_until_both_sides_end_it(road: Consortium, line: str) -> None:
    road.ask("buyer", "dispute", NUMBER, "--reason", "goods damaged")
    disputed = obligation(road, "seller", "seller")
    assert "disputed" in disputed["state"]
    assert disputed["disputes"][0]["closed"] is None
    road.ask("seller", "resolve", NUMBER, "--outcome", "rejected")
    road.ask("buyer", "resolve", NUMBER, "--outcome", "rejected")
    resolved = obligation(road, "buyer", "buyer")
    assert "disputed" not in resolved["state"]
    assert resolved["disputes"][0]["outcome"] == "rejected"


def test_a_history_can_be_read_as_it_was_known(road: Consortium, line: str) -> None:
    before = road.ask("seller", "history", road.numbers["seller"], "--known-on", "2020-01-01")
    assert before["tradelines"] == []
    early = obligation(road, "seller", "seller", "--as-of", "2016-04-10")
    assert (early["days_late"], early["open"]) == (None, "7197.12")
    late = obligation(road, "seller", "seller", "--as-of", "2016-05-01")
    assert late["days_late"] == 11
    unborn = road.ask("seller", "history", road.numbers["seller"], "--as-of", "2016-04-05")["tradelines"]
    assert [item["obligations"] for item in unborn if item["tradeline"] == line] == [[]]


def test_people_read_a_history_as_a_table(road: Consortium, line: str) -> None:
    result = road.run("history", road.numbers["seller"], "--home", road.folder / "seller")
    assert result.exit_code == 0
    assert NUMBER in result.stdout
    assert (
        "promptness index"
        in road.run(
            "history", road.numbers["seller"], "--home", road.folder / "seller", "--as-of", "2016-05-01"
        ).stdout
    )


def test_what_is_financed_once_is_not_taken_twice(road: Consortium, line: str, profile: Path) -> None:
    table = road.folder / "table.csv"
    table.write_text(
        "invoiceNumber,customerID,InvoiceDate,DueDate,InvoiceAmount,Disputed,SettledDate\n"
        "F-1,em:buyer@info.de,1/6/2025,2/5/2025,1250.00,No,\n",
        "utf-8",
    )
    report = road.ask("seller", "import", table, "--profile", profile)
    record = report["files"][0]["records"][0]
    assert record["outcome"] == "recorded"
    other = str(record["tradeline"])
    assert other != line
    road.ask("buyer", "accept", other)
    offer = road.folder / "F-1.offer.json"
    shown = ["--offer", offer, "--number", "f 1", "--issued", "2025-01-06"]
    refused = road.ask("bank", "take", record["obligation"], *shown, code=2)
    assert "knows no obligation" in refused["detail"]
    road.ask("seller", "assign", "F-1", "--to", road.numbers["bank"], "--offer", offer)
    another = ["--offer", offer, "--number", "F-2", "--issued", "2025-01-06"]
    assert road.ask("bank", "take", "F-1", *another, code=1)["error"] == "OfferRefused"
    taken = road.ask("bank", "take", "F-1", *shown)
    assert taken["entries"][0]["state"] == "final"
    (held,) = road.ask("bank", "history", road.numbers["bank"])["holdings"]
    assert (held["number"], held["state"]) == ("F-1", "open, overdue, taken over")
    # The same offer again is the one already made; a new one is not the seller's to make any more.
    again = ["assign", "F-1", "--to", road.numbers["bank"]]
    assert {entry["fresh"] for entry in road.ask("seller", *again)["entries"]} == {False}
    assert road.ask("seller", *again, "--on", "2025-03-01", code=1)["error"] == "NotEntitled"


def test_a_consent_stands_until_it_is_withdrawn(road: Consortium) -> None:
    words = ["--to", road.numbers["bank"], "--purpose", "credit", "--until", "2090-01-01"]
    given = road.ask("seller", "consent", "give", *words)
    assert road.ask("seller", "consent", "give", *words)["commitment"] == given["commitment"]
    (listed,) = road.ask("seller", "consent", "list")["consents"]
    assert (listed["to"], listed["purpose"], listed["stands"]) == (int(road.numbers["bank"]), "credit", True)
    road.ask("seller", "consent", "withdraw", given["commitment"])
    assert road.ask("seller", "consent", "list")["consents"][0]["stands"] is False


def test_one_entry_is_opened_to_whoever_gets_the_file(road: Consortium, line: str) -> None:
    commitment = obligation(road, "seller", "seller")["commitment"]
    facts, whole = road.folder / "facts.json", road.folder / "whole.json"
    road.ask("seller", "disclose", commitment, "--out", facts)
    road.ask("buyer", "disclose", commitment, "--identity", "--out", whole)
    shown = json.loads(road.run("open-disclosure", facts, "--json").stdout)
    assert (shown["facts"]["amount"], shown["facts"]["due"]) == ("7197.12", "2016-04-20")
    assert shown["identity"] is None
    assert json.loads(road.run("open-disclosure", whole, "--json").stdout)["identity"]["number"] == NUMBER
    for altered in (_with_one_digit_changed(facts, "facts"), _with_one_digit_changed(whole, "identity")):
        assert road.run("open-disclosure", altered, "--json").exit_code == 1
    assert road.ask("bank", "disclose", commitment, code=1)["error"] == "NotReadable"


def _with_one_digit_changed(path: Path, field: str) -> Path:
    form = json.loads(path.read_bytes())
    last = form[field][-1]
    form[field] = form[field][:-1] + ("1" if last == "0" else "0")
    altered = path.with_suffix(".altered")
    altered.write_text(json.dumps(form), "utf-8")
    return altered


def test_a_vault_that_is_lost_is_restored(road: Consortium, line: str) -> None:
    copy, home = road.folder / "buyer.backup", road.folder / "buyer"
    assert road.ask("buyer", "backup", copy)["known"] == [str(copy)]
    assert road.ask("buyer", "backup", copy, code=2)["error"] == "NotAVault"
    assert road.ask("buyer", "restore", copy, code=2)["error"] == "NotAVault"
    (home / "vault.sqlite").rename(road.folder / "lost.sqlite")
    road.ask("buyer", "restore", copy)
    assert obligation(road, "buyer", "buyer")["number"] == NUMBER


def test_a_vault_and_its_copies_get_a_new_passphrase(road: Consortium) -> None:
    made, copy = road.folder / "spare", road.folder / "spare.backup"
    road.make_home("spare")
    road.ask("spare", "backup", copy)
    assert road.ask("spare", "rekey") == {"reached": [str(copy)], "unreached": []}
    words = ["outbox", "--home", made, "--json"]
    assert [road.run(*words, passphrase=word).exit_code for word in (PASSPHRASE, NEXT)] == [1, 0]
    (made / "vault.sqlite").unlink()
    assert road.run("restore", copy, "--home", made, passphrase=PASSPHRASE).exit_code == 1
    assert road.run("restore", copy, "--home", made, passphrase=NEXT).exit_code == 0
    copy.unlink()
    (made / "vault.sqlite").rename(road.folder / "spare.old")
    road.ask("spare", "restore", copy, code=2)


def test_a_home_is_made_again_from_a_backup(road: Consortium, line: str) -> None:
    copy, home = road.folder / "seller.backup", road.folder / "seller again"
    road.ask("seller", "backup", copy)
    init = ["--rpc", road.engine.url, "--trust", road.folder / "trust.json", "--backup", copy]
    road.ask("seller again", "init", *init)
    assert home.is_dir()
    assert obligation(road, "seller again", "seller")["number"] == NUMBER


def test_following_and_sending_say_where_things_stand(road: Consortium, line: str) -> None:
    assert road.ask("buyer", "follow")["block"] == road.ask("buyer", "follow")["finalised"]
    assert road.ask("buyer", "follow")["taken"] == 0
    sent = road.ask("buyer", "send")
    assert (sent["moved"], sent["held"], sent["states"]["refused"]) == ([], [], 0)
    assert "final" in road.run("outbox", "--all", "--home", road.folder / "buyer").stdout
    assert road.run("member", "list", "--home", road.folder / "buyer").stdout.count("sme") == 2
    kept = road.ask("buyer", "keys", road.numbers["buyer"])["keys"]
    assert {key["purpose"] for key in kept if key["in_vault"]} == {"transaction", "encryption", "tag"}
    road.ask("buyer", "keys", road.numbers["buyer"], "--renew", "encryption")
    renewed = road.ask("buyer", "keys", road.numbers["buyer"])["keys"]
    assert len([key for key in renewed if key["purpose"] == "encryption"]) == 2


def test_what_is_erased_is_gone_here_and_its_receipt_says_who_has_a_copy(
    road: Consortium, line: str, profile: Path
) -> None:
    table = road.folder / "more.csv"
    table.write_text(
        "invoiceNumber,customerID,InvoiceDate,DueDate,InvoiceAmount,Disputed,SettledDate\n"
        "E-1,Somebody,1/6/2025,2/5/2025,77.00,No,1/30/2025\n",
        "utf-8",
    )
    report = road.ask("seller", "import", table, "--profile", profile)
    external = report["files"][0]["records"][0]["tradeline"]
    assert [item["outcome"] for item in report["files"][0]["records"]] == ["recorded", "recorded"]
    again = road.ask("seller", "import", table, "--profile", profile)
    assert again["files"][0]["outcome"] == "already recorded"
    copy = road.folder / "before.backup"
    road.ask("seller", "backup", copy)
    receipt = road.ask("seller", "erase", external, "--yes", "--out", road.folder / "receipt.json")
    assert receipt["complete"] is True
    assert str(copy) in receipt["backups"]
    assert sum(receipt["destroyed"].values()) >= 3
    assert json.loads((road.folder / "receipt.json").read_bytes()) == receipt
    lines = road.ask("seller", "history", road.numbers["seller"])["tradelines"]
    (erased,) = [item for item in lines if item["tradeline"] == external]
    assert erased["obligations"] == []
    assert erased["effects"] == {"sealed": erased["entries"]}
    assert obligation(road, "seller", "seller")["number"] == NUMBER
