"""How the table was made: its parts on numbers worked by hand, the whole on the published loans where they lie."""

import json
from datetime import date
from itertools import product
from math import log
from pathlib import Path

import pytest

from ledger.rulebook.scorecard import parse_scorecard
from scripts.scorecard.bins import Cell, Merging, cells
from scripts.scorecard.card import table
from scripts.scorecard.fit import logistic, probability
from scripts.scorecard.loans import Loan, Outcome, read_loans, split, usable
from scripts.scorecard.measure import Scored, auc, deciles, index, ks
from scripts.scorecard.published import published
from scripts.scorecard.train import trained

ROOT = Path(__file__).parents[3]
DATA = ROOT.parent / "shared/data/sba_loans/sba_loans.csv"
TABLE = (ROOT / "ledger/rulebook/sba-7a-1.json").read_bytes()
PAGE = (ROOT / "docs/scorecard.md").read_text("utf-8")

HEAD = "loan_no,naics,approval_date,term_months,employees,new_exist,status,chargeoff_date,approved_cents"


def loan(outcome: Outcome, **inputs: int | None) -> Loan:
    asked = {"amount": 5_000_000, "employees": 2, "age": 1, "sector": 44} | inputs
    return Loan({}, asked, date(2004, 1, 1), outcome)


def made_up() -> list[Loan]:
    """Small loans, lone workers, the new and the retailers are charged off more often, each on its own."""
    values = product((2_000_000, 20_000_000), (1, 20), (1, 2), (44, 62))
    found = []
    for at, (amount, employees, age, sector) in enumerate(values):
        risk = 10 + 10 * (amount < 9_000_000) + 5 * (employees < 9) + 5 * (age == 2) + 10 * (sector == 44)
        kinds = [Outcome.CHARGED_OFF] * risk + [Outcome.PAID] * (100 - risk + at % 3)
        found += [loan(kind, amount=amount, employees=employees, age=age, sector=sector) for kind in kinds]
    return found


def read(tmp_path: Path, *lines: str) -> list[Loan]:
    (tmp_path / "loans.csv").write_text("\n".join([HEAD, *lines]) + "\n", "utf-8")
    return read_loans(tmp_path / "loans.csv")


def test_a_loan_younger_than_its_term_is_neither_good_nor_bad(tmp_path):
    found = read(
        tmp_path,
        "1,441000,8/15/2004,120,1,1,PIF,,100",
        "2,441000,8/15/2004,121,1,1,PIF,,100",
        "3,441000,8/15/2004,17,1,1,CHGOFF,1-Jan-06,100",
        "4,441000,8/15/2004,84,1,1,,,100",
        "5,441000,8/15/2004,84,1,1,PIF,1-Jan-06,100",
        "6,441000,8/15/1980,84,1,1,PIF,,100",
    )
    assert [one.outcome for one in found] == [
        Outcome.PAID,
        Outcome.CENSORED,
        Outcome.CHARGED_OFF,
        Outcome.CENSORED,
        Outcome.CONTRADICTORY,
        Outcome.PAID,
    ]
    assert [one.row["loan_no"] for one in usable(found)] == ["1", "3"]


def test_the_line_between_development_and_after_is_a_day(tmp_path):
    found = read(tmp_path, "1,0,9/30/2004,84,1,1,PIF,,100", "2,0,10/1/2004,84,1,1,PIF,,100")
    assert [[one.row["loan_no"] for one in part] for part in split(found)] == [["1"], ["2"]]


def test_neighbours_that_do_not_differ_are_merged_and_those_that_do_are_not():
    found = cells(made_up(), "amount", Merging(3.84, 500))
    ((small,), (large,)) = (one.ranges for one in found)
    assert (small[0], small[1] + 1, large[1]) == (1, large[0], 10**12)
    assert 2_000_000 <= small[1] < 20_000_000
    assert [one.loans for one in found] == [807, 808]


