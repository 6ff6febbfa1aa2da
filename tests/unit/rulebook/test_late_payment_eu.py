"""Interest for late payment by Directive 2011/7/EU, article by article, to the cent."""

from fractions import Fraction

import pytest

from ledger.core.day import Day, parse_day
from ledger.core.errors import BadContent, Misuse
from ledger.core.money import Money
from ledger.rulebook.late_payment_eu import (
    APPLIES,
    Buyer,
    DaysInYear,
    Periods,
    Statutory,
    agreed_tariff,
    checked_sums,
    deadline,
    fixed_sum,
    late_payment,
    needed,
)
from ledger.rulebook.late_spells import Accrual, Deadline, Ground, Owed, Spell, Tariff
from ledger.rulebook.reference_rates import ReferenceRates

RECEIVED = parse_day("2024-05-01")
FIRST, SECOND, THIRD = map(parse_day, ("2024-01-01", "2024-07-01", "2025-01-01"))
GERMAN = {FIRST: Fraction(362, 100), SECOND: Fraction(337, 100), THIRD: Fraction(227, 100)}


def statutory(margin: int = 9, year: DaysInYear = DaysInYear.FIXED, **rates: Fraction) -> Statutory:
    named = {parse_day(day.removeprefix("d").replace("_", "-")): rate for day, rate in rates.items()}
    return Statutory(ReferenceRates("example", named or GERMAN), Fraction(margin), year)


def test_the_directive_was_to_be_law_by_its_day() -> None:
    assert parse_day("2013-03-16") == APPLIES
    assert deadline(Periods(Buyer.FIRM), APPLIES, None).day == APPLIES + 30
    with pytest.raises(Misuse, match="2013-03-16"):
        deadline(Periods(Buyer.FIRM), APPLIES - 1, APPLIES + 10)


@pytest.mark.parametrize(
    ("buyer", "agreed", "longer", "days", "ground"),
    [
        # Articles 3(3)(b) and 4(3)(a): nothing agreed.
        (Buyer.FIRM, None, False, 30, Ground.UNAGREED),
        (Buyer.FIRM, None, True, 30, Ground.UNAGREED),
        (Buyer.PUBLIC, None, False, 30, Ground.UNAGREED),
        # Article 4(4): a state's longer period for public undertakings and healthcare.
        (Buyer.PUBLIC, None, True, 60, Ground.UNAGREED),
        # Article 3(3)(a) and 3(5): between undertakings as agreed, up to 60 days.
        (Buyer.FIRM, 0, False, 0, Ground.AGREED),
        (Buyer.FIRM, 14, False, 14, Ground.AGREED),
        (Buyer.FIRM, 60, False, 60, Ground.AGREED),
        (Buyer.FIRM, 61, False, 60, Ground.BOUND),
        (Buyer.FIRM, 61, True, 61, Ground.AGREED),
        (Buyer.FIRM, 400, True, 400, Ground.AGREED),
        # Article 4(6): a public authority's up to 30, or 60 at most.
        (Buyer.PUBLIC, 30, False, 30, Ground.AGREED),
        (Buyer.PUBLIC, 31, False, 30, Ground.BOUND),
        (Buyer.PUBLIC, 31, True, 31, Ground.AGREED),
        (Buyer.PUBLIC, 60, True, 60, Ground.AGREED),
        (Buyer.PUBLIC, 61, True, 60, Ground.BOUND),
        (Buyer.PUBLIC, 61, False, 30, Ground.BOUND),
    ],
)
def test_what_was_agreed_counts_within_the_bounds(
    buyer: Buyer, agreed: int | None, longer: bool, days: int, ground: Ground
) -> None:
    due = None if agreed is None else RECEIVED + agreed
    assert deadline(Periods(buyer, longer), RECEIVED, due) == Deadline(RECEIVED + days, ground, due)


def test_nothing_is_late_before_it_is_received() -> None:
    for buyer in Buyer:
        assert deadline(Periods(buyer), RECEIVED, RECEIVED - 20).day == RECEIVED


