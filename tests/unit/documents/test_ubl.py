"""An invoice in UBL becomes the claim that it states; what makes it none is named with its place."""

import hashlib

import pytest

from ledger.core.day import parse_day
from ledger.core.drafts import CreditNoteDraft, InvoiceDraft, Party, Source
from ledger.core.money import Money
from tests.unit.documents.planting import INVOICE, SAMPLES, faults, planted, read, remarks

PAYABLE = "/Invoice/cac:LegalMonetaryTotal/cbc:PayableAmount"
AMOUNT = '<cbc:PayableAmount currencyID="EUR">7197.12<'
DUE = "<cbc:DueDate>2016-04-20</cbc:DueDate>"


def claim(data: bytes) -> InvoiceDraft:
    reading = read(data)
    assert reading.faults == ()
    (draft,) = reading.drafts
    assert isinstance(draft, InvoiceDraft)
    return draft


def credit_note(*changes: tuple[str, str]) -> bytes:
    """The sample invoice as a credit note."""
    data = planted(
        INVOICE,
        ("<ubl:Invoice ", "<ubl:CreditNote "),
        ("</ubl:Invoice>", "</ubl:CreditNote>"),
        ("xsd:Invoice-2", "xsd:CreditNote-2"),
        (DUE, ""),
        (
            "<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>",
            "<cbc:CreditNoteTypeCode>381</cbc:CreditNoteTypeCode>",
        ),
    )
    for old, new in changes:
        assert old.encode() in data
        data = data.replace(old.encode(), new.encode(), 1)
    return data


def test_an_invoice_gives_the_claim_that_it_states() -> None:
    data = INVOICE.read_bytes()
    assert claim(data) == InvoiceDraft(
        source=Source("file", "/Invoice", hashlib.sha256(data).digest()),
        number="R123456",
        issued=parse_day("2016-04-06"),
        due=parse_day("2016-04-20"),
        amount=Money(7197_12, "EUR"),
        creditor=Party(
            "[Seller name]",
            ("vat:DE123456789", "registration:HRB 123", "em:seller@email.de"),
            "DE79000000001234567890",
        ),
        debtor=Party("[Buyer name]", ("em:buyer@info.de",)),
    )


def test_its_fields_are_ready_for_json() -> None:
    (fields,) = read(INVOICE.read_bytes()).fields()
    assert fields["number"] == "R123456"
    assert (fields["amount"], fields["currency"]) == ("7197.12", "EUR")
    assert (fields["issued"], fields["due"]) == ("2016-04-06", "2016-04-20")
    assert fields["creditor"] == {
        "name": "[Seller name]",
        "ids": ["vat:DE123456789", "registration:HRB 123", "em:seller@email.de"],
        "account": "DE79000000001234567890",
    }


def test_ids_stand_in_the_order_vat_lei_registration_endpoint() -> None:
    lei = '<cbc:CompanyID schemeID="0199">529900T8BM49AURSDO55<'
    data = planted(
        INVOICE,
        ("<cbc:CompanyID>HRB 123<", lei),
        ('<cbc:EndpointID schemeID="EM">seller@email.de<', '<cbc:EndpointID schemeID="0088">4000001000005<'),
    )
    assert claim(data).creditor.ids == ("vat:DE123456789", "lei:529900T8BM49AURSDO55", "gln:4000001000005")


def test_payment_references_are_kept() -> None:
    means = "<cbc:PaymentMeansCode>58</cbc:PaymentMeansCode>"
    data = planted(INVOICE, (means, f"{means}<cbc:PaymentID>RF18539007547034</cbc:PaymentID>"))
    assert claim(data).references == ("RF18539007547034",)


@pytest.mark.parametrize("zone", ["Z", "+01:00", "-11:00"])
def test_a_time_zone_does_not_move_a_day(zone: str) -> None:
    data = planted(INVOICE, ("2016-04-06<", f"2016-04-06{zone}<"), ("2016-04-20<", f"2016-04-20{zone}<"))
    assert (claim(data).issued, claim(data).due) == (parse_day("2016-04-06"), parse_day("2016-04-20"))


