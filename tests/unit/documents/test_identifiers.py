"""An identifier that fails its check digits names nobody, and is told."""

import pytest

from ledger.core.contacts import Contact, Contacts
from ledger.core.drafts import InvoiceDraft, Party
from ledger.core.ids import Member
from ledger.documents import Note
from tests.unit.documents.planting import INVOICE, planted, read


def buyer(scheme: str, number: str) -> tuple[Party, list[Note]]:
    told = f'<cac:PartyIdentification><cbc:ID schemeID="{scheme}">{number}</cbc:ID></cac:PartyIdentification>'
    text = INVOICE.read_text(encoding="utf-8")
    start = text.index("<cac:Party>", text.index("<cac:AccountingCustomerParty>")) + len("<cac:Party>")
    reading = read((text[:start] + told + text[start:]).encode())
    assert reading.faults == ()
    (draft,) = reading.drafts
    assert isinstance(draft, InvoiceDraft)
    return draft.debtor, [note for note in reading.notes if number in note.text]


@pytest.mark.parametrize(
    ("code", "scheme", "right", "wrong"),
    [
        ("0199", "lei", "529900T8BM49AURSDO55", "529900T8BM49AURSDO56"),
        ("0088", "gln", "4000001000005", "4000001000006"),
        ("uscc", "uscc", "91110000600037341L", "91110000600037342L"),
    ],
)
def test_a_party_is_known_by_an_identifier_only_if_its_check_digits_hold(
    code: str, scheme: str, right: str, wrong: str
) -> None:
    for number, holds in ((right, True), (wrong, False)):
        party, notes = buyer(code, number)
        book = Contacts((Contact(Member(7), "Another name", (f"{scheme}:{number}",)),))
        assert (book.find(Party("", party.ids)) is not None) is holds
        assert [note.field for note in notes] == ([] if holds else ["debtor id"])
        assert any(number in identifier for identifier in party.ids)


def test_a_vat_number_that_fails_is_told_and_still_names_its_holder() -> None:
    for number, told in (("DE123456788", 0), ("DE123456789", 1)):
        reading = read(planted(INVOICE, ("DE123456789", number)))
        assert sum("VAT" in note.text for note in reading.notes) == told
        (draft,) = reading.drafts
        assert isinstance(draft, InvoiceDraft)
        assert f"vat:{number}" in draft.creditor.ids
