"""Ageing of the open balance, and the days beyond terms that its buckets tell."""

from collections.abc import Iterable
from dataclasses import dataclass

from ledger.rulebook.position import Position
from ledger.rulebook.ratio import floored
from ledger.rulebook.rules import Rules


@dataclass(frozen=True, slots=True)
class Ageing:
    """Open balances in minor units, by days past due at `as_of`."""

    current: int = 0
    days_1_30: int = 0
    days_31_60: int = 0
    days_61_90: int = 0
    days_91: int = 0

    @property
    def overdue(self) -> tuple[int, int, int, int]:
        return self.days_1_30, self.days_31_60, self.days_61_90, self.days_91

    @property
    def total(self) -> int:
        return self.current + sum(self.overdue)


LAST_DAYS = (0, 30, 60, 90)
"""How many days late a balance is at most to be in each bucket but the last."""


def bucket_of(late: int) -> int:
    """0 current, 1 to 4 by days late: 1-30, 31-60, 61-90, 91 and more."""
    return sum(late > last for last in LAST_DAYS)


def ageing(positions: Iterable[Position]) -> Ageing:
    """Open balances in minor units by as_of - due: at most 0 days, 1-30, 31-60, 61-90, 91 and more. (The buckets
    of the provision matrix, IFRS 9, B5.5.35.)

    >>> from ledger.rulebook.worked import invoice, stood
    >>> ageing([stood(invoice(500, due=40, paid=[(45, 200)]), 70), stood(invoice(100, due=70), 70)])
    Ageing(current=100, days_1_30=300, days_31_60=0, days_61_90=0, days_91=0)
    """
    buckets = [0] * 5
    for position in positions:
        buckets[bucket_of(position.as_of - position.due)] += position.balance
    return Ageing(*buckets)


def bucket_dbt(aged: Ageing, rules: Rules) -> int | None:
    """floor(100 * (15 * B1 + 45 * B2 + 75 * B3 + 105 * B4) / B) in centi-days, B the whole open balance; None
    without one. B1 to B4 are the balances 1-30, 31-60, 61-90, 91 and more days past due. (Days beyond terms from
    an ageing alone, each bucket by its middle.)

    500 current, 300 two weeks late, 200 three months late: 100 * (4500 + 15000) / 1000.

    >>> bucket_dbt(Ageing(500, 300, 0, 200, 0), Rules())
    1950
    """
    above = 100 * sum(days * balance for days, balance in zip(rules.bucket_days, aged.overdue, strict=True))
    return floored(above, aged.total)
