"""Interest for late payment to a small or medium-sized firm, by the Regulation on Ensuring Payments to Small and
Medium-sized Enterprises (PRC State Council Order 802, in force since 2025-06-01; before that Order 728, since
2020-09-01). Days since 1970-01-01, amounts in minor units, rates exact fractions a day.
"""

from enum import Enum
from fractions import Fraction

from ledger.core.errors import BadContent, Misuse
from ledger.rulebook.late_spells import (
    Accrual,
    Deadline,
    Ground,
    Late,
    Owed,
    Spell,
    Tariff,
    accrue,
    lateness,
    spells,
)

__all__ = [
    "Accrual",
    "Buyer",
    "Deadline",
    "Ground",
    "Late",
    "Owed",
    "RateGround",
    "Spell",
    "accrue",
    "daily_rate",
    "deadline",
    "late_payment",
    "rate_ground",
    "spells",
]

ORDER_728 = 18_506
"""2020-09-01: public buyers have 30 days, and 60 at most."""
ORDER_802 = 20_240
"""2025-06-01: large buyers have 60 days (article 9)."""
UNAGREED_RATE = Fraction(5, 10_000)
"""0.05 % a day, where no rate was agreed (article 17)."""
YEAR_DAYS = 365
LARGEST_RATE = Fraction(1, 100)
"""A rate above 1 % a day is taken for a slip of the pen."""


class Buyer(Enum):
    """Whom the regulation binds."""

    PUBLIC = "public"
    """A state organ or a public institution."""
    LARGE = "large"
    """An enterprise that was no small or medium-sized one when the contract was made (article 3)."""


class RateGround(Enum):
    """Where the interest a day comes from (article 17)."""

    AGREED = "agreed"
    PRIME = "lpr"
    """Less was agreed than the loan prime rate."""
    UNAGREED = "unagreed"


def deadline(buyer: Buyer, delivered: int, due: int | None, longer_terms: bool = False) -> Deadline:
    """The last day for paying (article 9); `due` is what was agreed, `longer_terms` lets a large buyer's stand.

    A public buyer has 30 days from delivery, or what was agreed, 60 at most; a large one 60, or what was agreed. An
    agreed term of more than 60 days stands for a large buyer if it is reasonable by the trade's norms and custom
    (article 9, second paragraph): whoever claims says so with `longer_terms`. Before Order 802 a large buyer had
    no other term than the agreed one (Order 728, article 8). Nothing is late before it is delivered.

    >>> deadline(Buyer.PUBLIC, 20_300, 20_390)
    Deadline(day=20360, ground=<Ground.BOUND: 'bound'>, agreed=20390)
    >>> deadline(Buyer.LARGE, 20_300, 20_345).day, deadline(Buyer.PUBLIC, 20_300, None).day
    (20345, 20330)
    """
    if delivered < ORDER_728:
        raise Misuse("the regulation does not reach what was delivered before 2020-09-01")
    public, old = buyer is Buyer.PUBLIC, delivered < ORDER_802
    if due is None:
        if old and not public:
            raise Misuse("before 2025-06-01 a large buyer's term is the agreed one, and none was agreed")
        return Deadline(delivered + (30 if public else 60), Ground.UNAGREED, None)
    unbounded = not public and (old or longer_terms)
    if unbounded or due <= delivered + 60:
        return Deadline(max(due, delivered), Ground.AGREED, due)
    return Deadline(delivered + 60, Ground.BOUND, due)


def daily_rate(agreed: Fraction | None = None, lpr: Fraction | None = None) -> Fraction:
    """Interest a day (article 17): 0.05 % where none was agreed; else the agreed rate, and not less than the one-year
    loan prime rate of the day the contract was made. Misuse without that rate, BadContent out of bounds.

    3 % a year was agreed, the prime rate was 3.1 %: the latter counts.

    >>> daily_rate(Fraction(3, 36_500), Fraction(31, 365_000))
    Fraction(31, 365000)
    """
    if agreed is None:
        return UNAGREED_RATE
    if lpr is None:
        raise Misuse(
            "an agreed rate counts down to the one-year loan prime rate of the contract's day: name it"
        )
    for name, rate in (("agreed rate", agreed), ("loan prime rate", lpr)):
        if not 0 <= rate <= LARGEST_RATE:
            raise BadContent(name, "from 0 to 1 % a day", str(rate))
    return max(agreed, lpr)


def rate_ground(agreed: Fraction | None, lpr: Fraction | None) -> RateGround:
    """Of what `daily_rate` answers.

    >>> rate_ground(Fraction(3, 36_500), Fraction(31, 365_000))
    <RateGround.PRIME: 'lpr'>
    """
    if agreed is None:
        return RateGround.UNAGREED
    return RateGround.PRIME if lpr is not None and lpr > agreed else RateGround.AGREED


def late_payment(
    owed: Owed, buyer: Buyer, as_of: int, rate: Fraction, *, longer_terms: bool = False
) -> Late | None:
    """What may be claimed for one obligation at the end of `as_of`; None if it was never late.

    `Owed.delivered` is the day of delivery, of acceptance where that was agreed, of the confirmed sum where one
    settles by progress or by period (articles 9 and 10). A disputed part is claimed apart (article 15). Interest in
    minor units: floor(sum(base * days * rate)), over spells of one base each (article 17).

    3333.33 due on 2025-08-30, unpaid on 2025-12-31, at 0.05 % a day: 333333 * 123 * 5 / 10000 = 20499 and 1959 / 2000.

    >>> from ledger.core.day import parse_day
    >>> delivered, due, until = map(parse_day, ("2025-07-31", "2025-08-30", "2025-12-31"))
    >>> late_payment(Owed(333_333, delivered, due), Buyer.LARGE, until, daily_rate()).accrual
    Accrual(interest=20499, remainder=1959)
    """
    last = deadline(buyer, owed.delivered, owed.due, longer_terms).extended(owed.extended)
    return lateness(owed, last, as_of, Tariff.flat(rate))
