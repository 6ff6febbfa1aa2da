"""Amounts, days and words as documents write them; each fault has its rule."""

import re
from datetime import date

from ledger.core.currencies import MINOR_UNITS
from ledger.core.day import Day, day_of
from ledger.core.errors import BadContent
from ledger.core.money import Money, parse_money
from ledger.documents.findings import Findings, shown
from ledger.proof.numbers import normalise

# XML Schema 1.0 part 2: 3.2.3 decimal, 3.2.9 date, 3.2.7 dateTime.
_DECIMAL = re.compile(r"([+-]?)0*+([0-9]*+)(?:\.([0-9]*+))?")
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:Z|[+-][0-9]{2}:[0-9]{2})?")
_DATE_TIME = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?(?:Z|[+-][0-9]{2}:[0-9]{2})?"
)


NOT_PROVIDED = frozenset(("NOTPROVIDED", "NOT PROVIDED", "NONREF"))
"""What banks write, in whatever letters, where the payer gave no reference (ISO 20022, SWIFT)."""


def read_reference(text: str) -> str | None:
    """A payer's reference, None where there is none."""
    return None if not text or text.upper() in NOT_PROVIDED else text


def read_number(findings: Findings, where: str, field: str, text: str) -> str | None:
    """A document number that has a normal form (records.md, section 3). Rules `number.missing`, `number.form`."""
    if not text:
        findings.fault(where, field, "number.missing", "nothing", "a document number")
        return None
    try:
        normalise(text)
    except BadContent as error:
        findings.fault(where, field, "number.form", shown(text), error.rule)
        return None
    return text


def read_currency(findings: Findings, where: str, field: str, text: str) -> str | None:
    """An ISO 4217 code in use. Rules `currency.missing`, `currency.unknown`."""
    if text in MINOR_UNITS:
        return text
    rule, found = ("currency.unknown", shown(text)) if text else ("currency.missing", "nothing")
    findings.fault(where, field, rule, found, "an ISO 4217 code in use, such as EUR")
    return None


def read_amount(findings: Findings, where: str, field: str, text: str, currency: str) -> Money | None:
    """An xsd:decimal as money of a known `currency`. Rules `amount.*` but `.negative`."""
    places = MINOR_UNITS[currency]
    match = _DECIMAL.fullmatch(text)
    if match is None or not any(digit.isdigit() for digit in text):
        rule, found = ("amount.form", shown(text)) if text else ("amount.missing", "nothing")
        findings.fault(where, field, rule, found, "a plain decimal number such as 1234.50")
        return None
    sign, whole, fraction = match[1].replace("+", ""), match[2] or "0", (match[3] or "").rstrip("0")
    if len(fraction) > places:
        findings.fault(
            where, field, "amount.decimals", shown(text), f"at most {places} decimals in {currency}"
        )
        return None
    try:
        return parse_money(f"{sign}{whole}.{fraction}" if fraction else sign + whole, currency)
    except BadContent:
        findings.fault(where, field, "amount.range", shown(text), "below 2^63 minor units")
        return None


def read_day(findings: Findings, where: str, field: str, text: str) -> Day | None:
    """An xsd:date; a time zone is dropped, since a fact happens on a day in its own zone. Rules `date.*`."""
    match = _DATE.fullmatch(text)
    if match is None:
        rule, found = ("date.form", shown(text)) if text else ("date.missing", "nothing")
        findings.fault(where, field, rule, found, "a date such as 2026-01-31")
        return None
    return calendar_day(findings, where, field, text, (int(match[1]), int(match[2]), int(match[3])))


def read_day_of_time(findings: Findings, where: str, field: str, text: str) -> Day | None:
    """The day written in an xsd:dateTime, in the zone it is written in. Rules `date.*`."""
    match = _DATE_TIME.fullmatch(text)
    if match is None:
        findings.fault(where, field, "date.form", shown(text), "a time such as 2026-01-31T12:00:00Z")
        return None
    return calendar_day(findings, where, field, text, (int(match[1]), int(match[2]), int(match[3])))


def calendar_day(
    findings: Findings, where: str, field: str, text: str, parts: tuple[int, int, int], form: str = ""
) -> Day | None:
    """The day of (year, month, day); `form`: how it was to be written, if a person chose that. Rules `date.calendar`,
    `date.range`.
    """
    try:
        return day_of(date(*parts))
    except ValueError:
        findings.fault(where, field, "date.calendar", shown(text), f"a day that the calendar has{form}")
    except BadContent:
        findings.fault(where, field, "date.range", shown(text), "from 1970-01-01 to 2149-06-06")
    return None
