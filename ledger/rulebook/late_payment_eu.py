"""Interest for late payment and compensation for recovery, by Directive 2011/7/EU (OJ L 48, 23.2.2011, p. 1), articles
2 to 6: what its text fixes. Reference rate, a larger margin, the year's days and a larger sum are a member state's, and
are named by the claimant. Days since 1970-01-01, amounts in minor units, percentages and daily rates exact fractions.
"""

from calendar import isleap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from fractions import Fraction

from ledger.core.currencies import MINOR_UNITS
from ledger.core.day import Day, date_of, iso
from ledger.core.errors import BadContent, Misuse
from ledger.core.money import Money
from ledger.rulebook.late_spells import Deadline, Ground, Late, Owed, Tariff, lateness, spells
from ledger.rulebook.reference_rates import LARGEST, ReferenceRates, half_years, percent_text

APPLIES = 15_780
"""2013-03-16: by then it was to be national law; of earlier contracts a state decides (article 12(1) and (4))."""
PERIOD = 30
"""Calendar days, where none are agreed (articles 3(3)(b) and 4(3)(a))."""
LONGEST = 60
"""Calendar days that stand between undertakings (article 3(5)); with public authorities the most of all (4(4), (6))."""
LEAST_MARGIN = Fraction(8)
"""Percentage points above the reference rate (article 2(6))."""
FIXED_SUM = Money(40_00, "EUR")
"""For each late payment, at least (article 6(1)): for each invoice (Court of Justice, C-585/20)."""
LARGEST_RATE = Fraction(1, 100)
"""An agreed rate above 1 % a day is taken for a slip of the pen."""
LARGEST_SUM = 100_000
"""So is a fixed sum above so many units of a currency: EUR 40 are some 16,000 forints."""


class Buyer(Enum):
    """Who pays (article 2(2) and (3)); never a consumer (recital 8)."""

    PUBLIC = "public"
    """A public authority, as the directives on public contracts define it."""
    FIRM = "firm"
    """An undertaking: whoever acts in its independent economic or professional activity."""


class DaysInYear(Enum):
    """Over how many days a yearly rate is spread. The Directive does not say."""

    FIXED = "365"
    BANK = "360"
    ACTUAL = "actual"
    """365, and 366 in a leap year."""

    def of(self, day: int) -> int:
        """In the year of a day."""
        if self is DaysInYear.ACTUAL:
            return 366 if isleap(date_of(Day(day)).year) else 365
        return int(self.value)


@dataclass(frozen=True, slots=True)
class Statutory:
    """Statutory interest (article 2(6)): simple, the reference rate and the margin, both in percent a year."""

    references: ReferenceRates
    margin: Fraction = LEAST_MARGIN
    year: DaysInYear = DaysInYear.FIXED

    def __post_init__(self) -> None:
        if not LEAST_MARGIN <= self.margin <= LARGEST:
            rule = "from 8 to 100 percentage points (Directive 2011/7/EU, article 2(6))"
            raise BadContent("margin", rule, percent_text(self.margin))

    def yearly(self, half: Day) -> Fraction:
        """Percent a year in the half-year that begins on this day."""
        return self.references.rates[half] + self.margin

    def tariff(self, halves: Iterable[Day]) -> Tariff:
        """Rates a day in these half-years (articles 3(2) and 4(2)); Misuse naming each that has no reference rate.

        By 3.62 and 3.37 percent and Germany's margin of 9 points, over 365 days:

        >>> from ledger.core.day import parse_day
        >>> first, second = parse_day("2024-01-01"), parse_day("2024-07-01")
        >>> known = ReferenceRates("example", {first: Fraction(362, 100), second: Fraction(337, 100)})
        >>> [str(rate * 36_500) for _, rate in Statutory(known, Fraction(9)).tariff([first, second]).steps]
        ['631/50', '1237/100']
        """
        wanted = sorted(halves)
        missing = [iso(half) for half in wanted if half not in self.references.rates]
        if missing:
            raise Misuse(f"no reference rate is named for half-years from {', '.join(missing)}")
        days = {half: Fraction(1, 100 * self.year.of(half)) for half in wanted}
        return Tariff(tuple((half, self.yearly(half) * days[half]) for half in wanted))


@dataclass(frozen=True, slots=True)
class Periods:
    """What counts for the periods of a claim, as `deadline` has it. `holidays`: None where a deadline stays on its day;
    else the state's law moves it to the next working day (in Germany, section 193 of the Civil Code).
    """

    buyer: Buyer
    longer_terms: bool = False
    holidays: frozenset[int] | None = None


def working_day(day: int, holidays: frozenset[int] = frozenset()) -> int:
    """The day itself, or the first one after it that is no Saturday, no Sunday and no holiday.

    1970-01-03 was a Saturday:

    >>> [working_day(day) for day in range(5)], working_day(2, frozenset({4, 5}))
    ([0, 1, 4, 4, 4], 6)
    """
    while (day + 3) % 7 > 4 or day in holidays:
        day += 1
    return day


