"""The credit figures, written a second time from their definitions: exact fractions, floored last.

An oracle for tests: it imports nothing of the product. Amounts are integer minor units of one currency,
days are day numbers (days since 1970-01-01), shares are basis points, days-figures centi-days, the index
centi-points.

Readings, where the definitions leave a choice open:

1. Population: obligations of one side and one currency issued in (as_of - 24 months, as_of]. Month
   arithmetic keeps the day of the month, clamped to the month's last. One population for every figure,
   ageing and DSO too: an open debt issued before the window has left the figures.
2. Facts dated after `as_of` are unknown: an obligation issued later is absent, a later payment has not
   happened. The dispute flag is the caller's, as it stands at `as_of`.
3. Payments are taken in order of day (given order within a day) and capped at the amount; an excess counts
   nothing. Amounts are positive; zero or negative is an error, and so is an id used twice.
4. Parts, the weights of P, DBT and on-time by amount: each payment with paid_day - due_day, also one made
   before the due day of an obligation not yet due; the unpaid rest with as_of - due_day, only if that is
   positive.
5. f is the floor (toward minus infinity) of the exact interpolation between two anchors: a descent is not
   truncated and then subtracted. -30 and earlier give 10000, 120 gives 2000, 121 and later give 100.
6. DBT: early days do not offset late ones.
7. Minimum evidence: at least 3 obligations with a part, of at least 2 counterparties, for each set by
   itself. Below it the integers stay and `publishable` is false.
8. A figure whose denominator is 0 is None, not 0.
9. Open balance = amount - payments up to `as_of`. Ageing by as_of - due_day: current is 0 or less, then
   1-30, 31-60, 61-90, 91 and more.
10. Bucket DBT divides by the whole open balance, current included.
11. On time by count: an obligation is decided once it is paid in full or past due; it is on time if the
   payment that completes it came on or before the due day. By amount: parts with d <= 0 over all parts.
12. DSO: open balance * 90 over the amounts issued in [as_of - 89, as_of]. Meaningful for the side that is
   paid only.
13. Concentration stands on the weights of its figure: once over the parts, once over the open balances.
14. Turnover: sales by the month of the issue day, receipts (capped, of the population) by the month of the
   paid day if that day is in the window.
15. Months: every calendar month the window touches, partial ones at the edges as they are, empty ones as 0.
16. Trend: least squares over x = 0..n-1 of those months, minor units a month, reduced, positive
   denominator.
17. Proleptic Gregorian calendar; weekends and holidays do not move a day.
"""

from calendar import monthrange
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from math import floor

EPOCH = date(1970, 1, 1)
WINDOW_MONTHS = 24
DSO_DAYS = 90
MINIMUM_OBLIGATIONS, MINIMUM_COUNTERPARTIES = 3, 2
ANCHORS = ((-30, 100), (-20, 90), (0, 80), (15, 70), (22, 60), (30, 50), (60, 40), (90, 30), (120, 20))
BUCKETS = ("current", "1-30", "31-60", "61-90", "91+")
BUCKET_MIDDLE_DAYS = (0, 15, 45, 75, 105)

Figures = dict[str, object]


@dataclass(frozen=True, slots=True)
class Invoice:
    """One obligation of one side: `settlements` are (paid day, minor units) in any order."""

    id: str
    counterparty: str
    currency: str
    amount_minor: int
    issued: int
    due: int
    disputed: bool = False
    settlements: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """Minor units that were paid, or stand unpaid past their due day, `days_late` (negative: early)."""

    invoice: Invoice
    amount_minor: int
    days_late: int


def day_number(day: date) -> int:
    return (day - EPOCH).days


def window_start(as_of: int) -> int:
    """First day of the 24 months that end with `as_of` inclusive."""
    end = EPOCH + timedelta(as_of)
    year = end.year - WINDOW_MONTHS // 12
    return day_number(date(year, end.month, min(end.day, monthrange(year, end.month)[1]))) + 1


