"""What a file gave: drafts, or its faults, never both."""

from collections.abc import Iterator
from dataclasses import dataclass

from ledger.core.day import iso
from ledger.core.drafts import (
    CreditNoteDraft,
    Dated,
    Draft,
    InvoiceDraft,
    LoanDraft,
    Party,
    PaymentDraft,
    ResponseDraft,
)
from ledger.core.faults import Fault
from ledger.core.money import decimal_text
from ledger.documents.findings import Note

Fields = dict[str, object]


@dataclass(frozen=True, slots=True)
class Reading:
    """The outcome of one file.

    `format` names what it was taken for, such as "UBL 2.1 Invoice". `drafts` is empty if there is any fault.
    `nothing_due` holds documents that were read but leave nothing to record (an invoice paid in advance).
    `notes` say what was assumed or left out.
    """

    file: str
    format: str
    drafts: tuple[Draft, ...] = ()
    nothing_due: tuple[Draft, ...] = ()
    faults: tuple[Fault, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def accepted(self) -> bool:
        """No fault stands."""
        return not self.faults

    def fields(self) -> Iterator[Fields]:
        """What was read of each document, ready for JSON: dates in ISO 8601, amounts as decimal text."""
        for draft in (*self.drafts, *self.nothing_due):
            yield fields_of(draft)


def fields_of(draft: Draft) -> Fields:
    """The fields of one draft, ready for JSON."""
    if isinstance(draft, ResponseDraft):
        return {"document": "response", "where": draft.source.where, **_response(draft)}
    fields: Fields = {
        "where": draft.source.where,
        "amount": decimal_text(draft.amount.minor, draft.amount.currency),
        "currency": draft.amount.currency,
    }
    match draft:
        case InvoiceDraft():
            return {"document": "invoice", **fields, **_invoice(draft)}
        case CreditNoteDraft():
            return {"document": "credit note", **fields, **_credit_note(draft)}
        case PaymentDraft():
            return {"document": "payment", **fields, **_payment(draft)}
        case LoanDraft():
            return {"document": "loan", **fields, **_loan(draft)}


def _invoice(draft: InvoiceDraft) -> Fields:
    return {
        "number": draft.number,
        "issued": iso(draft.issued),
        "due": iso(draft.due),
        "creditor": _party(draft.creditor),
        "debtor": _party(draft.debtor),
        "references": list(draft.references),
        "disputed": draft.disputed,
    }


def _credit_note(draft: CreditNoteDraft) -> Fields:
    return {
        "number": draft.number,
        "issued": iso(draft.issued),
        "creditor": _party(draft.creditor),
        "debtor": _party(draft.debtor),
        "invoices": list(draft.invoices),
    }


def _response(draft: ResponseDraft) -> Fields:
    return {
        "number": draft.number,
        "day": iso(draft.day),
        "answer": draft.answer.value,
        "invoice": draft.invoice,
        "creditor": _party(draft.creditor),
        "debtor": _party(draft.debtor),
        "reasons": list(draft.reasons),
        "partly": draft.partly,
    }


def _loan(draft: LoanDraft) -> Fields:
    return {
        "number": draft.number,
        "agreed": iso(draft.agreed),
        "creditor": _party(draft.creditor),
        "debtor": _party(draft.debtor),
        "drawn": _dated(draft.drawn),
        "charged_off": _dated(draft.charged_off),
    }


def _dated(dated: Dated | None) -> Fields | None:
    if dated is None:
        return None
    amount = decimal_text(dated.amount.minor, dated.amount.currency)
    return {"day": iso(dated.day), "amount": amount}


def _payment(draft: PaymentDraft) -> Fields:
    return {
        "account": draft.account,
        "owner": draft.owner,
        "direction": draft.direction.value,
        "value_day": iso(draft.value_day),
        "counterparty": _party(draft.counterparty),
        "bank_reference": draft.bank_reference,
        "end_to_end_id": draft.end_to_end_id,
        "references": list(draft.references),
        "remittance": draft.remittance,
        "reversal": draft.reversal,
    }


def _party(party: Party) -> Fields:
    return {"name": party.name, "ids": list(party.ids), "account": party.account}
