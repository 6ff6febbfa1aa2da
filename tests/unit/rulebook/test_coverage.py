"""Coverage: what banks confirm came in or went out, and how much of it obligations account for."""

from dataclasses import replace
from typing import Any

import pytest

from ledger.core.account import Turned
from ledger.core.day import parse_day
from ledger.core.entry import Clock
from ledger.core.grade import Attested, Grade
from ledger.core.history import Counterparty, Interest, Observation, Part, Side
from ledger.core.ids import Member, ObligationId, TradelineId
from ledger.rulebook.coverage import Coverage, coverage
from ledger.rulebook.position import Grades
from ledger.rulebook.rulebook import STANDARD, TRADELINE_2, figures
from ledger.rulebook.rules import CoverageRules

AS_OF = parse_day("2026-06-30")
JUNE, MAY, JULY = AS_OF, parse_day("2026-05-31"), parse_day("2026-07-31")
BANK, OTHER = Member(3), Member(4)
ACCOUNT, SECOND = TradelineId(Member(7), 8), TradelineId(Member(7), 9)


def noon(day: int) -> Clock:
    return Clock(1, day * 86_400 + 43_200)


def word(amount: int, month: int = JUNE, agent: Member = BANK, **more: Any) -> Turned:
    """Said on the day after the month."""
    return Turned(**{  # type: ignore[arg-type]
        "side": Side.IS_PAID, "tradeline": ACCOUNT, "agent": agent, "currency": "EUR", "month": month,
        "amount": amount, "recorded": noon(month + 1), **more,
    })  # fmt: skip


def sold(amount: int, *told: Attested, number: int = 1, **more: Any) -> Observation:
    return Observation(**{
        "side": Side.IS_PAID, "obligation": ObligationId(number.to_bytes(32)), "counterparty": Counterparty("a"),
        "currency": "EUR", "amount": amount, "issued": AS_OF - 90, "due": AS_OF - 60, "attested": told,
        "grade": Grade.B, **more,
    })  # fmt: skip


def paid(amount: int, day: int = JUNE, agent: Member = BANK) -> Attested:
    return Attested(agent, day, amount)


def told(words: list[Turned], *seen: Observation, grades: Grades = Grades.ALL) -> Coverage | None:
    return coverage(words, seen, AS_OF, CoverageRules(), grades)


def test_what_a_bank_reports_on_obligations_explains_what_it_says_came_in() -> None:
    assert told([word(1000)], sold(300, paid(300))) == Coverage(1, 1, 1000, 300, 3000)
    assert told([word(1000), word(500, MAY)], sold(300, paid(300))) == Coverage(2, 1, 1500, 300, 2000)


def test_without_a_word_there_is_no_coverage_and_of_nothing_no_share() -> None:
    assert told([], sold(300, paid(300))) is None
    assert told([word(0)], sold(300, paid(300))) == Coverage(1, 1, 0, 0, None)
    assert told([word(1000)]) == Coverage(1, 1, 1000, 0, 0)


def test_a_month_counts_when_it_has_ended_and_for_two_years() -> None:
    assert told([word(9, JULY)]) is None
    assert told([word(9, parse_day("2024-07-31"))]) == Coverage(1, 1, 9, 0, 0)
    assert told([word(9, parse_day("2024-06-30"))]) is None
    assert coverage([word(9)], (), AS_OF - 1, CoverageRules()) is None


def test_a_word_before_the_month_has_ended_is_none_and_of_several_the_last_counts() -> None:
    early = word(100, recorded=noon(JUNE - 1))
    assert told([early]) is None
    assert (
        told([word(100, recorded=noon(JUNE))])
        == told([word(100, recorded=None)])
        == Coverage(1, 1, 100, 0, 0)
    )
    assert told([word(100), word(70)]) == told([word(70), early]) == Coverage(1, 1, 70, 0, 0)
    assert told([word(100), word(70, tradeline=SECOND)]) == Coverage(1, 1, 170, 0, 0)


