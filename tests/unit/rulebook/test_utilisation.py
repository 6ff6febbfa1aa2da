"""Utilisation: what is drawn of a limit, day by day."""

from dataclasses import replace

import pytest

from ledger.core.errors import Misuse
from ledger.core.facility import Facility
from ledger.core.grade import Grade
from ledger.core.history import DisputeSpan, Interest, Observation, Part, Side
from ledger.core.ids import Member, TradelineId
from ledger.rulebook.position import Grades
from ledger.rulebook.rulebook import TRADELINE_1, TRADELINE_2, figures
from ledger.rulebook.utilisation import Utilisation, utilisation
from ledger.rulebook.worked import facility, invoice

FIRST, AS_OF = 100, 199


def used(*seen: Observation, line: Facility | None = None, lines: tuple[Facility, ...] = ()) -> Utilisation:
    found = utilisation([*lines, *([line] if line else [])], seen, FIRST, AS_OF)
    assert found is not None
    return found


def test_current_is_of_today_the_peak_of_any_day_the_mean_of_all() -> None:
    line = facility([(0, 1000)], [(100, 200), (150, 600)])
    found = used(invoice(700, due=180, paid=[(175, 700)]), line=line)
    assert found == Utilisation(
        1, 1000, 100, 1_000, 8_000, (50 * 200 + 25 * 800 + 25 * 100) * 10_000 // 100_000
    )


def test_days_before_the_window_count_only_by_what_they_left() -> None:
    line = facility([(0, 1000)], [(10, 900), (99, 1)])
    assert used(invoice(800, due=90, paid=[(90, 800)]), line=line) == Utilisation(
        1, 1000, 101, 1_010, 1_010, 1_010
    )


def test_a_limit_counts_from_its_own_day_and_the_last_said_wins() -> None:
    raised = facility([(0, 1000), (150, 2000)], [(0, 500)])
    assert used(line=raised) == Utilisation(1, 2000, 500, 2_500, 5_000, 3_333)
    corrected = facility([(0, 1000), (150, 2000), (120, 4000)], [(0, 500)])
    assert used(line=corrected) == Utilisation(1, 4000, 500, 1_250, 5_000, 1_470)


def test_a_facility_without_a_limit_that_day_is_left_out_with_all_that_is_drawn() -> None:
    late = facility([(150, 1000)], [(100, 400)])
    assert used(line=late) == Utilisation(1, 1000, 400, 4_000, 4_000, 4_000)
    closed = facility([(0, 1000), (150, 0)], [(100, 400)])
    assert used(line=closed) == Utilisation(0, 0, 0, None, 4_000, 4_000)
    assert utilisation([facility([(0, 1000), (90, 0)])], (), FIRST, AS_OF) is None
    assert utilisation([facility([(AS_OF + 1, 1000)])], (), FIRST, AS_OF) is None
    assert utilisation([], (), FIRST, AS_OF) is None


def test_more_than_the_limit_may_be_drawn_and_nothing_less_than_nothing() -> None:
    assert used(line=facility([(0, 1000)], [(100, 1500)])).current == 15_000
    interest = invoice(900, due=120, paid=[(120, 900)])
    again = facility([(0, 1000)], [(100, 500), (130, 300)])
    assert (used(interest, line=again).drawn, used(interest, line=again).peak) == (300, 5_000)


def test_of_one_day_what_is_drawn_comes_before_what_is_paid() -> None:
    line = facility([(0, 1000)], [(120, 500)])
    assert used(invoice(500, due=120, paid=[(120, 500)]), line=line).peak == 0


def test_facilities_are_added_before_anything_is_divided() -> None:
    one = facility([(0, 100)], [(0, 100)])
    other = replace(facility([(0, 900)]), tradeline=TradelineId(Member(7), 2))
    assert used(lines=(one, other)) == Utilisation(2, 1000, 100, 1_000, 1_000, 1_000)


@pytest.mark.parametrize(
    "unmoved",
    [
        replace(invoice(400, due=120), payments=(Part(130, 400, binds=False),)),
        invoice(400, due=120, paid=[(AS_OF + 1, 400)]),
        replace(invoice(400, due=120, paid=[(130, 400)]), tradeline=TradelineId(Member(9), 1)),
        replace(invoice(400, due=120, paid=[(130, 400)]), tradeline=None),
        replace(invoice(400, due=120, paid=[(130, 400)]), claim=True),
        invoice(400, due=120, written_off=[(130, 400)]),
        invoice(400, due=120, paid=[(130, 400)], issued=AS_OF + 1),
    ],
)
def test_what_binds_nobody_or_is_of_another_place_repays_nothing(unmoved: Observation) -> None:
    line = facility([(0, 1000)], [(100, 500)])
    assert used(unmoved, line=line) == used(line=line)
    assert used(invoice(400, due=120, paid=[(130, 400)]), line=line).drawn == 100


def test_what_was_credited_is_no_longer_drawn_and_an_excess_repays_nothing() -> None:
    line = facility([(0, 1000)], [(100, 500)])
    credited = replace(invoice(400, due=120, paid=[(130, 400)]), credits=(Part(140, 300),))
    assert used(credited, line=line).drawn == 100
    assert used(replace(credited, credits=(Part(140, 999),)), line=line).drawn == 100
    assert used(replace(credited, payments=(Part(130, 5_000),)), line=line).drawn == 100


def test_disputes_and_assignments_change_nothing_in_it() -> None:
    line = facility([(0, 1000)], [(100, 500)])
    seen = invoice(400, due=120, paid=[(130, 400)])
    for changed in (
        replace(seen, disputes=(DisputeSpan(AS_OF),)),
        replace(seen, interest=Interest.PASSED_ON),
    ):
        assert used(changed, line=line) == used(seen, line=line)


def test_in_figures_it_stands_by_grade_and_only_in_the_second_rulebook() -> None:
    line = replace(facility([(0, 1000)], [(0, 500)]), grade=Grade.C)
    [(key, own)] = figures([], AS_OF, TRADELINE_2, [line]).figures.items()
    assert key == (Side.IS_PAID, "EUR")
    assert own.utilisation == {Grades.AB: None, Grades.ALL: Utilisation(1, 1000, 500, 5_000, 5_000, 5_000)}
    assert not figures([], AS_OF, TRADELINE_1, [line]).figures
    agreed = figures([], AS_OF, TRADELINE_2, [replace(line, grade=Grade.B)]).figures[key].utilisation
    assert agreed is not None
    assert agreed[Grades.AB] == agreed[Grades.ALL]


def test_a_facility_that_never_had_a_limit_in_the_window_makes_no_figures() -> None:
    later = facility([(AS_OF + 1, 1000)])
    assert not figures([], AS_OF, TRADELINE_2, [later]).figures


def test_a_facility_of_no_limit_at_all_is_not_one() -> None:
    assert not figures([], AS_OF, TRADELINE_2, [facility([(0, 0)])]).figures


@pytest.mark.parametrize(
    "lines",
    [
        (facility([(0, -1)]),),
        (facility([(0, 1)], [(0, 0)]),),
        (facility([(0, 1)]), facility([(0, 2)])),
    ],
)
def test_a_facility_that_cannot_be_is_refused(lines: tuple[Facility, ...]) -> None:
    with pytest.raises(Misuse):
        figures([], AS_OF, TRADELINE_2, lines)
    assert figures([], AS_OF, TRADELINE_2, [facility([(0, 1)])]).figures
