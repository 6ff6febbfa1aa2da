"""UBL 2.1 Invoice and CreditNote in the profiles of EN 16931 (Peppol BIS Billing 3, XRechnung).

BT and BG are the terms of EN 16931.

Business rules of the profiles (VAT breakdowns, totals) are the sender's validator's; here stand the rules of
what is recorded: who owes whom how much, by when.
"""

from collections.abc import Callable
from typing import Final

from ledger.core.day import Day
from ledger.core.drafts import CreditNoteDraft, InvoiceDraft, Source
from ledger.core.money import Money
from ledger.documents.findings import shown
from ledger.documents.parties import read_party
from ledger.documents.terms import due_by_terms
from ledger.documents.tree import Node
from ledger.documents.values import read_amount, read_currency, read_day, read_number

_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
INVOICE: Final = f"{_UBL}Invoice-2"
CREDIT_NOTE: Final = f"{_UBL}CreditNote-2"
PREFIXES: Final = {"cbc": f"{_UBL}CommonBasicComponents-2", "cac": f"{_UBL}CommonAggregateComponents-2"}

_PROFORMA = "325"
_DUE = "BT-9 due date"
_AMOUNT = "BT-115 amount due"


def read_invoice(root: Node, source: Source) -> InvoiceDraft | CreditNoteDraft | None:
    """The claim of an Invoice, or None and faults. The amount may be zero: paid in advance, nothing due.

    A negative invoice reduces what the buyer owes, as a credit note does (Peppol BIS Billing 3, "Credit notes
    and negative invoices"), and is read as one.
    """
    number, issued, amount = _number(root, "BT-1 invoice number"), _issued(root), _payable(root)
    account = next(iter(_texts(root, "cac:PaymentMeans/cac:PayeeFinancialAccount/cbc:ID")), None)
    creditor = read_party(root, "cac:AccountingSupplierParty", "BG-4 seller", account)
    debtor = read_party(root, "cac:AccountingCustomerParty", "BG-7 buyer")
    negative = amount is not None and amount.minor < 0
    due = None if negative else _due(root, issued)
    for rule in _INVOICE_RULES:
        rule(root)
    if number is None or issued is None or amount is None or creditor is None or debtor is None:
        return None
    if negative:
        text = f"{amount} in favour of the buyer: read as a credit note"
        root.findings.note(root.path, _AMOUNT, text)
        credit = Money(-amount.minor, amount.currency)
        return CreditNoteDraft(source, number, issued, credit, creditor, debtor, _reduced(root))
    if due is None:
        return None
    return InvoiceDraft(source, number, issued, due, amount, creditor, debtor, _payment_references(root))


def read_credit_note(root: Node, source: Source) -> CreditNoteDraft | None:
    """The reduction that a CreditNote grants, or None and faults; names no invoice where BG-3 is absent."""
    number, issued, amount = _number(root, "BT-1 credit note number"), _issued(root), _payable(root)
    creditor = read_party(root, "cac:AccountingSupplierParty", "BG-4 seller")
    debtor = read_party(root, "cac:AccountingCustomerParty", "BG-7 buyer")
    if amount is not None and amount.minor < 0:
        where = f"{root.path}/cac:LegalMonetaryTotal/cbc:PayableAmount"
        expected = "a reduction; what the buyer owes is an invoice"
        root.findings.fault(where, _AMOUNT, "amount.negative", str(amount), expected)
    if number is None or issued is None or amount is None or creditor is None or debtor is None:
        return None
    return CreditNoteDraft(source, number, issued, amount, creditor, debtor, _reduced(root))


def _reduced(root: Node) -> tuple[str, ...]:
    """The invoices that a reduction names (BG-3); a note where there are none. Rule `number.form`."""
    invoices = _preceding(root)
    for number in invoices:
        read_number(root.findings, f"{root.path}/cac:BillingReference", "BG-3 preceding invoice", number)
    if not invoices:
        root.findings.note(root.path, "BG-3 preceding invoice", "not named: it reduces no invoice yet")
    return invoices


