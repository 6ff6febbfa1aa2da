"""Vintages of a table of loans, from the definitions of docs/portfolio.md alone: exact fractions, one loan at a time.

Shares no line with the product. Layout: columns loan_no, approval_date, disbursement_date, disbursed_cents, status,
chargeoff_date, chargeoff_principal_cents, approved_cents.
"""

import csv
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from math import floor
from pathlib import Path

TAKEN = {"CHGOFF", "PIF", ""}


@dataclass(frozen=True)
class Loan:
    """What one line tells; amounts in cents, None for what is not told, or over nothing (but a charge-off)."""

    approved: date
    drawn: date | None
    drawn_cents: int
    lost: date | None
    lost_cents: int


def read(path: Path) -> list[Loan]:
    """Every loan of a status that is known, and not that it was cancelled. Spaces around a cell say nothing."""
    with path.open(newline="", encoding="utf-8") as file:
        lines = [{name: cell.strip() for name, cell in line.items()} for line in csv.DictReader(file)]
    return [_loan(line) for line in lines if line["status"] in TAKEN]


def _loan(line: dict[str, str]) -> Loan:
    drawn_cents = int(line["disbursed_cents"] or 0)
    lost = _day(line["chargeoff_date"])
    approved = _day(line["approval_date"])
    assert approved is not None
    return Loan(
        approved=approved,
        drawn=_day(line["disbursement_date"]) if drawn_cents else None,
        drawn_cents=drawn_cents,
        lost=lost,
        lost_cents=int(line["chargeoff_principal_cents"] or 0) if lost else 0,
    )


def _day(text: str) -> date | None:
    """M/D/YYYY or D-MMM-YY, whose year is of the last century from 69 on; None for nothing."""
    form = "%d-%b-%y" if "-" in text else "%m/%d/%Y"
    return datetime.strptime(text, form).date() if text else None


def vintages(loans: list[Loan], as_of: date, cohort_months: int) -> list[dict[str, object]]:
    """Each cohort as the product's JSON has it."""
    known = [loan for loan in loans if loan.drawn and loan.drawn <= as_of]
    cohorts = sorted({_month(loan.drawn) // cohort_months for loan in known if loan.drawn})
    return [_vintage(known, number, as_of, cohort_months) for number in cohorts]


def _vintage(known: list[Loan], number: int, as_of: date, cohort_months: int) -> dict[str, object]:
    own = [loan for loan in known if loan.drawn and _month(loan.drawn) // cohort_months == number]
    amount = sum(loan.drawn_cents for loan in own)
    months = list(range(_last_ended_month(as_of) - (number + 1) * cohort_months + 2))

    def lost_by(k: int) -> list[Loan]:
        return [
            loan
            for loan in own
            if loan.lost and loan.drawn and loan.lost <= as_of
            and max(0, _month(loan.lost) - _month(loan.drawn)) <= k
        ]  # fmt: skip

    return {
        "cohort": f"{number * cohort_months // 12:04}-{number * cohort_months % 12 + 1:02}",
        "booked": len(own),
        "amount": amount,
        "months": months,
        "by_count": [_bp(len(lost_by(k)), len(own)) for k in months],
        "by_amount": [_bp(sum(loan.drawn_cents for loan in lost_by(k)), amount) for k in months],
        "by_loss": [_bp(sum(loan.lost_cents for loan in lost_by(k)), amount) for k in months],
    }


def totals(loans: list[Loan], as_of: date) -> dict[str, object]:
    """The figures over all vintages."""
    known = [loan for loan in loans if loan.approved <= as_of or (loan.drawn and loan.drawn <= as_of)]
    drawn = [loan for loan in known if loan.drawn and loan.drawn <= as_of]
    lost = [loan for loan in drawn if loan.lost and loan.lost <= as_of]
    paid_out = sum(loan.drawn_cents for loan in drawn)
    loss = sum(loan.lost_cents for loan in lost)
    return {
        "loans": len(known),
        "drawn": len(drawn),
        "drawn_amount": paid_out,
        "lost": len(lost),
        "lost_amount": loss,
        "by_count": _bp(len(lost), len(drawn)),
        "by_loss": _bp(loss, paid_out),
    }


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def _last_ended_month(as_of: date) -> int:
    """The last calendar month that is over at the end of `as_of`."""
    tomorrow = date.fromordinal(as_of.toordinal() + 1)
    return _month(tomorrow) - 1


def _bp(part: int, whole: int) -> int:
    return floor(Fraction(part, whole) * 10_000)
