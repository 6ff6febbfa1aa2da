"""Interest for late payment to a small or medium-sized firm, by the Regulation on Ensuring Payments to Small and
Medium-sized Enterprises (PRC State Council Order 802, in force since 2025-06-01; before that Order 728, since
2020-09-01). Days since 1970-01-01, amounts in minor units, rates exact fractions a day.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from ledger.core.errors import BadContent, Misuse

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


class Ground(Enum):
    """Why a payment was due on a day."""

    AGREED = "agreed"
    UNAGREED = "unagreed"
    """Nothing was agreed: the regulation's own period."""
    BOUND = "bound"
    """More was agreed than the regulation lets stand."""


class RateGround(Enum):
    """Where the interest a day comes from (article 17)."""

    AGREED = "agreed"
    PRIME = "lpr"
    """Less was agreed than the loan prime rate."""
    UNAGREED = "unagreed"


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day for paying; `agreed` is the day that was agreed, if one was."""

    day: int
    ground: Ground
    agreed: int | None


@dataclass(frozen=True, slots=True)
class Spell:
    """A base (minor units, positive) owed unchanged from the end of day `since` to the end of day `until`."""

    since: int
    until: int
    base: int

    @property
    def days(self) -> int:
        return self.until - self.since


@dataclass(frozen=True, slots=True)
class Accrual:
    """Interest so far in whole minor units, and the rest of it as `remainder` / denominator of the rate."""

    interest: int = 0
    remainder: int = 0


@dataclass(frozen=True, slots=True)
class Owed:
    """What one obligation asks for: `amount` net of credit notes, `payments` as (day, amount).

    `delivered`: the day from which the regulation counts: of delivery, of acceptance where that was agreed, of the
    confirmed sum where one settles by progress or by period (articles 9 and 10). `disputed`: minor units of `amount`
    under a dispute that stands: the last to be paid, and claimed apart (article 15).
    """

    amount: int
    delivered: int
    due: int | None
    payments: tuple[tuple[int, int], ...] = ()
    disputed: int = 0


@dataclass(frozen=True, slots=True)
class Late:
    """How late an obligation was paid, or is. `open`: minor units still unpaid at the claim's day, without what is
    disputed; `days`: from the deadline to the last payment, or to the claim's day while something is open.
    """

    deadline: Deadline
    days: int
    open: int
    spells: tuple[Spell, ...]
    accrual: Accrual
    disputed_open: int
    disputed: Accrual


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


def spells(amount: int, payments: Iterable[tuple[int, int]], due: int, as_of: int) -> tuple[Spell, ...]:
    """What was owed after `due` and until `as_of`, in spells of one base each; a payment lowers it from its day on.

    1000 due on day 100, 400 paid on day 110, nothing more until day 130:

    >>> spells(1000, [(110, 400)], 100, 130)
    (Spell(since=100, until=110, base=1000), Spell(since=110, until=130, base=600))
    """
    found: list[Spell] = []
    base, since = amount, due
    for day, part in sorted(payments):
        if day > as_of or base <= 0:
            break
        if day > since:
            found.append(Spell(since, day, base))
            since = day
        base -= part
    if base > 0 and as_of > since:
        found.append(Spell(since, as_of, base))
    return tuple(found)


def accrue(owed: Sequence[Spell], rate: Fraction, carried: Accrual = Accrual()) -> Accrual:
    """Interest, simple, with the remainder carried: of spell after spell

        total     = remainder + base · days · numerator
        interest  = interest + floor(total / denominator)
        remainder = total mod denominator

    so that interest · denominator + remainder is the exact sum, wherever the time is cut. 1000 for 10 days and 600
    for 20 at 0.05 % a day: 22000 · 5 / 10000 = 11.

    >>> accrue(spells(1000, [(110, 400)], 100, 130), UNAGREED_RATE)
    Accrual(interest=11, remainder=0)
    """
    interest, remainder = carried.interest, carried.remainder
    for spell in owed:
        more, remainder = divmod(remainder + spell.base * spell.days * rate.numerator, rate.denominator)
        interest += more
    return Accrual(interest, remainder)


def late_payment(
    owed: Owed, buyer: Buyer, as_of: int, rate: Fraction, *, longer_terms: bool = False
) -> Late | None:
    """What may be claimed for one obligation at the end of `as_of`; None if it was never late.

    Payments go to the undisputed part first: the claim is the less that is beyond doubt.
    """
    last = deadline(buyer, owed.delivered, owed.due, longer_terms)
    calm = owed.amount - owed.disputed
    whole = spells(owed.amount, owed.payments, last.day, as_of)
    if not whole:
        return None
    own = spells(calm, owed.payments, last.day, as_of) if calm > 0 else ()
    paid = sum(part for day, part in owed.payments if day <= as_of)
    everything, undisputed = accrue(whole, rate), accrue(own, rate)
    return Late(
        deadline=last,
        days=(own or whole)[-1].until - last.day,
        open=max(0, calm - paid),
        spells=own,
        accrual=undisputed,
        disputed_open=max(0, owed.amount - paid) - max(0, calm - paid),
        disputed=_less(everything, undisputed, rate),
    )


def _less(whole: Accrual, part: Accrual, rate: Fraction) -> Accrual:
    exact = (whole.interest - part.interest) * rate.denominator + whole.remainder - part.remainder
    return Accrual(*divmod(exact, rate.denominator))