def _preceding(root: Node) -> tuple[str, ...]:
    return _texts(root, "cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID")


def _number(root: Node, term: str) -> str | None:
    return read_number(root.findings, f"{root.path}/cbc:ID", term, root.text("cbc:ID"))


def _issued(root: Node) -> Day | None:
    where = f"{root.path}/cbc:IssueDate"
    return read_day(root.findings, where, "BT-2 issue date", root.text("cbc:IssueDate"))


def _payable(root: Node) -> Money | None:
    """BT-115 in the invoice currency BT-5. Rule `currency.mismatch`."""
    where = f"{root.path}/cbc:DocumentCurrencyCode"
    currency = read_currency(root.findings, where, "BT-5 currency", root.text("cbc:DocumentCurrencyCode"))
    payable = root.at("cac:LegalMonetaryTotal/cbc:PayableAmount")
    if payable is None:
        where = f"{root.path}/cac:LegalMonetaryTotal/cbc:PayableAmount"
        root.findings.fault(where, _AMOUNT, "amount.missing", "nothing", "the amount due for payment")
        return None
    if currency is None:
        return None
    written = payable.attribute("currencyID")
    if written != currency:
        rule, found = ("currency.mismatch", shown(written)) if written else ("currency.missing", "nothing")
        root.findings.fault(f"{payable.path}/@currencyID", _AMOUNT, rule, found, f"{currency}, as BT-5 says")
    return read_amount(root.findings, payable.path, _AMOUNT, payable.text(), currency)


def _due(root: Node, issued: Day | None) -> Day | None:
    """BT-9: the date; else the latest date of the payment means or terms; else what the terms say (BT-20)."""
    if root.one("cbc:DueDate"):
        return read_day(root.findings, f"{root.path}/cbc:DueDate", _DUE, root.text("cbc:DueDate"))
    dated = _each(root, "cac:PaymentMeans/cbc:PaymentDueDate") + _each(
        root, "cac:PaymentTerms/cbc:PaymentDueDate"
    )
    days = [read_day(root.findings, node.path, _DUE, node.text()) for node in dated]
    if days:
        return max((day for day in days if day is not None), default=None)
    if issued is None:
        return None
    due = due_by_terms(" ".join(_texts(root, "cac:PaymentTerms/cbc:Note")), issued)
    root.findings.note(f"{root.path}/cbc:DueDate", _DUE, f"not given; taken as {due.basis}")
    return due.day


def _payment_references(root: Node) -> tuple[str, ...]:
    """BT-83: what the payer is asked to write on the payment."""
    return _texts(root, "cac:PaymentMeans/cbc:PaymentID")


def _a_claim(root: Node) -> None:
    """A pro-forma invoice (BT-3 = 325) announces a claim and is none. Rule `type.proforma`."""
    if root.text("cbc:InvoiceTypeCode") == _PROFORMA:
        where = f"{root.path}/cbc:InvoiceTypeCode"
        root.findings.fault(
            where, "BT-3 type", "type.proforma", "a pro-forma invoice (325)", "a claim, such as 380"
        )


def _corrected(root: Node) -> None:
    """A corrected invoice (384) does not say by how much the earlier one changes: a person must."""
    earlier = _preceding(root)
    if earlier and root.text("cbc:InvoiceTypeCode") == "384":
        numbers = ", ".join(shown(number) for number in earlier)
        text = f"corrects {numbers}, which stands until it is corrected or credited"
        root.findings.note(root.path, "BG-3 preceding invoice", text)


_INVOICE_RULES: tuple[Callable[[Node], None], ...] = (_a_claim, _corrected)


def _each(root: Node, path: str) -> list[Node]:
    """Every node at `path`, whose steps may repeat."""
    nodes = [root]
    for name in path.split("/"):
        nodes = [child for node in nodes for child in node.all(name)]
    return nodes


def _texts(root: Node, path: str) -> tuple[str, ...]:
    """The distinct texts at `path`, in order."""
    return tuple(dict.fromkeys(node.text() for node in _each(root, path) if node.text()))
