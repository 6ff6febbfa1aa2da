"""The rule across lenders: more than a fifth of what is owed to all of them, over 90 days late."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.rulebook.cross_lender import Answer, Debt, cross_lender
from ledger.rulebook.rules import Rules

RULES = Rules()


@pytest.mark.parametrize(
    ("late", "answer"), [(0, Answer.NO), (2_000, Answer.NO), (2_001, Answer.YES), (10_000, Answer.YES)]
)
def test_a_fifth_is_not_yet_more_than_a_fifth(late: int, answer: Answer) -> None:
    assert cross_lender({"CNY": Debt(10_000, late)}, True, RULES) is answer


@pytest.mark.parametrize("late", [0, 2_001])
def test_what_cannot_be_read_in_full_is_neither_yes_nor_no(late: int) -> None:
    assert cross_lender({"CNY": Debt(10_000, late)}, False, RULES) is Answer.NOT_KNOWN


def test_who_owes_no_lender_anything_owes_nothing_late() -> None:
    assert cross_lender({}, True, RULES) is Answer.NO
    assert cross_lender({"CNY": Debt()}, True, RULES) is Answer.NO


_DEBTS = st.dictionaries(
    st.sampled_from(["CNY", "EUR", "USD"]),
    st.integers(1, 10_000).flatmap(lambda owed: st.builds(Debt, st.just(owed), st.integers(0, owed))),
    min_size=1,
)
_RATES = st.fixed_dictionaries({code: st.fractions("1/1000", 1000) for code in ("CNY", "EUR", "USD")})


@given(_DEBTS, _RATES)
def test_at_any_exchange_rates_the_answer_is_the_one_of_the_sum(
    debts: dict[str, Debt], worth: dict[str, Fraction]
) -> None:
    owed = sum(debt.owed * worth[code] for code, debt in debts.items())
    late = sum(debt.late * worth[code] for code, debt in debts.items())
    found = cross_lender(debts, True, RULES)
    assert found is Answer.NOT_KNOWN or (found is Answer.YES) == (5 * late > owed)


def test_shares_on_both_sides_of_a_fifth_need_a_rate_that_nobody_gave() -> None:
    debts = {"CNY": Debt(100, 0), "EUR": Debt(100, 100)}
    assert cross_lender(debts, True, RULES) is Answer.NOT_KNOWN
    assert cross_lender({**debts, "CNY": Debt(100, 21)}, True, RULES) is Answer.YES
