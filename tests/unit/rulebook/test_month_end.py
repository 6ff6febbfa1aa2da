"""How an obligation stood at the ends of months, and how it rolled from one to the next."""

from dataclasses import replace

import pytest

from ledger.core.day import parse_day
from ledger.core.grade import Grade
from ledger.core.history import Interest, Observation, Part
from ledger.rulebook.figure_set import Population
from ledger.rulebook.month_end import State, month_end, month_ends, month_of, open_on, own_on, state_on
from ledger.rulebook.movement import Movement
from ledger.rulebook.position import Grades, first_day, position
from ledger.rulebook.roll_rates import TO, RollRates, roll_rates
from ledger.rulebook.rulebook import TRADELINE_2, figures
from ledger.rulebook.worked import invoice, stood

AS_OF = parse_day("2026-06-30")
ISSUED, DUE = parse_day("2026-01-10"), parse_day("2026-02-10")
ENDS = month_ends(parse_day("2026-01-01"), AS_OF)


def rates(*seen: Observation, as_of: int = AS_OF) -> RollRates:
    return roll_rates([stood(one, as_of) for one in seen], [end for end in ENDS if end <= as_of])


def shares(row: State, found: RollRates) -> dict[State, tuple[int, int]]:
    columns = zip(TO, zip(found[row].by_count, found[row].by_amount, strict=True), strict=True)
    return {state: both for state, both in columns if any(both)}


def owed(amount: int = 1000, due: int = DUE, **more: object) -> Observation:
    return replace(invoice(amount, due=due, issued=ISSUED), **more)  # type: ignore[arg-type]


def test_into_a_month_that_a_grade_does_not_prove_nothing_rolls() -> None:
    word = Part(parse_day("2026-04-10"), 1000, Grade.C)
    seen = replace(owed(payments=(word,)), grade=Grade.A)
    proved = roll_rates([found for found in [position(seen, AS_OF)] if found], ENDS)
    graded = roll_rates([found for found in [position(seen, AS_OF, Grades.A)] if found], ENDS)
    assert shares(State.DAYS_31_60, proved) == {State.SETTLED: (10_000, 10_000)}
    assert list(graded) == [State.CURRENT, State.DAYS_1_30]
    assert shares(State.DAYS_1_30, graded) == {State.DAYS_31_60: (10_000, 10_000)}


@pytest.mark.parametrize(
    ("day", "end"),
    [("2024-02-03", "2024-02-29"), ("2023-02-28", "2023-02-28"), ("2026-12-31", "2026-12-31")],
)
def test_a_month_ends_on_its_last_day(day: str, end: str) -> None:
    assert month_end(month_of(parse_day(day))) == parse_day(end)


def test_the_month_of_as_of_counts_once_it_has_ended() -> None:
    assert ENDS[-1] == AS_OF
    assert month_ends(ENDS[0], AS_OF - 1) == ENDS[:-1]
    assert month_ends(ENDS[0] + 1, AS_OF) == ENDS[1:]
    assert month_ends(AS_OF - 5, AS_OF - 1) == ()


def test_an_obligation_rolls_from_bucket_to_bucket_while_nobody_pays() -> None:
    found = rates(owed())
    path = [State.CURRENT, State.DAYS_1_30, State.DAYS_31_60, State.DAYS_61_90, State.DAYS_91]
    assert list(found) == path
    for state, following in zip(path, [*path[1:], State.DAYS_91], strict=True):
        assert shares(state, found) == {following: (10_000, 10_000)}


def test_by_amount_what_was_paid_in_between_is_settled_and_the_rest_rolls() -> None:
    found = rates(owed(payments=(Part(DUE + 10, 250), Part(DUE + 25, 250))))
    assert shares(State.CURRENT, found) == {State.DAYS_1_30: (10_000, 7_500), State.SETTLED: (0, 2_500)}
    assert shares(State.DAYS_1_30, found) == {State.DAYS_31_60: (10_000, 6_666), State.SETTLED: (0, 3_333)}
    assert (found[State.CURRENT].amount, found[State.DAYS_1_30].amount) == (1000, 750)


def test_each_pair_of_months_counts_once_and_what_is_settled_is_out() -> None:
    found = rates(owed(payments=(Part(DUE + 60, 1000),)))
    assert sum(row.obligations for row in found.values()) == 3
    assert shares(State.DAYS_31_60, found) == {State.SETTLED: (10_000, 10_000)}


def test_what_is_written_off_is_a_state_of_its_own_until_it_is_paid() -> None:
    lost = owed(write_offs=(Part(DUE + 40, 100, Grade.B),), payments=(Part(DUE + 100, 1000),))
    found = rates(lost)
    assert shares(State.DAYS_1_30, found) == {State.WRITTEN_OFF: (10_000, 10_000)}
    assert shares(State.WRITTEN_OFF, found) == {
        State.WRITTEN_OFF: (5_000, 5_000),
        State.SETTLED: (5_000, 5_000),
    }
    before = stood(lost, DUE + 39)
    assert state_on(before, DUE + 39) is State.DAYS_31_60


def test_a_credit_note_is_as_if_less_had_been_asked_for_in_every_month() -> None:
    credited = owed(credits=(Part(AS_OF, 400),))
    assert rates(credited) == rates(owed(600))
    assert rates(owed(credits=(Part(AS_OF + 1, 400),))) == rates(owed())


def test_what_has_passed_to_a_holder_rolls_for_the_holder_alone() -> None:
    assert rates(owed(interest=Interest.PASSED_ON)) == {}
    assert rates(owed(interest=Interest.TAKEN)) == rates(owed())
    gone = stood(owed(interest=Interest.PASSED_ON), AS_OF)
    assert (open_on(gone, AS_OF), own_on(gone, AS_OF)) == (1000, 0)


def test_facts_after_as_of_are_unknown() -> None:
    later = owed(payments=(Part(DUE + 60, 1000),), write_offs=(Part(DUE + 59, 1000),))
    known = DUE + 58
    assert rates(later, as_of=known) == rates(owed(), as_of=known)


def test_what_fills_the_rest_at_too_low_a_grade_is_neither_open_nor_late() -> None:
    seen = owed(grade=Grade.A, payments=(Part(DUE + 5, 400, Grade.A), Part(DUE + 3, 900, Grade.C)))
    proved = position(seen, AS_OF, Grades.A)
    assert proved is not None
    assert [open_on(proved, day) for day in (DUE, DUE + 3, DUE + 5)] == [1000, 400, 0]


def test_before_its_issue_nothing_is_open() -> None:
    assert open_on(stood(owed(), AS_OF), ISSUED - 1) == 0
    assert open_on(stood(owed(), AS_OF), ISSUED) == 1000


def test_what_is_issued_on_the_last_day_of_a_month_stands_at_its_end() -> None:
    late = owed(issued=parse_day("2026-01-31"))
    assert rates(late) == rates(owed())
    assert rates(owed(issued=parse_day("2026-02-01"))).keys() == rates(owed()).keys() - {State.CURRENT}


def test_the_window_begins_on_its_first_day_for_what_moved_too() -> None:
    first = first_day(AS_OF, TRADELINE_2.rules)

    def told(issued: int) -> Movement:
        [own] = figures([owed(issued=issued)], AS_OF, TRADELINE_2).figures.values()
        found = own.sets[Population.HEADLINE, Grades.ALL].movement
        assert found is not None
        return found

    assert len(told(first).vintages) == 1 and told(first).roll_rates
    assert told(first - 1).vintages == () and not told(first - 1).roll_rates
    assert told(first - 1).status == told(first).status
