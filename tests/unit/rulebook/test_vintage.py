"""Vintage curves: what had defaulted by how many months on book, and no further than it could be watched."""

from dataclasses import replace

import pytest

from ledger.core.day import parse_day
from ledger.core.grade import Grade
from ledger.core.history import Interest, Observation, Part
from ledger.rulebook.figure_set import Population
from ledger.rulebook.movement import Movement, booked_of
from ledger.rulebook.position import Grades, position
from ledger.rulebook.rulebook import TRADELINE_2, figures
from ledger.rulebook.vintage import Booked, Vintage, cohort_label, vintages
from ledger.rulebook.worked import invoice, stood

AS_OF = parse_day("2026-06-30")


def booked(day: str, amount: int = 100, defaulted: str | None = None, loss: int = 0) -> Booked:
    return Booked(parse_day(day), amount, None if defaulted is None else parse_day(defaulted), loss)


def only(*records: Booked, as_of: int = AS_OF, months: int = 1) -> Vintage:
    [one] = vintages(records, as_of, months)
    return one


def test_months_on_book_are_calendar_months() -> None:
    last_of_january = booked("2026-01-31", defaulted="2026-02-01")
    assert only(last_of_january).by_count == (0, 10_000, 10_000, 10_000, 10_000, 10_000)
    same_month = booked("2026-01-01", defaulted="2026-01-31")
    assert only(same_month).by_count == (10_000,) * 6


def test_a_default_dated_before_the_booking_is_one_at_month_nought() -> None:
    assert only(booked("2026-01-10", defaulted="2025-11-01")).by_count == (10_000,) * 6


def test_a_curve_ends_with_the_last_month_that_is_over() -> None:
    assert only(booked("2026-06-02")).months == (0,)
    assert only(booked("2026-06-02"), as_of=AS_OF - 1).months == ()
    assert only(booked("2026-03-31"), as_of=AS_OF - 1).months == (0, 1, 2)


def test_a_cohort_is_watched_as_long_as_its_youngest_month() -> None:
    quarter = (booked("2026-01-02"), booked("2026-03-20"))
    assert only(*quarter, months=3).months == (0, 1, 2, 3)
    assert only(quarter[0], months=3).months == (0, 1, 2, 3)
    assert only(*quarter, as_of=parse_day("2026-03-30"), months=3).months == ()
    assert (
        only(booked("2026-01-02", defaulted="2026-06-30"), booked("2026-03-20"), months=3).by_count
        == (0,) * 4
    )


def test_cohorts_begin_with_january_and_stand_in_order() -> None:
    records = [booked(day) for day in ("2026-03-31", "2025-12-31", "2026-01-01", "2026-04-01")]
    assert [(one.cohort, one.booked) for one in vintages(records, AS_OF, 3)] == [
        ("2025-10", 1),
        ("2026-01", 2),
        ("2026-04", 1),
    ]
    assert [one.cohort for one in vintages(records, AS_OF, 12)] == ["2025-01", "2026-01"]


def test_people_call_a_cohort_by_its_year_or_its_quarter() -> None:
    records = [booked(day) for day in ("2025-12-31", "2026-01-01", "2026-04-01")]

    def labels(months: int) -> list[str]:
        return [cohort_label(one.cohort, months) for one in vintages(records, AS_OF, months)]

    assert labels(1) == ["2025-12", "2026-01", "2026-04"]
    assert labels(3) == ["2025-Q4", "2026-Q1", "2026-Q2"]
    assert labels(12) == ["2025", "2026"]


@pytest.mark.parametrize(
    ("first", "months", "label"),
    [
        ("2026-10", 3, "2026-Q4"),
        ("2026-07", 6, "2026-07/2026-12"),
        ("2025-11", 5, "2025-11/2026-03"),
        ("2026-01", 24, "2026-01/2027-12"),
        ("2026-02", 3, "2026-02/2026-04"),
        ("2026-07", 12, "2026-07/2027-06"),
    ],
)
def test_a_cohort_that_is_no_year_and_no_quarter_is_told_from_month_to_month(
    first: str, months: int, label: str
) -> None:
    assert cohort_label(first, months) == label


