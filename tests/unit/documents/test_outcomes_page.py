"""docs/documents.md says what becomes of published invoices and statements: its tables are what the script writes."""

from pathlib import Path

import pytest

from ledger.documents import read_file
from scripts.document_outcomes import END, TABLES, outcome, page
from tests.unit.documents.planting import INVOICE, planted

ROOT = Path(__file__).parents[3]
SHARED = ROOT.parent / "shared" / "data"


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data is not there")
def test_the_table_of_outcomes_is_written_from_the_files() -> None:
    written = (ROOT / "docs" / "documents.md").read_text("utf-8")
    assert all(start in written for start in TABLES)
    assert END in written
    assert page(written, SHARED) == written, "run: python -m scripts.document_outcomes ../shared/data"


def test_an_outcome_is_what_became_of_the_file() -> None:
    paid = planted(INVOICE, ("7197.12</cbc:Pay", "0</cbc:Pay"))
    files = (INVOICE.read_bytes(), paid, b"<x/>")
    assert [outcome(read_file("f", data)) for data in files] == ["goes in", "nothing due", "refused"]
