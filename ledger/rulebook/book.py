"""A lender's book in one currency: what it is owed, how late, by whom, how that moved, what became of what it lent."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ledger.core.errors import Misuse
from ledger.core.facility import Facility
from ledger.core.history import Observation
from ledger.rulebook.ageing import Ageing, ageing, bucket_of
from ledger.rulebook.business_day import all_as_due
from ledger.rulebook.concentration import Concentration, concentration
from ledger.rulebook.ecl import Provision, Rates, provision
from ledger.rulebook.month_end import month_ends
from ledger.rulebook.obligors import Obligor, obligors, share_of_largest
from ledger.rulebook.position import Position, disputed, first_day, owing
from ledger.rulebook.roll_rates import RollRates, roll_rates
from ledger.rulebook.rulebook import KNOWN, STANDARD, Rulebook
from ledger.rulebook.rules import LaterRules
from ledger.rulebook.utilisation import Utilisation, utilisation
from ledger.rulebook.vintage import Booked, Vintage, vintages

QUARTER = 3
"""Calendar months."""
NAMES = ", ".join(sorted(one.id for one in KNOWN.values() if isinstance(one.rules, LaterRules)))


@dataclass(frozen=True, slots=True)
class Measures:
    """By what a book is measured: a rulebook from `tradeline-2` on, else Misuse; calendar months of a vintage; a
    lender's own rates of loss.
    """

    rulebook: Rulebook = STANDARD
    cohort_months: int = QUARTER
    rates: Rates | None = None

    def __post_init__(self) -> None:
        _later(self.rulebook)

    @property
    def rules(self) -> LaterRules:
        """The rulebook's numbers."""
        return _later(self.rulebook)


def _later(rulebook: Rulebook) -> LaterRules:
    if not isinstance(rulebook.rules, LaterRules):
        raise Misuse(f"rulebook {rulebook.id} does not say how a portfolio is measured: {NAMES} do")
    return rulebook.rules


@dataclass(frozen=True, slots=True)
class Lent:
    """What one book is made of, all in one currency: what the lender is owed, each obligation once; what it lent or
    bought, for the vintages; its revolving facilities; minor units that were drawn of loans and are in no obligation.
    """

    owed: Sequence[Observation]
    booked: Sequence[Booked] = ()
    facilities: Sequence[Facility] = ()
    not_called: int = 0


@dataclass(frozen=True, slots=True)
class Book:
    """`obligations` are open ones; `balance` is what is open of them, `disputed` and `written_off` what of that is so:
    minor units. `not_called` was drawn of loans and is in no obligation: it has no age.

    `largest_ten` in bp. `rolls` between the ends of the months of the rulebook's window; `vintages` of cohorts of
    `cohort_months` each. `provision`: of the
    ageing less what was written off (the gross carrying amount, IFRS 9, 5.4.4); None if no rates were given.
    """

    currency: str
    obligations: int
    balance: int
    ageing: Ageing
    disputed: int
    written_off: int
    not_called: int
    obligors: tuple[Obligor, ...]
    concentration: Concentration | None
    largest_ten: int | None
    rolls: RollRates
    vintages: tuple[Vintage, ...]
    cohort_months: int
    utilisation: Utilisation | None
    provision: Provision | None


def book(lent: Lent, currency: str, as_of: int, measures: Measures) -> Book:
    """The book on the day `as_of`, of any age: what leaves the window of other figures is owed all the same.

    Only what binds the lender is paid: a debtor's own word lowers nothing that is owed.
    """
    rules = measures.rules
    known = (item for item in all_as_due(lent.owed, rules) if item.issued <= as_of)
    pairs = [(item, found) for item in known if (found := owing(item, as_of)) is not None]
    positions = [found for _, found in pairs]
    lost = [_written_off(item, found, as_of) for item, found in pairs]
    owed = obligors(positions, currency, as_of, rules)
    aged, first = ageing(positions), first_day(as_of, rules)
    return Book(
        currency=currency,
        obligations=sum(found.balance > 0 for found in positions),
        balance=aged.total,
        ageing=aged,
        disputed=sum(found.balance for item, found in pairs if disputed(item.disputes, as_of, rules)),
        written_off=sum(lost),
        not_called=lent.not_called,
        obligors=owed,
        concentration=concentration((one.name, one.balance) for one in owed),
        largest_ten=share_of_largest(owed),
        rolls=roll_rates(positions, month_ends(first, as_of)),
        vintages=vintages(lent.booked, as_of, measures.cohort_months, rules.vintage_step_months),
        cohort_months=measures.cohort_months,
        utilisation=utilisation(lent.facilities, lent.owed, first, as_of, rules),
        provision=None if measures.rates is None else provision(_carried(positions, lost), measures.rates),
    )


def _written_off(observation: Observation, found: Position, as_of: int) -> int:
    """What was given up of what is still open."""
    lost = sum(part.amount for part in observation.write_offs if part.day <= as_of)
    return min(found.balance, lost)


def _carried(positions: Iterable[Position], lost: Iterable[int]) -> Ageing:
    """The ageing less what was written off."""
    buckets = [0] * 5
    for found, gone in zip(positions, lost, strict=True):
        buckets[bucket_of(found.as_of - found.due)] += found.balance - gone
    return Ageing(*buckets)
