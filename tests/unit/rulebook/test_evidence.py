"""What figures rest on: grades, lateness of recording, reciprocity, novelty, relation."""

from dataclasses import replace
from typing import Any

from ledger.core.day import parse_day
from ledger.core.entry import Clock
from ledger.core.grade import Grade
from ledger.core.history import Counterparty, Observation, Part, Side
from ledger.core.ids import ObligationId
from ledger.rulebook.evidence import Evidence
from ledger.rulebook.figure_set import FigureSet, Population
from ledger.rulebook.position import Grades
from ledger.rulebook.rulebook import PRC, STANDARD, figures

AS_OF = parse_day("2026-06-30")
DAY = 86_400


def known(day: int) -> Clock:
    return Clock(1, day * DAY)


def owed(number: int, **fields: object) -> Observation:
    """1000 issued 200 days ago, recorded that day, due 170 days ago, acknowledged, unpaid."""
    issued = AS_OF - 200
    base = Observation(
        Side.IS_PAID, ObligationId(number.to_bytes(32)), Counterparty(f"c{number}"), "EUR", 1000, issued, issued + 30,
        grade=Grade.B, recorded=known(issued),
    )  # fmt: skip
    return replace(base, **fields)  # type: ignore[arg-type]


def all_of(*seen: Observation) -> FigureSet:
    return figures(seen, AS_OF)


def shares(*seen: Observation) -> Evidence:
    return all_of(*seen).figures[Side.IS_PAID, "EUR"].evidence


def test_a_payment_counts_at_the_lower_of_its_grade_and_the_obligations() -> None:
    day = AS_OF - 170
    seen = owed(1, grade=Grade.B, payments=(Part(day, 400, Grade.A), Part(day, 100, Grade.C)))
    assert (shares(seen).grade_a, shares(seen).grade_ab) == (0, 9000)
    own = all_of(seen).figures[Side.IS_PAID, "EUR"]
    within = {grades: own.sets[Population.HEADLINE, grades] for grades in Grades}
    assert [within[grades].obligations for grades in Grades] == [0, 1, 1]
    assert within[Grades.AB].turnover.receipts != within[Grades.ALL].turnover.receipts
    assert within[Grades.AB].ageing == within[Grades.ALL].ageing
    assert within[Grades.AB].on_time_by_amount == 10_000 * 400 // 900


def test_what_binds_the_payee_at_too_low_a_grade_is_no_default_and_no_good_either_in_a_b() -> None:
    own = all_of(owed(1, payments=(Part(AS_OF - 170, 1000, Grade.C),))).figures[Side.IS_PAID, "EUR"]
    assert own.sets[Population.HEADLINE, Grades.AB].promptness is None
    assert own.sets[Population.HEADLINE, Grades.AB].on_time_by_count is None
    assert own.sets[Population.HEADLINE, Grades.ALL].promptness == 8000
    assert own.evidence.grade_ab == 0


def test_better_evidence_is_counted_before_what_a_lower_grade_says_was_paid_sooner() -> None:
    sooner, later = Part(AS_OF - 180, 700, Grade.C), Part(AS_OF - 100, 600, Grade.A)
    own = all_of(owed(1, payments=(sooner, later))).figures[Side.IS_PAID, "EUR"]
    in_ab = own.sets[Population.HEADLINE, Grades.AB]
    assert (in_ab.dbt, in_ab.ageing.total) == (7_000, 0)
    assert own.sets[Population.HEADLINE, Grades.ALL].dbt == 100 * 300 * 70 // 1000
    assert own.evidence.grade_ab == 6_000


def test_an_own_word_that_binds_nobody_is_in_all_grades_alone() -> None:
    own = all_of(owed(1, payments=(Part(AS_OF - 170, 1000, binds=False),))).figures[Side.IS_PAID, "EUR"]
    assert own.sets[Population.HEADLINE, Grades.AB].on_time_by_count == 0
    assert own.sets[Population.HEADLINE, Grades.ALL].on_time_by_count == 10_000
    assert (own.evidence.grade_ab, own.defaults.ifrs9.level) == (10_000, 3)


def test_credit_notes_are_counted_up_to_the_amount_and_by_as_of() -> None:
    in_part, in_full, not_yet = (
        owed(number, credits=(Part(day, amount),))
        for number, day, amount in ((1, AS_OF, 400), (2, AS_OF - 9, 1200), (3, AS_OF + 1, 5))
    )
    seen = shares(in_part, in_full, not_yet)
    assert (seen.credited_obligations, seen.credited_amount, seen.obligations) == (2, 1400, 2)