@pytest.mark.parametrize(
    ("written", "cents"), [("7197.1", 719710), ("+7197.12", 719712), ("007197.1200", 719712), (" .5 ", 50), ("7.", 700)]
)  # fmt: skip
def test_an_amount_may_take_any_form_of_xml_schema(written: str, cents: int) -> None:
    assert claim(planted(INVOICE, (AMOUNT, AMOUNT.replace("7197.12", written)))).amount == Money(cents, "EUR")


def test_yen_have_no_decimals_but_may_show_zeros() -> None:
    data = planted(
        INVOICE,
        ("Code>EUR<", "Code>JPY<"),
        (AMOUNT, AMOUNT.replace("EUR", "JPY").replace("7197.12", "7197.00")),
    )
    assert claim(data).amount == Money(7197, "JPY")


@pytest.mark.parametrize(
    ("sample", "due", "basis"),
    [
        ("01.05a", "2015-05-08", "14 days after the issue, by the terms '14 Tage'"),
        ("01.17a", "2016-04-04", "the day of issue, by the terms 'Zahlbar sofort ohne Abzug.'"),
        ("04.04a", "2021-08-13", "the day named in the terms"),
    ],
)
def test_a_due_day_in_words_is_read_and_said(sample: str, due: str, basis: str) -> None:
    data = (SAMPLES / "xrechnung" / f"{sample}-INVOICE_ubl.xml").read_bytes()
    assert claim(data).due == parse_day(due)
    (note,) = remarks(read(data))
    assert note.field == "BT-9 due date"
    assert basis in note.text


@pytest.mark.parametrize("left", ["", "<cbc:DueDate/>", "<cbc:DueDate> </cbc:DueDate>"])
def test_without_due_date_and_terms_the_law_gives_thirty_days(left: str) -> None:
    data = planted(INVOICE, (DUE, left))
    assert claim(data).due == parse_day("2016-05-06")
    (note,) = remarks(read(data))
    assert str(note).startswith(
        "/Invoice/cbc:DueDate: BT-9 due date: not given; taken as 30 days after the issue"
    )
    assert "Directive 2011/7/EU" in note.text


def test_a_due_day_before_the_issue_is_read_as_it_stands_and_said() -> None:
    data = planted(INVOICE, ("2016-04-20<", "2016-04-05<"))
    assert claim(data).due == parse_day("2016-04-05")
    (note,) = remarks(read(data))
    assert str(note) == (
        "/Invoice: BT-2 issue date: 2016-04-06 is after the day on which it is due, 2016-04-05"
    )


def test_the_payment_means_may_give_the_due_date() -> None:
    means = "<cbc:PaymentMeansCode>58</cbc:PaymentMeansCode>"
    data = planted(INVOICE, (DUE, ""), (means, f"{means}<cbc:PaymentDueDate>2016-06-01</cbc:PaymentDueDate>"))
    assert claim(data).due == parse_day("2016-06-01")
    assert remarks(read(data)) == []


def test_an_invoice_paid_in_advance_is_read_and_leaves_nothing_to_record() -> None:
    reading = read(planted(INVOICE, (AMOUNT, AMOUNT.replace("7197.12", "0"))))
    assert (reading.faults, reading.drafts) == ((), ())
    assert [draft.amount for draft in reading.nothing_due] == [Money(0, "EUR")]
    assert "nothing is recorded" in remarks(reading)[0].text
    assert [fields["amount"] for fields in reading.fields()] == ["0.00"]


