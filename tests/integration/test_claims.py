"""The claim pack by the command alone: a small seller, a large buyer that pays late, the file to claim with."""

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.consortium import Consortium, three_firms

pytestmark = pytest.mark.xdist_group("claims")

SAMPLES = Path(__file__).resolve().parents[2]
TABLE = """invoiceNumber,customerID,InvoiceDate,DueDate,InvoiceAmount,Disputed,SettledDate
C-1,em:buyer@info.de,7/1/2025,7/31/2025,10000.00,No,8/10/2025
C-2,em:buyer@info.de,7/1/2025,9/29/2025,3333.33,No,
C-3,em:buyer@info.de,9/1/2025,10/1/2025,500.00,No,9/20/2025
C-4,em:buyer@info.de,9/2/2025,10/2/2025,800.00,No,
C-5|<b>,em:buyer@info.de,9/3/2025,10/3/2025,100.00,No,
"""
CLAIM = ["--buyer", "large", "--as-of", "2025-12-31"]


@pytest.fixture(scope="module")
def firms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Consortium]:
    with three_firms(tmp_path_factory.mktemp("claims")) as found:
        yield found


@pytest.fixture(scope="module")
def debtor(firms: Consortium) -> str:
    """The buyer's number, once it has accepted the seller's book of yuan."""
    profile = firms.folder / "yuan.toml"
    text = (SAMPLES / "ledger/documents/profiles/receivables.toml").read_text("utf-8")
    text = text.replace("Owner of the ledger", "[Seller name]").replace('"USD"', '"CNY"')
    profile.write_text(text, "utf-8")
    table = firms.folder / "book.csv"
    table.write_text(TABLE, "utf-8")
    report = firms.ask("seller", "import", table, "--profile", profile)
    (line,) = {str(record["tradeline"]) for record in report["files"][0]["records"]}
    firms.ask("buyer", "accept", line)
    firms.ask("buyer", "acknowledge", "C-2")
    firms.ask("buyer", "dispute", "C-4", "--on", "2025-12-20", "--amount", "300")
    return firms.numbers["buyer"]


@pytest.fixture(scope="module")
def pack(firms: Consortium, debtor: str) -> Any:
    return firms.ask("seller", "claim", debtor, *CLAIM)


def row(pack: Any, number: str) -> Any:
    return next(item for item in pack["claimed"] if item["number"] == number)


def test_interest_is_claimed_to_the_fen(pack: Any) -> None:
    paid, long, disputed = (row(pack, number) for number in ("C-1", "C-2", "C-4"))
    assert (paid["days_late"], paid["open"], paid["interest"]["amount"]) == (10, "0.00", "50.00")
    # Delivered on 1 July, 90 days agreed: 60 count, until 30 August; 123 days at 0.05 % of 3333.33.
    assert (long["due"], long["agreed"], long["ground"]) == ("2025-08-30", "2025-09-29", "bound")
    assert (long["days_late"], long["interest"]) == (123, {"amount": "204.99", "remainder": [1959, 2000]})
    assert long["interest_by_contract"]["amount"] == "154.99"
    assert (disputed["open"], disputed["disputed"]["open"]) == ("500.00", "300.00")
    assert (disputed["interest"]["amount"], disputed["disputed"]["interest"]["amount"]) == ("22.50", "13.50")
    assert [item["number"] for item in pack["claimed"]] == ["C-1", "C-2", "C-4", "C-5|<b>"]


def test_the_total_is_the_sum_of_its_rows(pack: Any) -> None:
    total = pack["totals"]["CNY"]
    assert (total["open"], total["disputed_open"]) == ("3933.33", "300.00")
    fen = sum(int(item["interest"]["amount"].replace(".", "")) for item in pack["claimed"])
    assert int(total["interest"].replace(".", "")) == fen
    assert total["bound_interest"] == "50.00"


def test_what_was_agreed_and_delivered_is_the_claimants_to_say(firms: Consortium, debtor: str) -> None:
    longer = firms.ask("seller", "claim", debtor, *CLAIM, "--longer-terms")
    assert (row(longer, "C-2")["due"], longer["totals"]["CNY"]["bound_interest"]) == ("2025-09-29", "0.00")
    shifted = firms.ask("seller", "claim", debtor, *CLAIM, "--delivered", "c 2=2025-07-11")
    assert (row(shifted, "C-2")["delivered"], row(shifted, "C-2")["due"]) == ("2025-07-11", "2025-09-09")
    rates = ["--agreed-rate", "2.5%/year", "--lpr", "3%/year"]
    raised = firms.ask("seller", "claim", debtor, *CLAIM, *rates)
    assert (raised["rate_a_day"], raised["rate_ground"]) == ([3, 36_500], "lpr")
    assert (raised["agreed_rate"], raised["lpr"]) == ([1, 14_600], [3, 36_500])
    refused = firms.ask("seller", "claim", debtor, *CLAIM, *rates[:2], code=2)
    assert "loan prime rate" in refused["detail"]


