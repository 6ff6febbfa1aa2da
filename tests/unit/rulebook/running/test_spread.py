"""Sums by counterparty are those of all changes so far, whichever of them was the largest in between."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from ledger.core.history import Counterparty
from ledger.rulebook.running.spread import Spread

CHANGES = st.lists(
    st.tuples(st.sampled_from([Counterparty(name) for name in "abc"]), st.integers(-3, 3)), max_size=40
)


@given(CHANGES)
def test_the_largest_is_the_largest_after_every_change(changes: list[tuple[Counterparty, int]]) -> None:
    spread, sums = Spread(), Counter[Counterparty]()
    for who, change in changes:
        amount = max(change, -sums[who])  # a sum is never below 0
        spread.add(who, amount)
        sums[who] += amount
        assert spread.largest() == max(sums.values())
        assert (spread.total, spread.squares) == (sums.total(), sum(each * each for each in sums.values()))
        assert len(spread) == sum(each > 0 for each in sums.values())
