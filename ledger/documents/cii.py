"""UN/CEFACT Cross Industry Invoice, D16B and later, in the profiles of EN 16931 (XRechnung, Factur-X, ZUGFeRD 2).

Which element is which term: EN 16931-3-3. Lines are not needed: the profiles MINIMUM and BASIC WL have none.
"""

import re
from functools import partial
from itertools import chain
from typing import Final

from lxml import etree

from ledger.core.day import Day
from ledger.core.drafts import Party, Source
from ledger.documents.billing import DUE, Bill, Bookable, Places, drafts_of, due_in_words, read_payable
from ledger.documents.findings import Findings, shown
from ledger.documents.parties import account_of, identifiers
from ledger.documents.tree import Names, Node
from ledger.documents.values import calendar_day, read_day_of_time, read_number

_CEFACT = "urn:un:unece:uncefact:data:standard:"
INVOICE: Final = f"{_CEFACT}CrossIndustryInvoice:100"
NAMES: Final = Names({
    "rsm": INVOICE,
    "ram": f"{_CEFACT}ReusableAggregateBusinessInformationEntity:100",
    "udt": f"{_CEFACT}UnqualifiedDataType:100",
})  # fmt: skip

_DOCUMENT = "rsm:ExchangedDocument"
_AGREEMENT = "rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeAgreement"
_SETTLEMENT = "rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeSettlement"
_PAYABLE = f"{_SETTLEMENT}/ram:SpecifiedTradeSettlementHeaderMonetarySummation/ram:DuePayableAmount"
_ACCOUNT = f"{_SETTLEMENT}/ram:SpecifiedTradeSettlementPaymentMeans/ram:PayeePartyCreditorFinancialAccount"
_TERMS = f"{_SETTLEMENT}/ram:SpecifiedTradePaymentTerms"
_PRECEDING = f"{_SETTLEMENT}/ram:InvoiceReferencedDocument"

# UNTDID 2379: 102 is CCYYMMDD, which EN 16931 asks for; the others have a time of day after it.
_FORMATS = frozenset(("", "102", "203", "204", "205"))
_DIGITS = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:[0-9]{4}(?:[0-9]{2})?(?:[+-][0-9]{4})?)?")


def read_invoice(element: etree._Element, source: Source, findings: Findings) -> list[Bookable]:
    """The claim of an invoice, the reduction of a credit note (BT-3 tells which), or none and faults."""
    return drafts_of(_bill(Node(element, NAMES, findings, source.where), source), findings)


def _bill(root: Node, source: Source) -> Bill:
    number, type_ = f"{_DOCUMENT}/ram:ID", f"{_DOCUMENT}/ram:TypeCode"
    accounts = root.texts(f"{_ACCOUNT}/ram:IBANID") or root.texts(f"{_ACCOUNT}/ram:ProprietaryID")
    return Bill(
        source=source,
        places=Places(
            root.path, f"{root.path}/{type_}", f"{root.path}/{_PAYABLE}", f"{root.path}/{_PRECEDING}"
        ),
        type=root.text(type_),
        number=read_number(root.findings, f"{root.path}/{number}", "BT-1 invoice number", root.text(number)),
        issued=_issued(root),
        amount=read_payable(root, f"{_SETTLEMENT}/ram:InvoiceCurrencyCode", _PAYABLE, names_currency=False),
        creditor=_party(root, "ram:SellerTradeParty", "BG-4 seller", account_of(accounts)),
        debtor=_party(root, "ram:BuyerTradeParty", "BG-7 buyer"),
        due=partial(_due, root),
        references=root.texts(f"{_SETTLEMENT}/ram:PaymentReference"),
        preceding=root.texts(f"{_PRECEDING}/ram:IssuerAssignedID"),
    )


def _issued(root: Node) -> Day | None:
    path = f"{_DOCUMENT}/ram:IssueDateTime"
    return _day(root.at(path), root.findings, f"{root.path}/{path}", "BT-2 issue date")


def _due(root: Node, issued: Day | None) -> Day | None:
    """BT-9, the latest where several terms have one; else what the terms say (BT-20)."""
    dated = [
        node
        for node in root.each(f"{_TERMS}/ram:DueDateDateTime")
        if node.text("udt:DateTimeString") or node.text("udt:DateTime")
    ]
    days = [_day(node, root.findings, node.path, DUE) for node in dated]
    if days:
        return max((day for day in days if day is not None), default=None)
    words = " ".join(root.texts(f"{_TERMS}/ram:Description"))
    return due_in_words(root.findings, f"{root.path}/{_TERMS}/ram:DueDateDateTime", words, issued)


def _day(moment: Node | None, findings: Findings, where: str, field: str) -> Day | None:
    """The day of a udt:DateTimeType: digits in a format of UNTDID 2379, or an xsd:dateTime. Rules `date.*`."""
    if moment is not None and moment.at("udt:DateTime"):
        return read_day_of_time(findings, f"{where}/udt:DateTime", field, moment.text("udt:DateTime"))
    node = moment.at("udt:DateTimeString") if moment else None
    where = f"{where}/udt:DateTimeString"
    text, form = (node.text(), node.attribute("format")) if node else ("", "")
    match = _DIGITS.fullmatch(text) if form in _FORMATS else None
    if match is None:
        rule = "date.form" if text else "date.missing"
        found = f"{shown(text)} in format {shown(form)}" if text else "nothing"
        findings.fault(where, field, rule, found, "a date such as 20260131, in format 102")
        return None
    return calendar_day(findings, where, field, text, (int(match[1]), int(match[2]), int(match[3])))


def _party(root: Node, role: str, term: str, account: str | None = None) -> Party | None:
    """Rules `party.missing`, `party.name`."""
    party = root.at(f"{_AGREEMENT}/{role}")
    if party is None:
        findings, where = root.findings, f"{root.path}/{_AGREEMENT}/{role}"
        findings.fault(where, term, "party.missing", "nothing", "one party")
        return None
    name = party.text("ram:Name") or party.text("ram:SpecifiedLegalOrganization/ram:TradingBusinessName")
    if not name:
        party.findings.fault(f"{party.path}/ram:Name", f"{term} name", "party.name", "nothing", "a name")
        return None
    ids = identifiers(
        vat=(
            node.text()
            for node in party.each("ram:SpecifiedTaxRegistration/ram:ID")
            if node.attribute("schemeID").upper() in ("VA", "VAT")
        ),
        registration=party.each("ram:SpecifiedLegalOrganization/ram:ID"),
        other=chain(party.each("ram:GlobalID"), party.each("ram:ID")),
        endpoint=party.each("ram:URIUniversalCommunication/ram:URIID"),
    )
    return Party(name, ids, account)
