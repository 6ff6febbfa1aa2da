"""What becomes of the drafts of one file: handed on, left because they record nothing, or held back by a fault."""

from collections.abc import Sequence

from ledger.core.drafts import (
    Answer,
    CreditNoteDraft,
    Draft,
    InvoiceDraft,
    LoanDraft,
    Party,
    PaymentDraft,
    ResponseDraft,
)
from ledger.documents.findings import Findings, shown
from ledger.documents.identifiers import checked
from ledger.documents.reading import Reading


def reading_of(format: str, drafts: Sequence[Draft], findings: Findings) -> Reading:
    """Nothing is handed on while a fault stands."""
    if not findings.clean:
        return Reading(findings.file, format, faults=findings.faults(), notes=tuple(findings.notes))
    due: list[Draft] = []
    nothing: list[Draft] = []
    seen: dict[Party, Party] = {}
    for read in drafts:
        draft = checked(read, seen, findings)
        why = _why_nothing(draft)
        (due if why is None else nothing).append(draft)
        if why is not None:
            findings.note(draft.source.where, "amount", f"{why}: nothing is recorded")
    return Reading(findings.file, format, tuple(due), tuple(nothing), notes=tuple(findings.notes))


def _why_nothing(draft: Draft) -> str | None:
    """Why a draft leaves nothing to record, if it does."""
    match draft:
        case ResponseDraft(answer=Answer.RECEIVED | Answer.IN_PROCESS):
            return f"invoice {shown(draft.invoice)} was received, which is no word on what is owed"
        case ResponseDraft():
            return None
        case InvoiceDraft() if not draft.amount.minor:
            return f"invoice {shown(draft.number)} leaves nothing to pay"
        case CreditNoteDraft() if not draft.amount.minor:
            return f"credit note {shown(draft.number)} reduces nothing"
        case LoanDraft() if not draft.amount.minor:
            return f"loan {shown(draft.number)} is of nothing"
        case PaymentDraft() if not draft.amount.minor:
            return "a movement of nothing"
    return None
