"""What each obligor owes a lender in one currency, how late, and by which clocks it is in default since when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ledger.core.history import Counterparty, Interest
from ledger.rulebook.defaults import Standing, eu_default_since, ifrs9_stage, prc_class, prc_non_performing
from ledger.rulebook.factoring import factoring_default_since
from ledger.rulebook.position import Position
from ledger.rulebook.ratio import floored
from ledger.rulebook.rules import LaterRules

LARGEST = 10
"""How many obligors the share of the largest is told of."""
_IN_DEFAULT = 3
"""Stage 3 (IFRS 9, 5.5.3) and class 3, substandard, from which on the PRC Measures call a claim non-performing."""


@dataclass(frozen=True, slots=True)
class Obligor:
    """Minor units, bp of the whole book's balance, days late of the oldest open debt (0 if none is late).

    `eu_since`: the day of default by Regulation (EU) 2018/171, None if not, or outside the euro. Where all that is
    open was bought from sellers, it is that of the EBA's rule for factoring, and `factored`. `eu_retail_since`: the
    same day were the obligor retail, which no record tells. `written_off_since`: the first write-off of what is
    still open, a default however late it is (Regulation (EU) 575/2013, article 178(3)(b)).
    """

    name: Counterparty
    balance: int
    share: int | None
    overdue: int
    days_late: int
    eu_since: int | None
    factored: bool
    eu_retail_since: int | None
    written_off_since: int | None
    ifrs9: Standing
    prc: Standing
    non_performing: int

    @property
    def default_since(self) -> int | None:
        """The earliest day of those by which it is in default; None if by none."""
        clocks = (each.since for each in (self.ifrs9, self.prc) if each.level >= _IN_DEFAULT)
        days = (self.eu_since, self.written_off_since, *clocks)
        return min((day for day in days if day is not None), default=None)


def obligors(
    positions: Iterable[Position], currency: str, as_of: int, rules: LaterRules
) -> tuple[Obligor, ...]:
    """Who owes something, the largest balance first. `positions` are what binds the payee: see `owing`."""
    apart: dict[Counterparty, list[Position]] = {}
    for position in positions:
        apart.setdefault(position.counterparty, []).append(position)
    whole = sum(position.balance for debts in apart.values() for position in debts)
    found = (_obligor(name, debts, whole, currency, as_of, rules) for name, debts in apart.items())
    return tuple(sorted((one for one in found if one.balance), key=lambda one: (-one.balance, one.name)))


def share_of_largest(found: Sequence[Obligor]) -> int | None:
    """What the ten largest owe, floor in bp of what all owe; None where nobody owes anything."""
    return floored(10_000 * sum(one.balance for one in found[:LARGEST]), sum(one.balance for one in found))


def _obligor(
    name: Counterparty, debts: Sequence[Position], whole: int, currency: str, as_of: int, rules: LaterRules
) -> Obligor:
    balance = sum(debt.balance for debt in debts)
    late = [debt for debt in debts if debt.balance and as_of > debt.due]
    given_up = [debt.written_off for debt in debts if debt.balance and debt.written_off is not None]
    factored = all(debt.interest is Interest.TAKEN for debt in debts if debt.balance)
    clock = factoring_default_since if factored else eu_default_since
    euro = currency == "EUR"
    return Obligor(
        name=name,
        balance=balance,
        share=floored(10_000 * balance, whole),
        overdue=sum(debt.balance for debt in late),
        days_late=max((as_of - debt.due for debt in late), default=0),
        eu_since=clock(debts, as_of, rules) if euro else None,
        factored=factored,
        eu_retail_since=eu_default_since(debts, as_of, rules, rules.eu_retail_amount_minor) if euro else None,
        written_off_since=min(given_up, default=None),
        ifrs9=ifrs9_stage(debts, as_of, rules),
        prc=prc_class(debts, as_of, rules),
        non_performing=prc_non_performing(debts, as_of, rules),
    )