def payments(invoice: Invoice, as_of: int) -> list[tuple[int, int]]:
    """(day, minor units) known at `as_of`, by day, never more than the amount in sum."""
    if invoice.amount_minor <= 0 or any(amount <= 0 for _, amount in invoice.settlements):
        raise ValueError(f"{invoice.id}: amounts are positive")
    counted, left = [], invoice.amount_minor
    for day, amount in sorted(invoice.settlements, key=lambda settlement: settlement[0]):
        if day <= as_of and left:
            counted.append((day, min(amount, left)))
            left -= min(amount, left)
    return counted


def open_balance(invoice: Invoice, as_of: int) -> int:
    return invoice.amount_minor - sum(amount for _, amount in payments(invoice, as_of))


def parts_of(invoice: Invoice, as_of: int) -> list[Part]:
    parts = [Part(invoice, amount, day - invoice.due) for day, amount in payments(invoice, as_of)]
    rest = open_balance(invoice, as_of)
    if rest and as_of > invoice.due:
        parts.append(Part(invoice, rest, as_of - invoice.due))
    return parts


def points(days_late: int) -> int:
    """f(d) in centi-points."""
    if days_late <= ANCHORS[0][0]:
        return 10_000
    if days_late > ANCHORS[-1][0]:
        return 100
    for (left, high), (right, low) in pairwise(ANCHORS):
        if left <= days_late <= right:
            return floor(100 * (high + Fraction(low - high) * Fraction(days_late - left, right - left)))
    raise AssertionError("the anchors leave no gap")


def ratio(numerator: int, denominator: int) -> int | None:
    return floor(Fraction(numerator, denominator)) if denominator else None


def weighted_mean(parts: Sequence[Part], value: Callable[[Part], int]) -> int | None:
    return ratio(sum(p.amount_minor * value(p) for p in parts), sum(p.amount_minor for p in parts))


def promptness(parts: Sequence[Part]) -> int | None:
    """P in centi-points."""
    return weighted_mean(parts, lambda part: points(part.days_late))


def days_beyond_terms(parts: Sequence[Part]) -> int | None:
    """DBT in centi-days."""
    return weighted_mean(parts, lambda part: 100 * max(0, part.days_late))


def on_time_by_amount(parts: Sequence[Part]) -> int | None:
    """Basis points."""
    return weighted_mean(parts, lambda part: 10_000 if part.days_late <= 0 else 0)


def on_time_by_count(invoices: Iterable[Invoice], as_of: int) -> int | None:
    """Basis points of the obligations that are paid in full or past due."""
    verdicts = []
    for invoice in invoices:
        if open_balance(invoice, as_of) == 0:
            verdicts.append(payments(invoice, as_of)[-1][0] <= invoice.due)
        elif as_of > invoice.due:
            verdicts.append(False)
    return ratio(10_000 * verdicts.count(True), len(verdicts))


def evidence(parts: Iterable[Part]) -> Figures:
    """How many obligations and counterparties P rests on, and whether that is enough to publish it."""
    invoices = {part.invoice.id: part.invoice.counterparty for part in parts}
    obligations, counterparties = len(invoices), len(set(invoices.values()))
    enough = obligations >= MINIMUM_OBLIGATIONS and counterparties >= MINIMUM_COUNTERPARTIES
    return {"obligations": obligations, "counterparties": counterparties, "publishable": enough}


def ageing(invoices: Iterable[Invoice], as_of: int) -> dict[str, int]:
    """Open balance in minor units by bucket of days past due."""
    balances = dict.fromkeys(BUCKETS, 0)
    for invoice in invoices:
        past_due = as_of - invoice.due
        passed = sum(past_due >= first for first in (1, 31, 61, 91))
        balances[BUCKETS[passed]] += open_balance(invoice, as_of)
    return balances


def bucket_days_beyond_terms(balances: dict[str, int]) -> int | None:
    """Bucket DBT in centi-days."""
    late = sum(days * balances[bucket] for days, bucket in zip(BUCKET_MIDDLE_DAYS, BUCKETS, strict=True))
    return ratio(100 * late, sum(balances.values()))