def test_days_are_those_of_the_rulebooks_zone() -> None:
    evening = Clock(1, (JUNE - 1) * 86_400 + 61_200)  # 17:00 UTC, the last day's first hour at UTC+8
    assert told([word(100, recorded=evening)]) is None
    there = coverage([word(100, recorded=evening)], (), AS_OF, CoverageRules(utc_offset_minutes=480))
    assert there == Coverage(1, 1, 100, 0, 0)


def test_one_bank_explains_nothing_of_what_another_confirms_nor_one_month_another() -> None:
    words = [word(100), word(1000, agent=OTHER)]
    assert told(words, sold(900, paid(900))) == Coverage(1, 2, 1100, 100, 909)
    assert told(words, sold(900, paid(900, JUNE, OTHER))) == Coverage(1, 2, 1100, 900, 8181)
    assert told([word(100), word(100, MAY)], sold(200, paid(200, MAY))) == Coverage(2, 1, 200, 100, 5000)


def test_what_no_agent_reports_explains_nothing_and_takes_nothing_from_what_one_does() -> None:
    own = (Part(AS_OF - 30, 300, Grade.C),)
    assert told([word(1000)], sold(300, payments=own)) == Coverage(1, 1, 1000, 0, 0)
    assert told([word(1000)], sold(300, paid(300), payments=own)) == Coverage(1, 1, 1000, 300, 3000)


def test_an_obligation_explains_no_more_than_is_owed_of_it() -> None:
    credit = Part(AS_OF - 1, 100)
    assert told([word(1000)], sold(300, paid(400))) == Coverage(1, 1, 1000, 300, 3000)
    assert told([word(1000)], sold(300, paid(300), credits=(credit,))) == Coverage(1, 1, 1000, 200, 2000)
    assert told([word(1000)], sold(300, paid(200, MAY), paid(200))) == Coverage(1, 1, 1000, 100, 1000)


def test_of_confirmed_obligations_and_of_all() -> None:
    seen = sold(300, paid(300)), sold(500, paid(500), number=2, grade=Grade.C)
    assert told([word(1000)], *seen, grades=Grades.AB) == Coverage(1, 1, 1000, 300, 3000)
    assert told([word(1000)], *seen) == Coverage(1, 1, 1000, 800, 8000)


@pytest.mark.parametrize(
    ("more", "counts"),
    [
        ({"claim": True}, False),
        ({"issued": AS_OF + 1}, False),
        ({"issued": AS_OF - 3000, "due": AS_OF - 2900}, True),
        ({"interest": Interest.PASSED_ON}, True),
        ({"interest": Interest.TAKEN}, True),
    ],
)
def test_claims_and_what_is_to_come_explain_nothing_and_old_debts_do(
    more: dict[str, Any], counts: bool
) -> None:
    found = told([word(1000)], replace(sold(300, paid(300)), **more))
    assert found == Coverage(1, 1, 1000, 300 * counts, 3000 * counts)


def test_it_stands_beside_the_sets_and_an_attestation_never_withholds_it() -> None:
    seen = [sold(300, paid(300))]
    found = figures(seen, AS_OF, STANDARD, (), [word(1000)])
    least: Any = found.minimum()["is_paid.EUR"]
    own = {"months": 1, "agents": 1, "confirmed": "1000", "explained": "300", "share": 3000}
    assert least["coverage"] == {"AB": own, "all": own}
    assert figures(seen, AS_OF, TRADELINE_2, (), [word(1000)]) == figures(seen, AS_OF, TRADELINE_2)
    nothing: Any = figures(seen, AS_OF).minimum()["is_paid.EUR"]
    assert nothing["coverage"] == {"AB": None, "all": None}


def test_a_side_of_which_only_an_account_tells_stands() -> None:
    out = replace(word(1000), side=Side.PAYS, currency="CNY")
    assert [*figures((), AS_OF, STANDARD, (), [out]).figures] == [(Side.PAYS, "CNY")]
    assert not figures((), AS_OF, STANDARD, (), [replace(out, month=JULY)]).figures
    assert not figures((), AS_OF, TRADELINE_2, (), [out]).figures
