"""An invoice in UN/CEFACT CII becomes the same claim as in UBL; what makes it none is named with its place."""

import hashlib

import pytest

from ledger.core.day import parse_day
from ledger.core.drafts import CreditNoteDraft, InvoiceDraft, Party, Source
from ledger.core.money import Money
from tests.unit.documents.planting import SAMPLES, faults, parts, planted, read, remarks

INVOICE = SAMPLES / "cii" / "01.20a-INVOICE_uncefact.xml"
ROOT = "/CrossIndustryInvoice"
DOCUMENT = f"{ROOT}/rsm:ExchangedDocument"
TRADE = f"{ROOT}/rsm:SupplyChainTradeTransaction"
SETTLEMENT = f"{TRADE}/ram:ApplicableHeaderTradeSettlement"
PAYABLE = f"{SETTLEMENT}/ram:SpecifiedTradeSettlementHeaderMonetarySummation/ram:DuePayableAmount"
DUE = f"{SETTLEMENT}/ram:SpecifiedTradePaymentTerms/ram:DueDateDateTime"

DUE_ELEMENT = (
    '<ram:DueDateDateTime>\n          <udt:DateTimeString format="102">20210204</udt:DateTimeString>\n'
    "        </ram:DueDateDateTime>"
)
SUM = "</ram:SpecifiedTradeSettlementHeaderMonetarySummation>"
NAMED = "<ram:IssuerAssignedID>R9</ram:IssuerAssignedID>"
EARLIER = f"<ram:InvoiceReferencedDocument>{NAMED}</ram:InvoiceReferencedDocument>"


def claim(data: bytes) -> InvoiceDraft:
    reading = read(data)
    assert reading.faults == ()
    (draft,) = reading.drafts
    assert isinstance(draft, InvoiceDraft)
    return draft


def test_an_invoice_gives_the_claim_that_it_states() -> None:
    data = INVOICE.read_bytes()
    assert claim(data) == InvoiceDraft(
        source=Source("file", ROOT, hashlib.sha256(data).digest()),
        number="1234567890",
        issued=parse_day("2021-01-25"),
        due=parse_day("2021-02-04"),
        amount=Money(357_00, "EUR"),
        creditor=Party("Betriebsstätte", ("vat:DE123456789", "em:seller@email.de"), "DE79000000001234567890"),
        debtor=Party("Kunde 1", ("vat:DE987654321", "em:buyer@info.de")),
        references=("1234567890",),
    )
    assert read(data).format == "UN/CEFACT CII"


def test_a_due_day_in_words_is_read_and_said() -> None:
    reading = read((SAMPLES / "cii" / "01.05a-INVOICE_uncefact.xml").read_bytes())
    (draft,) = reading.drafts
    assert isinstance(draft, InvoiceDraft)
    assert draft.due == parse_day("2015-05-08")
    (note,) = remarks(reading)
    assert (note.where, note.field) == (DUE, "BT-9 due date")
    assert "14 days after the issue, by the terms '14 Tage'" in note.text


def test_an_invoice_without_lines_and_terms_states_a_claim_too() -> None:
    """As the profile MINIMUM of Factur-X has it: no lines, no terms, no means of payment."""
    text = INVOICE.read_text(encoding="utf-8")
    lines = (
        text.index("<ram:IncludedSupplyChainTradeLineItem>"),
        text.index("<ram:ApplicableHeaderTradeAgreement>"),
    )
    means = (
        text.index("<ram:SpecifiedTradeSettlementPaymentMeans>"),
        text.index("<ram:SpecifiedTradeSettlementHeaderMonetarySummation>"),
    )
    data = (text[: lines[0]] + text[lines[1] : means[0]] + text[means[1] :]).encode()
    assert (claim(data).amount, claim(data).due) == (Money(357_00, "EUR"), parse_day("2021-02-24"))
    assert claim(data).creditor.account is None


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ('<udt:DateTimeString format="102">20210126</udt:DateTimeString>', "2021-01-26"),
        ("<udt:DateTimeString>20210126</udt:DateTimeString>", "2021-01-26"),
        ('<udt:DateTimeString format="203">202101262359</udt:DateTimeString>', "2021-01-26"),
        ('<udt:DateTimeString format="204">20210126235959</udt:DateTimeString>', "2021-01-26"),
        ('<udt:DateTimeString format="205">202101262359+0100</udt:DateTimeString>', "2021-01-26"),
        ("<udt:DateTime>2021-01-26T00:00:00+02:00</udt:DateTime>", "2021-01-26"),
    ],
)
def test_a_day_may_take_the_forms_of_the_syntax(moment: str, day: str) -> None:
    data = planted(INVOICE, ('<udt:DateTimeString format="102">20210125</udt:DateTimeString>', moment))
    assert claim(data).issued == parse_day(day)


