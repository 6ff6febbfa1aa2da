"""Five years after its end a negative record of a natural person no longer counts; an unpaid one has no end."""

from dataclasses import replace

import pytest

from ledger.core.day import parse_day
from ledger.core.grade import Grade
from ledger.core.history import Counterparty, Observation, Part, Side
from ledger.core.ids import ObligationId
from ledger.rulebook.expiry import expired
from ledger.rulebook.figure_set import FigureSet, Population
from ledger.rulebook.position import Grades
from ledger.rulebook.rulebook import TRADELINE_2, TRADELINE_2_PERSON, figures

PAID = parse_day("2021-06-30")
LAST_DAY = parse_day("2026-06-30")
DUE = PAID - 100


def owed(number: int = 1, **more: object) -> Observation:
    id = ObligationId(number.to_bytes(32))
    late = Observation(
        Side.PAYS, id, Counterparty("c"), "EUR", 1000, DUE - 30, DUE, (Part(PAID, 1000),), grade=Grade.B
    )
    return replace(late, **more)  # type: ignore[arg-type]


def dated_back(**more: object) -> Observation:
    """Said to be issued in the window, and to have been late and paid years before."""
    return owed(issued=LAST_DAY - 30, **more)


def person(*seen: Observation, as_of: int = LAST_DAY + 1) -> FigureSet:
    return figures(seen, as_of, TRADELINE_2_PERSON)


def counted(found: FigureSet) -> int:
    own = found.figures.get((Side.PAYS, "EUR"))
    return 0 if own is None else own.sets[Population.HEADLINE, Grades.ALL].obligations


def test_it_counts_for_five_years_after_the_day_of_the_last_payment() -> None:
    assert not expired(owed(), LAST_DAY, 60)
    assert expired(owed(), LAST_DAY + 1, 60)
    assert counted(person(dated_back(), as_of=LAST_DAY)) == 1
    assert counted(person(dated_back())) == 0
    assert counted(figures([dated_back()], LAST_DAY + 1, TRADELINE_2)) == 1


def test_a_leap_day_has_its_fifth_anniversary_at_the_end_of_february() -> None:
    leap = owed(payments=(Part(parse_day("2024-02-29"), 1000),))
    assert not expired(leap, parse_day("2029-02-28"), 60)
    assert expired(leap, parse_day("2029-03-01"), 60)


@pytest.mark.parametrize(
    "kept",
    [
        {"payments": ()},
        {"payments": (Part(PAID, 999),)},
        {"payments": (Part(PAID, 1000, binds=False),)},
        {"payments": (Part(DUE, 1000),)},
        {"payments": (Part(PAID, 500), Part(LAST_DAY - 20, 500))},
        {"side": Side.IS_PAID},
    ],
)
def test_what_is_unpaid_was_never_late_or_is_anothers_debt_does_not_expire(kept: dict[str, object]) -> None:
    seen = dated_back(**kept)
    assert person(seen).figures == figures([seen], LAST_DAY + 1, TRADELINE_2).figures
    assert person(seen).figures


def test_what_was_written_off_and_then_paid_in_time_has_ended_too() -> None:
    paid_in_time = owed(payments=(Part(DUE, 1000),), write_offs=(Part(DUE - 1, 10),))
    assert expired(paid_in_time, LAST_DAY + 1, 60)
    assert not expired(replace(paid_in_time, write_offs=()), LAST_DAY + 1, 60)


def test_a_debt_credited_in_full_tells_of_nothing() -> None:
    assert not expired(owed(credits=(Part(PAID, 1000),)), LAST_DAY + 1, 60)


def test_what_expires_leaves_sets_evidence_and_status_and_nothing_else_moves() -> None:
    recent = owed(2, issued=LAST_DAY - 60, due=LAST_DAY - 50, payments=(Part(LAST_DAY - 40, 1000),))
    with_old, without = person(dated_back(), recent), person(recent)
    key = (Side.PAYS, "EUR")
    assert with_old.figures[key].sets == without.figures[key].sets
    assert with_old.figures[key].evidence == without.figures[key].evidence
    assert with_old.figures[key].defaults == without.figures[key].defaults


def test_a_clock_that_runs_is_not_moved_by_what_has_expired() -> None:
    """Past due since before, and larger then: what was paid of it long ago belongs to the same run."""
    unpaid = owed(2, amount=60_000, payments=())
    seen = (dated_back(amount=9_000_000, payments=(Part(PAID, 9_000_000),)), unpaid)
    assert (
        person(*seen).figures[Side.PAYS, "EUR"].defaults
        == figures(seen, LAST_DAY + 1, TRADELINE_2).figures[Side.PAYS, "EUR"].defaults
    )


def test_the_sixty_months_of_the_string_end_before_anything_expires() -> None:
    for day in (LAST_DAY, LAST_DAY + 1):
        mine = person(owed(), as_of=day).figures
        assert mine == figures([owed()], day, TRADELINE_2).figures
    assert not person(owed()).figures
