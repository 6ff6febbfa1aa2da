"""The repayment status string: each character, and which obligations it is of."""

from dataclasses import replace

import pytest

from ledger.core.day import parse_day
from ledger.core.entry import Clock
from ledger.core.grade import Grade
from ledger.core.history import DisputeSpan, Interest, Observation, Part, Side
from ledger.core.ids import ObligationId
from ledger.rulebook.figure_set import Population
from ledger.rulebook.position import Grades
from ledger.rulebook.rulebook import TRADELINE_2, figures
from ledger.rulebook.status_string import Told, marks_of, status_of
from ledger.rulebook.worked import invoice, stood

AS_OF = parse_day("2026-06-20")
DUE = parse_day("2026-02-10")


def owed(number: int = 1, due: int = DUE, **more: object) -> Observation:
    seen = invoice(1000, due=due, issued=due - 30, number=number)
    return replace(seen, **more)  # type: ignore[arg-type]


def recent(*seen: Observation, as_of: int = AS_OF) -> str:
    """January to June."""
    return status_of(seen, as_of, months=6)


def paid(day: int, amount: int = 1000) -> tuple[Part, ...]:
    return (Part(day, amount),)


def test_a_debt_that_is_never_paid_counts_up_month_by_month() -> None:
    assert recent(owed()) == "*12345"
    assert status_of([owed()], AS_OF + 365, 13) == "5677777777777"


@pytest.mark.parametrize(
    ("late", "character"),
    [(0, "N"), (1, "1"), (30, "1"), (31, "2"), (60, "2"), (150, "5"), (151, "6"), (180, "6"), (181, "7")],
)
def test_a_payment_shows_by_how_many_days_it_came_late(late: int, character: str) -> None:
    day = parse_day("2026-06-15")
    assert recent(owed(due=day - late, payments=paid(day)))[-1] == character


def test_what_is_open_shows_by_how_many_days_it_is_past_due_at_the_months_end() -> None:
    assert recent(owed(due=AS_OF - 30), as_of=AS_OF)[-1] == "1"
    assert recent(owed(due=AS_OF - 31), as_of=AS_OF)[-1] == "2"
    assert recent(owed(due=AS_OF), as_of=AS_OF)[-1] == "*"


def test_paid_in_time_is_n_early_ones_too_and_closed_from_the_next_month() -> None:
    assert recent(owed(payments=paid(DUE))) == "*NCCCC"
    assert recent(owed(payments=paid(DUE - 20))) == "NCCCCC"


def test_one_late_day_in_a_month_outweighs_what_was_paid_in_time_in_it() -> None:
    late = owed(1, payments=paid(DUE + 5))
    assert recent(late, owed(2, payments=paid(DUE))) == "*1CCCC"
    assert recent(owed(3), owed(2, payments=paid(DUE))) == "*12345"


def test_a_month_between_two_invoices_is_closed_and_one_in_which_something_is_open_is_not() -> None:
    first = owed(1, payments=paid(DUE))
    assert recent(first, owed(2, due=AS_OF, issued=parse_day("2026-05-02"))) == "*NCC**"


def test_written_off_is_the_worst_until_it_is_paid() -> None:
    lost = owed(write_offs=(Part(DUE + 60, 200),))
    assert recent(lost) == "*12GGG"
    assert recent(replace(lost, payments=paid(DUE + 100))) == "*12G4C"
    assert recent(replace(lost, write_offs=(Part(AS_OF + 1, 200),))) == "*12345"


def test_before_the_first_obligation_nothing_is_due_and_of_none_there_is_nothing_to_tell() -> None:
    assert recent() == "******"
    assert status_of([owed(claim=True)], AS_OF, 6) == "******"


def test_what_was_settled_before_the_first_month_is_forgotten_and_what_was_open_is_not() -> None:
    old = parse_day("2025-06-01")
    assert recent(owed(due=old, payments=paid(parse_day("2025-12-31")))) == "******"
    assert recent(owed(due=old, payments=paid(parse_day("2026-01-01")))) == "7CCCCC"
    assert recent(owed(due=old)) == "777777"


def test_a_part_payment_and_its_rest_are_each_told() -> None:
    assert recent(owed(payments=(*paid(DUE, 400), *paid(DUE + 40, 600)))) == "*12CCC"


def test_what_was_paid_is_told_for_the_seller_even_if_the_claim_has_passed_on() -> None:
    assert recent(owed(interest=Interest.PASSED_ON)) == recent(owed())


def test_a_month_near_the_first_day_there_is() -> None:
    assert status_of([invoice(100, due=10, paid=[(10, 100)])], 40) == "*" * 58 + "NC"


def test_in_a_rulebooks_figures_it_sees_further_back_than_the_window() -> None:
    old = owed(1, due=parse_day("2023-01-10"), payments=paid(parse_day("2023-03-10")))
    [own] = figures([old], AS_OF, TRADELINE_2).figures.values()
    movement = own.sets[Population.HEADLINE, Grades.ALL].movement
    assert movement is not None
    assert len(movement.status) == 60
    assert movement.status.strip("*C") == "122"
    assert own.sets[Population.HEADLINE, Grades.ALL].obligations == 0


def test_settled_five_years_ago_a_currency_has_nothing_left_to_tell() -> None:
    gone = owed(1, due=parse_day("2021-05-10"), payments=paid(parse_day("2021-06-30")))
    kept = owed(1, due=parse_day("2021-05-10"), payments=paid(parse_day("2021-07-01")))
    assert not figures([gone], AS_OF, TRADELINE_2).figures
    assert list(figures([kept], AS_OF, TRADELINE_2).figures) == [(Side.IS_PAID, "EUR")]


