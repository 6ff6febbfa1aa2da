"""The figures of a receivables ledger in CSV, by the oracle.

    python -m tests.oracles.receivables FILE YYYY-MM-DD

The file is the creditor's: the side is "is paid", a customer is a counterparty. Columns used: customerID,
invoiceNumber, InvoiceDate, DueDate, SettledDate (M/D/YYYY), InvoiceAmount (US dollars), Disputed (Yes or
No). An invoice is settled in full by one payment on its settled date, or not at all if that is empty. The
flag of a dispute has no date, so it holds at every `as_of`. The file has no licence: read it where it lies,
copy no row.
"""

import csv
import json
import sys
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from .figures import Invoice, day_number, figures

CURRENCY = "USD"


def day_of(text: str) -> int:
    return day_number(datetime.strptime(text, "%m/%d/%Y").date())


def cents(text: str) -> int:
    amount = Decimal(text) * 100
    if amount != int(amount):
        raise ValueError(f"{text}: finer than a cent")
    return int(amount)


def invoice_of(row: dict[str, str]) -> Invoice:
    amount = cents(row["InvoiceAmount"])
    return Invoice(
        id=row["invoiceNumber"],
        counterparty=row["customerID"],
        currency=CURRENCY,
        amount_minor=amount,
        issued=day_of(row["InvoiceDate"]),
        due=day_of(row["DueDate"]),
        disputed={"Yes": True, "No": False}[row["Disputed"]],
        settlements=((day_of(row["SettledDate"]), amount),) if row["SettledDate"] else (),
    )


def read(path: Path) -> list[Invoice]:
    """Raises KeyError for a missing column or an unknown flag, ValueError for a bad date or amount."""
    with path.open(newline="", encoding="utf-8-sig") as file:
        return [invoice_of(row) for row in csv.DictReader(file)]


def report(invoices: Iterable[Invoice], as_of: date) -> dict[str, object]:
    """{"as_of", "whole": figures, "by_counterparty": {customer: figures}}, ready for JSON."""
    invoices = list(invoices)
    day = day_number(as_of)
    by_counterparty: dict[str, list[Invoice]] = {}
    for invoice in invoices:
        by_counterparty.setdefault(invoice.counterparty, []).append(invoice)
    return {
        "as_of": as_of.isoformat(),
        "whole": figures(invoices, day),
        "by_counterparty": {name: figures(own, day) for name, own in sorted(by_counterparty.items())},
    }


if __name__ == "__main__":
    json.dump(report(read(Path(sys.argv[1])), date.fromisoformat(sys.argv[2])), sys.stdout, indent=1)
