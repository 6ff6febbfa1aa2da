"""The invoices of a receivables ledger, and the customers that pay them."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

from demo_trade.world import iban

CURRENCY = "USD"

_TRADES = ("Trading", "Foods", "Logistics", "Metals", "Textiles", "Systems", "Paper", "Energy")
_FORMS = ("Ltd", "GmbH", "Inc", "BV", "SA", "Pty Ltd")


@dataclass(slots=True)
class Invoice:
    """One row of the ledger; `cents` may be set anew where a noise needs two invoices of one amount."""

    number: str
    customer: str
    issued: date
    due: date
    settled: date
    cents: int


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer as the ledger's owner knows it: the same for every seed."""

    key: str
    name: str
    account: str


def read_ledger(path: Path) -> list[Invoice]:
    """The settled invoices of a CSV with the columns that are read here; days are M/D/YYYY, amounts decimal."""
    with path.open(newline="", encoding="utf-8-sig") as file:
        rows = [row for row in csv.DictReader(file) if row["SettledDate"]]
    return [
        Invoice(
            row["invoiceNumber"],
            row["customerID"],
            _day(row["InvoiceDate"]),
            _day(row["DueDate"]),
            max(_day(row["SettledDate"]), _day(row["InvoiceDate"])),
            int(Decimal(row["InvoiceAmount"]) * 100),
        )
        for row in rows
    ]


def customers_of(invoices: Iterable[Invoice]) -> dict[str, Customer]:
    """The customers by key, in the order of their keys."""
    return {key: _customer(key) for key in sorted({invoice.customer for invoice in invoices})}


def _customer(key: str) -> Customer:
    """A name and an account made of the key alone."""
    noise = sha256(key.encode()).digest()
    word = "".join(sign for sign in key if sign.isalpha()).title() or f"Customer {key}"
    name = f"{word} {_TRADES[noise[0] % len(_TRADES)]} {_FORMS[noise[1] % len(_FORMS)]}"
    return Customer(key, name, iban("DE", f"{int.from_bytes(noise[2:10], 'big') % 10**18:018}"))


def _day(text: str) -> date:
    return datetime.strptime(text, "%m/%d/%Y").date()