def deadline(periods: Periods, received: int, due: int | None, extended: int | None = None) -> Deadline:
    """The last day for paying; `due` is what was agreed, `extended` the day until which the creditor gave time, which
    nothing cuts. Interest runs from the day after it (article 3(3)(a)).

    `received`: the day from which periods count: on which the debtor received the invoice, or the goods or services,
    or accepted them, if that was later or the day of the invoice is uncertain (articles 3(3)(b) and 4(3)(a)).
    Nothing agreed: 30 days. Between undertakings up to 60 days stand as agreed (3(5)), of a public authority up to 30
    (4(6)). `longer_terms` says that more was expressly agreed, between undertakings and not grossly unfair, with a
    public authority and objectively justified, or is such a state's period for public undertakings and healthcare
    (4(4)): then more stands, with a public authority up to 60. Nothing is late before it is received (3(1)(a)).

    60 days agreed with a public authority count as 30; 90 between undertakings as 60:

    >>> deadline(Periods(Buyer.PUBLIC), 20_000, 20_060)
    Deadline(day=20030, ground=<Ground.BOUND: 'bound'>, agreed=20060)
    >>> [deadline(Periods(Buyer.FIRM, longer), 20_000, 20_090).day for longer in (False, True)]
    [20060, 20090]
    """
    if received < APPLIES:
        raise Misuse("the Directive does not reach what was received before 2013-03-16")
    public, longer = periods.buyer is Buyer.PUBLIC, periods.longer_terms
    if due is None:
        day, ground = received + (LONGEST if public and longer else PERIOD), Ground.UNAGREED
    else:
        longest = received + (PERIOD if public and not longer else LONGEST)
        stands = due <= longest or (longer and not public)
        day, ground = (max(due, received), Ground.AGREED) if stands else (longest, Ground.BOUND)
    last = Deadline(day, ground, due).extended(extended)
    return last if periods.holidays is None else replace(last, day=working_day(last.day, periods.holidays))


def agreed_tariff(rate: Fraction, buyer: Buyer) -> Tariff:
    """Of a rate a day that undertakings agreed on (article 2(5)), if it is not grossly unfair (article 7). Misuse with
    a public authority, BadContent out of bounds.

    >>> agreed_tariff(Fraction(1, 3650), Buyer.FIRM).denominator
    3650
    """
    if buyer is Buyer.PUBLIC:
        raise Misuse(
            "a public authority owes the statutory interest (article 4(1)): no rate is agreed with it"
        )
    if not 0 <= rate <= LARGEST_RATE:
        raise BadContent("agreed rate", "from 0 to 1 % a day", str(rate))
    return Tariff.flat(rate)


def checked_sums(said: Iterable[Money]) -> dict[str, int]:
    """Fixed sums by currency, in minor units; Misuse where one is none or out of bounds, or is named twice."""
    sums: dict[str, int] = {}
    for sum_ in said:
        if sum_.currency in sums:
            raise Misuse(f"two fixed sums in {sum_.currency}")
        if sum_.minor <= 0:
            raise Misuse(f"a fixed sum is more than nothing; found {sum_}")
        if sum_.currency == FIXED_SUM.currency and sum_.minor < FIXED_SUM.minor:
            raise Misuse(f"the fixed sum is {FIXED_SUM} at least (article 6(1)); found {sum_}")
        if sum_.minor > LARGEST_SUM * 10 ** MINOR_UNITS[sum_.currency]:
            raise Misuse(
                f"a fixed sum of a late payment is {LARGEST_SUM} {sum_.currency} at most; found {sum_}"
            )
        sums[sum_.currency] = sum_.minor
    return sums


def fixed_sum(currency: str, said: Mapping[str, int]) -> int | None:
    """What each late payment in a currency costs (article 6(1)): what was said, else EUR 40; None where neither is.

    >>> fixed_sum("EUR", {}), fixed_sum("SEK", {"SEK": 450_00}), fixed_sum("PLN", {"SEK": 450_00})
    (4000, 45000, None)
    """
    return said.get(currency, FIXED_SUM.minor if currency == FIXED_SUM.currency else None)


def needed(owed: Iterable[Owed], periods: Periods, as_of: int) -> set[Day]:
    """The half-years in which any of these was overdue, disputed or not: for which rates are needed."""
    overdue = (spells(one.amount, one.payments, _last(periods, one).day, as_of) for one in owed)
    return {half for found in overdue for half in half_years(found)}


def late_payment(owed: Owed, periods: Periods, as_of: int, tariff: Tariff) -> Late | None:
    """What may be claimed for one obligation at the end of `as_of`; None if it was never late.

    A disputed part is claimed apart: interest is due unless the debtor is not responsible for the delay (articles
    3(1)(b) and 4(1)(b)). The sum includes taxes (article 2(8)).

    EUR 10,000.00, due on 2024-05-31 as agreed, unpaid on 2024-12-31, by 3.62 and 3.37 percent and 9 points: 30 days of
    June at 12.62 and 184 days at 12.37 percent, 100 · (30 · 12.62 + 184 · 12.37) / 365 = 265468 / 365 = 727.30 …:

    >>> from ledger.core.day import parse_day
    >>> first, second, due = map(parse_day, ("2024-01-01", "2024-07-01", "2024-05-31"))
    >>> known = ReferenceRates("example", {first: Fraction(362, 100), second: Fraction(337, 100)})
    >>> rates = Statutory(known, Fraction(9)).tariff([first, second])
    >>> owed, until = Owed(1_000_000, due - 30, due), parse_day("2024-12-31")
    >>> found = late_payment(owed, Periods(Buyer.FIRM), until, rates)
    >>> [(spell.days, spell.base) for spell in found.spells], found.accrual, rates.denominator
    ([(30, 1000000), (184, 1000000)], Accrual(interest=72730, remainder=3500000), 3650000)
    """
    return lateness(owed, _last(periods, owed), as_of, tariff)


def _last(periods: Periods, owed: Owed) -> Deadline:
    return deadline(periods, owed.delivered, owed.due, owed.extended)