def test_what_is_disputed_now_is_in_no_month_of_the_headline() -> None:
    contested = owed(1, disputes=(DisputeSpan(AS_OF - 10),))
    [own] = figures([contested, owed(2, payments=paid(DUE))], AS_OF, TRADELINE_2).figures.values()
    told = {population: own.sets[population, Grades.ALL].movement for population in Population}
    found = {population.value: it.status[-6:] for population, it in told.items() if it is not None}
    assert found == {"headline": "*NCCCC", "including_disputed": "*12345"}


def test_a_debtors_own_word_is_in_all_alone() -> None:
    own_word = owed(payments=(Part(DUE, 1000, binds=False),))
    assert status_of([own_word], AS_OF, 6) == "*NCCCC"
    assert status_of([own_word], AS_OF, 6, Grades.AB) == "*12345"
    assert own_word.obligation == ObligationId((1).to_bytes(32))


def test_what_was_paid_before_its_issue_on_the_last_day_of_a_month_is_closed_from_that_month_on() -> None:
    march = parse_day("2026-03-31")
    assert recent(owed(issued=march, due=march, payments=paid(parse_day("2026-02-27")))) == "*NCCCC"
    assert recent(owed(issued=march + 1, due=march, payments=paid(parse_day("2026-02-27")))) == "*N*CCC"


def told(
    *seen: Observation, population: Population = Population.HEADLINE, grades: Grades = Grades.ALL
) -> Told:
    [own] = figures(seen, AS_OF, TRADELINE_2).figures.values()
    movement = own.sets[population, grades].movement
    assert movement is not None
    return movement.told


def test_what_a_grade_does_not_prove_is_neither_open_nor_closed_from_its_month_on() -> None:
    word = Part(parse_day("2026-03-10"), 1000, Grade.C)
    seen = owed(payments=(word,))
    assert (recent(seen), status_of([seen], AS_OF, 6, Grades.A)) == ("*11CCC", "*1****")
    proved = replace(seen, payments=(replace(word, grade=Grade.A),))
    assert status_of([proved], AS_OF, 6, Grades.A) == "*11CCC"
    other = owed(2, payments=(replace(word, grade=Grade.A),))
    assert status_of([seen, other], AS_OF, 6, Grades.A) == "*11***"


def test_a_part_that_is_not_proved_ends_the_track_of_all_of_it() -> None:
    word, proof = Part(parse_day("2026-03-31"), 1, Grade.C), Part(parse_day("2026-04-10"), 999, Grade.A)
    assert status_of([owed(payments=(word, proof))], AS_OF, 6, Grades.A) == "*1****"
    assert status_of([owed(payments=(replace(word, binds=False), proof))], AS_OF, 6, Grades.A) == "*12345"
    assert recent(owed(payments=(word, proof))) == "*122CC"


def test_what_was_followed_to_before_the_first_month_is_not_told_of() -> None:
    word = Part(parse_day("2026-01-01"), 1, Grade.C)
    seen = owed(due=parse_day("2025-12-10"), payments=(word,))
    assert status_of([seen], AS_OF, 6, Grades.A) == "******"
    followed = replace(seen, payments=(replace(word, day=parse_day("2026-02-01")),))
    assert status_of([followed], AS_OF, 6, Grades.A) == "2*****"


def test_of_how_many_it_tells_and_how_many_were_left_out() -> None:
    old = owed(1, due=parse_day("2023-01-10"), payments=paid(parse_day("2023-03-10")))
    gone = owed(2, due=parse_day("2019-01-10"), payments=paid(parse_day("2019-03-10")))
    contested = owed(3, disputes=(DisputeSpan(AS_OF - 10),))
    credited = owed(4, credits=(Part(AS_OF - 9, 1000),))
    everything = (old, gone, contested, credited)
    assert told(*everything) == Told(1, 1, 1)
    assert told(*everything, population=Population.INCLUDING_DISPUTED) == Told(2, 0, 1)
    assert told(*everything, replace(owed(5), claim=True)) == Told(1, 1, 1)


def test_what_was_credited_before_the_months_is_not_counted_unless_it_was_known_in_them() -> None:
    day = parse_day("2019-01-10")
    note = Part(day + 5, 1000, recorded=Clock(1, (day + 5) * 86_400))
    cancelled = owed(4, due=day, credits=(note,))
    assert told(owed(1), cancelled) == Told(1, 0, 0)
    late = replace(cancelled, credits=(replace(note, recorded=Clock(1, AS_OF * 86_400)),))
    assert told(owed(1), late) == Told(1, 0, 1)
    assert told(late) == Told(0, 0, 1), "that alone is told"
    assert not figures([cancelled], AS_OF, TRADELINE_2).figures
    assert told(owed(1), replace(late, credits=(replace(late.credits[0], amount=999),))) == Told(2, 0, 0)


def test_a_debt_without_end_is_marked_in_the_months_of_the_string_alone() -> None:
    """However far the day asked for lies ahead: a mark a month would be a cost that whoever asks chooses."""
    in_2149 = parse_day("2149-06-06")
    assert [len(marks_of(stood(owed(), in_2149), months)) for months in (12, 60)] == [12, 60]
    assert status_of([owed()], in_2149) == "7" * 60
