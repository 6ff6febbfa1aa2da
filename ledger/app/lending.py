"""A lender's book of loans: each a tradeline of its own, with its limit, what was drawn, and what was given up.

Such a book names no instalment and no payment. An obligation is recorded for what was charged off alone, due on the
day it was charged off: of the rest it is not known when it fell due, or that it was not paid.
"""

from collections.abc import Callable, Sequence

from ledger.app.intents import Intent, Open, RecordInstalment, State
from ledger.app.submit import Accepted
from ledger.core.codes import Capacity, Kind
from ledger.core.contacts import Contact, Contacts
from ledger.core.content import Facts, Identity
from ledger.core.drafts import LoanDraft
from ledger.core.ids import EXTERNAL, Member, TradelineId

Submit = Callable[[Sequence[Intent]], Sequence[Accepted]]

WHOLE = 1
"""The one instalment of a loan that was called due as a whole."""


def lend(
    loans: Sequence[LoanDraft], lender: Contact | None, contacts: Contacts, submit: Submit
) -> list[Accepted | str]:
    """The opening of each loan, recorded with what follows it; or why a loan is left."""
    reasons: list[str] = []
    openings: list[Open] = []
    proposed: set[Member] = set()
    for loan in loans:
        borrower = contacts.find(loan.debtor)
        member = borrower.member if borrower else EXTERNAL
        reasons.append(_why_left(loan, lender, member in proposed))
        if not reasons[-1]:
            openings.append(_opening(loan, lender, member))
            proposed |= {member} - {EXTERNAL}
    opened = iter(submit(openings))
    found: list[Accepted | str] = [why or next(opened) for why in reasons]
    _follow(loans, found, submit)
    return found


def _why_left(loan: LoanDraft, lender: Contact | None, proposed: bool) -> str:
    if loan.creditor.name and not Contacts((lender,) if lender else ()).find(loan.creditor):
        return "its lender is not the member that imports it"
    if proposed:
        return "another loan is proposed to this borrower: import it again once that is accepted"
    return ""


def _opening(loan: LoanDraft, lender: Contact | None, borrower: Member) -> Open:
    identity = Identity(
        number=loan.number,
        creditor=(lender.name if lender else None) or None,
        debtor=loan.debtor.name,
        debtor_id=next(iter(loan.debtor.ids), None),
    )
    currency, limit = loan.amount.currency, loan.amount.minor
    return Open(Kind.LOAN, currency, loan.agreed, Capacity.CREDITOR, borrower, limit, identity)


def _follow(loans: Sequence[LoanDraft], found: Sequence[Accepted | str], submit: Submit) -> None:
    """Drawdowns, then what was charged off, then that it was."""
    lent = [
        (loan, entry.tradeline)
        for loan, entry in zip(loans, found, strict=True)
        if not isinstance(entry, str)
    ]
    submit([state for loan, tradeline in lent for state in _drawdown(loan, tradeline)])
    lost = [(loan, tradeline) for loan, tradeline in lent if _loss(loan)]
    due = submit([_called_due(loan, tradeline) for loan, tradeline in lost])
    submit([_write_off(loan, entry) for (loan, _), entry in zip(lost, due, strict=True)])


def _drawdown(loan: LoanDraft, tradeline: TradelineId) -> list[State]:
    if loan.drawn is None:
        return []
    amount = loan.drawn.amount
    facts = Facts(Kind.DRAWDOWN, amount.currency, amount.minor, loan.drawn.day)
    return [State(tradeline, Capacity.CREDITOR, facts)]


def _loss(loan: LoanDraft) -> int:
    """Minor units; 0 also where it was given up over no amount, which no record can say."""
    return loan.charged_off.amount.minor if loan.charged_off else 0


def _called_due(loan: LoanDraft, tradeline: TradelineId) -> RecordInstalment:
    assert loan.charged_off is not None
    agreed, lost = loan.drawn.day if loan.drawn else loan.agreed, loan.charged_off
    agreed = min(agreed, lost.day)
    return RecordInstalment(tradeline, loan.number, WHOLE, lost.amount, agreed, lost.day, loan.source.digest)


def _write_off(loan: LoanDraft, due: Accepted) -> State:
    assert loan.charged_off is not None
    facts = Facts(Kind.WRITE_OFF, amount=loan.charged_off.amount.minor, day=loan.charged_off.day)
    return State(due.tradeline, Capacity.CREDITOR, facts, obligation=due.obligation)
