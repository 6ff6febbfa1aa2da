"""Expected losses by a provision matrix: floored a bucket at a time, by rates that are fractions of what is owed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.core.errors import BadContent
from ledger.rulebook.ageing import Ageing
from ledger.rulebook.ecl import Rate, Rates, provision

HALF, NOTHING = Rate(1, 2), Rate(0, 1)


def rates(*found: Rate) -> Rates:
    current, first, second, third, last = found
    return current, first, second, third, last


def test_the_example_of_the_standard_comes_out_to_the_unit() -> None:
    matrix = rates(Rate(3, 1000), Rate(16, 1000), Rate(36, 1000), Rate(66, 1000), Rate(106, 1000))
    found = provision(Ageing(15_000_000, 7_500_000, 4_000_000, 2_500_000, 1_000_000), matrix)
    assert (found.provided, found.total) == ((45_000, 120_000, 144_000, 165_000, 106_000), 580_000)


def test_each_bucket_is_floored_by_itself() -> None:
    found = provision(Ageing(1, 1, 1, 1, 1), rates(*[HALF] * 5))
    assert (found.provided, found.total) == ((0, 0, 0, 0, 0), 0)
    assert provision(Ageing(2, 3, 0, 0, 0), rates(*[HALF] * 5)).provided == (1, 1, 0, 0, 0)


@pytest.mark.parametrize(("above", "below"), [(-1, 2), (3, 2), (1, 0), (0, 0), (1, -2), (0, 1 << 63)])
def test_a_rate_beyond_nothing_and_everything_is_refused(above: int, below: int) -> None:
    with pytest.raises(BadContent, match="a fraction from 0 to 1"):
        Rate(above, below)
    assert (Rate(0, 2).of(100), Rate(2, 2).of(100)) == (0, 100)


@given(st.integers(0, 1 << 62), st.integers(1, 1 << 62), st.integers(0, 1 << 62))
def test_no_more_is_provided_than_is_owed(above: int, below: int, balance: int) -> None:
    rate = Rate(min(above, below), below)
    assert 0 <= rate.of(balance) <= balance
