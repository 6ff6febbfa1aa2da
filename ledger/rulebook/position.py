"""An obligation as it stands at `as_of` for one population: what every figure is computed from."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum

from ledger.core.day import Day, date_of, months_back
from ledger.core.grade import Grade
from ledger.core.history import Counterparty, DisputeSpan, Interest, Observation, Part
from ledger.core.ids import ObligationId
from ledger.rulebook.rules import Rules


class Grades(Enum):
    """The three populations of evidence; the value is the lowest grade let in."""

    A = Grade.A
    AB = Grade.B
    ALL = Grade.C


@dataclass(frozen=True, slots=True)
class Weight:
    """An amount (minor units, positive) and how many days late it was, or is; negative is early."""

    amount: int
    late: int


@dataclass(frozen=True, slots=True)
class Position:
    """`amount` is net of credit notes; `payments` are those of a grade let in, capped at it, in order of day.

    `unproved`: of what is then left, what the payee says was paid at too low a grade; neither paid nor unpaid
    in this population; `unproved_parts` are its payments. `rest` is unpaid. `written_off`: the first day of a
    write-off, if there was one by `as_of`. `grade` is the obligation's own.
    """

    obligation: ObligationId
    counterparty: Counterparty
    amount: int
    issued: int
    due: int
    as_of: int
    payments: tuple[Part, ...]
    unproved: int
    rest: int
    interest: Interest
    unproved_parts: tuple[Part, ...] = ()
    written_off: int | None = None
    grade: Grade = Grade.C

    def weights(self) -> tuple[Weight, ...]:
        """Pairs (a, d) of minor units and days late: each payment with the days from due day to payment, early ones
        too, and the unpaid rest with the days from due day to `as_of` once it is past due.

        100 due on day 40, of which 30 were paid on day 35, seen on day 60:

        >>> from ledger.rulebook.worked import invoice, stood
        >>> stood(invoice(100, due=40, paid=[(35, 30)]), 60).weights()
        (Weight(amount=30, late=-5), Weight(amount=70, late=20))
        """
        paid = tuple(Weight(part.amount, part.day - self.due) for part in self.payments)
        overdue = self.rest > 0 and self.as_of > self.due
        return (*paid, Weight(self.rest, self.as_of - self.due)) if overdue else paid

    @property
    def balance(self) -> int:
        """The open balance that is the member's own: 0 once the right to payment has passed to a holder."""
        return 0 if self.interest is Interest.PASSED_ON else self.rest

    @property
    def sale(self) -> int:
        """What the member itself sold (or bought) on credit: 0 for what it took over from a seller."""
        return 0 if self.interest is Interest.TAKEN else self.amount


def in_window(observation: Observation, as_of: int, rules: Rules) -> bool:
    """Issued in (as_of - window, as_of]; month arithmetic clamps to the month's last day."""
    return first_day(as_of, rules) <= observation.issued <= as_of


def open_before(observation: Observation, as_of: int, rules: Rules) -> bool:
    """Issued before the window and not yet paid: such a debt has left the figures, not the default clocks."""
    if observation.claim or observation.issued >= first_day(as_of, rules):
        return False
    found = owing(observation, as_of)
    return found is not None and found.balance > 0


def first_day(as_of: int, rules: Rules) -> int:
    """The first day of issue in the window: the day after `as_of` less 24 months, clamped to the month's last day, or
    day 0.

    >>> from ledger.core.day import iso, parse_day
    >>> [iso(Day(first_day(parse_day(day), Rules()))) for day in ("2026-06-30", "2024-02-29", "1971-01-01")]
    ['2024-07-01', '2022-03-01', '1970-01-01']
    """
    at = date_of(Day(as_of))
    begins_before_day_0 = at.year * 12 + at.month - 1 - rules.window_months < 1970 * 12
    return 0 if begins_before_day_0 else months_back(Day(as_of), rules.window_months) + 1


def disputed(spans: Iterable[DisputeSpan], as_of: int, rules: Rules) -> bool:
    """Whether a dispute stands on `as_of`: opened by then, not closed by then, and not lapsed by the rulebook's clock:
    30 days (U.S. Fair Credit Reporting Act, 15 U.S.C. 1681i(a)(1)); on `-cn` 20 (PRC Regulation on the
    Administration of the Credit Reporting Industry, article 25).

    >>> [disputed([DisputeSpan(100)], day, Rules()) for day in (99, 100, 129, 130)]
    [False, True, True, False]
    """
    return any(
        span.opened <= as_of
        and (span.closed is None or as_of < span.closed)
        and (not span.clocked or as_of < span.opened + rules.dispute_days)
        for span in spans
    )


def position(observation: Observation, as_of: int, grades: Grades = Grades.ALL) -> Position | None:
    """An obligation in the set of a grade, without what is of a lower one. None where nothing is left of it: credited
    in full by `as_of`, or of too low a grade itself.

    1000 due on day 100: the debtor says that it paid on day 100, its bank that 1000 came on day 345.

    >>> from dataclasses import replace
    >>> from ledger.rulebook.worked import invoice
    >>> own, bank = Part(100, 1000, Grade.C, binds=False), Part(345, 1000, Grade.A)
    >>> seen = replace(invoice(1000, due=100), payments=(own, bank))
    >>> [position(seen, 400, grades).weights() for grades in (Grades.ALL, Grades.AB)]
    [(Weight(amount=1000, late=0),), (Weight(amount=1000, late=245),)]
    """
    credited = sum(part.amount for part in observation.credits if part.day <= as_of)
    amount = observation.amount - credited
    if amount <= 0 or observation.grade > grades.value:
        return None
    proved = capped((part for part in observation.payments if part.grade <= grades.value), amount, as_of)
    rest = amount - sum(part.amount for part in proved)
    other = (part for part in observation.payments if part.grade > grades.value and part.binds)
    unproved_parts = capped(other, rest, as_of)
    unproved = sum(part.amount for part in unproved_parts)
    return Position(
        obligation=observation.obligation,
        counterparty=observation.counterparty,
        amount=amount,
        issued=observation.issued,
        due=observation.due,
        as_of=as_of,
        payments=proved,
        unproved=unproved,
        rest=rest - unproved,
        interest=observation.interest,
        unproved_parts=unproved_parts,
        written_off=min((part.day for part in observation.write_offs if part.day <= as_of), default=None),
        grade=observation.grade,
    )


def owing(observation: Observation, as_of: int) -> Position | None:
    """The position of every grade that default clocks look at: only what binds the payee is paid."""
    binding = tuple(part for part in observation.payments if part.binds)
    return position(replace(observation, payments=binding), as_of)


def capped(payments: Iterable[Part], amount: int, as_of: int) -> tuple[Part, ...]:
    """Payments up to `as_of` in order of day (given order within a day), cut where they complete `amount`."""
    counted: list[Part] = []
    rest = amount
    for part in sorted(payments, key=lambda part: part.day):
        share = min(part.amount, rest)
        if part.day <= as_of and share > 0:
            counted.append(part if share == part.amount else replace(part, amount=share))
            rest -= share
    return tuple(counted)