def test_a_deadline_on_a_weekend_moves_where_the_states_law_has_it_so() -> None:
    # 2024-05-31 was a Friday, 2024-06-30 a Sunday.
    moved = Periods(Buyer.FIRM, holidays=frozenset())
    friday, sunday, monday = map(parse_day, ("2024-05-31", "2024-06-30", "2024-07-01"))
    for due, day in ((friday, friday), (friday + 1, friday + 3), (sunday, monday), (sunday + 60, monday)):
        found = deadline(moved, RECEIVED, due)
        assert (found.day, found.agreed) == (day, due)
    assert deadline(Periods(Buyer.FIRM), RECEIVED, sunday).day == sunday
    assert deadline(moved, sunday - 30, None) == Deadline(monday, Ground.UNAGREED, None)
    paid = Owed(1_000, RECEIVED, sunday, ((monday, 1_000),))
    tariff = statutory().tariff([SECOND])
    assert late_payment(paid, moved, THIRD, tariff) is None
    late = late_payment(paid, Periods(Buyer.FIRM), THIRD, tariff)
    assert late is not None and late.days == 1
    feast = Periods(Buyer.FIRM, holidays=frozenset({monday, monday + 1, friday}))
    assert deadline(feast, RECEIVED, sunday).day == monday + 2
    assert deadline(feast, RECEIVED, friday).day == friday + 3
    assert needed([paid], moved, THIRD) == set() and needed([paid], Periods(Buyer.FIRM), THIRD) == {SECOND}


def test_the_margin_is_eight_points_at_least() -> None:
    assert statutory(8).yearly(FIRST) == Fraction(1162, 100)
    for wrong in (Fraction(799, 100), Fraction(-1), Fraction(101), Fraction(10**9)):
        with pytest.raises(BadContent, match=r"article 2\(6\)"):
            Statutory(ReferenceRates("example", GERMAN), wrong)


def test_a_half_year_bears_the_rate_of_its_first_day() -> None:
    tariff = statutory().tariff([SECOND, FIRST])
    last = parse_day("2024-06-30")
    assert tariff.on(last) == Fraction(1262, 10_000) / 365
    assert tariff.on(last + 1) == Fraction(1237, 10_000) / 365
    assert tariff.cut([Spell(last - 1, last + 1, 5)]) == (Spell(last - 1, last, 5), Spell(last, last + 1, 5))
    assert tariff.cut([Spell(last - 1, last, 5)]) == (Spell(last - 1, last, 5),)


def test_a_day_before_the_first_rate_has_none() -> None:
    tariff = statutory().tariff([SECOND])
    assert tariff.on(SECOND) == tariff.on(THIRD + 1_000)
    for empty, day in ((tariff, SECOND - 1), (Tariff(()), SECOND)):
        with pytest.raises(Misuse, match=f"no rate is known of day {day}"):
            empty.on(day)


def test_a_negative_reference_rate_lowers_the_interest() -> None:
    tariff = statutory(8, d2016_07_01=Fraction(-88, 100)).tariff([parse_day("2016-07-01")])
    assert tariff.steps[0][1] == Fraction(712, 10_000) / 365


def test_time_that_was_given_until_a_weekend_moves_too() -> None:
    saturday = parse_day("2024-08-10")
    firm = Periods(Buyer.FIRM, holidays=frozenset())
    assert deadline(firm, RECEIVED, RECEIVED + 90, saturday) == Deadline(
        parse_day("2024-08-12"), Ground.EXTENDED, RECEIVED + 90
    )
    assert deadline(Periods(Buyer.FIRM), RECEIVED, None, saturday).day == saturday
    assert deadline(Periods(Buyer.FIRM), RECEIVED, None, RECEIVED + 29).day == RECEIVED + 30


@pytest.mark.parametrize(
    ("year", "first", "second"),
    [(DaysInYear.FIXED, 365, 365), (DaysInYear.BANK, 360, 360), (DaysInYear.ACTUAL, 366, 365)],
)
def test_the_days_of_the_year_are_those_that_were_named(year: DaysInYear, first: int, second: int) -> None:
    tariff = statutory(8, year).tariff([FIRST, THIRD])
    assert [rate for _, rate in tariff.steps] == [
        Fraction(1162, 10_000) / first,
        Fraction(1027, 10_000) / second,
    ]


def test_each_half_year_without_a_rate_is_named() -> None:
    known = statutory(9, d2024_01_01=Fraction(362, 100))
    owed = (Owed(1_000, RECEIVED, RECEIVED + 30), Owed(1_000, RECEIVED - 365, None))
    wanted = needed(owed, Periods(Buyer.FIRM), parse_day("2025-01-01"))
    assert wanted == {parse_day("2023-01-01"), parse_day("2023-07-01"), FIRST, SECOND, THIRD}
    with pytest.raises(Misuse, match=r"half-years from 2023-01-01, 2023-07-01, 2024-07-01, 2025-01-01$"):
        known.tariff(wanted)
    assert known.tariff([FIRST]).denominator == 1_825_000


