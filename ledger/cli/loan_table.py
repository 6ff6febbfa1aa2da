"""A table of loans in CSV: the columns that a scorecard asks for, every fault with its line."""

import csv
from collections.abc import Iterator, Mapping
from io import StringIO

from ledger.core.errors import BadContent, BadInput
from ledger.core.faults import Fault
from ledger.rulebook.scorecard_inputs import COLUMNS, Inputs, inputs_of

LOAN = "loan_no"
LONGEST_NAME = 64
NEEDED = (LOAN, *COLUMNS)


def read_loan_table(name: str, data: bytes) -> dict[str, Inputs]:
    """Loan number to inputs, in the file's order; BadInput with every fault. Other columns are not looked at."""
    try:
        lines = csv.DictReader(StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
        head = list(lines.fieldnames or ())
        faults = tuple(_column(name, column, head) for column in NEEDED if head.count(column) != 1)
        if faults:
            raise BadInput(faults)
        return _gathered(name, lines)
    except UnicodeDecodeError as error:
        at = f"byte {error.start}"
        raise BadInput((Fault(name, at, "text", "text.utf8", "other bytes", "UTF-8"),)) from error
    except csv.Error as error:
        raise BadInput(
            (Fault(name, "the table", "text", "csv.form", str(error), "CSV (RFC 4180)"),)
        ) from error


def _gathered(name: str, lines: "csv.DictReader[str]") -> dict[str, Inputs]:
    found: dict[str, Inputs] = {}
    faults: list[Fault] = []
    for row in lines:
        where = f"line {lines.line_num}"
        faults.extend(_faults(name, where, row, found))
        if not faults:
            found[row[LOAN]] = inputs_of(row)
    if faults:
        raise BadInput(tuple(faults))
    if not found:
        raise BadInput((Fault(name, "the table", LOAN, "table.rows", "none", "at least one loan"),))
    return found


def _faults(name: str, where: str, row: Mapping[str, str], seen: Mapping[str, Inputs]) -> Iterator[Fault]:
    if None in row or any(row[column] is None for column in NEEDED):
        yield Fault(name, where, "line", "table.width", "another number of cells", "a cell for each column")
        return
    loan = row[LOAN]
    if not 0 < len(loan) <= LONGEST_NAME or not loan.isprintable():
        yield Fault(name, where, LOAN, "loan.name", repr(loan[:LONGEST_NAME]), f"1 to {LONGEST_NAME} signs")
    if loan in seen:
        yield Fault(name, where, LOAN, "loan.once", loan, "each loan once")
    try:
        inputs_of(row)
    except BadContent as error:
        yield Fault(name, where, error.field, "loan.value", repr(str(error.found)[:64]), error.rule)


def _column(name: str, column: str, head: list[str]) -> Fault:
    found = f"{head.count(column)} columns of that name"
    return Fault(name, "line 1", column, "table.column", found, f"one each of {', '.join(NEEDED)}")
