"""Utilisation: what is drawn of a limit, day by day."""

from dataclasses import replace
from typing import Any

import pytest

from ledger.core.entry import Clock
from ledger.core.errors import Misuse
from ledger.core.facility import Facility, Limit
from ledger.core.grade import Grade
from ledger.core.history import DisputeSpan, Interest, Observation, Part, Side
from ledger.core.ids import Member, TradelineId
from ledger.rulebook.position import Grades
from ledger.rulebook.rulebook import PRC, TRADELINE_1, TRADELINE_2, figures
from ledger.rulebook.rules import LaterRules
from ledger.rulebook.utilisation import Utilisation, utilisation
from ledger.rulebook.worked import facility, invoice

FIRST, AS_OF = 100, 199


def used(*seen: Observation, line: Facility | None = None, lines: tuple[Facility, ...] = ()) -> Utilisation:
    found = utilisation([*lines, *([line] if line else [])], seen, FIRST, AS_OF, LaterRules())
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


def test_a_limit_counts_from_its_own_day_and_the_last_said_of_a_day_wins() -> None:
    raised = facility([(0, 1000), (150, 2000)], [(0, 500)])
    assert used(line=raised) == Utilisation(1, 2000, 500, 2_500, 5_000, 3_333)
    corrected = facility([(0, 1000), (150, 9000), (150, 2000)], [(0, 500)])
    assert used(line=corrected) == used(line=raised)


def test_a_limit_dated_before_another_that_stands_does_not_replace_it() -> None:
    cut = facility([(0, 1000), (150, 500)], [(0, 500)])
    dated_back = facility([(0, 1000), (150, 500), (120, 9000)], [(0, 500)])
    assert used(line=dated_back).current == used(line=cut).current == 10_000
    assert used(line=facility([(0, 1000), (150, 500), (160, 9000)], [(0, 500)])).current == 555


def test_nobody_raises_a_limit_backwards() -> None:
    line = facility([(0, 1000)], [(0, 1000)])
    last_day = Limit(0, 1_000_000, Clock(1, AS_OF * 86_400))
    raised = replace(line, limits=(*line.limits, last_day))
    assert used(line=raised) == Utilisation(1, 1_000_000, 1000, 10, 10_000, 909)
    at_once = replace(line, limits=(*line.limits, replace(last_day, recorded=Clock(1, 0))))
    assert used(line=at_once).peak == 10


def test_the_day_of_a_limit_is_that_of_the_rulebook_s_zone() -> None:
    late = Limit(0, 1000, Clock(1, AS_OF * 86_400 - 3_600))  # 23:00 UTC, the next day at UTC+8
    line = replace(facility([], [(0, 1000)]), limits=(late,))
    days = [utilisation([line], (), FIRST, AS_OF, rules) for rules in (LaterRules(), PRC.rules)]
    assert [one and one.weighted for one in days] == [10_000, 10_000]
    assert utilisation([line], (), FIRST, AS_OF - 1, LaterRules())
    assert utilisation([line], (), FIRST, AS_OF - 1, PRC.rules) is None


def test_nothing_counts_before_there_was_a_limit() -> None:
    late = facility([(150, 1000)], [(100, 400)])
    assert used(line=late) == Utilisation(1, 1000, 400, 4_000, 4_000, 4_000)
    for never in ([(AS_OF + 1, 1000)], [(0, 0)], [(150, 1000), (150, 0)], []):
        assert utilisation([facility(never, [(0, 7)])], (), FIRST, AS_OF, LaterRules()) is None
    assert utilisation([], (), FIRST, AS_OF, LaterRules()) is None


def test_to_close_a_line_that_is_drawn_pays_nothing_back() -> None:
    other = replace(facility([(0, 1000)]), tradeline=TradelineId(Member(7), 2))
    open_, closed = facility([(0, 1000)], [(0, 1000)]), facility([(0, 1000), (150, 0)], [(0, 1000)])
    assert used(lines=(open_, other)) == Utilisation(2, 2000, 1000, 5_000, 5_000, 5_000)
    assert used(lines=(closed, other)) == Utilisation(1, 1000, 1000, 10_000, 10_000, 6_666)
    assert used(line=closed) == Utilisation(0, 0, 1000, None, 10_000, 20_000)
    before = facility([(0, 1000), (90, 0)], [(0, 1000)])
    assert used(line=before) == Utilisation(0, 0, 1000, None, None, None)
    assert used(invoice(1000, due=160, paid=[(160, 1000)]), line=closed).drawn == 0
    paid_back = invoice(1000, due=80, paid=[(80, 1000)])
    assert utilisation([before], [paid_back], FIRST, AS_OF, LaterRules()) is None


def test_more_than_the_limit_may_be_drawn_and_nothing_less_than_nothing_is_shown() -> None:
    assert used(line=facility([(0, 1000)], [(100, 1500)])).current == 15_000
    ahead = invoice(900, due=120, paid=[(120, 900)])
    again = facility([(0, 1000)], [(100, 500), (130, 300)])
    assert (used(ahead, line=again).drawn, used(ahead, line=again).peak) == (0, 5_000)
    assert used(ahead, line=facility([(0, 1000)], [(121, 900), (130, 300)])).drawn == 300


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


def test_a_credit_note_and_an_excess_repay_nothing() -> None:
    line = facility([(0, 1000)], [(100, 500)])
    seen = invoice(400, due=120, paid=[(130, 400)])
    assert used(replace(seen, payments=(), credits=(Part(140, 400),)), line=line).drawn == 500
    assert used(replace(seen, credits=(Part(140, 300),)), line=line).drawn == 400
    assert used(replace(seen, payments=(Part(130, 5_000),)), line=line).drawn == 100


@pytest.mark.parametrize("changed", [{"grade": Grade.C}, {"payments": (Part(130, 400, Grade.C),)}])
def test_what_is_proved_too_little_repays_only_in_all(changed: dict[str, Any]) -> None:
    line, seen = facility([(0, 1000)], [(100, 500)]), invoice(400, due=120, paid=[(130, 400)])

    def drawn(seen: Observation) -> list[int]:
        told = figures([seen], AS_OF, TRADELINE_2, [line]).figures[Side.IS_PAID, "EUR"].utilisation or {}
        return [one.drawn for one in told.values() if one]

    assert drawn(seen) == [100, 100]
    assert drawn(replace(seen, **changed)) == [500, 100]


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
