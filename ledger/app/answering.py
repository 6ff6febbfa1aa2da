"""From a buyer's answers to its own word on the ledger: it accepts an invoice, or disputes it."""

from collections.abc import Sequence
from dataclasses import dataclass

from ledger.app.intents import Intent, Share, State
from ledger.app.register import Page, Register
from ledger.core.codes import Capacity, Kind, Outcome
from ledger.core.contacts import Contact, Contacts
from ledger.core.content import Facts, Identity
from ledger.core.day import Day
from ledger.core.drafts import Answer, Party, ResponseDraft
from ledger.core.ids import EXTERNAL, Member, ObligationId
from ledger.core.obligation import Obligation
from ledger.core.transition_dispute import standing
from ledger.proof.numbers import normal_or_none, normalise

_REFERENCE_CHARACTERS = 35
"""ISO 20022 Max35Text, as for payments; the codes of a response are ASCII."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What a response comes to. Without intents: `known` if the ledger has it already, else `reason` says why not."""

    intents: tuple[Intent, ...] = ()
    reason: str = ""
    page: Page | None = None
    obligation: ObligationId | None = None
    known: bool = False


def answer(
    register: Register, member: Member, contacts: Contacts, agents: Sequence[Member], response: ResponseDraft
) -> Answered:
    """What `member` says by its response. A response is the buyer's word: nobody else records anything by it."""
    own = contacts.of(member)
    itself = Contacts((own,) if own else ())
    if not itself.find(response.debtor):
        if itself.find(response.creditor):
            return Answered(reason="the buyer's word: it counts once the buyer records it, not in its name")
        return Answered(reason="neither party is the member that imports it")
    found = [
        (page, obligation)
        for page in register.pages()
        if page.state.debtor == member and _is_seller(page, response.creditor, contacts)
        for obligation in _numbered(page, response.invoice)
    ]
    if len(found) != 1:
        return Answered(reason=f"{len(found)} invoices that the member owes answer to its number and seller")
    page, obligation = found[0]
    if response.answer in (Answer.ACCEPTED, Answer.PAID):
        return _accept(page, obligation, member, agents, response)
    return _dispute(page, obligation, member, response)


def acknowledgement(
    page: Page, obligation: Obligation, day: Day, agents: Sequence[Member], identity: Identity | None = None
) -> list[Intent]:
    """The debtor accepts the version in force, and gives its agents their keys."""
    facts = Facts(Kind.ACKNOWLEDGEMENT, day=day, refers=obligation.commitment)
    said = State(page.state.id, Capacity.DEBTOR, facts, identity or Identity(), obligation.id)
    return [said, *(Share(page.state.id, Capacity.DEBTOR, agent, obligation.id) for agent in agents)]


def _is_seller(page: Page, seller: Party, contacts: Contacts) -> bool:
    if page.state.creditor == EXTERNAL:
        named = page.opening or Identity()
        ids = (named.creditor_id,) if named.creditor_id else ()
        return Contacts((Contact(EXTERNAL, named.creditor or "", ids),)).find(seller) is not None
    contact = contacts.find(seller)
    return contact is not None and contact.member == page.state.creditor


def _numbered(page: Page, number: str) -> list[Obligation]:
    wanted = normalise(number)
    names = ((obligation, page.names.get(id)) for id, obligation in page.state.obligations.items())
    return [obligation for obligation, name in names if name and normal_or_none(name.number) == wanted]


def _accept(
    page: Page, obligation: Obligation, member: Member, agents: Sequence[Member], response: ResponseDraft
) -> Answered:
    """Accepted, or paid, which accepts. The payment itself comes with a bank's statement: a response has neither its
    amount nor the bank's reference, by which one payment is one."""
    reason = (
        "says that it is paid; the payment comes with a statement" if response.answer is Answer.PAID else ""
    )
    intents: list[Intent] = []
    dispute = standing(obligation)
    if dispute is not None and dispute.said.recorder == member:
        outcome = Facts(
            Kind.RESOLUTION, day=response.day, refers=obligation.commitment, outcome=Outcome.WITHDRAWN
        )
        intents.append(State(page.state.id, Capacity.DEBTOR, outcome, _identity(response), obligation.id))
    said = any(
        item.names == obligation.commitment and item.said.recorder == member
        for item in obligation.acknowledgements
    )
    if not said and obligation.said.recorder != member:
        intents += acknowledgement(page, obligation, response.day, agents, _identity(response))
    return Answered(tuple(intents), reason, page, obligation.id, known=not intents)


def _dispute(page: Page, obligation: Obligation, member: Member, response: ResponseDraft) -> Answered:
    own = [dispute for dispute in obligation.disputes if dispute.said.recorder == member]
    if any(dispute.closed is None or dispute.day == response.day for dispute in own):
        return Answered(reason="disputed already", page=page, obligation=obligation.id, known=True)
    if any(dispute.closed is not None and dispute.closed.said.recorder == member for dispute in own):
        reason = "the buyer has given up a dispute of it, and cannot raise it again"
        return Answered(reason=reason, page=page, obligation=obligation.id)
    facts = Facts(Kind.DISPUTE, day=response.day)
    said = State(page.state.id, Capacity.DEBTOR, facts, _identity(response), obligation.id)
    return Answered((said,), "; ".join(response.reasons), page, obligation.id)


def _identity(response: ResponseDraft) -> Identity:
    """The document, and its codes: `UQ REF PIN`."""
    codes = [reason.partition(":")[0] for reason in response.reasons]
    reference = " ".join([response.answer.value, *(code for code in codes if code.isascii())])
    return Identity(digest=response.source.digest, reference=reference[:_REFERENCE_CHARACTERS].strip())