def test_weights_of_evidence_by_hand():
    """90 good of 200 and 10 bad of 100 (half a loan added): log(90.5 / 200.5) - log(10.5 / 100.5)."""
    assert Cell(((1, 1),), 100, 10).woe(300, 100) == pytest.approx(log(90.5 / 200.5) - log(10.5 / 100.5))


def test_the_regression_finds_the_odds_of_a_two_by_two_table():
    rows = [((0.0,), True)] * 30 + [((0.0,), False)] * 10 + [((1.0,), True)] * 10 + [((1.0,), False)] * 40
    constant, weight = logistic(rows)
    assert constant == pytest.approx(log(3))
    assert weight == pytest.approx(log(1 / 4) - log(3))
    assert probability((constant, weight), (1.0,)) == pytest.approx(0.2)


def test_a_table_trained_on_made_up_loans_orders_them_by_their_risk():
    made = table({"id": "made-up"}, made_up(), date(2004, 1, 1), Merging(2.7, 500))
    card = parse_scorecard(published(made))
    worst = card.score({"amount": 2_000_000, "employees": 1, "age": 2, "sector": 44})
    best = card.score({"amount": 20_000_000, "employees": 20, "age": 1, "sector": 62})
    assert (worst.total, best.total) == (card.lowest, card.best)
    assert abs(worst.probability_bp - 4_000) < 300
    assert abs(best.probability_bp - 1_000) < 300
    assert published(made) == published(
        table({"id": "made-up"}, made_up()[::-1], date(2004, 1, 1), Merging(2.7, 500))
    )


def test_a_table_is_printed_as_the_json_that_it_is():
    assert json.loads(published(json.loads(TABLE))) == json.loads(TABLE)
    assert published(json.loads(TABLE)) == TABLE


def scored(pairs: list[tuple[int, bool]]) -> list[Scored]:
    return [Scored(score, 1_000, bad) for score, bad in pairs]


def test_auc_and_ks_by_hand():
    """Good 1, 2, 3, bad 0, 2: of six pairs four are in order, one is not, one is a tie; KS at 0: 1/2."""
    found = scored([(1, False), (2, False), (3, False), (0, True), (2, True)] * 20)
    assert auc(found)[0] == 7_500
    assert ks(found)[0] == 5_000
    assert auc([Scored(-one.score, 0, one.bad) for one in found])[0] == 2_500


def test_tenths_are_worst_first_with_wilsons_interval():
    """Ten loans a score, of which 5 and 1 were charged off: Wilson 1927 gives 0.2366 to 0.7634, 0.0179 to 0.4042."""
    found = scored([(score, at < bad) for score, bad in ((1, 5), (2, 1)) for at in range(10)])
    assert deciles(found) == [(10, 5, 1_000, 5_000, 2_366, 7_634), (10, 1, 1_000, 1_000, 179, 4_042)]


def test_the_same_population_is_stable_and_another_is_not():
    assert index("aabb", "aabb") == 0
    assert index("aaab", "abbb") > 2_500


def test_the_page_has_what_the_table_says_was_measured():
    measured = json.loads(TABLE)["measured"]
    for part in ("development", "out_of_time"):
        value, low, high = (f"{one / 10_000:.3f}" for one in measured[part]["auc"])
        assert f"{value} ({low} to {high})" in PAGE
        assert f"{measured[part]['loans']:,}" in PAGE
    for loans, _, expected, seen, low, high in measured["out_of_time"]["deciles"]:
        assert loans
        cells = f"| {expected / 100:.1f} % | {seen / 100:.1f} % ({low / 100:.1f} to {high / 100:.1f}) |"
        assert cells in PAGE


def test_training_on_the_published_loans_gives_the_committed_table_byte_for_byte():
    if not DATA.is_file():
        pytest.skip("the SBA loans are not beside the checkout")
    assert published(trained(read_loans(DATA))) == TABLE
