"""The figures of a real receivables ledger: what the command prints, digit by digit with the oracle's."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ledger.cli.main import app
from ledger.core.day import Day, parse_day
from tests.oracles import figures as oracle
from tests.oracles import receivables

CSV = Path(__file__).resolve().parents[3] / "shared/data/receivables/accounts_receivable.csv"
DAYS = ["2012-12-31", "2013-06-30", "2013-12-31"]
POPULATIONS = ["headline", "including_disputed"]


@pytest.fixture(scope="module")
def ledger() -> list[oracle.Invoice]:
    if not CSV.is_file():
        pytest.skip("the receivables are not beside the checkout")
    return receivables.read(CSV)


def printed(as_of: str) -> dict:
    arguments = [
        "--csv",
        str(CSV),
        "--profile",
        "receivables",
        "--as-of",
        as_of,
        "--by-counterparty",
        "--json",
    ]
    result = CliRunner().invoke(app, ["figures", *arguments])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def in_the_oracles_words(figures: dict) -> dict:
    """One population of the command's JSON, under the names that the oracle uses."""
    turnover = figures["turnover"]
    nothing = {"herfindahl": None, "largest": None}

    def by_month(amounts: list[int]) -> dict[str, int]:
        return dict(zip(turnover["months"], amounts, strict=True))

    return {
        "evidence": {**figures["weighed"], "publishable": figures["publishable"]},
        "promptness": figures["promptness"],
        "dbt": figures["dbt"],
        "on_time_count": figures["on_time"]["by_count"],
        "on_time_amount": figures["on_time"]["by_amount"],
        "concentration": figures["concentration"] or nothing,
        "ageing": figures["ageing"],
        "bucket_dbt": figures["bucket_dbt"],
        "dso": figures["dso"],
        "open_concentration": figures["open_concentration"] or nothing,
        "turnover": {
            "sales": by_month(turnover["sales"]),
            "receipts": by_month(turnover["receipts"]),
            "sales_trend": tuple(turnover["sales_trend"]),
            "receipts_trend": tuple(turnover["receipts_trend"]),
        },
    }


def of_grade(side: dict, grade: str) -> dict:
    return {
        currency: {name: in_the_oracles_words(own[name][grade]) for name in POPULATIONS}
        for currency, own in side.items()
    }


@pytest.mark.parametrize("as_of", DAYS)
def test_the_whole_ledger_has_the_oracles_integers(ledger, as_of):
    found = printed(as_of)
    expected = oracle.figures(ledger, parse_day(as_of))
    assert of_grade(found["sides"]["is_paid"], "all") == expected
    assert found["sides"]["pays"] == {}
    assert found["read"] == {"obligations": len(ledger), "unmatched": 0}
    assert expected["USD"]["headline"]["promptness"] != expected["USD"]["including_disputed"]["promptness"]


@pytest.mark.parametrize("as_of", DAYS)
def test_every_customer_has_the_oracles_integers(ledger, as_of):
    found = printed(as_of)["by_counterparty"]
    assert found.keys() == {invoice.counterparty for invoice in ledger}
    for name, sides in found.items():
        own = [invoice for invoice in ledger if invoice.counterparty == name]
        assert of_grade(sides["is_paid"], "all") == oracle.figures(own, parse_day(as_of)), name


@pytest.mark.parametrize("as_of", DAYS)
def test_a_file_alone_proves_nothing_of_a_better_grade(ledger, as_of):
    own = printed(as_of)["sides"]["is_paid"]["USD"]
    for population in POPULATIONS:
        assert own[population]["all"]["obligations"] > 0
        assert own[population]["AB"]["obligations"] == own[population]["A"]["obligations"] == 0
    assert own["evidence"]["grades"] == {"A": 0, "AB": 0}


def test_another_day_is_another_number(ledger):
    first, last = (of_grade(printed(day)["sides"]["is_paid"], "all") for day in (DAYS[0], DAYS[2]))
    assert first != last
    assert oracle.figures(ledger, Day(parse_day(DAYS[0]) + 1)) != oracle.figures(ledger, parse_day(DAYS[0]))
