"""A table of loans in CSV: the columns that a scorecard asks for, every fault with its line."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import StringIO

from ledger.core.errors import BadContent, BadInput
from ledger.core.faults import Fault
from ledger.rulebook.scorecard_inputs import COLUMNS, Inputs, inputs_of

LOAN = "loan_no"
LONGEST_NAME = 64
NEEDED = (LOAN, *COLUMNS)


@dataclass(frozen=True, slots=True)
class LoanTable:
    """`loans`: loan number to inputs, in the file's order. `faults`: of the rows that are left out."""

    loans: dict[str, Inputs]
    faults: tuple[Fault, ...] = ()


def read_loan_table(name: str, data: bytes, *, partial: bool = False) -> LoanTable:
    """BadInput with every fault; if `partial`, rows with one are left out instead. Other columns are not looked at."""
    try:
        lines = csv.DictReader(StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
        head = list(lines.fieldnames or ())
        faults = tuple(_column(name, column, head) for column in NEEDED if head.count(column) != 1)
        if faults:
            raise BadInput(faults)
        found = _gathered(name, lines)
    except UnicodeDecodeError as error:
        at = f"byte {error.start}"
        raise BadInput((Fault(name, at, "text", "text.utf8", "other bytes", "UTF-8"),)) from error
    except csv.Error as error:
        raise BadInput(
            (Fault(name, "the table", "text", "csv.form", str(error), "CSV (RFC 4180)"),)
        ) from error

    if found.faults and not (partial and found.loans):
        raise BadInput(found.faults)
    if not found.loans:
        raise BadInput((Fault(name, "the table", LOAN, "table.rows", "none", "at least one loan"),))
    return found


def _gathered(name: str, lines: "csv.DictReader[str]") -> LoanTable:
    found: dict[str, Inputs] = {}
    faults: list[Fault] = []
    for row in lines:
        if None not in row and not any(cell and cell.strip() for cell in row.values()):
            continue  # a spreadsheet's empty row
        own = list(_faults(name, f"line {lines.line_num}", row, found))
        faults.extend(own)
        if not own:
            found[row[LOAN]] = inputs_of(row)
    return LoanTable(found, tuple(faults))


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
