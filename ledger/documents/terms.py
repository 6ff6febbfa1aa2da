"""The day on which an invoice is due (BT-9), where the document says it in another way than by a date.

EN 16931 asks for a due date or payment terms in words (BR-CO-25). In this order:

1. one day named in the terms ("bis zum 13.08.2021");
2. at once ("sofort", "on receipt"): the day of issue;
3. a number of days ("within 30 days"): the longest named, counted from the issue; where the terms also give a
   discount and so may name the discount's days only, never fewer than the statutory 30;
4. otherwise 30 days after the issue: what the law puts in where nothing was agreed (Directive 2011/7/EU,
   article 3(3)(b)(i)).

Where words leave room, the later day is taken: what is only read out of words should make nobody look late.
`basis` says what was assumed.
"""

import re
from dataclasses import dataclass
from datetime import date

from ledger.core.day import LAST, Day, day_of
from ledger.core.errors import BadContent
from ledger.documents.findings import shown

STATUTORY_DAYS = 30

# XRechnung 3.0, BT-20: structured lines for cash discounts; no due day stands in them.
_STRUCTURED = re.compile(r"#(?:SKONTO|VERZUG)#[^ ]*")
_DATES = re.compile(r"\b(?:([0-9]{4})-([0-9]{2})-([0-9]{2})|([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4}))\b")
_DAY_WORDS = "|".join((
    "days?", "Tage?n?", "Kalendertagen?", "jours?", "giorni", "d[ií]as", "dage?n?", "dagar", "dager",
    "päivää", "pv", "dni", "dnů", "dní", "napon", "zile", "dana",
))  # fmt: skip
_DAYS = re.compile(rf"\b([0-9]{{1,3}})\s?(?:{_DAY_WORDS})\b", re.IGNORECASE)
_AT_ONCE = re.compile(
    r"\b(?:sofort|umgehend|immediately|(?:up)?on receipt|comptant|à réception|a vista|per direct|straks)\b",
    re.IGNORECASE,
)
_DISCOUNT = re.compile(
    r"%|\b(?:skonto|discount|rabatt?|korting|escompte|remise|sconto|descuento)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class DueDay:
    """A due day that was not given as a date, and in words where it comes from."""

    day: Day
    basis: str


def due_by_terms(terms: str, issued: Day) -> DueDay:
    """The due day that payment terms in words give for an invoice issued on `issued`. Total on any text."""
    words = _STRUCTURED.sub(" ", terms)
    named = _days_named_as_dates(words, issued)
    if len(named) == 1:
        return DueDay(named.pop(), f"the day named in the terms {shown(terms)}")
    lengths = [int(match[1]) for match in _DAYS.finditer(words)]
    if lengths:
        floor = STATUTORY_DAYS if _DISCOUNT.search(words) else 0
        length = max(floor, *lengths)
        return DueDay(_after(issued, length), f"{length} days after the issue, by the terms {shown(terms)}")
    if _AT_ONCE.search(words):
        return DueDay(issued, f"the day of issue, by the terms {shown(terms)}")
    given = f"the terms {shown(terms)} name no day" if terms else "no terms are given"
    return DueDay(
        _after(issued, STATUTORY_DAYS),
        f"{STATUTORY_DAYS} days after the issue (Directive 2011/7/EU, article 3(3)(b)): {given}",
    )


def _days_named_as_dates(words: str, issued: Day) -> set[Day]:
    days = set()
    for match in _DATES.finditer(words):
        year, month, day = (match[1], match[2], match[3]) if match[1] else (match[6], match[5], match[4])
        try:
            days.add(day_of(date(int(year), int(month), int(day))))
        except (ValueError, BadContent):
            continue
    return {day for day in days if day >= issued}


def _after(issued: Day, days: int) -> Day:
    return Day(min(issued + days, LAST))