@pytest.mark.parametrize(
    "words",
    [
        ["--agreed-rate", "5%", "--lpr", "3%/year"],
        ["--delivered", "C-2"],
        ["--delivered", "C-2=soon"],
        ["--delivered", "Z-9=2025-07-11"],
        ["--delivered", "C-2=2026-01-01"],
        ["--dossier", "/dev/null"],
    ],
)
def test_what_cannot_be_read_is_refused(firms: Consortium, debtor: str, words: list[str]) -> None:
    said = ["claim", debtor, *CLAIM, *words, "--home", firms.folder / "seller", "--json"]
    assert firms.run(*said).exit_code in (1, 2)


def test_who_owes_nothing_is_not_claimed_of(firms: Consortium, debtor: str) -> None:
    unknown = firms.ask("seller", "claim", "99", *CLAIM, code=1)
    assert "the registry knows no member 99" in unknown["detail"]
    refused = firms.ask("seller", "claim", firms.numbers["bank"], *CLAIM, code=2)
    assert "no obligation" in refused["detail"]
    assert firms.ask("buyer", "claim", firms.numbers["seller"], *CLAIM, code=2)["error"] == "Misuse"


def test_the_statement_is_one_file_in_two_languages(firms: Consortium, debtor: str) -> None:
    html, text = firms.folder / "claim.html", firms.folder / "claim.md"
    result = firms.run(
        "claim", debtor, *CLAIM, "--html", html, "--markdown", text, "--home", firms.folder / "seller"
    )
    assert result.exit_code == 0, result.output
    assert "3933.33 unpaid" in result.stdout
    page, written = html.read_text("utf-8"), text.read_text("utf-8")
    for each in (page, written):
        for words in (
            "中小企业款项逾期支付主张书",
            "Statement of claim for late payment",
            "204.99",
            "3933.33",
        ):
            assert words in each
    assert "C-5|&lt;b&gt;" in page
    assert "<b>" not in page and "C-5\\|\\<b\\>" in written
    assert "http" not in page.replace("http-equiv", "")


def test_each_record_is_found_again_in_a_dossier_that_a_bank_verifies(firms: Consortium, debtor: str) -> None:
    file = firms.folder / "seller.dossier.json"
    issuer = ["--issuer", firms.numbers["bank"], "--issuer-home", firms.folder / "bank", "--audience", "Bank"]
    firms.ask("seller", "attest", firms.numbers["seller"], *issuer, "--out", file, "--identity")
    found = firms.ask("seller", "claim", debtor, *CLAIM, "--dossier", file)
    assert found["dossier"]["sha256"] == f"0x{hashlib.sha256(file.read_bytes()).hexdigest()}"
    assert found["dossier"]["shows"] == found["dossier"]["records"] > 0
    shown = json.loads(file.read_bytes())
    records = [record for item in found["claimed"] for record in item["records"]]
    assert {record["kind"] for record in records} == {"invoice", "settlement", "acknowledgement", "dispute"}
    for record in records:
        line, entry = map(
            int, re.fullmatch(r"\$\.tradelines\[(\d+)\]\.entries\[(\d+)\]", record["in_dossier"]).groups()
        )
        assert shown["tradelines"][line]["entries"][entry]["commitment"] == record["commitment"]
    after = firms.ask("buyer", "dispute", "C-2", "--on", "2025-12-21")
    assert after["entries"][0]["state"] == "final"
    later = firms.ask("seller", "claim", debtor, *CLAIM, "--dossier", file)
    assert [
        record["kind"] for item in later["claimed"] for record in item["records"] if not record["in_dossier"]
    ] == ["dispute"]


def test_a_dossier_of_another_firm_is_no_proof_of_a_claim(firms: Consortium, debtor: str) -> None:
    file = firms.folder / "buyer.dossier.json"
    issuer = ["--issuer", firms.numbers["bank"], "--issuer-home", firms.folder / "bank", "--audience", "Bank"]
    firms.ask("buyer", "attest", debtor, *issuer, "--out", file, "--identity")
    refused = firms.ask("seller", "claim", debtor, *CLAIM, "--dossier", file, code=2)
    assert f"about member {debtor}, not member {firms.numbers['seller']}" in refused["detail"]
