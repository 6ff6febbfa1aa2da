"""A table of loans with anything in its cells: faults with line, field and rule, or the figures of the definitions."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.app.portfolio_form import loan_book_form
from ledger.app.portfolio_loans import loan_books, remarks
from ledger.core.day import parse_day
from ledger.core.drafts import LoanDraft
from ledger.documents.door import read_file
from ledger.documents.shelf import profile_named
from tests.integration.test_portfolio_loans import HEADER, invented
from tests.oracles import loans as oracle

AS_OF = "2012-12-31"
ROWS = [line.split(",") for line in invented(12)]
ODD = [
    "", " ", "0", "-1", "1/1/1900", "2/30/2001", "12/31/1969", "1/1/2150", "1-Jan-5", "31-Feb-99", "1-Jan-69",
    "9999999999999999999", "1e5", "NaN", "CHGOFF", "P I F", "CANCLD", "PIF", "15-Jun-04", "6/15/2004",
]  # fmt: skip
_CELL = st.tuples(st.integers(0, len(ROWS) - 1), st.integers(0, len(ROWS[0]) - 1), st.sampled_from(ODD))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("loans")


@given(st.lists(_CELL, min_size=1, max_size=3))
def test_what_is_read_is_figured_and_what_is_not_is_named(
    folder: Path, cells: list[tuple[int, int, str]]
) -> None:
    rows = [list(row) for row in ROWS]
    for line, column, text in cells:
        rows[line][column] = text
    table = folder / "loans.csv"
    table.write_text("\n".join([HEADER, *map(",".join, rows)]) + "\n", encoding="utf-8")
    reading = read_file("loans.csv", table.read_bytes(), profile_named("sba_loans"))
    if reading.faults:
        lines = {f"line {line + 2}" for line, _, _ in cells}
        for fault in reading.faults:
            assert fault.field and fault.rule and fault.expected
            assert fault.where in lines or fault.rule == "number.repeated"
        return
    read = (*reading.drafts, *reading.nothing_due)
    loans = [draft for draft in read if isinstance(draft, LoanDraft)]
    assert all(one.where.startswith("line ") for one in remarks(loans))
    books = loan_books(loans, parse_day(AS_OF), 12)
    expected = oracle.vintages(oracle.read(table), date.fromisoformat(AS_OF), 12)
    assert (loan_book_form(books["USD"])["vintages"] if books else []) == expected
