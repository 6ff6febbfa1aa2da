"""Turnover: credit sales and receipts month by month, and their trend."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import gcd

from ledger.rulebook.month_end import month_name, month_of
from ledger.rulebook.position import Position, first_day
from ledger.rulebook.rules import Rules


@dataclass(frozen=True, slots=True)
class Trend:
    """An exact slope in minor units a month: `numerator / denominator`, reduced, the denominator positive;
    flat is 0 / 1.
    """

    numerator: int
    denominator: int


@dataclass(frozen=True, slots=True)
class Turnover:
    """Minor units for each calendar month that the window touches, in order, `YYYY-MM`; a month without any
    has 0.
    """

    months: tuple[str, ...]
    sales: tuple[int, ...]
    receipts: tuple[int, ...]
    sales_trend: Trend
    receipts_trend: Trend


def turnover(positions: Iterable[Position], as_of: int, rules: Rules) -> Turnover:
    """Minor units: sales by calendar month of issue; receipts by that of the payment, if that day is in the window;
    of every month that the window touches.

    >>> from ledger.rulebook.worked import invoice, stood
    >>> turned = turnover([stood(invoice(900, due=50, issued=20, paid=[(40, 600)]), 60)], 60, Rules())
    >>> turned.months, turned.sales, turned.receipts
    (('1970-01', '1970-02', '1970-03'), (900, 0, 0), (0, 600, 0))
    """
    first = first_day(as_of, rules)
    start = month_of(first)
    sales = [0] * (month_of(as_of) - start + 1)
    receipts = [0] * len(sales)
    for position in positions:
        sales[month_of(position.issued) - start] += position.sale
        for part in position.payments:
            if first <= part.day <= as_of:
                receipts[month_of(part.day) - start] += part.amount
    months = tuple(map(month_name, range(start, start + len(sales))))
    return Turnover(months, tuple(sales), tuple(receipts), trend(sales), trend(receipts))


def trend(amounts: Sequence[int]) -> Trend:
    """The slope of least squares over the months x = 0 … n-1, in minor units a month: (n * Sxy - Sx * Sy) / (n * Sxx
    - Sx^2) with Sxy the sum of x * y and so on, as a reduced fraction, not floored; 0 / 1 if flat, or of one month.

    >>> trend([100, 300, 200])
    Trend(numerator=50, denominator=1)
    >>> trend([7])
    Trend(numerator=0, denominator=1)
    """
    n = len(amounts)
    sum_x, sum_xx = sum(range(n)), sum(x * x for x in range(n))
    sum_xy = sum(x * y for x, y in enumerate(amounts))
    above, below = n * sum_xy - sum_x * sum(amounts), n * sum_xx - sum_x * sum_x
    if not above:
        return Trend(0, 1)
    common = gcd(above, below)
    return Trend(above // common, below // common)