def test_a_correction_is_as_late_as_the_day_it_came() -> None:
    issued = AS_OF - 200
    assert shares(owed(1, corrected=known(issued + 30))).late_recorded == 0
    assert shares(owed(1, corrected=known(issued + 31))).late_recorded == 10_000
    assert shares(owed(1, corrected=known(AS_OF))).new == 0


def test_two_years_uploaded_yesterday_are_late_and_new() -> None:
    fresh = owed(1, recorded=known(AS_OF - 1))
    assert (shares(fresh).late_recorded, shares(fresh).new) == (10_000, 10_000)
    assert (shares(owed(1)).late_recorded, shares(owed(1)).new) == (0, 0)
    assert shares(owed(1, recorded=None)).late_recorded == 10_000


def test_late_is_more_than_thirty_days_for_the_obligation_or_any_payment() -> None:
    issued = AS_OF - 200
    assert shares(owed(1, recorded=known(issued + 30))).late_recorded == 0
    assert shares(owed(1, recorded=known(issued + 31))).late_recorded == 10_000
    late_payment = owed(1, payments=(Part(issued, 10, recorded=known(issued + 31)),))
    assert shares(late_payment, owed(2)).late_recorded == 5_000


def test_a_counterparty_is_new_for_ninety_days_after_the_chain_first_knew_it() -> None:
    assert shares(owed(1, recorded=known(AS_OF - 89))).new == 10_000
    assert shares(owed(1, recorded=known(AS_OF - 90))).new == 0
    older = owed(2, counterparty=Counterparty("c1"), currency="USD")
    assert shares(owed(1, recorded=known(AS_OF - 1)), older).new == 0


def test_who_both_buys_and_sells_is_reciprocal() -> None:
    back = replace(owed(9, counterparty=Counterparty("c1")), side=Side.PAYS)
    assert shares(owed(1), owed(2)).reciprocal == 0
    assert shares(owed(1), owed(2), back).reciprocal == 5_000
    assert shares(owed(1), owed(2), replace(back, claim=True)).reciprocal == 0


def test_claims_of_strangers_are_shown_and_never_counted() -> None:
    claim = owed(2, claim=True, grade=Grade.C)
    seen = shares(owed(1), claim)
    assert (seen.obligations, seen.claims, seen.claims_amount, seen.claims_overdue) == (1, 1, 1000, 1000)


def test_a_claim_is_overdue_from_the_day_after_its_due_day() -> None:
    def overdue(due: int) -> int:
        return shares(owed(1), owed(2, claim=True, grade=Grade.C, due=due)).claims_overdue

    assert (overdue(AS_OF), overdue(AS_OF - 1)) == (0, 1000)


def test_the_day_something_was_known_is_at_the_rulebooks_offset() -> None:
    issued = AS_OF - 200
    evening = owed(1, recorded=Clock(1, (issued + 31) * DAY - 3_600))
    for book, late in ((STANDARD, 0), (PRC, 10_000)):
        own = figures([evening], AS_OF, book).figures[Side.IS_PAID, "EUR"]
        assert own.evidence.late_recorded == late


def test_an_attestation_never_withholds_the_minimum_and_omits_what_has_too_little_evidence() -> None:
    thin = all_of(owed(1))
    assert thin.published() == {}
    least: Any = thin.minimum()["is_paid.EUR"]
    assert least["promptness"]["headline"]["all"] == "insufficient"
    assert least["evidence"]["related"] == 0
    full = all_of(owed(1), owed(2), owed(3, related=True))
    assert set(full.published()) == {"is_paid.EUR.headline", "is_paid.EUR.including_disputed"}
    sets: Any = full.published()["is_paid.EUR.headline"]
    assert set(sets) == {"AB", "all"}
    least = full.minimum()["is_paid.EUR"]
    assert least["evidence"]["related"] == 3333


def test_published_amounts_are_text_for_they_may_pass_two_to_the_53rd() -> None:
    large = [owed(number, amount=(1 << 62) + number) for number in (1, 2, 3)]
    sets: Any = all_of(*large).published()["is_paid.EUR.headline"]
    assert sets["all"]["ageing"]["91+"] == str(3 * (1 << 62) + 6)
