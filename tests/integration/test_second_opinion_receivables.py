"""Published ledgers: product and second opinion agree on every customer and vintage, and on figures kept as hashes."""

import json

import pytest
from typer.testing import CliRunner

from ledger.cli.main import app
from tests.second_opinion.comparison import differences
from tests.second_opinion.golden import (
    COHORTS,
    KEPT,
    LOAN_DAYS,
    LOANS,
    RECEIVABLES,
    customers,
    digest,
    loans,
    opinions,
)
from tests.second_opinion.product import figures as product

receivables = pytest.mark.skipif(
    not RECEIVABLES.exists(), reason="the receivables are not beside the checkout"
)
published_loans = pytest.mark.skipif(not LOANS.exists(), reason="the SBA loans are not beside the checkout")


def run(*arguments: str) -> dict:
    outcome = CliRunner().invoke(app, [*arguments, "--json"])
    assert outcome.exit_code == 0, outcome.output
    return json.loads(outcome.stdout)


@pytest.fixture(scope="module")
def golden():
    return json.loads(KEPT.read_text("utf-8"))


@receivables
def test_both_say_the_same_of_the_file_and_of_every_customer(golden):
    cases = customers()
    told = opinions(cases)
    assert {len(asked) for asked in cases.values()} == {len(golden["receivables"][key]) for key in cases}
    for key, asked in cases.items():
        for case, second in zip(asked, told[key], strict=True):
            assert differences(product(case), second) == [], key
    assert {key: [digest(one) for one in second] for key, second in told.items()} == golden["receivables"]


@receivables
@pytest.mark.parametrize("rulebook", ["tradeline-1", "tradeline-2", "tradeline-3"])
def test_the_command_prints_the_golden_figures(golden, rulebook):
    day = "2013-06-30"
    said = run(
        *("figures", "--csv", str(RECEIVABLES), "--profile", "receivables", "--as-of", day),
        *("--rulebook", rulebook, "--by-counterparty"),
    )
    head = {"as_of": said["as_of"], "first": said["first"]}
    whole, *each = golden["receivables"][f"{rulebook} {day}"]
    assert digest(head | {"sides": said["sides"]}) == whole
    by_name = [said["by_counterparty"][name] for name in sorted(said["by_counterparty"])]
    assert [digest(head | {"sides": sides}) for sides in by_name] == each


@published_loans
def test_the_vintages_of_loans_are_those_that_sql_reads_from_the_file(golden):
    told = loans()
    for day in LOAN_DAYS:
        for cohort in COHORTS:
            said = run(
                *("portfolio", "--csv", str(LOANS), "--profile", "sba_loans", "--as-of", str(day)),
                *("--cohort", cohort),
            )
            assert said["books"]["USD"]["vintages"] == told[f"{day} {cohort}"]
    assert {key: digest(rows) for key, rows in told.items()} == golden["loans"]
    assert len(told[f"{LOAN_DAYS[-1]} quarter"]) > 50