def test_a_credit_note_names_the_invoices_that_it_reduces() -> None:
    earlier = "<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>R9</cbc:ID></cac:InvoiceDocumentReference>"
    order = "<cac:OrderReference>"
    reading = read(credit_note((order, f"{earlier}</cac:BillingReference>{order}")))
    assert (reading.faults, remarks(reading)) == ((), [])
    (draft,) = reading.drafts
    assert isinstance(draft, CreditNoteDraft)
    assert (draft.number, draft.invoices, draft.amount) == ("R123456", ("R9",), Money(7197_12, "EUR"))


def test_a_negative_invoice_is_read_as_the_credit_note_that_it_is() -> None:
    earlier = "<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>R9</cbc:ID></cac:InvoiceDocumentReference>"
    order = "<cac:OrderReference>"
    reading = read(
        planted(
            INVOICE,
            ("7197.12</cbc:Pay", "-225.14</cbc:Pay"),
            (order, f"{earlier}</cac:BillingReference>{order}"),
            (DUE, ""),
        )
    )
    assert reading.faults == ()
    (draft,) = reading.drafts
    assert isinstance(draft, CreditNoteDraft)
    assert (draft.number, draft.invoices, draft.amount) == ("R123456", ("R9",), Money(225_14, "EUR"))
    assert [note.text for note in remarks(reading)] == [
        "-225.14 EUR in favour of the buyer: read as a credit note"
    ]


def test_a_credit_note_that_names_no_invoice_goes_in_with_a_note() -> None:
    reading = read(credit_note())
    assert reading.faults == ()
    assert [note.field for note in remarks(reading)] == ["BG-3 preceding invoice"]


def test_a_corrected_invoice_says_that_the_earlier_one_stands() -> None:
    earlier = "<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>R9</cbc:ID></cac:InvoiceDocumentReference>"
    order = "<cac:OrderReference>"
    data = planted(INVOICE, (">380<", ">384<"), (order, f"{earlier}</cac:BillingReference>{order}"))
    assert claim(data).number == "R123456"
    assert remarks(read(data))[0].text == "corrects 'R9', which stands until it is corrected or credited"