def test_an_empty_due_day_is_none() -> None:
    data = planted(INVOICE, ('"102">20210204', '"102">'))
    assert [note.field for note in remarks(read(data))] == ["BT-9 due date"]


def test_of_several_due_days_the_latest_counts() -> None:
    later = DUE_ELEMENT.replace("20210204", "20210304")
    terms = f"<ram:SpecifiedTradePaymentTerms>{later}</ram:SpecifiedTradePaymentTerms>"
    place = "<ram:SpecifiedTradeSettlementHeaderMonetarySummation>"
    assert claim(planted(INVOICE, (place, terms + place))).due == parse_day("2021-03-04")


def test_an_account_may_have_another_number_than_an_iban() -> None:
    iban = "<ram:IBANID>DE79000000001234567890</ram:IBANID>"
    other = "<ram:ProprietaryID>5050-1055</ram:ProprietaryID>"
    assert claim(planted(INVOICE, (iban, other))).creditor.account == "5050-1055"
    spaced = "<ram:IBANID>DE79 0000 0000 1234 5678 90</ram:IBANID>"
    assert claim(planted(INVOICE, (iban, spaced))).creditor.account == "DE79000000001234567890"


def test_ids_stand_in_the_order_vat_lei_registration_others() -> None:
    name, legal = "<ram:Name>Betriebsstätte</ram:Name>", "ram:SpecifiedLegalOrganization"
    ids = '<ram:ID>S1</ram:ID><ram:GlobalID schemeID="0088">4000001000005</ram:GlobalID>'
    lei = f'<{legal}><ram:ID schemeID="0199">529900T8BM49AURSDO55</ram:ID></{legal}>'
    data = planted(INVOICE, (name, ids + name + lei))
    assert claim(data).creditor.ids == (
        "vat:DE123456789", "lei:529900T8BM49AURSDO55", "gln:4000001000005", "id:S1", "em:seller@email.de",
    )  # fmt: skip


@pytest.mark.parametrize("code", ["381", "261", "396", "532"])
def test_the_type_tells_a_credit_note(code: str) -> None:
    reading = read(planted(INVOICE, (">389<", f">{code}<"), (SUM, SUM + EARLIER)))
    assert (reading.faults, remarks(reading)) == ((), [])
    (draft,) = reading.drafts
    assert isinstance(draft, CreditNoteDraft)
    assert (draft.number, draft.amount, draft.invoices) == ("1234567890", Money(357_00, "EUR"), ("R9",))


def test_a_negative_invoice_is_read_as_the_credit_note_that_it_is() -> None:
    reading = read(planted(INVOICE, (">357.00</ram:Due", ">-357.00</ram:Due")))
    (draft,) = reading.drafts
    assert isinstance(draft, CreditNoteDraft)
    assert draft.amount == Money(357_00, "EUR")
    assert "read as a credit note" in remarks(reading)[0].text


def test_a_corrected_invoice_says_that_the_earlier_one_stands() -> None:
    reading = read(planted(INVOICE, (">389<", ">384<"), (SUM, SUM + EARLIER)))
    assert remarks(reading)[0].text == "corrects 'R9', which stands until it is corrected or credited"


