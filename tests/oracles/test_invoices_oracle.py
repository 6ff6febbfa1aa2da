"""The readers and an extraction written apart from them say the same of each invoice."""

from decimal import Decimal
from pathlib import Path

import pytest

from ledger.core.day import date_of
from ledger.core.drafts import CreditNoteDraft, InvoiceDraft, ResponseDraft
from ledger.core.money import decimal_text
from ledger.documents import Reading, read_file
from tests.oracles.invoices import Extract, extract, extract_answer
from tests.unit.documents.test_response import QUERY, response

SAMPLES = Path(__file__).parents[2] / "samples"
SHARED = Path(__file__).parents[3] / "shared" / "data" / "ubl"
INVOICES = ("UBL 2.1 Invoice", "UBL 2.1 CreditNote", "UN/CEFACT CII")


def differences(reading: Reading, expected: Extract) -> list[str]:
    """Where a reading and the extraction of the same file differ: term, read, extracted."""
    (draft,) = (*reading.drafts, *reading.nothing_due)
    assert isinstance(draft, InvoiceDraft | CreditNoteDraft)
    credit = expected.credit or expected.amount < 0
    pairs: dict[str, tuple[object, object]] = {
        "BT-3": (isinstance(draft, CreditNoteDraft), credit),
        "BT-1": (draft.number, expected.number),
        "BT-2": (date_of(draft.issued), expected.issued),
        "BT-115": (
            Decimal(decimal_text(draft.amount.minor, draft.amount.currency)),
            abs(expected.amount),
        ),
        "BT-5": (draft.amount.currency, expected.currency),
        "BT-27": (draft.creditor.name, expected.seller),
        "BT-44": (draft.debtor.name, expected.buyer),
        "BG-4 identifiers": (values(draft.creditor.ids), expected.seller_ids),
        "BG-7 identifiers": (values(draft.debtor.ids), expected.buyer_ids),
    }
    if isinstance(draft, CreditNoteDraft):
        pairs["BT-25"] = (draft.invoices, expected.preceding)
    else:
        pairs["BT-83"] = (draft.references, expected.references)
        pairs["BT-84"] = (draft.creditor.account, expected.account)
        assumed = any(note.field == "BT-9 due date" for note in reading.notes)
        pairs["BT-9 given"] = (not assumed, expected.due is not None)
        if expected.due is not None:
            pairs["BT-9"] = (date_of(draft.due), expected.due)
    return [f"{term}: {read!r}, not {said!r}" for term, (read, said) in pairs.items() if read != said]


def values(ids: tuple[str, ...]) -> frozenset[str]:
    return frozenset(text.partition(":")[2] for text in ids)


def compared(folder: Path) -> dict[str, list[str]]:
    """Differences of every invoice under a folder."""
    found: dict[str, list[str]] = {}
    for file in sorted(folder.rglob("*.xml")):
        data = file.read_bytes()
        reading = read_file(file.name, data)
        if reading.format in INVOICES:
            assert reading.faults == ()
            found[str(file.relative_to(folder))] = differences(reading, extract(data))
    return found


def test_the_samples_are_read_as_they_are_extracted() -> None:
    found = compared(SAMPLES)
    assert len(found) == 7
    assert {name: differ for name, differ in found.items() if differ} == {}


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data is not there")
def test_every_published_invoice_is_read_as_it_is_extracted() -> None:
    found = compared(SHARED)
    assert len(found) > 30
    assert {name: differ for name, differ in found.items() if differ} == {}


def answered(data: bytes) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """What the reader and the extraction make of an invoice response."""
    reading = read_file("f", data)
    (draft,) = (*reading.drafts, *reading.nothing_due)
    assert isinstance(draft, ResponseDraft)
    expected = extract_answer(data)
    # The day of effect stands after the day of issue.
    expected["day"] = expected["day"][-1:]
    return {
        "number": [draft.number],
        "day": [date_of(draft.day).isoformat()],
        "answer": [draft.answer.value],
        "invoice": [draft.invoice],
        "debtor": [draft.debtor.name],
        "creditor": [draft.creditor.name],
        "debtor id": [text.partition(":")[2] for text in draft.debtor.ids],
        "creditor id": [text.partition(":")[2] for text in draft.creditor.ids],
        "reasons": [reason.partition(":")[0] for reason in draft.reasons],
    }, expected


def test_an_answer_is_read_as_it_is_extracted() -> None:
    read, expected = answered(response("UQ", QUERY))
    assert read == expected
    assert expected["reasons"] == ["REF", "PIN"]
    other, _ = answered(response("RE"))
    assert [name for name in read if read[name] != other[name]] == ["answer", "reasons"]


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data is not there")
def test_every_published_answer_is_read_as_it_is_extracted() -> None:
    files = sorted((SHARED / "peppol_post_award").glob("T111*.xml"))
    assert files
    for file in files:
        read, expected = answered(file.read_bytes())
        assert read == expected


@pytest.mark.parametrize(
    ("old", "new", "term"),
    [
        ("ODIN", "Odin", "BT-44"),
        ("7197.12</cbc:Pay", "7197.13</cbc:Pay", "BT-115"),
        ("2016-04-20", "2016-04-21", "BT-9"),
        (">R123456<", ">R123457<", "BT-1"),
        ("DE123456789", "DE123456788", "BG-4 identifiers"),
        ("DE79000000001234567890", "DE79000000001234567891", "BT-84"),
        ("<cbc:InvoiceTypeCode>380<", "<cbc:InvoiceTypeCode>381<", "BT-3"),
    ],
)
def test_a_difference_would_be_seen(old: str, new: str, term: str) -> None:
    data = (SAMPLES / "xrechnung" / "01.09a-INVOICE_ubl.xml").read_bytes()
    other = data.replace(b"[Buyer name]", b"ODIN").replace(old.encode(), new.encode())
    reading = read_file("f", data.replace(b"[Buyer name]", b"ODIN"))
    assert [line.partition(":")[0] for line in differences(reading, extract(other))][:1] == [term]