@pytest.mark.parametrize(
    ("old", "new", "where", "field", "rule", "found", "expected"),
    [
        ("<cbc:ID>R123456</cbc:ID>", "", "/Invoice/cbc:ID", "BT-1 invoice number", "number.missing", "nothing",
         "a document number"),
        ("<cbc:ID>R123456<", "<cbc:ID> \n <", "/Invoice/cbc:ID", "BT-1 invoice number", "number.missing", "nothing",
         "a document number"),
        ("<cbc:ID>R123456<", "<cbc:ID>- / -<", "/Invoice/cbc:ID", "BT-1 invoice number", "number.form", "'- / -'",
         "at least one letter or digit"),
        ("<cbc:ID>R123456<", f"<cbc:ID>{'1' * 257}<", "/Invoice/cbc:ID", "BT-1 invoice number", "number.form",
         f"'{'1' * 79}…'", "at most 256 characters"),
        ("<cbc:IssueDate>2016-04-06</cbc:IssueDate>", "", "/Invoice/cbc:IssueDate", "BT-2 issue date",
         "date.missing", "nothing", "a date such as 2026-01-31"),
        ("2016-04-06", "06.04.2016", "/Invoice/cbc:IssueDate", "BT-2 issue date", "date.form", "'06.04.2016'",
         "a date such as 2026-01-31"),
        ("2016-04-06", "2015-02-29", "/Invoice/cbc:IssueDate", "BT-2 issue date", "date.calendar", "'2015-02-29'",
         "a day that the calendar has"),
        ("2016-04-06", "1969-12-31", "/Invoice/cbc:IssueDate", "BT-2 issue date", "date.range", "'1969-12-31'",
         "from 1970-01-01 to 2149-06-06"),
        ("2016-04-20", "2149-06-07", "/Invoice/cbc:DueDate", "BT-9 due date", "date.range", "'2149-06-07'",
         "from 1970-01-01 to 2149-06-06"),
        ("7197.12</cbc:Pay", "7197.125</cbc:Pay", PAYABLE, "BT-115 amount due", "amount.decimals", "'7197.125'",
         "at most 2 decimals in EUR"),
        ("7197.12</cbc:Pay", "7.197,12</cbc:Pay", PAYABLE, "BT-115 amount due", "amount.form", "'7.197,12'",
         "a plain decimal number such as 1234.50"),
        ("7197.12</cbc:Pay", "7E3</cbc:Pay", PAYABLE, "BT-115 amount due", "amount.form", "'7E3'",
         "a plain decimal number such as 1234.50"),
        ("7197.12</cbc:Pay", "٧</cbc:Pay", PAYABLE, "BT-115 amount due", "amount.form", "'٧'",
         "a plain decimal number such as 1234.50"),
        ("7197.12</cbc:Pay", ".</cbc:Pay", PAYABLE, "BT-115 amount due", "amount.form", "'.'",
         "a plain decimal number such as 1234.50"),
        ("7197.12</cbc:Pay", "92233720368547758.08</cbc:Pay", PAYABLE, "BT-115 amount due", "amount.range",
         "'92233720368547758.08'", "below 2^63 minor units"),
        ("7197.12</cbc:Pay", "</cbc:Pay", PAYABLE, "BT-115 amount due", "amount.missing", "nothing",
         "a plain decimal number such as 1234.50"),
        ('<cbc:PayableAmount currencyID="EUR">7197.12</cbc:PayableAmount>', "", PAYABLE, "BT-115 amount due",
         "amount.missing", "nothing", "the amount due for payment"),
        ('PayableAmount currencyID="EUR"', 'PayableAmount currencyID="USD"', f"{PAYABLE}/@currencyID",
         "BT-115 amount due", "currency.mismatch", "'USD'", "EUR, as BT-5 says"),
        ('PayableAmount currencyID="EUR"', "PayableAmount", f"{PAYABLE}/@currencyID", "BT-115 amount due",
         "currency.missing", "nothing", "EUR, as BT-5 says"),
        ("Code>EUR<", "Code>DEM<", "/Invoice/cbc:DocumentCurrencyCode", "BT-5 currency", "currency.unknown", "'DEM'",
         "an ISO 4217 code in use, such as EUR"),
        ("Code>EUR<", "Code><", "/Invoice/cbc:DocumentCurrencyCode", "BT-5 currency", "currency.missing", "nothing",
         "an ISO 4217 code in use, such as EUR"),
        (">380<", ">325<", "/Invoice/cbc:InvoiceTypeCode", "BT-3 type", "type.proforma", "a pro-forma invoice (325)",
         "a claim, such as 380"),
        ("<cbc:RegistrationName>[Buyer name]</cbc:RegistrationName>", "",
         "/Invoice/cac:AccountingCustomerParty/cac:Party/cac:PartyLegalEntity/cbc:RegistrationName", "BG-7 buyer name",
         "party.name", "nothing", "a name"),
        (DUE, f"{DUE}{DUE}", "/Invoice/cbc:DueDate[2]", "cbc:DueDate", "xml.repeated", "2 of cbc:DueDate",
         "one at most"),
        ("<cbc:ID>R123456<", "<cbc:ID>R<b/>123456<", "/Invoice/cbc:ID", "cbc:ID", "xml.mixed",
         "elements within a text", "text alone"),
    ],
)  # fmt: skip
def test_a_planted_fault_is_named_with_its_place(
    old: str, new: str, where: str, field: str, rule: str, found: str, expected: str
) -> None:
    assert faults(planted(INVOICE, (old, new))) == [(where, field, rule, found, expected)]


def test_a_missing_party_is_named() -> None:
    data = planted(
        INVOICE, ("<cac:AccountingSupplierParty>", "<a>"), ("</cac:AccountingSupplierParty>", "</a>")
    )
    where = "/Invoice/cac:AccountingSupplierParty/cac:Party"
    assert faults(data) == [(where, "BG-4 seller", "party.missing", "nothing", "one party")]


