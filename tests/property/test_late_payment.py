"""What is true of interest for late payment whatever the payments."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ledger.rulebook.late_payment import Buyer, Owed, Spell, accrue, late_payment, spells

DUE, AS_OF = 20_400, 20_500
AMOUNTS = st.integers(1, 1 << 62)
PAYMENTS = st.lists(st.tuples(st.integers(DUE - 20, AS_OF + 20), AMOUNTS), max_size=6)
RATES = st.builds(Fraction, st.integers(0, 1_000), st.integers(100_000, 10_000_000))


def night_by_night(amount: int, payments: list[tuple[int, int]], until: int, rate: Fraction) -> Fraction:
    """The exact interest, of what is owed each night in turn."""
    nights = range(DUE, until)
    bases = (amount - sum(part for day, part in payments if day <= night) for night in nights)
    return sum((max(0, base) * rate for base in bases), Fraction(0))


@given(AMOUNTS, PAYMENTS, RATES)
def test_interest_and_remainder_are_the_exact_sum_of_the_nights(
    amount: int, payments: list[tuple[int, int]], rate: Fraction
) -> None:
    found = accrue(spells(amount, payments, DUE, AS_OF), rate)
    assert 0 <= found.remainder < rate.denominator
    exact = night_by_night(amount, payments, AS_OF, rate)
    assert found.interest + Fraction(found.remainder, rate.denominator) == exact


@given(AMOUNTS, PAYMENTS, RATES, st.lists(st.integers(DUE, AS_OF), max_size=8))
def test_wherever_the_time_is_cut_the_total_is_the_same(
    amount: int, payments: list[tuple[int, int]], rate: Fraction, cuts: list[int]
) -> None:
    whole = spells(amount, payments, DUE, AS_OF)
    parts = []
    for spell in whole:
        ends = [spell.since, *sorted(cut for cut in cuts if spell.since < cut < spell.until), spell.until]
        parts += [Spell(first, last, spell.base) for first, last in pairwise(ends)]
    assert accrue(parts, rate) == accrue(whole, rate)
    carried = accrue((), rate)
    for part in parts:
        carried = accrue((part,), rate, carried)
    assert carried == accrue(whole, rate)


@given(AMOUNTS, PAYMENTS, RATES, st.integers(DUE, AS_OF))
def test_interest_of_a_day_goes_on_from_that_of_an_earlier_one(
    amount: int, payments: list[tuple[int, int]], rate: Fraction, between: int
) -> None:
    before = accrue(spells(amount, payments, DUE, between), rate)
    paid = sum(part for day, part in payments if day <= between)
    later = [(day, part) for day, part in payments if day > between]
    rest = spells(amount - paid, later, between, AS_OF) if paid < amount else ()
    assert accrue(rest, rate, before) == accrue(spells(amount, payments, DUE, AS_OF), rate)


@given(AMOUNTS, PAYMENTS, RATES, AMOUNTS)
def test_claimed_and_disputed_are_the_whole(
    amount: int, payments: list[tuple[int, int]], rate: Fraction, disputed: int
) -> None:
    whole = late_payment(Owed(amount, DUE - 30, DUE, tuple(payments)), Buyer.LARGE, AS_OF, rate)
    owed = Owed(amount, DUE - 30, DUE, tuple(payments), disputed=min(disputed, amount))
    apart = late_payment(owed, Buyer.LARGE, AS_OF, rate)
    assert (whole is None) == (apart is None)
    if whole is None or apart is None:
        return
    assert whole.open == apart.open + apart.disputed_open
    sums = [
        found.interest + Fraction(found.remainder, rate.denominator)
        for found in (whole.accrual, apart.accrual, apart.disputed)
    ]
    assert sums[0] == sums[1] + sums[2]
    assert 0 <= apart.disputed.remainder < rate.denominator


@given(AMOUNTS, PAYMENTS, st.tuples(st.integers(DUE - 20, AS_OF), AMOUNTS))
def test_a_payment_more_never_raises_the_claim(
    amount: int, payments: list[tuple[int, int]], more: tuple[int, int]
) -> None:
    rate = Fraction(1, 2000)
    before, after = (accrue(spells(amount, paid, DUE, AS_OF), rate) for paid in (payments, [*payments, more]))
    assert (after.interest, after.remainder) <= (before.interest, before.remainder)


@given(AMOUNTS, PAYMENTS, st.integers(0, 200), st.integers(1, 200))
def test_time_that_a_creditor_gave_counts_to_its_last_day_and_never_raises_the_claim(
    amount: int, payments: list[tuple[int, int]], term: int, more: int
) -> None:
    rate, delivered = Fraction(1, 2000), DUE - 60
    owed = Owed(amount, delivered, delivered + term, tuple(payments))
    given_time = replace(owed, extended=delivered + term + more)
    before, after = (late_payment(one, Buyer.PUBLIC, AS_OF, rate) for one in (owed, given_time))
    if after is None:
        return
    assert before is not None
    assert after.deadline.day >= delivered + term + more
    sums = [(found.accrual.interest, found.accrual.remainder) for found in (after, before)]
    assert sums[0] <= sums[1]
