"""Interest for late payment by State Council Order 802: who is late since when, and what it costs, to the fen."""

from fractions import Fraction

import pytest

from ledger.core.day import parse_day
from ledger.core.errors import BadContent, Misuse
from ledger.rulebook.late_payment import (
    ORDER_728,
    ORDER_802,
    UNAGREED_RATE,
    Accrual,
    Buyer,
    Deadline,
    Ground,
    Owed,
    Spell,
    accrue,
    daily_rate,
    deadline,
    late_payment,
    spells,
)

DELIVERED = parse_day("2025-09-01")


def test_the_orders_are_in_force_since_their_days() -> None:
    assert parse_day("2020-09-01") == ORDER_728
    assert parse_day("2025-06-01") == ORDER_802


@pytest.mark.parametrize(
    ("buyer", "agreed", "days", "ground"),
    [
        (Buyer.PUBLIC, None, 30, Ground.UNAGREED),
        (Buyer.LARGE, None, 60, Ground.UNAGREED),
        (Buyer.PUBLIC, 0, 0, Ground.AGREED),
        (Buyer.PUBLIC, 14, 14, Ground.AGREED),
        (Buyer.PUBLIC, 60, 60, Ground.AGREED),
        (Buyer.PUBLIC, 61, 60, Ground.BOUND),
        (Buyer.LARGE, 60, 60, Ground.AGREED),
        (Buyer.LARGE, 90, 60, Ground.BOUND),
    ],
)
def test_what_was_agreed_counts_within_the_bounds(
    buyer: Buyer, agreed: int | None, days: int, ground: Ground
) -> None:
    due = None if agreed is None else DELIVERED + agreed
    assert deadline(buyer, DELIVERED, due) == Deadline(DELIVERED + days, ground, due)


def test_a_longer_term_of_a_large_buyer_stands_where_it_is_reasonable_and_of_a_public_one_never() -> None:
    long = DELIVERED + 120
    assert deadline(Buyer.LARGE, DELIVERED, long, longer_terms=True).day == long
    assert deadline(Buyer.PUBLIC, DELIVERED, long, longer_terms=True).day == DELIVERED + 60


def test_nothing_is_late_before_it_is_delivered() -> None:
    for buyer in Buyer:
        assert deadline(buyer, DELIVERED, DELIVERED - 20).day == DELIVERED


def test_before_order_802_a_large_buyer_had_the_agreed_term_alone() -> None:
    day = ORDER_802 - 1
    assert deadline(Buyer.LARGE, day, day + 120) == Deadline(day + 120, Ground.AGREED, day + 120)
    assert deadline(Buyer.LARGE, ORDER_802, ORDER_802 + 120).day == ORDER_802 + 60
    with pytest.raises(Misuse, match="none was agreed"):
        deadline(Buyer.LARGE, day, None)
    assert deadline(Buyer.PUBLIC, day, None).day == day + 30


def test_what_was_delivered_before_there_was_a_regulation_is_not_reached() -> None:
    assert deadline(Buyer.PUBLIC, ORDER_728, None).day == ORDER_728 + 30
    with pytest.raises(Misuse, match="2020-09-01"):
        deadline(Buyer.PUBLIC, ORDER_728 - 1, ORDER_728 + 10)


def test_an_agreed_rate_counts_down_to_the_loan_prime_rate() -> None:
    low, prime, high = Fraction(1, 36_500), Fraction(31, 365_000), Fraction(1, 1000)
    assert daily_rate() == UNAGREED_RATE == Fraction(1, 2000)
    assert daily_rate(low, prime) == prime
    assert daily_rate(high, prime) == high
    with pytest.raises(Misuse, match="loan prime rate"):
        daily_rate(high)
    for wrong in (Fraction(-1, 1000), Fraction(11, 1000)):
        with pytest.raises(BadContent, match="agreed rate"):
            daily_rate(wrong, prime)
        with pytest.raises(BadContent, match="loan prime rate"):
            daily_rate(high, wrong)


