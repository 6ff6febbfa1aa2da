"""What is true of interest at rates that change with the half-year, whatever the payments and the rates."""

from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ledger.core.day import parse_day
from ledger.core.errors import BadInput
from ledger.rulebook.late_payment import Buyer as OrderBuyer
from ledger.rulebook.late_payment import late_payment as by_order
from ledger.rulebook.late_payment_eu import Buyer, DaysInYear, Periods, Statutory, late_payment, needed
from ledger.rulebook.late_spells import Accrual, Owed, Spell, Tariff, accrue, accrue_by, spells
from ledger.rulebook.reference_rates import ReferenceRates, half_year, percent, percent_text, reference_rates

DUE, AS_OF = parse_day("2023-11-20"), parse_day("2025-08-10")
HALVES = [parse_day(f"{year}-{month}-01") for year in (2023, 2024, 2025) for month in ("01", "07")]
AMOUNTS = st.integers(1, 1 << 62)
PAYMENTS = st.lists(st.tuples(st.integers(DUE - 20, AS_OF + 20), AMOUNTS), max_size=6)
PERCENT = st.builds(Fraction, st.integers(-8_000_000, 100_000_000), st.just(10**6))
STATUTORY = st.builds(
    lambda rates, margin, year: Statutory(
        ReferenceRates("drawn", dict(zip(HALVES, rates, strict=True))), margin, year
    ),
    st.lists(PERCENT, min_size=len(HALVES), max_size=len(HALVES)),
    st.builds(Fraction, st.integers(8_000, 100_000), st.just(1000)),
    st.sampled_from(DaysInYear),
)


def night_by_night(owed: Owed, due: int, by: Statutory) -> Fraction:
    """The exact interest, each day after the deadline at the rate of its own half-year and year."""
    total = Fraction(0)
    for day in range(due + 1, AS_OF + 1):
        base = owed.amount - sum(part for paid, part in owed.payments if paid < day)
        yearly = by.references.rates[half_year(day)] + by.margin
        total += max(0, base) * yearly / (100 * by.year.of(day))
    return total


def exact(found: Accrual, tariff: Tariff) -> Fraction:
    return found.interest + Fraction(found.remainder, tariff.denominator)


@given(AMOUNTS, PAYMENTS, STATUTORY)
def test_interest_and_remainder_are_the_exact_sum_of_the_nights(
    amount: int, payments: list[tuple[int, int]], by: Statutory
) -> None:
    owed = Owed(amount, DUE - 30, DUE, tuple(payments))
    tariff = by.tariff(needed([owed], Periods(Buyer.FIRM), AS_OF))
    found = late_payment(owed, Periods(Buyer.FIRM), AS_OF, tariff)
    wanted = night_by_night(owed, DUE, by)
    if found is None:
        assert wanted == 0
        return
    assert 0 <= found.accrual.remainder < tariff.denominator
    assert exact(found.accrual, tariff) == wanted
    assert all(half_year(spell.since + 1) == half_year(spell.until) for spell in found.spells)
    assert sum(spell.days for spell in found.spells) == found.days


@given(AMOUNTS, PAYMENTS, STATUTORY, st.lists(st.integers(DUE, AS_OF), max_size=8))
def test_wherever_the_time_is_cut_the_total_is_the_same(
    amount: int, payments: list[tuple[int, int]], by: Statutory, cuts: list[int]
) -> None:
    tariff = by.tariff(HALVES)
    whole = spells(amount, payments, DUE, AS_OF)
    carried = Accrual()
    for spell in whole:
        ends = [spell.since, *sorted({cut for cut in cuts if spell.since < cut < spell.until}), spell.until]
        for first, last in pairwise(ends):
            carried = accrue_by((Spell(first, last, spell.base),), tariff, carried)
    assert carried == accrue_by(whole, tariff)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.dates().map(str) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(
    ANYTHING,
    ANYTHING | st.dictionaries(st.dates().map(str) | st.text(), st.text("-0123456789.% ") | ANYTHING),
)
def test_a_table_of_rates_is_read_or_refused_with_its_faults(source: object, table: object) -> None:
    try:
        found = reference_rates("file", source, table)
    except BadInput as refused:
        assert refused.faults
    else:
        assert found.source.isprintable()
        assert all(half_year(day) == day and -8 <= rate <= 100 for day, rate in found.rates.items())


@given(st.integers(-999 * 10**6, 999 * 10**6))
def test_a_percentage_is_written_as_it_is_read(millionths: int) -> None:
    rate = Fraction(millionths, 10**6)
    assert percent(percent_text(rate)) == rate


@given(AMOUNTS, PAYMENTS, STATUTORY, AMOUNTS, st.booleans())
def test_claimed_and_disputed_are_the_whole(
    amount: int, payments: list[tuple[int, int]], by: Statutory, disputed: int, public: bool
) -> None:
    tariff, buyer = by.tariff(HALVES), Buyer.PUBLIC if public else Buyer.FIRM
    whole = late_payment(Owed(amount, DUE - 30, DUE, tuple(payments)), Periods(buyer), AS_OF, tariff)
    owed = Owed(amount, DUE - 30, DUE, tuple(payments), disputed=min(disputed, amount))
    apart = late_payment(owed, Periods(buyer), AS_OF, tariff)
    assert (whole is None) == (apart is None)
    if whole is None or apart is None:
        return
    assert whole.open == apart.open + apart.disputed_open
    sums = [exact(found, tariff) for found in (whole.accrual, apart.accrual, apart.disputed)]
    assert sums[0] == sums[1] + sums[2]
    assert 0 <= apart.disputed.remainder < tariff.denominator


@given(AMOUNTS, PAYMENTS, st.builds(Fraction, st.integers(0, 1_000), st.integers(100_000, 10_000_000)))
def test_one_rate_is_counted_as_order_802_counts_it(
    amount: int, payments: list[tuple[int, int]], rate: Fraction
) -> None:
    owed = Owed(amount, DUE - 30, DUE, tuple(payments))
    found = late_payment(owed, Periods(Buyer.FIRM), AS_OF, Tariff.flat(rate))
    assert found == by_order(owed, OrderBuyer.LARGE, AS_OF, rate)
    whole = spells(amount, payments, DUE, AS_OF)
    assert accrue_by(whole, Tariff.flat(rate)) == accrue(whole, rate)


@given(AMOUNTS, PAYMENTS, STATUTORY, st.integers(0, 120), st.booleans())
def test_a_longer_term_that_stands_never_raises_the_claim(
    amount: int, payments: list[tuple[int, int]], by: Statutory, term: int, public: bool
) -> None:
    tariff, buyer = by.tariff(HALVES), Buyer.PUBLIC if public else Buyer.FIRM
    owed = Owed(amount, DUE - 30, DUE - 30 + term, tuple(payments))
    short = late_payment(owed, Periods(buyer), AS_OF, tariff)
    long = late_payment(owed, Periods(buyer, longer_terms=True), AS_OF, tariff)
    if long is not None:
        assert short is not None
        assert long.deadline.day >= short.deadline.day
        assert exact(long.accrual, tariff) <= exact(short.accrual, tariff)
