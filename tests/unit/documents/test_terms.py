"""Payment terms in words give a day, and never one that makes a payer late who was in time."""

import pytest

from ledger.core.day import LAST, date_of, parse_day
from ledger.documents.terms import due_by_terms

ISSUED = parse_day("2026-01-31")


@pytest.mark.parametrize(
    ("terms", "due"),
    [
        ("14 Tage", "2026-02-14"),
        ("Payment within 30 days", "2026-03-02"),
        ("Zahlbar innerhalb 14 Tagen nach Erhalt der Rechnung.", "2026-02-14"),
        ("60 jours", "2026-04-01"),
        ("Zahlbar bis zum 13.02.2026 ohne Abzug", "2026-02-13"),
        ("Due 2026-02-20.", "2026-02-20"),
        ("Zahlbar sofort ohne Abzug.", "2026-01-31"),
        ("Payable upon receipt", "2026-01-31"),
    ],
)
def test_terms_that_name_one_day_give_it(terms: str, due: str) -> None:
    assert date_of(due_by_terms(terms, ISSUED).day).isoformat() == due


@pytest.mark.parametrize(
    ("terms", "due"),
    [
        ("14 days 2% discount, 45 days net", "2026-03-17"),
        ("2% Skonto bei Zahlung in 10 Tagen", "2026-03-02"),
        ("#SKONTO#TAGE=14#PROZENT=2.25#", "2026-03-02"),
        ("10 Tage; spätestens 20 Tage", "2026-02-20"),
    ],
)
def test_the_days_of_a_discount_are_not_the_term(terms: str, due: str) -> None:
    assert date_of(due_by_terms(terms, ISSUED).day).isoformat() == due


@pytest.mark.parametrize(
    "terms", ["", "D.LGS. 231/2002 S.M.I", "innerhalb von […] Tagen", "bis zum 30.02.2026"]
)
def test_where_nothing_is_named_the_law_gives_thirty_days(terms: str) -> None:
    due = due_by_terms(terms, ISSUED)
    assert date_of(due.day).isoformat() == "2026-03-02"
    assert "Directive 2011/7/EU" in due.basis


def test_a_day_before_the_issue_is_no_due_day() -> None:
    assert date_of(due_by_terms("bis zum 24.01.2015", ISSUED).day).isoformat() == "2026-03-02"


def test_two_days_are_none() -> None:
    due = due_by_terms("2% bis 05.02.2026, netto bis 05.03.2026", ISSUED)
    assert date_of(due.day).isoformat() == "2026-03-02"


def test_no_due_day_is_past_the_last_day() -> None:
    assert due_by_terms("999 days", LAST).day == LAST
