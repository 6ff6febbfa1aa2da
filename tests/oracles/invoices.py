"""What an invoice says, by XPath written from the tables of EN 16931-3-2 (UBL) and EN 16931-3-3 (CII): term, path.

An oracle for tests: it imports nothing of the product. Amounts are Decimals, days are dates, a term that is not there
is None; identifiers are `scheme|value`, the scheme as the document writes it, in order of the document.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lxml import etree

_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
_CEFACT = "urn:un:unece:uncefact:data:standard:"
NAMESPACES = {
    "cbc": f"{_UBL}CommonBasicComponents-2",
    "cac": f"{_UBL}CommonAggregateComponents-2",
    "rsm": f"{_CEFACT}CrossIndustryInvoice:100",
    "ram": f"{_CEFACT}ReusableAggregateBusinessInformationEntity:100",
    "udt": f"{_CEFACT}UnqualifiedDataType:100",
}

_AGREEMENT = "rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeAgreement"
_SETTLEMENT = "rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeSettlement"

# Term: the paths at which UBL Invoice and CreditNote, and CII, have it.
TERMS = {
    "BT-1": (("cbc:ID",), ("rsm:ExchangedDocument/ram:ID",)),
    "BT-2": (("cbc:IssueDate",), ("rsm:ExchangedDocument/ram:IssueDateTime/udt:DateTimeString",)),
    "BT-3": (("cbc:InvoiceTypeCode", "cbc:CreditNoteTypeCode"), ("rsm:ExchangedDocument/ram:TypeCode",)),
    "BT-5": (("cbc:DocumentCurrencyCode",), (f"{_SETTLEMENT}/ram:InvoiceCurrencyCode",)),
    "BT-9": (
        ("cbc:DueDate", "cac:PaymentMeans/cbc:PaymentDueDate"),
        (f"{_SETTLEMENT}/ram:SpecifiedTradePaymentTerms/ram:DueDateDateTime/udt:DateTimeString",),
    ),
    "BT-20": (
        ("cac:PaymentTerms/cbc:Note",),
        (f"{_SETTLEMENT}/ram:SpecifiedTradePaymentTerms/ram:Description",),
    ),
    "BT-25": (
        ("cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID",),
        (f"{_SETTLEMENT}/ram:InvoiceReferencedDocument/ram:IssuerAssignedID",),
    ),
    "BT-27": (
        ("cac:AccountingSupplierParty/cac:Party/cac:PartyLegalEntity/cbc:RegistrationName",),
        (f"{_AGREEMENT}/ram:SellerTradeParty/ram:Name",),
    ),
    "BT-28": (
        ("cac:AccountingSupplierParty/cac:Party/cac:PartyName/cbc:Name",),
        (f"{_AGREEMENT}/ram:SellerTradeParty/ram:SpecifiedLegalOrganization/ram:TradingBusinessName",),
    ),
    "BT-44": (
        ("cac:AccountingCustomerParty/cac:Party/cac:PartyLegalEntity/cbc:RegistrationName",),
        (f"{_AGREEMENT}/ram:BuyerTradeParty/ram:Name",),
    ),
    "BT-83": (("cac:PaymentMeans/cbc:PaymentID",), (f"{_SETTLEMENT}/ram:PaymentReference",)),
    "BT-84": (
        ("cac:PaymentMeans/cac:PayeeFinancialAccount/cbc:ID",),
        (
            f"{_SETTLEMENT}/ram:SpecifiedTradeSettlementPaymentMeans/ram:PayeePartyCreditorFinancialAccount/ram:IBANID",
            f"{_SETTLEMENT}/ram:SpecifiedTradeSettlementPaymentMeans/ram:PayeePartyCreditorFinancialAccount/ram:ProprietaryID",
        ),
    ),
    "BT-115": (
        ("cac:LegalMonetaryTotal/cbc:PayableAmount",),
        (f"{_SETTLEMENT}/ram:SpecifiedTradeSettlementHeaderMonetarySummation/ram:DuePayableAmount",),
    ),
}

# Identifiers of a party: BT-29 to BT-31 and BT-34 of the seller, BT-46 to BT-49 of the buyer, under the party.
_IDS_UBL = (
    "cac:PartyTaxScheme[cac:TaxScheme/cbc:ID='VAT']/cbc:CompanyID",
    "cac:PartyLegalEntity/cbc:CompanyID",
    "cac:PartyIdentification/cbc:ID",
    "cbc:EndpointID",
)
_IDS_CII = (
    "ram:SpecifiedTaxRegistration/ram:ID[@schemeID='VA']",
    "ram:SpecifiedLegalOrganization/ram:ID",
    "ram:GlobalID",
    "ram:ID",
    "ram:URIUniversalCommunication/ram:URIID",
)
_PARTIES = {
    "seller": ("cac:AccountingSupplierParty/cac:Party", f"{_AGREEMENT}/ram:SellerTradeParty"),
    "buyer": ("cac:AccountingCustomerParty/cac:Party", f"{_AGREEMENT}/ram:BuyerTradeParty"),
}

# UNTDID 1001 as EN 16931 uses it for credit notes.
CREDIT_NOTES = frozenset("81 83 261 262 296 308 381 396 420 458 532".split())


@dataclass(frozen=True, slots=True)
class Extract:
    """The terms of one invoice."""

    credit: bool
    number: str
    issued: date
    due: date | None
    terms: str
    amount: Decimal
    currency: str
    seller: str
    buyer: str
    seller_ids: frozenset[str]
    buyer_ids: frozenset[str]
    references: tuple[str, ...]
    account: str | None
    preceding: tuple[str, ...]


def extract(data: bytes) -> Extract:
    """What one document says."""
    root = etree.fromstring(data)
    cii = root.tag == f"{{{NAMESPACES['rsm']}}}CrossIndustryInvoice"

    def every(term: str) -> list[str]:
        found = [node for path in TERMS[term][cii] for node in root.xpath(path, namespaces=NAMESPACES)]
        return [" ".join((node.text or "").split()) for node in found]

    def one(term: str) -> str:
        return next(iter(every(term)), "")

    due = every("BT-9")
    return Extract(
        credit=root.tag.endswith("}CreditNote") or one("BT-3") in CREDIT_NOTES,
        number=one("BT-1"),
        issued=_date(one("BT-2"), cii),
        due=max(_date(text, cii) for text in due) if due else None,
        terms=" ".join(every("BT-20")),
        amount=Decimal(one("BT-115")),
        currency=one("BT-5"),
        seller=one("BT-27") or one("BT-28"),
        buyer=one("BT-44"),
        seller_ids=_ids(root, "seller", cii),
        buyer_ids=_ids(root, "buyer", cii),
        references=tuple(dict.fromkeys(every("BT-83"))),
        account=next((text.replace(" ", "") for text in every("BT-84")), None),
        preceding=tuple(dict.fromkeys(every("BT-25"))),
    )


# What an invoice response says, by the paths of Peppol BIS 63, transaction 111.
ANSWER = {
    "number": "cbc:ID",
    "day": "cac:DocumentResponse/cac:Response/cbc:EffectiveDate | cbc:IssueDate",
    "answer": "cac:DocumentResponse/cac:Response/cbc:ResponseCode",
    "invoice": "cac:DocumentResponse/cac:DocumentReference/cbc:ID",
    "debtor": "cac:SenderParty/cac:PartyLegalEntity/cbc:RegistrationName",
    "creditor": "cac:ReceiverParty/cac:PartyLegalEntity/cbc:RegistrationName",
    "debtor id": "cac:SenderParty/cbc:EndpointID",
    "creditor id": "cac:ReceiverParty/cbc:EndpointID",
    "reasons": "cac:DocumentResponse/cac:Response/cac:Status/cbc:StatusReasonCode",
}


def extract_answer(data: bytes) -> dict[str, list[str]]:
    """The texts at each path, in order of the document."""
    root = etree.fromstring(data)
    return {
        name: [" ".join((node.text or "").split()) for node in root.xpath(path, namespaces=NAMESPACES)]
        for name, path in ANSWER.items()
    }


def _date(text: str, cii: bool) -> date:
    return date(int(text[:4]), int(text[4:6]), int(text[6:8])) if cii else date.fromisoformat(text[:10])


def _ids(root: etree._Element, role: str, cii: bool) -> frozenset[str]:
    (party,) = root.xpath(_PARTIES[role][cii], namespaces=NAMESPACES)
    nodes = [
        node for path in (_IDS_CII if cii else _IDS_UBL) for node in party.xpath(path, namespaces=NAMESPACES)
    ]
    return frozenset(" ".join((node.text or "").split()) for node in nodes)
