"""Where the outcome shows through: what each column, and each telling bit of it, says by itself.

python -m scripts.scorecard.leaks sba_loans.csv

AUC of one number alone, whichever way it points, within two times of approval and between them, so that a mark of the
year is not taken for a mark of the borrower. What stands far above the rest is looked at: was it known at approval?
"""

import sys
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

from scripts.scorecard.loans import Loan, approval_day, read_loans, split, usable
from scripts.scorecard.measure import Scored, auc

OLDER_UNTIL = date(2003, 10, 1)

Row = dict[str, str]


def _number(column: str) -> Callable[[Row], float]:
    return lambda row: float(row[column] or 0)


def _delay(row: Row) -> float:
    if not row["disbursement_date"]:
        return 0
    return (datetime.strptime(row["disbursement_date"], "%m/%d/%Y").date() - approval_day(row)).days


PROBES: dict[str, Callable[[Row], float]] = {
    "approved_cents": _number("approved_cents"),
    "approved, not of whole $1,000": lambda row: int(row["approved_cents"]) % 100_000 != 0,
    "guaranteed share": lambda row: int(row["sba_guaranteed_cents"]) / int(row["approved_cents"]),
    "employees": _number("employees"),
    "employees is 0": lambda row: row["employees"] == "0",
    "new_exist": _number("new_exist"),
    "naics": _number("naics"),
    "naics is 0": lambda row: row["naics"] == "0",
    "create_job": _number("create_job"),
    "retained_job": _number("retained_job"),
    "day of the month of approval": lambda row: approval_day(row).day,
    "approval_date": lambda row: approval_day(row).toordinal(),
    "loan_no": _number("loan_no"),
    "last digit of loan_no": lambda row: int(row["loan_no"]) % 10,
    "term_months": _number("term_months"),
    "term_months, not a multiple of 12": lambda row: int(row["term_months"]) % 12 != 0,
    "disbursed_cents": _number("disbursed_cents"),
    "disbursed over approved": lambda row: int(row["disbursed_cents"]) / int(row["approved_cents"]),
    "disbursed, not what was approved": lambda row: row["disbursed_cents"] != row["approved_cents"],
    "days from approval to disbursement": _delay,
    "disbursement_date is blank": lambda row: not row["disbursement_date"],
    "chargeoff_date is blank": lambda row: not row["chargeoff_date"],
    "chargeoff_principal_cents": _number("chargeoff_principal_cents"),
}


def found(loans: Sequence[Loan], probe: Callable[[Row], float]) -> int:
    """AUC of the probe in basis points, at least 5000."""
    value = auc([Scored(probe(loan.row), 0, loan.bad) for loan in loans])[0]
    return max(value, 10_000 - value)


def main() -> None:
    """A line a probe, as a table of Markdown."""
    loans = usable(read_loans(Path(sys.argv[1])))
    development, later = split(loans)
    older = [loan for loan in development if loan.approved < OLDER_UNTIL]
    recent = [loan for loan in development if loan.approved >= OLDER_UNTIL]
    print("| column or bit of it | FY 1997 to 2003 | FY 2004 | both | out of time |")
    print("|---|---|---|---|---|")
    for name, probe in PROBES.items():
        values = [found(part, probe) for part in (older, recent, development, later)]
        print(f"| {name} | {' | '.join(f'{value / 10_000:.3f}' for value in values)} |")


if __name__ == "__main__":
    main()
