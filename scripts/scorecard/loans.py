"""The loans, as they were approved, and what became of them.

Source: U.S. Small Business Administration, 7(a) loans (FOIA release), prepared by Li, Mickel and Taylor, J. Statistics
Education 26(1), 2018, doi 10.1080/10691898.2018.1434342. The file is read where it lies.
"""

import csv
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import Path

from ledger.rulebook.scorecard_inputs import inputs_of

OBSERVED_UNTIL = date(2014, 8, 31)
"""The month of the last charge-off in the file: what happened later is not in it."""

BEFORE_OUT_OF_TIME = date(2004, 10, 1)
"""The first day of fiscal year 2005: what was approved from then on is for validation, and is fitted to nothing."""

FIRST_KEPT = date(1990, 1, 1)
"""Of loans approved earlier the file holds almost only those charged off (about 97 in 100): kept for their outcome."""


class Outcome(Enum):
    """What is known of a loan at the end of observation."""

    PAID = "paid in full"
    CHARGED_OFF = "charged off"
    CENSORED = "younger than its term, or still running"
    CONTRADICTORY = "paid in full, and charged off on a day"


@dataclass(frozen=True, slots=True)
class Loan:
    """`inputs`: by characteristic, as the product reads them; `row`: the line as published."""

    row: dict[str, str]
    inputs: dict[str, int | None]
    approved: date
    outcome: Outcome

    @property
    def bad(self) -> bool:
        """Whether it was charged off."""
        return self.outcome is Outcome.CHARGED_OFF


def read_loans(path: Path) -> list[Loan]:
    """Every loan of the file, in its order."""
    with path.open(newline="", encoding="utf-8") as file:
        return [_loan(row) for row in csv.DictReader(file)]


def usable(loans: list[Loan]) -> list[Loan]:
    """Those whose outcome is known, from the years that were not selected by it."""
    known = (Outcome.PAID, Outcome.CHARGED_OFF)
    return [loan for loan in loans if loan.approved >= FIRST_KEPT and loan.outcome in known]


def split(loans: list[Loan]) -> tuple[list[Loan], list[Loan]]:
    """(development, out of time), by the day of approval."""
    return (
        [loan for loan in loans if loan.approved < BEFORE_OUT_OF_TIME],
        [loan for loan in loans if loan.approved >= BEFORE_OUT_OF_TIME],
    )


def approval_day(row: dict[str, str]) -> date:
    """Month/day/year with four digits, as the file has it."""
    return datetime.strptime(row["approval_date"], "%m/%d/%Y").date()


def _loan(row: dict[str, str]) -> Loan:
    approved = approval_day(row)
    return Loan(row, inputs_of(row), approved, _outcome(row, approved))


def _outcome(row: dict[str, str], approved: date) -> Outcome:
    if row["status"] == "CHGOFF":
        return Outcome.CHARGED_OFF
    if row["status"] != "PIF" or _ends(approved, int(row["term_months"])) > OBSERVED_UNTIL:
        return Outcome.CENSORED
    return Outcome.CONTRADICTORY if row["chargeoff_date"] else Outcome.PAID


def _ends(approved: date, months: int) -> date:
    """The first day of the month in which the term ends."""
    index = approved.year * 12 + approved.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)
