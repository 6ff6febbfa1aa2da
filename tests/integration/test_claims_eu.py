"""The claim by Directive 2011/7/EU, by the command alone: a seller, a buyer that pays late, the rates in a file."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.consortium import Consortium, three_firms

pytestmark = pytest.mark.xdist_group("claims")

SAMPLES = Path(__file__).resolve().parents[2]
TABLE = """invoiceNumber,customerID,InvoiceDate,DueDate,InvoiceAmount,Disputed,SettledDate
E-1,em:buyer@info.de,5/1/2024,5/31/2024,10000.00,No,
E-2,em:buyer@info.de,5/1/2024,7/30/2024,3650.00,No,12/1/2024
E-3,em:buyer@info.de,9/1/2024,10/1/2024,500.00,No,9/20/2024
"""
RATES = """source = "Deutsche Bundesbank, Basiszinssatz nach § 247 BGB"

[reference_rates]
2024-01-01 = "3.62%"
2024-07-01 = "3.37%"
"""
FAULTY = """source = ""
since = "2024"

[reference_rates]
2024-01-01 = 3.62
2024-07-02 = "3.37%"
2025-01-01 = "1000000000%"
"""


@pytest.fixture(scope="module")
def firms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Consortium]:
    with three_firms(tmp_path_factory.mktemp("claims")) as found:
        yield found


@pytest.fixture(scope="module")
def debtor(firms: Consortium) -> str:
    """The buyer's number, once it has accepted the seller's book of euro."""
    profile, table = firms.folder / "euro.toml", firms.folder / "book.csv"
    text = (SAMPLES / "ledger/documents/profiles/receivables.toml").read_text("utf-8")
    text = text.replace("Owner of the ledger", "[Seller name]").replace('"USD"', '"EUR"')
    profile.write_text(text, "utf-8")
    table.write_text(TABLE, "utf-8")
    report = firms.ask("seller", "import", table, "--profile", profile)
    (line,) = {str(record["tradeline"]) for record in report["files"][0]["records"]}
    firms.ask("buyer", "accept", line)
    return firms.numbers["buyer"]


@pytest.fixture(scope="module")
def wanted(firms: Consortium) -> list[Any]:
    """What a German firm says of a German one."""
    rates = firms.folder / "rates.toml"
    rates.write_text(RATES, "utf-8")
    return [
        "--law",
        "eu",
        "--buyer",
        "firm",
        "--as-of",
        "2024-12-31",
        "--reference-rates",
        rates,
        "--margin",
        "9%",
    ]


def test_interest_and_fixed_sums_are_claimed_to_the_cent(
    firms: Consortium, debtor: str, wanted: list[Any]
) -> None:
    found = firms.ask("seller", "claim", debtor, *wanted)
    first, second = found["claimed"]
    # 10000.00 for 30 days of June at 12.62 and 184 of the second half at 12.37 percent.
    assert (first["days_late"], first["interest"]) == (
        214,
        {"amount": "727.30", "remainder": [3_500_000, 3_650_000]},
    )
    assert [(spell["days"], spell["rate_a_day"]) for spell in first["spells"]] == [
        (30, [631, 1_825_000]),
        (184, [1237, 3_650_000]),
    ]
    # 90 days agreed: 60 count, from 1 May to 30 June. 3650.00 for 154 days at 12.37 percent; by contract 124.
    assert (second["due"], second["agreed"], second["ground"]) == ("2024-06-30", "2024-07-30", "bound")
    assert (second["interest"]["amount"], second["interest_by_contract"]["amount"]) == ("190.49", "153.38")
    assert (first["fixed_sum"], second["fixed_sum"]) == ("40.00", "40.00")
    assert found["totals"]["EUR"] == {
        "open": "10000.00",
        "interest": "917.79",
        "fixed_sums": "80.00",
        "disputed_open": "0.00",
        "disputed_interest": "0.00",
        "disputed_fixed_sums": "0.00",
        "bound_interest": "37.11",
        "bound_fixed_sums": "0.00",
    }
    assert found["statutory"]["half_years"][1] == {
        "from": "2024-07-01",
        "reference_rate": "3.37%",
        "rate": "12.37%",
        "rate_a_day": [1237, 3_650_000],
    }
    assert (found["law"], found["statutory"]["source"]) == ("eu", RATES.split('"')[1])


def test_what_the_claimant_says_moves_term_and_rate(
    firms: Consortium, debtor: str, wanted: list[Any]
) -> None:
    longer = firms.ask("seller", "claim", debtor, *wanted, "--longer-terms")
    assert (longer["claimed"][1]["due"], longer["totals"]["EUR"]["bound_interest"]) == ("2024-07-30", "0.00")
    bank = firms.ask("seller", "claim", debtor, *wanted, "--days-in-year", "360", "--fixed-sum", "EUR=70.00")
    assert bank["claimed"][0]["interest"]["amount"] == "737.41"
    assert bank["totals"]["EUR"]["fixed_sums"] == "140.00"
    # 2024-06-30 was a Sunday.
    moved = firms.ask("seller", "claim", debtor, *wanted, "--next-working-day")
    assert [row["due"] for row in moved["claimed"]] == ["2024-05-31", "2024-07-01"]
    assert (moved["next_working_day"], moved["holidays"]) == (True, [])
    feast = firms.ask("seller", "claim", debtor, *wanted, "--next-working-day", "--holiday", "2024-07-01")
    assert (feast["claimed"][1]["due"], feast["holidays"]) == ("2024-07-02", ["2024-07-01"])
    plain = ["--law", "eu", "--buyer", "firm", "--as-of", "2024-12-31", "--agreed-rate", "5%/year"]
    agreed = firms.ask("seller", "claim", debtor, *plain, "--not-agreed")
    assert (agreed["agreed_rate"], agreed["claimed"][1]["due"]) == ([1, 7300], "2024-05-31")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--as-of", "2025-07-01"], "half-years from 2025-01-01, 2025-07-01"),
        (["--fixed-sum", "SEK=450.00"], "a fixed sum in SEK"),
        (["--fixed-sum", "EUR=39.99"], "article 6(1)"),
        (["--fixed-sum", "40.00"], "CURRENCY=AMOUNT"),
        (["--fixed-sum", "EUR=40.001"], "at most 2 decimals"),
        (["--fixed-sum", "EURO=40"], "ISO 4217"),
        (["--margin", "7.99%"], "article 2(6)"),
        (["--margin", "0%"], "article 2(6)"),
        (["--holiday", "2024-07-01"], "name that too"),
        (["--next-working-day", "--holiday", "Easter"], "YYYY-MM-DD"),
        (["--lpr", "3%/year"], "--law eu does not know --lpr"),
        (["--buyer", "large"], "--buyer firm"),
        (["--agreed-rate", "5%/year"], "takes the place of"),
        (["--law", "cn", "--buyer", "public"], "does not know --reference-rates, --margin"),
        (["--law", "cn", "--buyer", "firm"], "does not know"),
        (["--reference-rates", "/dev/null"], "references.source"),
    ],
)
def test_what_the_directive_does_not_know_is_refused(
    firms: Consortium, debtor: str, wanted: list[Any], words: list[str], told: str
) -> None:
    said = ["claim", debtor, *wanted, *words, "--home", firms.folder / "seller", "--json"]
    result = firms.run(*said)
    assert result.exit_code in (1, 2)
    assert told in " ".join(result.stdout.split()), result.stdout


def test_rates_or_an_agreed_rate_are_needed_and_no_authority_agrees_on_one(
    firms: Consortium, debtor: str
) -> None:
    refused = firms.ask("seller", "claim", debtor, "--law", "eu", "--buyer", "firm", code=2)
    assert "--reference-rates" in refused["detail"]
    public = ["--law", "eu", "--buyer", "public", "--agreed-rate", "5%/year"]
    assert "article 4(1)" in firms.ask("seller", "claim", debtor, *public, code=2)["detail"]
    mixed = ["--law", "cn", "--buyer", "firm"]
    assert "Order 802" in firms.ask("seller", "claim", debtor, *mixed, code=2)["detail"]


def test_a_file_of_rates_is_told_every_fault(firms: Consortium, debtor: str, wanted: list[Any]) -> None:
    file = firms.folder / "faulty.toml"
    for text, rules in (
        (FAULTY, ["key", "source", "rate", "day", "rate"]),
        ("source = ", ["form"]),
        ('source = "x"', ["table"]),
        ('source = "x"\nreference_rates = 7', ["table"]),
    ):
        file.write_text(text, "utf-8")
        refused = firms.ask("seller", "claim", debtor, *wanted, "--reference-rates", file, code=1)
        assert [fault["rule"] for fault in refused["faults"]] == [f"references.{rule}" for rule in rules]


def test_the_statement_is_german_and_english(firms: Consortium, debtor: str, wanted: list[Any]) -> None:
    html, text = firms.folder / "claim.html", firms.folder / "claim.md"
    said = ["--html", html, "--markdown", text, "--home", firms.folder / "seller"]
    result = firms.run("claim", debtor, *wanted, *said)
    assert result.exit_code == 0, result.output
    assert "EUR: 10000.00 unpaid, 917.79 of interest and 80.00 of fixed sums" in " ".join(
        result.stdout.split()
    )
    for written in (html.read_text("utf-8"), text.read_text("utf-8")):
        for words in (
            "Forderungsaufstellung wegen Zahlungsverzugs",
            "Pauschale",
            "917.79",
            "10997.79",
        ):
            assert words in written
    assert "http" not in html.read_text("utf-8").replace("http-equiv", "")


def test_order_802_is_the_law_where_none_is_named(firms: Consortium, debtor: str) -> None:
    plain = ["claim", debtor, "--buyer", "public", "--as-of", "2024-12-31"]
    found, named = firms.ask("seller", *plain), firms.ask("seller", *plain, "--law", "cn")
    assert found == named
    assert "law" not in found and "fixed_sums" not in found["totals"]["EUR"]