def test_count_amount_and_loss_have_curves_of_their_own() -> None:
    one = only(booked("2026-03-01", 300, "2026-04-05", 90), booked("2026-03-01", 600, "2026-06-05", 600))
    assert one.by_count == (0, 5_000, 5_000, 10_000)
    assert one.by_amount == (0, 3_333, 3_333, 10_000)
    assert one.by_loss == (0, 1_000, 1_000, 7_666)


def test_what_is_dated_after_as_of_is_unknown() -> None:
    later = booked("2026-03-01", 300, "2026-04-05", 90)
    assert only(later, as_of=parse_day("2026-04-04")) == only(
        replace(later, defaulted=None, loss=0), as_of=parse_day("2026-04-04")
    )
    assert vintages([later], parse_day("2026-02-28")) == ()
    assert only(booked("2026-03-01", 300, "2026-06-30")).by_count == (0, 0, 0, 10_000)


def test_nothing_to_divide_by_is_no_curve() -> None:
    assert only(booked("2026-06-01", 0)).by_amount == ()
    assert only(booked("2026-06-01", 0)).by_count == (0,)


DUE = 100


def own(**more: object) -> Observation:
    return replace(invoice(1000, due=DUE), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("seen", "defaulted", "loss"),
    [
        (own(), DUE + 91, 1000),
        (own(payments=(Part(DUE + 91, 1000),)), None, 0),
        (own(payments=(Part(DUE + 92, 1000),)), DUE + 91, 1000),
        (own(payments=(Part(DUE, 400),)), DUE + 91, 600),
        (own(write_offs=(Part(DUE + 10, 1),)), DUE + 10, 1000),
        (own(write_offs=(Part(DUE + 95, 1),)), DUE + 91, 1000),
        (own(write_offs=(Part(DUE + 10, 1),), payments=(Part(DUE + 10, 1000),)), None, 0),
        (own(credits=(Part(DUE, 300),)), DUE + 91, 700),
        (own(interest=Interest.PASSED_ON), DUE + 91, 1000),
    ],
)
def test_an_obligation_has_defaulted_once_it_is_over_ninety_days_late_or_written_off(
    seen: Observation, defaulted: int | None, loss: int
) -> None:
    found = booked_of(stood(seen, DUE + 200), DUE + 200, 90)
    assert (found.defaulted, found.loss) == (defaulted, loss)


def test_not_a_day_sooner() -> None:
    assert booked_of(stood(own(), DUE + 90), DUE + 90, 90).defaulted is None


def test_an_invoice_issued_long_after_its_due_day_defaults_on_the_day_of_issue() -> None:
    assert booked_of(stood(own(issued=DUE + 150), DUE + 200), DUE + 200, 90).defaulted == DUE + 150


@pytest.mark.parametrize(
    ("as_of", "cohorts"),
    [("2026-06-30", ["2024-07", "2024-10"]), ("2026-07-01", ["2024-10"]), ("2026-09-30", ["2024-10"])],
)
def test_a_quarter_that_the_window_cuts_has_no_curve(as_of: str, cohorts: list[str]) -> None:
    """Its last invoices would be its curve: another one every day."""
    days = map(parse_day, ("2024-09-30", "2024-12-31"))
    sold = [invoice(1000, due=day + 30, issued=day, number=number) for number, day in enumerate(days)]
    movement = stood_together(sold, parse_day(as_of))
    assert [one.cohort for one in movement.vintages] == cohorts


def stood_together(sold: list[Observation], as_of: int) -> Movement:
    [found] = figures(sold, as_of, TRADELINE_2).figures.values()
    movement = found.sets[Population.HEADLINE, Grades.ALL].movement
    assert movement is not None
    return movement


def test_a_default_that_a_grade_does_not_prove_is_none_and_what_was_booked_stays() -> None:
    word = Part(DUE + 85, 1000, Grade.C)
    found = position(own(payments=(word,)), DUE + 200, Grades.A)
    assert found is not None
    assert booked_of(found, DUE + 200, 90) == Booked(own().issued, 1000)
    unpaid = position(own(), DUE + 200, Grades.A)
    assert unpaid is not None
    assert booked_of(unpaid, DUE + 200, 90).defaulted == DUE + 91
    afterwards = position(own(payments=(replace(word, day=DUE + 150),)), DUE + 200, Grades.A)
    assert afterwards is not None
    assert booked_of(afterwards, DUE + 200, 90).defaulted == DUE + 91
