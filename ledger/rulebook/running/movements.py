"""How the obligations of one population moved over time, as sums over its positions."""

from ledger.rulebook.month_end import month_ends, month_of
from ledger.rulebook.movement import Movement, booked_of
from ledger.rulebook.position import Position
from ledger.rulebook.roll_rates import Rolls
from ledger.rulebook.rules import LaterRules
from ledger.rulebook.running.days import Days
from ledger.rulebook.status_string import Months, is_told
from ledger.rulebook.vintage import Cohort


class Movements:
    """The status string over obligations of any age; roll rates and vintages over those of the window."""

    __slots__ = ("_cohorts", "_issued", "_months", "_rolls", "_rules")

    def __init__(self, rules: LaterRules) -> None:
        self._rules = rules
        self._months, self._issued = Months(), Days()
        self._rolls = Rolls()
        self._cohorts: dict[int, Cohort] = {}

    def add(self, item: Position, first: int, times: int) -> None:
        """Counts a position once more (`times` 1) or once less (-1). `first` is the window's first day."""
        rules, as_of = self._rules, item.as_of
        if is_told(item, as_of, rules.status_months):
            self._months.add(item, times)
            self._issued.add(item.issued, times)
        if item.issued < first:
            return
        self._rolls.add(item, month_ends(item.issued, as_of), times)
        number = month_of(item.issued) // rules.vintage_cohort_months
        cohort = self._cohorts.setdefault(number, Cohort())
        cohort.add(booked_of(item, as_of, rules.vintage_default_days), as_of, times)
        if not cohort:
            del self._cohorts[number]

    def movement(self, as_of: int) -> Movement:
        """As `movement.movement_of` has it of the positions counted."""
        rules, ended = self._rules, month_of(as_of + 1) - 1
        issued = self._issued.first()
        months, step = rules.vintage_cohort_months, rules.vintage_step_months
        return Movement(
            status=self._months.text(as_of + 1 if issued is None else issued, as_of, rules.status_months),
            roll_rates=self._rolls.rates(),
            vintages=tuple(
                cohort.vintage(number * months, range(0, ended - (number + 1) * months + 2, step))
                for number, cohort in sorted(self._cohorts.items())
            ),
        )
