"""The buyer's answer to an invoice is read as the word that it is; what only looks like one is refused."""

import hashlib

import pytest

from ledger.core.day import parse_day
from ledger.core.drafts import Answer, Party, ResponseDraft, Source
from tests.unit.documents.planting import faults, read

UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
KIND = "urn:fdc:peppol.eu:poacc:trns:invoice_response:3"
ANSWER = "/ApplicationResponse/cac:DocumentResponse"
QUERY = """<cac:Status><cbc:StatusReasonCode listID="OPStatusReason">REF</cbc:StatusReasonCode>
  <cbc:StatusReason>Order unknown</cbc:StatusReason>
  <cac:Condition><cbc:AttributeID>BT-13</cbc:AttributeID><cbc:Description>PO1</cbc:Description></cac:Condition></cac:Status>
<cac:Status><cbc:StatusReasonCode listID="OPStatusAction">PIN</cbc:StatusReasonCode></cac:Status>"""


def response(code: str, status: str = "", *changes: tuple[str, str]) -> bytes:
    """An invoice response of our own, as BIS 63 has it."""
    text = f"""<?xml version="1.0" encoding="UTF-8"?>
<ApplicationResponse xmlns="{UBL}ApplicationResponse-2" xmlns:cac="{UBL}CommonAggregateComponents-2"
  xmlns:cbc="{UBL}CommonBasicComponents-2"><cbc:CustomizationID>{KIND}</cbc:CustomizationID>
<cbc:ProfileID>urn:fdc:peppol.eu:poacc:bis:invoice_response:3</cbc:ProfileID>
<cbc:ID>A-7</cbc:ID><cbc:IssueDate>2026-03-02</cbc:IssueDate>
<cac:SenderParty><cbc:EndpointID schemeID="0088">4000001000005</cbc:EndpointID>
  <cac:PartyLegalEntity><cbc:RegistrationName>Buyer</cbc:RegistrationName></cac:PartyLegalEntity></cac:SenderParty>
<cac:ReceiverParty><cbc:EndpointID schemeID="9930">DE811111111</cbc:EndpointID>
  <cac:PartyLegalEntity><cbc:RegistrationName>Seller</cbc:RegistrationName></cac:PartyLegalEntity></cac:ReceiverParty>
<cac:DocumentResponse><cac:Response><cbc:ResponseCode>{code}</cbc:ResponseCode>
  <cbc:EffectiveDate>2026-03-01</cbc:EffectiveDate>{status}</cac:Response>
<cac:DocumentReference><cbc:ID>R-9</cbc:ID><cbc:DocumentTypeCode>380</cbc:DocumentTypeCode></cac:DocumentReference>
</cac:DocumentResponse></ApplicationResponse>"""
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text.encode()


def answer(data: bytes) -> ResponseDraft:
    reading = read(data)
    assert reading.faults == ()
    (draft,) = (*reading.drafts, *reading.nothing_due)
    assert isinstance(draft, ResponseDraft)
    return draft


def test_a_query_gives_its_reasons() -> None:
    data = response("UQ", QUERY)
    assert answer(data) == ResponseDraft(
        source=Source("file", "/ApplicationResponse", hashlib.sha256(data).digest()),
        number="A-7",
        day=parse_day("2026-03-01"),
        answer=Answer.QUERIED,
        creditor=Party("Seller", ("9930:DE811111111",)),
        debtor=Party("Buyer", ("gln:4000001000005",)),
        invoice="R-9",
        reasons=("REF: Order unknown; BT-13 = PO1", "PIN"),
    )
    assert list(read(data).fields()) == [
        {
            "document": "response",
            "where": "/ApplicationResponse",
            "number": "A-7",
            "day": "2026-03-01",
            "answer": "UQ",
            "invoice": "R-9",
            "creditor": {"name": "Seller", "ids": ["9930:DE811111111"], "account": None},
            "debtor": {"name": "Buyer", "ids": ["gln:4000001000005"], "account": None},
            "reasons": ["REF: Order unknown; BT-13 = PO1", "PIN"],
            "partly": False,
        }
    ]


@pytest.mark.parametrize("code", ["UQ", "CA", "RE", "AP", "PD"])
def test_what_tells_of_the_debt_is_handed_on(code: str) -> None:
    assert [draft.source.where for draft in read(response(code)).drafts] == ["/ApplicationResponse"]


@pytest.mark.parametrize("code", ["AB", "IP"])
def test_a_receipt_is_read_and_leaves_nothing_to_record(code: str) -> None:
    reading = read(response(code))
    assert (reading.faults, reading.drafts, len(reading.nothing_due)) == ((), (), 1)
    assert "no word on what is owed: nothing is recorded" in reading.notes[0].text


def test_the_day_of_issue_stands_where_no_day_of_effect_is_given() -> None:
    data = response("AP", "", ("<cbc:EffectiveDate>2026-03-01</cbc:EffectiveDate>", ""))
    assert answer(data).day == parse_day("2026-03-02")


def test_a_part_payment_is_told_from_a_full_one() -> None:
    words = "<cbc:StatusReasonCode>PPD</cbc:StatusReasonCode><cbc:StatusReason>half</cbc:StatusReason>"
    status = f"<cac:Status>{words}</cac:Status>"
    assert (answer(response("PD", status)).partly, answer(response("PD")).partly) == (True, False)


def test_an_answer_to_a_credit_note_is_read_and_not_recorded() -> None:
    reading = read(response("AP", "", (">380<", ">381<")))
    assert (reading.faults, reading.drafts) == ((), ())
    assert reading.notes[0].text == "answers a credit note: nothing is recorded"


@pytest.mark.parametrize(
    ("old", "new", "where", "field", "rule", "found"),
    [
        (KIND, "urn:fdc:peppol.eu:poacc:trns:mlr:3", "/ApplicationResponse/cbc:CustomizationID", "specification",
         "response.kind", "'urn:fdc:peppol.eu:poacc:trns:mlr:3'"),
        (KIND, "", "/ApplicationResponse/cbc:CustomizationID", "specification", "response.kind", "nothing"),
        (">AP<", ">XX<", f"{ANSWER}/cac:Response/cbc:ResponseCode", "response code", "response.code", "'XX'"),
        (">AP<", "><", f"{ANSWER}/cac:Response/cbc:ResponseCode", "response code", "response.code", "nothing"),
        (">R-9<", "><", f"{ANSWER}/cac:DocumentReference/cbc:ID", "invoice number", "number.missing", "nothing"),
        ("2026-03-01", "March", f"{ANSWER}/cac:Response/cbc:EffectiveDate", "day of the response", "date.form",
         "'March'"),
        (">Buyer<", "><", "/ApplicationResponse/cac:SenderParty/cac:PartyLegalEntity/cbc:RegistrationName",
         "buyer name", "party.name", "nothing"),
    ],
)  # fmt: skip
def test_a_planted_fault_is_named_with_its_place(
    old: str, new: str, where: str, field: str, rule: str, found: str
) -> None:
    ((place, name, broken, what, _),) = faults(response("AP", "", (old, new)))
    assert (place, name, broken, what) == (where, field, rule, found)


def test_a_response_answers_something() -> None:
    data = response("AP", "", ("<cac:DocumentResponse>", "<cac:X>"), ("</cac:DocumentResponse>", "</cac:X>"))
    assert [fault[2] for fault in faults(data)] == ["response.missing"]
