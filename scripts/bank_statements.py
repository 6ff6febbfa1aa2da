"""Writes bank statements that pay the invoices of a receivables ledger, with the noise that real payers make.

    python scripts/bank_statements.py LEDGER.csv OUT_DIR [--seed N]

There are `invoices.csv` (what the owner knows: the ledger's invoices, of which a few got another amount, with each
customer's name and account), `statements/CURRENCY-YYYY-MM.xml` (camt.053.001.08) and, apart from them,
`truth/truth.csv`: which movement, by the bank's reference, settles which invoice by how much, and what is odd about it.
A matcher gets the first two. The same ledger and seed give the same bytes. What each share of noise is of:
`SHARES` in `bank_noise/payments.py`.
"""

import argparse
import csv
import io
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from random import Random

from bank_noise.camt import ACCOUNTS, statement
from bank_noise.ledger import CURRENCY, Invoice, customers_of, read_ledger
from bank_noise.movements import Movement, movements_of
from bank_noise.payments import payments_of


def statement_files(ledger: Sequence[Invoice], seed: int) -> Iterator[tuple[str, bytes]]:
    """Every file: its place and its bytes. The amounts of a few of the ledger's invoices are set anew."""
    random, customers = Random(seed), customers_of(ledger)
    movements = movements_of(payments_of(ledger, random), customers, random)
    rows: list[tuple[object, ...]] = [
        (invoice.number, customers[invoice.customer].name, customers[invoice.customer].account,
         invoice.issued, invoice.due, invoice.cents, CURRENCY)
        for invoice in ledger
    ]  # fmt: skip
    head = ("number", "customer", "account", "issued", "due", "minor", "currency")
    yield "invoices.csv", _csv([head, *rows])
    yield from _statements(movements)
    yield "truth/truth.csv", _csv([("bank_reference", "number", "minor", "noises"), *_truth(movements)])


def _statements(movements: Sequence[Movement]) -> Iterator[tuple[str, bytes]]:
    for currency in ACCOUNTS:
        balance = 50_000_00
        own = [movement for movement in movements if movement.currency == currency]
        for month, group in groupby(own, key=lambda movement: f"{movement.day:%Y-%m}"):
            entries = list(group)
            yield f"statements/{currency}-{month}.xml", statement(month, currency, balance, entries)
            balance += sum(movement.cents for movement in entries)


def _truth(movements: Sequence[Movement]) -> Iterator[tuple[object, ...]]:
    """A row for each invoice of each movement; a returned payment has negative amounts, other money an empty row."""
    for movement in movements:
        noises = "; ".join(sorted(noise.value for noise in movement.noises))
        for number, cents in movement.settles.items() or [("", 0)]:
            yield movement.bank_reference, number, cents, noises


def _csv(rows: Sequence[tuple[object, ...]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def main() -> None:
    """Write the files below OUT_DIR, and say what was written."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("ledger", type=Path, metavar="LEDGER.csv")
    parser.add_argument("out", type=Path, metavar="OUT_DIR")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    arguments = parser.parse_args()
    count = 0
    for name, data in statement_files(read_ledger(arguments.ledger), arguments.seed):
        path = arguments.out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        count += 1
    print(f"{count} files below {arguments.out}, seed {arguments.seed}")


if __name__ == "__main__":
    main()
