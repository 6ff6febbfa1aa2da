"""How obligations moved over time: what `tradeline-2` tells of a population beyond what stands at `as_of`."""

from collections.abc import Sequence
from dataclasses import dataclass

from ledger.rulebook.month_end import month_ends, open_on
from ledger.rulebook.position import Position, first_day
from ledger.rulebook.roll_rates import RollRates, roll_rates
from ledger.rulebook.rules import LaterRules
from ledger.rulebook.status_string import status_string
from ledger.rulebook.vintage import Booked, Vintage, vintages


@dataclass(frozen=True, slots=True)
class Movement:
    """The status string, over obligations of any age; roll rates and vintages, over those issued in the window."""

    status: str
    roll_rates: RollRates
    vintages: tuple[Vintage, ...]


def movement_of(positions: Sequence[Position], as_of: int, rules: LaterRules) -> Movement:
    """Of one population, obligations issued before the window included."""
    first = first_day(as_of, rules)
    inside = [item for item in positions if item.issued >= first]
    booked = (booked_of(item, as_of, rules.vintage_default_days) for item in inside)
    return Movement(
        status=status_string(positions, as_of, rules.status_months),
        roll_rates=roll_rates(inside, month_ends(first, as_of)),
        vintages=vintages(booked, as_of, rules.vintage_cohort_months, rules.vintage_step_months),
    )


def booked_of(position: Position, as_of: int, days: int) -> Booked:
    """An obligation as a vintage has it: booked when issued; defaulted on the first day at whose end something is
    open and either more than `days` past due or written off. Its loss is what is open at the end of that day.

    >>> from ledger.rulebook.worked import invoice, stood
    >>> booked_of(stood(invoice(100, due=40, paid=[(50, 30)]), 200), 200, 90)
    Booked(booked=0, amount=100, defaulted=131, loss=70)
    """
    reached = (position.due + days + 1, position.written_off)
    days_of_default = (max(day, position.issued) for day in reached if day is not None)
    defaulted = min((day for day in days_of_default if day <= as_of and open_on(position, day)), default=None)
    loss = 0 if defaulted is None else open_on(position, defaulted)
    return Booked(position.issued, position.amount, defaulted, loss)
