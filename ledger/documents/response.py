"""Peppol Invoice Response (BIS 63, transaction 111): the buyer's answer to an invoice, a UBL ApplicationResponse."""

from typing import Final

from lxml import etree

from ledger.core.drafts import Answer, ResponseDraft, Source
from ledger.documents.billing import CREDIT_TYPES
from ledger.documents.findings import Findings, shown
from ledger.documents.parties import read_party
from ledger.documents.tree import Node
from ledger.documents.ubl import NAMES, UBL
from ledger.documents.values import read_day, read_number

RESPONSE: Final = f"{UBL}ApplicationResponse-2"

_CUSTOMISATION = "urn:fdc:peppol.eu:poacc:trns:invoice_response:3"
_PARTLY_PAID = "PPD"
"""OPStatusReason: the invoice was paid in part (rules PEPPOL-T111-R004, R005)."""


def read_response(element: etree._Element, source: Source, findings: Findings) -> list[ResponseDraft]:
    """The answer, none where it is to a credit note, or faults. Rule `response.kind`.

    Other responses speak of the message, not of the debt, in the same codes: only what calls itself an invoice
    response is one (rule PEPPOL-T111-R003).
    """
    root = Node(element, NAMES, findings, source.where)
    kind = root.text("cbc:CustomizationID")
    if not kind.startswith(_CUSTOMISATION):
        where, found = f"{root.path}/cbc:CustomizationID", shown(kind) if kind else "nothing"
        expected = f"{_CUSTOMISATION}: other responses tell of a message, not of what is owed"
        findings.fault(where, "specification", "response.kind", found, expected)
        return []
    answered = root.at("cac:DocumentResponse")
    if answered is None:
        where = f"{root.path}/cac:DocumentResponse"
        findings.fault(where, "response", "response.missing", "nothing", "the answer to one invoice")
        return []
    draft = _answer(root, answered, source)
    if answered.text("cac:DocumentReference/cbc:DocumentTypeCode") in CREDIT_TYPES:
        findings.note(answered.path, "document type", "answers a credit note: nothing is recorded")
        return []
    return [draft] if draft else []


def _answer(root: Node, answered: Node, source: Source) -> ResponseDraft | None:
    findings, reference = root.findings, f"{answered.path}/cac:DocumentReference/cbc:ID"
    number = read_number(findings, f"{root.path}/cbc:ID", "response number", root.text("cbc:ID"))
    invoice = read_number(
        findings, reference, "invoice number", answered.text("cac:DocumentReference/cbc:ID")
    )
    date = (
        "cac:DocumentResponse/cac:Response/cbc:EffectiveDate"
        if answered.text("cac:Response/cbc:EffectiveDate")
        else "cbc:IssueDate"
    )
    day = read_day(findings, f"{root.path}/{date}", "day of the response", root.text(date))
    answer = _code(answered)
    debtor = read_party(root, "cac:SenderParty", "buyer")
    creditor = read_party(root, "cac:ReceiverParty", "seller")
    if number is None or invoice is None or day is None or answer is None:
        return None
    if debtor is None or creditor is None:
        return None
    reasons = _reasons(answered)
    partly = answer is Answer.PAID and any(reason.partition(":")[0] == _PARTLY_PAID for reason in reasons)
    return ResponseDraft(source, number, day, answer, creditor, debtor, invoice, reasons, partly)


def _code(answered: Node) -> Answer | None:
    """Rule `response.code`."""
    code = answered.text("cac:Response/cbc:ResponseCode")
    try:
        return Answer(code)
    except ValueError:
        where, found = f"{answered.path}/cac:Response/cbc:ResponseCode", shown(code) if code else "nothing"
        expected = ", ".join(answer.value for answer in Answer)
        answered.findings.fault(where, "response code", "response.code", found, f"one of {expected}")
        return None


def _reasons(answered: Node) -> tuple[str, ...]:
    """Each status as `code: words`, with the terms that it asks to correct as `BT-48 = value`."""
    reasons = []
    for status in answered.each("cac:Response/cac:Status"):
        conditions = [
            f"{condition.text('cbc:AttributeID')} = {condition.text('cbc:Description')}"
            for condition in status.all("cac:Condition")
        ]
        words = [*status.texts("cbc:StatusReason"), *conditions]
        parts = (status.text("cbc:StatusReasonCode"), "; ".join(words))
        reasons.append(": ".join(part for part in parts if part))
    return tuple(reason for reason in reasons if reason)
