"""Figures of published ledgers, kept as hashes: `python -m tests.second_opinion.golden` prints golden.json.

The data has no licence and stays where it lies, beside the checkout.
"""

import json
import sys
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import duckdb

from ledger.app.figures_of_drafts import by_counterparty, invoice_book
from ledger.core.day import Day, day_of
from ledger.core.history import Side
from ledger.documents.door import read_file
from ledger.documents.shelf import profile_named
from tests.second_opinion.comparison import canonical
from tests.second_opinion.histories import RULEBOOKS
from tests.second_opinion.opinion import figures, query
from tests.second_opinion.rows import Case

DATA = Path(__file__).parents[3] / "shared" / "data"
RECEIVABLES = DATA / "receivables" / "accounts_receivable.csv"
LOANS = DATA / "sba_loans" / "sba_loans.csv"
KEPT = Path(__file__).with_name("golden.json")
DAYS = (date(2012, 12, 31), date(2013, 6, 30), date(2013, 12, 15))
LOAN_DAYS = (date(2000, 2, 29), date(2014, 6, 30))
COHORTS = {"month": 1, "quarter": 3, "year": 12}


def digest(told: object) -> str:
    """Of the JSON with keys in order."""
    return sha256(canonical(told).encode()).hexdigest()


def customers() -> dict[str, list[Case]]:
    """By rulebook and day: the whole file of receivables first, then each customer in order of name."""
    reading = read_file(RECEIVABLES.name, RECEIVABLES.read_bytes(), profile_named("receivables"))
    assert reading.accepted
    seen = invoice_book(reading.drafts, Side.IS_PAID).observations
    books = [seen, *by_counterparty(seen).values()]
    return {
        f"{name} {day}": [Case(book, day_of(day), name, RULEBOOKS[name]) for book in books]
        for name in ("tradeline-1", "tradeline-2", "tradeline-3")
        for day in DAYS
    }


def opinions(cases: dict[str, list[Case]]) -> dict[str, list[Any]]:
    """What the SQL says, of everything in one batch."""
    told = iter(figures([case for asked in cases.values() for case in asked]))
    return {key: [next(told) for _ in asked] for key, asked in cases.items()}


def vintages(as_of: Day, cohort_months: int) -> list[dict[str, Any]]:
    """Of the loans, by SQL that reads the file itself."""
    with duckdb.connect(":memory:", config={"threads": 1}) as database:
        database.execute(query("macros"))
        asked = {"file": str(LOANS), "as_of": as_of, "cohort_months": cohort_months}
        names = [name for name, *_ in database.execute(query("loans"), asked).description or ()]
        return [dict(zip(names, row, strict=True)) for row in database.fetchall()]


def loans() -> dict[str, list[dict[str, Any]]]:
    """Vintages by day and length of the cohorts."""
    return {
        f"{day} {name}": vintages(day_of(day), months)
        for day in LOAN_DAYS
        for name, months in COHORTS.items()
    }


if __name__ == "__main__":
    told = opinions(customers())
    kept = {
        "receivables": {key: [digest(one) for one in told[key]] for key in told},
        "loans": {key: digest(rows) for key, rows in loans().items()},
    }
    json.dump(kept, sys.stdout, indent=1)
    sys.stdout.write("\n")
