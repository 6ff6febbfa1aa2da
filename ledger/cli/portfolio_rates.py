"""A lender's rates of expected loss, out of a TOML or JSON file."""

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ledger.cli.output import read_file
from ledger.core.errors import BadContent, BadInput
from ledger.core.faults import Fault, shown_value
from ledger.rulebook.ecl import BUCKETS, Rate, Rates

SIZE = 1 << 14
"""Largest file, in bytes: tomllib takes quadratic time over a long dotted key."""
_EXPECTED = 'a fraction from 0 to 1 in a text, such as "16/1000"'


def read_rates(path: Path) -> Rates:
    """A table `rates` with a fraction for each bucket: current, 1-30, 31-60, 61-90, 91+. BadInput with every fault."""
    name = str(path)
    table = _table(name, read_file(path, SIZE))
    faults = [Fault(name, "rates", str(key), "rates.bucket", "no such bucket", ", ".join(BUCKETS))
              for key in table if key not in BUCKETS]  # fmt: skip
    rates: list[Rate] = []
    for bucket in BUCKETS:
        found = _rate(table.get(bucket))
        if found is None:
            told = shown_value(table[bucket]) if bucket in table else "nothing"
            faults.append(Fault(name, "rates", bucket, "rates.fraction", told, _EXPECTED))
        else:
            rates.append(found)
    if faults:
        raise BadInput(tuple(faults))
    current, first, second, third, last = rates
    return current, first, second, third, last


def _table(name: str, data: bytes) -> Mapping[str, Any]:
    try:
        text = data.decode("utf-8-sig")
        whole = json.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        fault = Fault(name, "the whole file", "file", "rates.form", str(error)[:200], "TOML or JSON in UTF-8")
        raise BadInput((fault,)) from error
    table = whole.get("rates") if isinstance(whole, dict) else None
    if not isinstance(table, dict):
        raise BadInput((Fault(name, "the whole file", "rates", "rates.missing", "no such table", "a table"),))
    return table


def _rate(told: object) -> Rate | None:
    try:
        return Rate.parse(told) if isinstance(told, str) else None
    except BadContent:
        return None
