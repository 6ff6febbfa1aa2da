"""How obligations moved over time: what `tradeline-2` tells of a population beyond what stands at `as_of`."""

from collections.abc import Sequence
from dataclasses import dataclass

from ledger.rulebook.month_end import followed_until, month_ends, open_on
from ledger.rulebook.position import Position, first_day
from ledger.rulebook.roll_rates import RollRates, roll_rates
from ledger.rulebook.rules import LaterRules
from ledger.rulebook.status_string import Told, is_told, status_string
from ledger.rulebook.vintage import Booked, Vintage, cohort_start, vintages


@dataclass(frozen=True, slots=True)
class Movement:
    """The status string, over obligations of any age, and of how many it tells; roll rates over those issued in the
    window, vintages of quarters that lie in it.
    """

    status: str
    told: Told
    roll_rates: RollRates
    vintages: tuple[Vintage, ...]


def movement_of(
    positions: Sequence[Position], as_of: int, rules: LaterRules, disputed: int = 0, credited: int = 0
) -> Movement:
    """Of one population, obligations issued before the window included; how many were left out as disputed and as
    credited in full, of which the string would tell.
    """
    first = first_day(as_of, rules)
    inside = [item for item in positions if item.issued >= first]
    whole = (item for item in inside if cohort_start(item.issued, rules.vintage_cohort_months) >= first)
    booked = (booked_of(item, as_of, rules.vintage_default_days) for item in whole)
    told = sum(is_told(item, as_of, rules.status_months) for item in positions)
    return Movement(
        status=status_string(positions, as_of, rules.status_months),
        told=Told(told, disputed, credited),
        roll_rates=roll_rates(inside, month_ends(first, as_of)),
        vintages=vintages(booked, as_of, rules.vintage_cohort_months, rules.vintage_step_months),
    )


def booked_of(position: Position, as_of: int, days: int) -> Booked:
    """An obligation as a vintage has it: booked when issued; defaulted on the first day at whose end something is
    open and either more than `days` past due or written off, if it is followed to that day (docs/rulebook.md,
    section 2). Its loss is what is open at the end of that day.

    >>> from ledger.rulebook.worked import invoice, stood
    >>> booked_of(stood(invoice(100, due=40, paid=[(50, 30)]), 200), 200, 90)
    Booked(booked=0, amount=100, defaulted=131, loss=70)
    """
    reached = (position.due + days + 1, position.written_off)
    days_of_default = (max(day, position.issued) for day in reached if day is not None)
    until = followed_until(position)
    last = as_of if until is None else min(as_of, until - 1)
    defaulted = min((day for day in days_of_default if day <= last and open_on(position, day)), default=None)
    loss = 0 if defaulted is None else open_on(position, defaulted)
    return Booked(position.issued, position.amount, defaulted, loss)
