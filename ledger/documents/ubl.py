"""UBL 2.1 Invoice and CreditNote in the profiles of EN 16931 (Peppol BIS Billing 3, XRechnung).

Which element is which term: EN 16931-3-2.
"""

from functools import partial
from itertools import chain
from typing import Final

from lxml import etree

from ledger.core.day import Day
from ledger.core.drafts import Source
from ledger.documents.billing import DUE, Bill, Bookable, Places, drafts_of, due_in_words, read_payable
from ledger.documents.findings import Findings
from ledger.documents.parties import account_of, read_party
from ledger.documents.tree import Names, Node
from ledger.documents.values import read_day, read_number

UBL: Final = "urn:oasis:names:specification:ubl:schema:xsd:"
INVOICE: Final = f"{UBL}Invoice-2"
CREDIT_NOTE: Final = f"{UBL}CreditNote-2"
NAMES: Final = Names({"cbc": f"{UBL}CommonBasicComponents-2", "cac": f"{UBL}CommonAggregateComponents-2"})

_PAYABLE = "cac:LegalMonetaryTotal/cbc:PayableAmount"


def read_invoice(element: etree._Element, source: Source, findings: Findings) -> list[Bookable]:
    """The claim of an Invoice, or none and faults. The amount may be zero: paid in advance, nothing due."""
    root = Node(element, NAMES, findings, source.where)
    return drafts_of(_bill(root, source, "BT-1 invoice number", credit=False), findings)


def read_credit_note(element: etree._Element, source: Source, findings: Findings) -> list[Bookable]:
    """The reduction that a CreditNote grants, or none and faults; names no invoice where BG-3 is absent."""
    root = Node(element, NAMES, findings, source.where)
    return drafts_of(_bill(root, source, "BT-1 credit note number", credit=True), findings)


def _bill(root: Node, source: Source, number: str, credit: bool) -> Bill:
    type_ = "cbc:CreditNoteTypeCode" if credit else "cbc:InvoiceTypeCode"
    # A credit note's account may be the buyer's own: where it is paid back.
    accounts = () if credit else root.texts("cac:PaymentMeans/cac:PayeeFinancialAccount/cbc:ID")
    return Bill(
        source=source,
        places=Places(
            root.path,
            f"{root.path}/{type_}",
            f"{root.path}/{_PAYABLE}",
            f"{root.path}/cac:BillingReference",
        ),
        type=root.text(type_),
        number=read_number(root.findings, f"{root.path}/cbc:ID", number, root.text("cbc:ID")),
        issued=_issued(root),
        amount=read_payable(root, "cbc:DocumentCurrencyCode", _PAYABLE, names_currency=True),
        creditor=read_party(
            root, "cac:AccountingSupplierParty/cac:Party", "BG-4 seller", account_of(accounts)
        ),
        debtor=read_party(root, "cac:AccountingCustomerParty/cac:Party", "BG-7 buyer"),
        due=partial(_due, root),
        references=root.texts("cac:PaymentMeans/cbc:PaymentID"),
        preceding=root.texts("cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID"),
        credit=credit,
    )


def _issued(root: Node) -> Day | None:
    where = f"{root.path}/cbc:IssueDate"
    return read_day(root.findings, where, "BT-2 issue date", root.text("cbc:IssueDate"))


def _due(root: Node, issued: Day | None) -> Day | None:
    """BT-9: the date; else the latest date of the payment means or terms; else what the terms say (BT-20)."""
    if given := root.text("cbc:DueDate"):
        return read_day(root.findings, f"{root.path}/cbc:DueDate", DUE, given)
    dated = chain(
        root.each("cac:PaymentMeans/cbc:PaymentDueDate"), root.each("cac:PaymentTerms/cbc:PaymentDueDate")
    )
    days = [read_day(root.findings, node.path, DUE, text) for node in dated if (text := node.text())]
    if days:
        return max((day for day in days if day is not None), default=None)
    words = " ".join(root.texts("cac:PaymentTerms/cbc:Note"))
    return due_in_words(root.findings, f"{root.path}/cbc:DueDate", words, issued)