def test_a_part_payment_lowers_the_base_from_its_day_on() -> None:
    assert spells(1000, [(110, 400)], 100, 130) == (Spell(100, 110, 1000), Spell(110, 130, 600))
    assert spells(1000, [(100, 400)], 100, 130) == (Spell(100, 130, 600),)
    assert spells(1000, [(90, 400), (95, 100)], 100, 130) == (Spell(100, 130, 500),)
    assert spells(1000, [(110, 400), (110, 600)], 100, 130) == (Spell(100, 110, 1000),)
    assert spells(1000, [(131, 400)], 100, 130) == (Spell(100, 130, 1000),)


def test_what_was_paid_in_time_bears_nothing() -> None:
    assert spells(1000, [(100, 1000)], 100, 130) == ()
    assert spells(1000, [(90, 2000)], 100, 130) == ()
    assert spells(1000, [], 100, 100) == ()
    assert spells(1000, [], 100, 101) == (Spell(100, 101, 1000),)


def test_the_remainder_is_carried_from_spell_to_spell() -> None:
    two = accrue((Spell(0, 1, 1999), Spell(1, 2, 1)), UNAGREED_RATE)
    assert two == Accrual(1, 0)
    assert accrue((Spell(0, 1, 1999),), UNAGREED_RATE) == Accrual(0, 1999)
    assert accrue((Spell(1, 2, 1),), UNAGREED_RATE, carried=Accrual(0, 1999)) == two


def test_an_obligation_never_late_is_no_claim() -> None:
    owed = Owed(1000, DELIVERED, DELIVERED + 30, ((DELIVERED + 30, 1000),))
    assert late_payment(owed, Buyer.PUBLIC, DELIVERED + 400, UNAGREED_RATE) is None
    later = Owed(1000, DELIVERED, DELIVERED + 30, ((DELIVERED + 31, 1000),))
    found = late_payment(later, Buyer.PUBLIC, DELIVERED + 400, UNAGREED_RATE)
    assert found is not None
    assert (found.days, found.open, found.accrual) == (1, 0, Accrual(0, 1000))


@pytest.mark.parametrize("buyer", Buyer)
@pytest.mark.parametrize(
    ("due", "until", "days"), [(90, None, 60), (90, 100, 20), (None, 100, 20), (30, 59, 61), (90, 59, 60)]
)
def test_the_time_that_a_creditor_gave_is_not_cut(
    buyer: Buyer, due: int | None, until: int | None, days: int
) -> None:
    agreed, given = (None if term is None else DELIVERED + term for term in (due, until))
    owed = Owed(1000, DELIVERED, agreed, extended=given)
    found = late_payment(owed, buyer, DELIVERED + 120, UNAGREED_RATE)
    assert found is not None
    moved = given is not None and days != 60
    assert (found.days, found.deadline.ground is Ground.EXTENDED) == (days, moved)


def test_a_disputed_part_is_counted_apart_and_paid_last() -> None:
    owed = Owed(10_000, DELIVERED, DELIVERED, ((DELIVERED + 10, 5_000),), disputed=4_000)
    found = late_payment(owed, Buyer.PUBLIC, DELIVERED + 20, UNAGREED_RATE)
    assert found is not None
    assert found.spells == (
        Spell(DELIVERED, DELIVERED + 10, 6_000),
        Spell(DELIVERED + 10, DELIVERED + 20, 1_000),
    )
    assert (found.open, found.accrual) == (1_000, Accrual(35))
    assert (found.disputed_open, found.disputed) == (4_000, Accrual(40))


def test_all_of_it_disputed_claims_nothing() -> None:
    found = late_payment(
        Owed(10_000, DELIVERED, DELIVERED, disputed=10_000), Buyer.LARGE, DELIVERED + 10, UNAGREED_RATE
    )
    assert found is not None
    assert (found.open, found.spells, found.accrual, found.days) == (0, (), Accrual(), 10)
    assert (found.disputed_open, found.disputed) == (10_000, Accrual(50))
