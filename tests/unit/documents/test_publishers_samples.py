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
    ours = {name: reading for name, reading in all_files.items() if reading.format.startswith("camt.05")}
    assert refused(ours) == {}
    assert len(ours) >= 10
    assert sum(bool(reading.drafts) for reading in ours.values()) > 0.9 * len(ours)
    # An order to a bank (pain.001), a request to cancel one (camt.055): no statements, though kept among them.
    assert set(refused(all_files).values()) <= {"format.unknown"}


def test_every_bill_of_a_platform_goes_in() -> None:
    bills = [file for file in sorted((SHARED / "merchant_statements").iterdir()) if file.suffix == ".csv"]
    found = {file.name: read_file(file.name, file.read_bytes()) for file in bills}
    ours = {name: found[name] for name in found if "alipay" in name or "wechat" in name}
    assert refused(ours) == {}
    assert all(len(reading.drafts) >= 5 for reading in ours.values())


def test_a_ledger_of_receivables_goes_in_whole() -> None:
    file = SHARED / "receivables" / "accounts_receivable.csv"
    reading = read_file(file.name, file.read_bytes(), profile_named("receivables"))
    rows = len(file.read_text().splitlines()) - 1
    assert reading.faults == ()
    assert sum(isinstance(draft, InvoiceDraft) for draft in reading.drafts) == rows
    assert sum(isinstance(draft, PaymentDraft) for draft in reading.drafts) == rows