def days_sales_outstanding(invoices: Sequence[Invoice], as_of: int) -> int | None:
    """DSO in centi-days."""
    receivables = sum(open_balance(invoice, as_of) for invoice in invoices)
    sales = sum(i.amount_minor for i in invoices if as_of - DSO_DAYS < i.issued <= as_of)
    return ratio(100 * receivables * DSO_DAYS, sales)


def concentration(weights: Iterable[tuple[str, int]]) -> dict[str, int | None]:
    """Herfindahl index and share of the largest, basis points, of (counterparty, minor units)."""
    totals: dict[str, int] = {}
    for counterparty, amount in weights:
        totals[counterparty] = totals.get(counterparty, 0) + amount
    whole = sum(totals.values())
    return {
        "herfindahl": ratio(10_000 * sum(total * total for total in totals.values()), whole * whole),
        "largest": ratio(10_000 * max(totals.values(), default=0), whole),
    }


def month_of(day: int) -> str:
    return (EPOCH + timedelta(day)).isoformat()[:7]


def by_month(entries: Iterable[tuple[int, int]], as_of: int) -> dict[str, int]:
    """Minor units by "YYYY-MM", of the (day, minor units) in the window."""
    first = window_start(as_of)
    months = {month_of(day): 0 for day in range(first, as_of + 1)}
    for day, amount in entries:
        if first <= day <= as_of:
            months[month_of(day)] += amount
    return months


def trend(series: Sequence[int]) -> tuple[int, int]:
    """Least squares slope over x = 0..n-1, by deviations from the means: a reduced rational."""
    centre = Fraction(len(series) - 1, 2)
    mean = Fraction(sum(series), len(series))
    products = sum((x - centre) * (y - mean) for x, y in enumerate(series))
    squares = sum((x - centre) ** 2 for x in range(len(series)))
    slope = Fraction(products, squares)
    return slope.numerator, slope.denominator


def turnover(invoices: Sequence[Invoice], as_of: int) -> Figures:
    sales = by_month(((i.issued, i.amount_minor) for i in invoices), as_of)
    receipts = by_month((payment for i in invoices for payment in payments(i, as_of)), as_of)
    return {
        "sales": sales,
        "receipts": receipts,
        "sales_trend": trend(list(sales.values())),
        "receipts_trend": trend(list(receipts.values())),
    }


def figures_of(invoices: Sequence[Invoice], as_of: int) -> Figures:
    """Every figure of one set of obligations, already chosen by side, currency, window and dispute."""
    parts = [part for invoice in invoices for part in parts_of(invoice, as_of)]
    balances = ageing(invoices, as_of)
    return {
        "evidence": evidence(parts),
        "promptness": promptness(parts),
        "dbt": days_beyond_terms(parts),
        "on_time_count": on_time_by_count(invoices, as_of),
        "on_time_amount": on_time_by_amount(parts),
        "concentration": concentration((p.invoice.counterparty, p.amount_minor) for p in parts),
        "ageing": balances,
        "bucket_dbt": bucket_days_beyond_terms(balances),
        "dso": days_sales_outstanding(invoices, as_of),
        "open_concentration": concentration((i.counterparty, open_balance(i, as_of)) for i in invoices),
        "turnover": turnover(invoices, as_of),
    }


def figures(observations: Iterable[Invoice], as_of: int) -> dict[str, dict[str, Figures]]:
    """{currency: {"headline": ..., "including_disputed": ...}} of one side; currencies are never added."""
    observations = list(observations)
    if len({invoice.id for invoice in observations}) != len(observations):
        raise ValueError("an id is used twice")
    first = window_start(as_of)
    scope = [invoice for invoice in observations if first <= invoice.issued <= as_of]
    return {
        currency: {
            "headline": figures_of([i for i in scope if i.currency == currency and not i.disputed], as_of),
            "including_disputed": figures_of([i for i in scope if i.currency == currency], as_of),
        }
        for currency in sorted({invoice.currency for invoice in scope})
    }