def test_a_negative_credit_note_is_refused() -> None:
    data = credit_note(("7197.12</cbc:Pay", "-1.00</cbc:Pay"))
    where = PAYABLE.replace("Invoice", "CreditNote")
    expected = "a reduction; what the buyer owes is an invoice"
    assert faults(data) == [(where, "BT-115 amount due", "amount.negative", "-1.00 EUR", expected)]


def test_all_faults_of_a_file_are_reported_at_once() -> None:
    data = planted(
        INVOICE,
        ("<cbc:ID>R123456</cbc:ID>", ""),
        ("2016-04-06", "yesterday"),
        ("7197.12</cbc:Pay", "1.234</cbc:Pay"),
        ("<cbc:RegistrationName>[Buyer name]</cbc:RegistrationName>", ""),
    )
    rules = [rule for _, _, rule, _, _ in faults(data)]
    assert sorted(rules) == ["amount.decimals", "date.form", "number.missing", "party.name"]


def test_an_element_of_another_namespace_is_no_field() -> None:
    data = planted(INVOICE, ("<cbc:ID>R123456</cbc:ID>", '<x:ID xmlns:x="urn:other">R123456</x:ID>'))
    assert [rule for _, _, rule, _, _ in faults(data)] == ["number.missing"]


def test_comments_and_sections_do_not_cut_a_text() -> None:
    data = planted(INVOICE, ("R123456", "R12<!-- -->3<?p?>4<![CDATA[5]]>6"))
    assert claim(data).number == "R123456"


def test_the_fields_of_a_credit_note_are_ready_for_json() -> None:
    (fields,) = read(credit_note()).fields()
    assert (fields["document"], fields["number"], fields["amount"]) == ("credit note", "R123456", "7197.12")
    assert (fields["issued"], fields["invoices"]) == ("2016-04-06", [])


def test_a_credit_note_of_nothing_is_read_and_not_recorded() -> None:
    reading = read(credit_note(("7197.12</cbc:Pay", "0.00</cbc:Pay")))
    assert (reading.faults, reading.drafts, len(reading.nothing_due)) == ((), (), 1)
    assert remarks(reading)[-1].text == "credit note 'R123456' reduces nothing: nothing is recorded"


def test_a_credit_note_names_invoices_by_numbers() -> None:
    earlier = "<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>?</cbc:ID></cac:InvoiceDocumentReference>"
    order = "<cac:OrderReference>"
    data = credit_note((order, f"{earlier}</cac:BillingReference>{order}"))
    where, field = "/CreditNote/cac:BillingReference", "BG-3 preceding invoice"
    assert faults(data) == [(where, field, "number.form", "'?'", "at least one letter or digit")]


def test_a_credit_note_without_a_buyer_is_no_credit_note() -> None:
    assert [rule for _, _, rule, _, _ in faults(credit_note(("[Buyer name]", "")))] == ["party.name"]


def test_an_invoice_in_the_envelope_of_peppol_is_read() -> None:
    invoice = INVOICE.read_bytes().partition(b"?>")[2]
    namespace = b"http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader"
    start = b"<StandardBusinessDocument xmlns='%s'><StandardBusinessDocumentHeader/>" % namespace
    data = start + invoice + b"</StandardBusinessDocument>"
    assert claim(data).number == "R123456"
    assert claim(data).source.where == "/StandardBusinessDocument/Invoice"
    twice = start + invoice * 2 + b"</StandardBusinessDocument>"
    assert [rule for _, _, rule, _, _ in faults(twice)] == ["format.unknown"]


def test_an_invoice_that_calls_itself_a_credit_note_is_one() -> None:
    reading = read(planted(INVOICE, (">380<", ">381<")))
    assert reading.faults == ()
    assert [type(draft) for draft in reading.drafts] == [CreditNoteDraft]
