"""What an EN 16931 invoice says, in whatever syntax, and the draft that it becomes: who owes whom how much, by when.

BT and BG are the terms of EN 16931-1. Business rules of its profiles (VAT breakdowns, totals) are the sender's
validator's; here stand the rules of what is recorded.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from ledger.core.day import Day, date_of
from ledger.core.drafts import CreditNoteDraft, InvoiceDraft, Party, Source
from ledger.core.money import Money
from ledger.documents.findings import Findings, shown
from ledger.documents.terms import due_by_terms
from ledger.documents.tree import Node
from ledger.documents.values import read_amount, read_currency, read_number

AMOUNT: Final = "BT-115 amount due"
DUE: Final = "BT-9 due date"
_PRECEDING = "BG-3 preceding invoice"

# UNTDID 1001, as far as EN 16931 lets it into BT-3.
CREDIT_TYPES: Final = frozenset("81 83 261 262 296 308 381 396 420 458 502 503 532".split())
_CORRECTED_TYPES = frozenset(("384", "471", "472", "473"))
_PROFORMA = "325"


Bookable = InvoiceDraft | CreditNoteDraft


@dataclass(frozen=True, slots=True)
class Places:
    """Where the terms stand in one document."""

    root: str
    type: str
    amount: str
    preceding: str


@dataclass(frozen=True, slots=True)
class Bill:
    """The terms of one document; None where a fault already says why.

    `due` reads the due day of a claim issued on that day: a credit note has none. `credit` is what the syntax says
    by itself, `type` (BT-3) may say it too.
    """

    source: Source
    places: Places
    type: str
    number: str | None
    issued: Day | None
    amount: Money | None
    creditor: Party | None
    debtor: Party | None
    due: Callable[[Day | None], Day | None]
    references: tuple[str, ...] = ()
    preceding: tuple[str, ...] = ()
    credit: bool = False


def drafts_of(bill: Bill, findings: Findings) -> list[Bookable]:
    """The claim or the reduction of a document, or none and faults. The amount may be zero: nothing is due.

    A negative invoice reduces what the buyer owes, as a credit note does (Peppol BIS Billing 3, "Credit notes
    and negative invoices"), and is read as one.
    """
    draft = (
        _credit_note(bill, findings) if bill.credit or bill.type in CREDIT_TYPES else _claim(bill, findings)
    )
    return [draft] if draft else []


def _claim(bill: Bill, findings: Findings) -> Bookable | None:
    negative = bill.amount is not None and bill.amount.minor < 0
    due = None if negative else bill.due(bill.issued)
    for rule in _INVOICE_RULES:
        rule(bill, findings)
    _due_before_issue(bill, due, findings)
    if negative:
        findings.note(
            bill.places.root, AMOUNT, f"{bill.amount} in favour of the buyer: read as a credit note"
        )
        return _reduction(bill, findings, sign=-1)
    if (
        bill.number is None
        or bill.issued is None
        or bill.amount is None
        or bill.creditor is None
        or bill.debtor is None
        or due is None
    ):
        return None
    return InvoiceDraft(
        bill.source, bill.number, bill.issued, due, bill.amount, bill.creditor, bill.debtor, bill.references
    )


def _credit_note(bill: Bill, findings: Findings) -> CreditNoteDraft | None:
    if bill.amount is not None and bill.amount.minor < 0:
        expected = "a reduction; what the buyer owes is an invoice"
        findings.fault(bill.places.amount, AMOUNT, "amount.negative", str(bill.amount), expected)
    return _reduction(bill, findings, sign=1)


def _reduction(bill: Bill, findings: Findings, sign: int) -> CreditNoteDraft | None:
    """The reduction of the invoices that it names (BG-3); a note where there are none. Rule `number.form`."""
    if bill.number is None or bill.issued is None or bill.amount is None:
        return None
    if bill.creditor is None or bill.debtor is None:
        return None
    for number in bill.preceding:
        read_number(findings, bill.places.preceding, _PRECEDING, number)
    if not bill.preceding:
        findings.note(bill.places.root, _PRECEDING, "not named: it reduces no invoice yet")
    amount = Money(sign * bill.amount.minor, bill.amount.currency)
    return CreditNoteDraft(
        bill.source, bill.number, bill.issued, amount, bill.creditor, bill.debtor, bill.preceding
    )


def read_payable(root: Node, currency_at: str, amount_at: str, *, names_currency: bool) -> Money | None:
    """BT-115 in the invoice currency BT-5; `names_currency`: in this syntax an amount has to name its own.

    Rules `amount.*`, `currency.*`.
    """
    findings, where = root.findings, f"{root.path}/{amount_at}"
    currency = read_currency(findings, f"{root.path}/{currency_at}", "BT-5 currency", root.text(currency_at))
    payable = root.at(amount_at)
    if payable is None:
        findings.fault(where, AMOUNT, "amount.missing", "nothing", "the amount due for payment")
        return None
    if currency is None:
        return None
    written = payable.attribute("currencyID")
    if written != currency and (written or names_currency):
        rule, found = ("currency.mismatch", shown(written)) if written else ("currency.missing", "nothing")
        findings.fault(f"{where}/@currencyID", AMOUNT, rule, found, f"{currency}, as BT-5 says")
    return read_amount(findings, where, AMOUNT, payable.text(), currency)


def due_in_words(findings: Findings, where: str, words: str, issued: Day | None) -> Day | None:
    """The due day that the payment terms (BT-20) give; a note says what was assumed."""
    if issued is None:
        return None
    due = due_by_terms(words, issued)
    findings.note(where, DUE, f"not given; taken as {due.basis}")
    return due.day


def _a_claim(bill: Bill, findings: Findings) -> None:
    """A pro-forma invoice (BT-3 = 325) announces a claim and is none. Rule `type.proforma`."""
    if bill.type == _PROFORMA:
        found = "a pro-forma invoice (325)"
        findings.fault(bill.places.type, "BT-3 type", "type.proforma", found, "a claim, such as 380")


def _corrected(bill: Bill, findings: Findings) -> None:
    """A corrected invoice (384) does not say by how much the earlier one changes: a person must."""
    if bill.preceding and bill.type in _CORRECTED_TYPES:
        numbers = ", ".join(shown(number) for number in bill.preceding)
        text = f"corrects {numbers}, which stands until it is corrected or credited"
        findings.note(bill.places.root, _PRECEDING, text)


def _due_before_issue(bill: Bill, due: Day | None, findings: Findings) -> None:
    """Allowed, and read as it stands; but days of delay are counted from it."""
    if bill.issued is not None and due is not None and due < bill.issued:
        text = f"{date_of(bill.issued)} is after the day on which it is due, {date_of(due)}"
        findings.note(bill.places.root, "BT-2 issue date", text)


_INVOICE_RULES: tuple[Callable[[Bill, Findings], None], ...] = (_a_claim, _corrected)
