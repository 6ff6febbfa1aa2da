"""How the obligations of one population moved over time, as sums over its positions."""

from collections.abc import Sequence
from dataclasses import dataclass

from ledger.rulebook.month_end import month_ends, month_of
from ledger.rulebook.movement import Movement, booked_of
from ledger.rulebook.position import Position
from ledger.rulebook.roll_rates import Move, Rolls, moves_of
from ledger.rulebook.rules import LaterRules
from ledger.rulebook.running.days import Days
from ledger.rulebook.status_string import Mark, Months, Told, is_told, marks_of
from ledger.rulebook.vintage import Booked, Cohort, cohort_start, vintages_of

_NOTHING = Told(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Track:
    """How one position moved. `issued` is None where no status string tells of it; `booked` None where its cohort
    begins before the window.
    """

    issued: int | None = None
    marks: Sequence[Mark] = ()
    moves: Sequence[Move] = ()
    booked: Booked | None = None
    told: Told = _NOTHING


DISPUTED, CREDITED = Track(told=Told(0, 1, 0)), Track(told=Told(0, 0, 1))
"""What a population has of an obligation that is left out of it."""


def track_of(item: Position, first: int, rules: LaterRules) -> Track:
    """The same for every population that the position is in. `first` is the window's first day."""
    told = is_told(item, item.as_of, rules.status_months)
    inside = item.issued >= first
    whole = cohort_start(item.issued, rules.vintage_cohort_months) >= first
    return Track(
        issued=item.issued if told else None,
        marks=marks_of(item, rules.status_months) if told else (),
        moves=moves_of(item, month_ends(item.issued, item.as_of)) if inside else (),
        booked=booked_of(item, item.as_of, rules.vintage_default_days) if whole else None,
        told=Told(1, 0, 0) if told else _NOTHING,
    )


class Movements:
    """The status string over obligations of any age; roll rates and vintages over those of the window."""

    __slots__ = ("_cohorts", "_issued", "_months", "_rolls", "_rules", "_told")

    def __init__(self, rules: LaterRules) -> None:
        self._rules = rules
        self._months, self._issued, self._told = Months(), Days(), _NOTHING
        self._rolls = Rolls()
        self._cohorts: dict[int, Cohort] = {}

    def add(self, track: Track, as_of: int, times: int) -> None:
        """Counts a track once more (`times` 1) or once less (-1)."""
        if track.issued is not None:
            self._months.add(track.marks, times)
            self._issued.add(track.issued, times)
        self._told = self._told.plus(track.told, times)
        self._rolls.add(track.moves, times)
        if track.booked is None:
            return
        number = month_of(track.booked.booked) // self._rules.vintage_cohort_months
        cohort = self._cohorts.setdefault(number, Cohort())
        cohort.add(track.booked, as_of, times)
        if not cohort:
            del self._cohorts[number]

    def movement(self, as_of: int) -> Movement:
        """As `movement.movement_of` has it of the positions counted."""
        rules, issued = self._rules, self._issued.first()
        return Movement(
            status=self._months.text(as_of + 1 if issued is None else issued, as_of, rules.status_months),
            told=self._told,
            roll_rates=self._rolls.rates(),
            vintages=vintages_of(
                self._cohorts, as_of, rules.vintage_cohort_months, rules.vintage_step_months
            ),
        )
