"""The vintages of a table of loans: what the command prints, digit by digit with the oracle's."""

import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.oracles import loans as oracle
from tests.unit.cli.spoken import run_json

CSV = Path(__file__).resolve().parents[3] / "shared/data/sba_loans/sba_loans.csv"
HEADER = (
    "loan_no,approval_date,disbursement_date,disbursed_cents,status,chargeoff_date,chargeoff_principal_cents,"
    "approved_cents"
)
CASES = [("2014-12-31", "year"), ("2006-08-15", "quarter"), ("1999-02-28", "month")]
MONTHS = {"year": 12, "quarter": 3, "month": 1}


def compare(path: Path, as_of: str, cohort: str) -> dict[str, Any]:
    printed = run_json(
        "portfolio", "--csv", path, "--profile", "sba_loans", "--as-of", as_of, "--cohort", cohort
    )
    book, loans, day = printed["books"]["USD"], oracle.read(path), date.fromisoformat(as_of)
    assert book["vintages"] == oracle.vintages(loans, day, MONTHS[cohort])
    told = oracle.totals(loans, day)
    lost, drawn = book["charged_off"], book["drawn"]
    assert told == {
        "loans": book["loans"],
        "drawn": drawn["loans"],
        "drawn_amount": drawn["amount"],
        "lost": lost["loans"],
        "lost_amount": lost["amount"],
        "by_count": lost["by_count"],
        "by_loss": lost["by_loss"],
    }
    return dict(printed)


@pytest.mark.parametrize(("as_of", "cohort"), CASES[:2])
def test_the_published_loans_have_the_vintages_of_the_definitions(as_of: str, cohort: str) -> None:
    if not CSV.is_file():
        pytest.skip("the SBA loans are not beside the checkout")
    printed = compare(CSV, as_of, cohort)
    assert any(any(one["by_count"]) for one in printed["books"]["USD"]["vintages"])


@pytest.mark.parametrize(("as_of", "cohort"), CASES)
def test_invented_loans_have_them_too(tmp_path: Path, as_of: str, cohort: str) -> None:
    table = tmp_path / "loans.csv"
    table.write_text("\n".join([HEADER, *invented(700)]) + "\n")
    printed = compare(table, as_of, cohort)
    assert any(any(one["by_loss"]) for one in printed["books"]["USD"]["vintages"])
    assert {"loan.lost-first", "loan.drawn-first", "loan.lost-nothing", "loan.not-drawn"} <= {
        one["rule"] for one in printed["remarks"]
    }


def invented(count: int) -> list[str]:
    """Loans with every oddity: cancelled, never paid out, lost over nothing, lost or paid out too soon."""
    chance = random.Random(7)
    lines = []
    for number in range(count):
        agreed = date(1996, 1, 1) + timedelta(chance.randrange(4_000))
        drawn = agreed + timedelta(chance.randrange(-20, 400))
        lost = drawn + timedelta(chance.randrange(-60, 3_000))
        approved = chance.randrange(100, 10_000_00)
        paid_out = chance.choice([approved, approved // 2, 0, approved * 2])
        gone = chance.random() < 0.4
        cells = (
            f"L{number}",
            f"{agreed.month}/{agreed.day}/{agreed.year}",
            "" if chance.random() < 0.05 else f"{drawn.month}/{drawn.day}/{drawn.year}",
            str(paid_out),
            chance.choice(["CHGOFF", ""]) if gone else chance.choice(["PIF", "", "CANCLD"]),
            lost.strftime("%d-%b-%y").lstrip("0") if gone else "",
            str(chance.choice([0, paid_out // 3, paid_out + 5])) if gone else "0",
            str(approved),
        )
        lines.append(",".join(cells))
    return lines