@pytest.mark.parametrize(
    ("old", "new", "where", "field", "rule", "found", "expected"),
    [
        ("<ram:ID>1234567890</ram:ID>", "", f"{DOCUMENT}/ram:ID", "BT-1 invoice number", "number.missing", "nothing",
         "a document number"),
        (">389<", ">325<", f"{DOCUMENT}/ram:TypeCode", "BT-3 type", "type.proforma", "a pro-forma invoice (325)",
         "a claim, such as 380"),
        ('"102">20210125', '"610">202101', f"{DOCUMENT}/ram:IssueDateTime/udt:DateTimeString", "BT-2 issue date",
         "date.form", "'202101' in format '610'", "a date such as 20260131, in format 102"),
        ('"102">20210125', '"102">2021-01-25', f"{DOCUMENT}/ram:IssueDateTime/udt:DateTimeString", "BT-2 issue date",
         "date.form", "'2021-01-25' in format '102'", "a date such as 20260131, in format 102"),
        ('"102">20210125', '"102">20210229', f"{DOCUMENT}/ram:IssueDateTime/udt:DateTimeString", "BT-2 issue date",
         "date.calendar", "'20210229'", "a day that the calendar has"),
        ("CurrencyCode>EUR<", "CurrencyCode>DEM<", f"{SETTLEMENT}/ram:InvoiceCurrencyCode", "BT-5 currency",
         "currency.unknown", "'DEM'", "an ISO 4217 code in use, such as EUR"),
        ("<ram:DuePayableAmount>", '<ram:DuePayableAmount currencyID="USD">', f"{PAYABLE}/@currencyID",
         "BT-115 amount due", "currency.mismatch", "'USD'", "EUR, as BT-5 says"),
        ("<ram:DuePayableAmount>357.00</ram:DuePayableAmount>", "", PAYABLE, "BT-115 amount due", "amount.missing",
         "nothing", "the amount due for payment"),
        (">357.00</ram:Due", ">357,00</ram:Due", PAYABLE, "BT-115 amount due", "amount.form", "'357,00'",
         "a plain decimal number such as 1234.50"),
        ("<ram:PaymentReference>1234567890<", "<ram:PaymentReference>1<b/>2<", f"{SETTLEMENT}/ram:PaymentReference",
         "ram:PaymentReference", "xml.mixed", "elements within a text", "text alone"),
        ("<ram:Name>Kunde 1</ram:Name>", "",
         f"{TRADE}/ram:ApplicableHeaderTradeAgreement/ram:BuyerTradeParty/ram:Name", "BG-7 buyer name", "party.name",
         "nothing", "a name"),
    ],
)  # fmt: skip
def test_a_planted_fault_is_named_with_its_place(
    old: str, new: str, where: str, field: str, rule: str, found: str, expected: str
) -> None:
    assert faults(planted(INVOICE, (old, new))) == [(where, field, rule, found, expected)]


def test_a_missing_party_is_named() -> None:
    data = planted(INVOICE, ("<ram:SellerTradeParty>", "<ram:X>"), ("</ram:SellerTradeParty>", "</ram:X>"))
    where = f"{TRADE}/ram:ApplicableHeaderTradeAgreement/ram:SellerTradeParty"
    assert faults(data) == [(where, "BG-4 seller", "party.missing", "nothing", "one party")]


def test_a_negative_credit_note_is_refused() -> None:
    reading = read(planted(INVOICE, (">389<", ">381<"), (">357.00</ram:Due", ">-357.00</ram:Due")))
    expected = "a reduction; what the buyer owes is an invoice"
    assert [parts(fault) for fault in reading.faults] == [
        (PAYABLE, "BT-115 amount due", "amount.negative", "-357.00 EUR", expected)
    ]


def test_all_faults_of_a_file_are_reported_at_once() -> None:
    data = planted(
        INVOICE, (">389<", ">325<"), ("20210125", "25.1.2021"), ("CurrencyCode>EUR<", "CurrencyCode><")
    )
    assert sorted(rule for _, _, rule, _, _ in faults(data)) == [
        "currency.missing",
        "date.form",
        "type.proforma",
    ]
