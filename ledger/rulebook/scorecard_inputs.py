"""What a scorecard is asked: the few facts of a loan that are known on the day of its approval."""

import re
from collections.abc import Mapping

from ledger.core.errors import BadContent

COLUMNS = ("approved_cents", "employees", "new_exist", "naics")
"""The columns of a table of loans that are read, in the words of the SBA's published 7(a) data; no other is."""

LARGEST_CENTS = 10**12
MOST_EMPLOYEES = 10**6

# The two-digit sectors of NAICS 2002; manufacturing, retail and transport have several numbers each.
_SECTORS = {
    **{code: code for code in (11, 21, 22, 23, 42, 51, 52, 53, 54, 55, 56, 61, 62, 71, 72, 81, 92)},
    **dict.fromkeys((31, 32, 33), 31),
    **dict.fromkeys((44, 45), 44),
    **dict.fromkeys((48, 49), 48),
}

_FRACTION = re.compile(r"\.0+\Z")

Inputs = Mapping[str, int | None]
"""Characteristic to value: `amount` in US cents, `employees` a count, `age` 1 existing or 2 new, `sector` the
first NAICS number of its two-digit sector; None where it is not stated.
"""


def inputs_of(row: Mapping[str, str]) -> dict[str, int | None]:
    """The inputs of one line of a table of loans; BadContent names the column.

    >>> inputs_of({"approved_cents": "6000000", "employees": "4", "new_exist": "2", "naics": "451120"})
    {'amount': 6000000, 'employees': 4, 'age': 2, 'sector': 44}
    """
    amount = _number(row, "approved_cents", LARGEST_CENTS)
    if amount is None:
        raise BadContent("approved_cents", "an amount of at least 1 cent", row["approved_cents"])
    age = _number(row, "new_exist", 2)
    return {
        "amount": amount,
        "employees": _number(row, "employees", MOST_EMPLOYEES),
        "age": age,
        "sector": _sector(row),
    }


def _number(row: Mapping[str, str], column: str, most: int) -> int | None:
    """0 and nothing both mean: not stated. A spreadsheet may have made 4.0 of 4."""
    text = _FRACTION.sub("", row[column].strip())
    if not text:
        return None
    plain = text.isascii() and text.isdigit() and len(text) <= len(str(most))
    if not plain or int(text) > most:
        raise BadContent(column, f"a whole number from 0 to {most}", row[column])
    return int(text) or None


def _sector(row: Mapping[str, str]) -> int | None:
    text = _FRACTION.sub("", row["naics"].strip())
    if _number(row, "naics", 999_999) is None:
        return None
    if len(text) < 2 or int(text[:2]) not in _SECTORS:
        raise BadContent("naics", "a NAICS code of a known sector, or 0", row["naics"])
    return _SECTORS[int(text[:2])]
