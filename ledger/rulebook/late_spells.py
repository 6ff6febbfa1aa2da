"""What every law of late payment counts with: spells of what was owed, rates a day, interest with its remainder.
Days since 1970-01-01, amounts in minor units, rates exact fractions a day.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from itertools import pairwise
from math import lcm

from ledger.core.errors import Misuse


class Ground(Enum):
    """Why a payment was due on a day."""

    AGREED = "agreed"
    UNAGREED = "unagreed"
    """Nothing was agreed: the law's own period."""
    BOUND = "bound"
    """More was agreed than the law lets stand."""
    EXTENDED = "extended"
    """The creditor itself gave more time."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day for paying; `agreed` is the day that was agreed, if one was."""

    day: int
    ground: Ground
    agreed: int | None

    def extended(self, until: int | None) -> "Deadline":
        """Moved by a creditor that gave time `until` a later day: the laws cut what a debtor has agreed on, not that.

        >>> Deadline(60, Ground.BOUND, 90).extended(120), Deadline(60, Ground.AGREED, 60).extended(60).ground
        (Deadline(day=120, ground=<Ground.EXTENDED: 'extended'>, agreed=90), <Ground.AGREED: 'agreed'>)
        """
        if until is None or until <= self.day:
            return self
        return Deadline(until, Ground.EXTENDED, self.agreed)


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

    `delivered`: the day from which the law counts its periods. `due`: the day agreed, if one was; `extended`: the later
    one until which the creditor gave time. `disputed`: minor units of `amount` under a dispute that stands: the last
    to be paid, and claimed apart.
    """

    amount: int
    delivered: int
    due: int | None
    payments: tuple[tuple[int, int], ...] = ()
    disputed: int = 0
    extended: int | None = None


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


@dataclass(frozen=True, slots=True)
class Tariff:
    """Rates a day, each from a day on until the next one's: (first day, rate), in order of day."""

    steps: tuple[tuple[int, Fraction], ...]

    @classmethod
    def flat(cls, rate: Fraction) -> "Tariff":
        """One rate, always."""
        return cls(((0, rate),))

    @property
    def denominator(self) -> int:
        """The least that every rate can be written over."""
        return lcm(*(rate.denominator for _, rate in self.steps))

    def on(self, day: int) -> Fraction:
        """What a day bears; Misuse before the first step."""
        place = bisect_right(self.steps, day, key=lambda step: step[0])
        if not place:
            raise Misuse(f"no rate is known of day {day}")
        return self.steps[place - 1][1]

    def cut(self, owed: Iterable[Spell]) -> tuple[Spell, ...]:
        """The same spells, each of one rate: cut at the end of the day before a step.

        >>> Tariff(((0, Fraction(1, 100)), (105, Fraction(1, 50)))).cut([Spell(100, 110, 7)])
        (Spell(since=100, until=104, base=7), Spell(since=104, until=110, base=7))
        """
        return tuple(part for spell in owed for part in self._parts(spell))

    def _parts(self, spell: Spell) -> Iterator[Spell]:
        ends = (first - 1 for first, _ in self.steps if spell.since < first - 1 < spell.until)
        for since, until in pairwise((spell.since, *ends, spell.until)):
            yield Spell(since, until, spell.base)


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

    >>> accrue(spells(1000, [(110, 400)], 100, 130), Fraction(5, 10_000))
    Accrual(interest=11, remainder=0)
    """
    interest, remainder = carried.interest, carried.remainder
    for spell in owed:
        more, remainder = divmod(remainder + spell.base * spell.days * rate.numerator, rate.denominator)
        interest += more
    return Accrual(interest, remainder)


def accrue_by(owed: Sequence[Spell], tariff: Tariff, carried: Accrual = Accrual()) -> Accrual:
    """The same at rates that differ, over their common denominator: a base counts rate · denominator times.

    1000 for 4 days at 1/300 and for 6 days at 1/200, over 600: (4000 · 2 + 6000 · 3) / 600 = 43 and 200/600.

    >>> steps = Tariff(((0, Fraction(1, 300)), (105, Fraction(1, 200))))
    >>> accrue_by([Spell(100, 110, 1000)], steps)
    Accrual(interest=43, remainder=200)
    """
    over = tariff.denominator
    weighted = [
        Spell(one.since, one.until, one.base * int(tariff.on(one.until) * over)) for one in tariff.cut(owed)
    ]
    return accrue(weighted, Fraction(1, over), carried)


def lateness(owed: Owed, last: Deadline, as_of: int, tariff: Tariff) -> Late | None:
    """What may be claimed for one obligation at the end of `as_of`; None if it was never late.

    Payments go to the undisputed part first: the claim is the less that is beyond doubt.
    """
    calm = owed.amount - owed.disputed
    whole = spells(owed.amount, owed.payments, last.day, as_of)
    if not whole:
        return None
    own = spells(calm, owed.payments, last.day, as_of) if calm > 0 else ()
    paid = sum(part for day, part in owed.payments if day <= as_of)
    everything, undisputed = accrue_by(whole, tariff), accrue_by(own, tariff)
    return Late(
        deadline=last,
        days=(own or whole)[-1].until - last.day,
        open=max(0, calm - paid),
        spells=tariff.cut(own),
        accrual=undisputed,
        disputed_open=max(0, owed.amount - paid) - max(0, calm - paid),
        disputed=_less(everything, undisputed, tariff.denominator),
    )


def _less(whole: Accrual, part: Accrual, denominator: int) -> Accrual:
    exact = (whole.interest - part.interest) * denominator + whole.remainder - part.remainder
    return Accrual(*divmod(exact, denominator))
