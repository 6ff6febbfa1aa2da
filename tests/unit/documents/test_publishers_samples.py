"""What publishers of the standards call valid goes in; each file that does not is listed here with its reason.

The samples are read where they lie, beside the checkout: most may not be copied.
"""

from collections import Counter
from pathlib import Path

import pytest

from ledger.core.drafts import InvoiceDraft, PaymentDraft
from ledger.documents import Reading, profile_named, read_file

SHARED = Path(__file__).parents[4] / "shared" / "data"

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data is not there")

NO_STATEMENTS = {"moov/International_payment_USD_naujas_1.xml", "moov/valid_camt_v09.xml"}
"""An order to a bank (pain.001) and a request to cancel one (camt.055), kept among the statements."""


def readings(folder: str) -> dict[str, Reading]:
    files = sorted((SHARED / folder).rglob("*.xml"))
    return {str(file.relative_to(SHARED / folder)): read_file(file.name, file.read_bytes()) for file in files}


def refused(readings: dict[str, Reading]) -> dict[str, str]:
    return {name: reading.faults[0].rule for name, reading in readings.items() if reading.faults}


def test_invoices_and_answers_that_their_publishers_call_valid_go_in() -> None:
    all_files = readings("ubl")
    # Orders, despatch advices and their like state no claim; responses to a message are none to an invoice.
    assert set(refused(all_files).values()) <= {"format.no-claim", "response.kind"}
    formats = Counter(reading.format for reading in all_files.values() if reading.accepted)
    assert set(formats) == {
        "UBL 2.1 Invoice",
        "UBL 2.1 CreditNote",
        "UN/CEFACT CII",
        "Peppol invoice response",
    }
    assert formats.total() > 30


def test_every_statement_report_and_notification_goes_in() -> None:
    all_files = readings("camt")
    assert len(all_files) >= 30
    assert refused(all_files) == dict.fromkeys(sorted(NO_STATEMENTS), "format.unknown")
    assert {name for name, reading in all_files.items() if not reading.drafts} == {
        "genkgo/camt052.v6.Amt-zero.xml",  # its one entry is pending
        *NO_STATEMENTS,
    }


def test_a_ledger_of_receivables_goes_in_whole() -> None:
    file = SHARED / "receivables" / "accounts_receivable.csv"
    reading = read_file(file.name, file.read_bytes(), profile_named("receivables"))
    rows = len(file.read_text().splitlines()) - 1
    assert reading.faults == ()
    assert sum(isinstance(draft, InvoiceDraft) for draft in reading.drafts) == rows
    assert sum(isinstance(draft, PaymentDraft) for draft in reading.drafts) == rows