def test_a_half_year_is_needed_from_its_first_night_on() -> None:
    owed = [Owed(1_000, RECEIVED, parse_day("2024-06-30"))]
    assert needed(owed, Periods(Buyer.FIRM), Day(SECOND - 1)) == set()
    assert needed(owed, Periods(Buyer.FIRM), SECOND) == {SECOND}
    paid = [Owed(1_000, RECEIVED, parse_day("2024-06-20"), ((parse_day("2024-06-30"), 1_000),))]
    assert needed(paid, Periods(Buyer.FIRM), THIRD) == {FIRST}
    disputed = [Owed(1_000, RECEIVED, parse_day("2024-06-30"), disputed=1_000)]
    assert needed(disputed, Periods(Buyer.FIRM), SECOND) == {SECOND}


def test_the_last_day_that_a_ledger_knows_needs_no_day_after_it() -> None:
    last = parse_day("2149-06-06")
    assert needed([Owed(1_000, last - 40, None)], Periods(Buyer.FIRM), last) == {parse_day("2149-01-01")}


def test_an_agreed_rate_is_between_undertakings_alone() -> None:
    assert agreed_tariff(Fraction(1, 36_500), Buyer.FIRM) == Tariff.flat(Fraction(1, 36_500))
    with pytest.raises(Misuse, match=r"article 4\(1\)"):
        agreed_tariff(Fraction(1, 36_500), Buyer.PUBLIC)
    for wrong in (Fraction(-1, 1000), Fraction(11, 1000), Fraction(10**7)):
        with pytest.raises(BadContent, match="agreed rate"):
            agreed_tariff(wrong, Buyer.FIRM)


def test_the_fixed_sum_is_forty_euro_at_least_and_has_a_currency() -> None:
    assert fixed_sum("EUR", {}) == 4_000
    assert fixed_sum("USD", {}) is None
    said = checked_sums([Money(4_500, "EUR"), Money(45_000, "SEK")])
    assert (fixed_sum("EUR", said), fixed_sum("SEK", said), fixed_sum("PLN", said)) == (4_500, 45_000, None)
    assert checked_sums([Money(4_000, "EUR")]) == {"EUR": 4_000}
    assert checked_sums([Money(100_000_00, "EUR"), Money(100_000, "JPY")])["JPY"] == 100_000
    for wrong, told in (
        ([Money(3_999, "EUR")], r"article 6\(1\)"),
        ([Money(0, "SEK")], "more than nothing"),
        ([Money(-45_000, "SEK")], "more than nothing"),
        ([Money(100_000_01, "EUR")], "100000 EUR at most"),
        ([Money(100_001, "JPY")], "100000 JPY at most"),
        ([Money(1, "SEK"), Money(1, "SEK")], "two fixed sums in SEK"),
    ):
        with pytest.raises(Misuse, match=told):
            checked_sums(wrong)


def test_part_payments_lower_the_base_across_half_years() -> None:
    due = parse_day("2024-05-31")
    owed = Owed(1_000_000, RECEIVED, due, ((parse_day("2024-08-31"), 400_000),))
    tariff = statutory().tariff([FIRST, SECOND, THIRD])
    found = late_payment(owed, Periods(Buyer.FIRM), parse_day("2025-01-31"), tariff)
    assert found is not None
    assert [(spell.days, spell.base) for spell in found.spells] == [
        (30, 1_000_000),
        (62, 1_000_000),
        (122, 600_000),
        (31, 600_000),
    ]
    # (1000000 (30 x 12.62 + 62 x 12.37) + 600000 (122 x 12.37 + 31 x 11.27)) / 36500 = 2260646000 / 36500
    assert found.accrual == Accrual(61_935, 18_500 * 100)
    assert tariff.denominator == 3_650_000
    assert (found.open, found.days) == (600_000, 245)


def test_a_disputed_part_is_counted_apart_and_paid_last() -> None:
    due = RECEIVED + 30
    owed = Owed(10_000, RECEIVED, due, ((due + 10, 5_000),), disputed=4_000)
    found = late_payment(owed, Periods(Buyer.PUBLIC), due + 20, Tariff.flat(Fraction(1, 2_000)))
    assert found is not None
    assert (found.open, found.accrual) == (1_000, Accrual(35))
    assert (found.disputed_open, found.disputed) == (4_000, Accrual(40))


def test_what_was_paid_on_the_last_day_was_not_late() -> None:
    tariff = statutory().tariff([FIRST])
    in_time = Owed(1_000, RECEIVED, RECEIVED + 10, ((RECEIVED + 10, 1_000),))
    late = Owed(1_000, RECEIVED, RECEIVED + 10, ((RECEIVED + 11, 1_000),))
    assert late_payment(in_time, Periods(Buyer.FIRM), RECEIVED + 20, tariff) is None
    found = late_payment(late, Periods(Buyer.FIRM), RECEIVED + 20, tariff)
    assert found is not None and found.days == 1
