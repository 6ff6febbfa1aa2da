"""Reference rates of half-years (Directive 2011/7/EU, articles 2(7), 3(2) and 4(2)). They are the claimant's to
name. Exact fractions, in percent. Days since 1970-01-01.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from ledger.core.day import Day, date_of, parse_day
from ledger.core.errors import BadContent, BadInput
from ledger.core.faults import Fault, shown_value
from ledger.rulebook.late_spells import Spell

LEAST, LARGEST = Fraction(-8), Fraction(100)
"""Percent. Below the first the least margin would leave no interest; above the second is a slip of the pen."""
MOST = 400
"""Half-years in one table; longest name of its source in characters."""
_PERCENT = re.compile(r"(-?)([0-9]{1,3})(?:\.([0-9]{1,6}))? ?%")


@dataclass(frozen=True, slots=True)
class ReferenceRates:
    """The rates in force on first days of half-years; `source`: where the claimant has them from."""

    source: str
    rates: Mapping[Day, Fraction]


def percent(text: str) -> Fraction:
    """A percentage; BadContent where it is none.

    >>> percent("3.62%"), percent("-0.88 %")
    (Fraction(181, 50), Fraction(-22, 25))
    """
    match = _PERCENT.fullmatch(text)
    if match is None:
        raise BadContent("percentage", "written 3.62%, with up to six decimals", text[:64])
    sign, whole, decimals = match[1], match[2], match[3] or ""
    exact = Fraction(int(whole + decimals), 10 ** len(decimals))
    return -exact if sign else exact


def percent_text(rate: Fraction) -> str:
    """As it is written, without zeros at the end; of a rate that ends within six decimals.

    >>> percent_text(Fraction(631, 50)), percent_text(Fraction(-22, 25)), percent_text(Fraction(9))
    ('12.62%', '-0.88%', '9%')
    """
    whole, decimals = divmod(abs(rate.numerator) * 10**6 // rate.denominator, 10**6)
    text = f"{whole}.{decimals:06d}".rstrip("0").rstrip(".")
    return f"{'-' if rate < 0 else ''}{text}%"


def half_year(day: int) -> Day:
    """The first day of the half-year of a day.

    >>> from ledger.core.day import iso, parse_day
    >>> iso(half_year(parse_day("2024-06-30")))
    '2024-01-01'
    """
    at = date_of(Day(day))
    return Day(day - (at - date(at.year, 1 if at.month <= 6 else 7, 1)).days)


def half_years(owed: Iterable[Spell]) -> set[Day]:
    """Those in which a day of these spells bears interest: the day after `since` is the first."""
    found: set[Day] = set()
    for spell in owed:
        first = half_year(spell.since + 1)
        while first <= spell.until:
            found.add(first)
            first = half_year(first + 184)
    return found


def reference_rates(name: str, source: object, table: object) -> ReferenceRates:
    """Out of a table `first day of a half-year: "3.62%"`; BadInput with every fault, `name` says of which file."""
    faults: list[Fault] = []
    if not isinstance(source, str) or not source.isprintable() or not 0 < len(source.strip()) <= MOST:
        expected = f"where the rates are from, in 1 to {MOST} printable characters"
        faults.append(Fault(name, "source", "source", "references.source", shown_value(source), expected))
    rates: dict[Day, Fraction] = {}
    if not isinstance(table, Mapping) or not 0 < len(table) <= MOST:
        expected = f'1 to {MOST} half-years, such as 2024-01-01 = "3.62%"'
        found = f"{len(table)} half-years" if isinstance(table, Mapping) else shown_value(table)
        faults.append(Fault(name, "reference_rates", "table", "references.table", found, expected))
    else:
        for key, value in table.items():
            try:
                rates[_first_day(key)] = _rate(value)
            except BadContent as error:
                place = str(key)[:64]
                rule = f"references.{error.field}"
                faults.append(Fault(name, "reference_rates", place, rule, str(error.found), error.rule))
    if faults or not isinstance(source, str):
        raise BadInput(tuple(faults))
    return ReferenceRates(source.strip(), rates)


def _first_day(key: object) -> Day:
    expected = "the first day of a half-year, 1 January or 1 July, written 2024-07-01"
    try:
        day = parse_day(str(key)[:64])
    except BadContent:
        raise BadContent("day", expected, shown_value(key)) from None
    if half_year(day) != day:
        raise BadContent("day", expected, shown_value(key))
    return day


def _rate(value: object) -> Fraction:
    expected = f'a text from "{LEAST}%" to "{LARGEST}%", such as "3.62%"'
    try:
        rate = percent(value) if isinstance(value, str) else None
    except BadContent:
        rate = None
    if rate is None or not LEAST <= rate <= LARGEST:
        raise BadContent("rate", expected, shown_value(value))
    return rate
