"""From drafts to records: whose invoice it is, on which tradeline, which payment settles what."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import partial

from ledger.app.answering import acknowledgement, answer
from ledger.app.desk import Desk
from ledger.app.intents import Appoint, Intent, Open, RecordInvoice, Share, State
from ledger.app.lending import lend
from ledger.app.outside import Told, told_by_debtors, who_joined
from ledger.app.register import Register
from ledger.app.settling import is_agent, settle
from ledger.app.submit import Accepted, submit
from ledger.core.codes import Capacity, Kind, Status
from ledger.core.contacts import Contact, Contacts
from ledger.core.content import Facts, Identity
from ledger.core.day import Day
from ledger.core.drafts import (
    CreditNoteDraft,
    Draft,
    InvoiceDraft,
    LoanDraft,
    Party,
    PaymentDraft,
    ResponseDraft,
)
from ledger.core.ids import EXTERNAL, ON_TRADELINE, Member, ObligationId, TradelineId
from ledger.proof.numbers import normal_or_none, normalise


class Action(Enum):
    """What became of a draft."""

    RECORDED = "recorded"
    ALREADY = "already recorded"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Booked:
    """One draft and what became of it; `reason` says why it was left, or how a payment found its invoice."""

    draft: Draft
    action: Action
    reason: str = ""
    tradeline: TradelineId | None = None
    obligation: ObligationId | None = None


@dataclass(frozen=True, slots=True)
class Clerk:
    """Who books, for whom. `agents` are the member's settlement agents: they get the keys of what they may settle.

    `firm` is the member whose statement an agent books; None where a member books its own papers.
    `flush` sends what was accepted and reads the chain, so that what follows can build on it.
    """

    desk: Desk
    member: Member
    register: Register
    contacts: Contacts
    flush: Callable[[], object]
    agents: tuple[Member, ...] = ()
    firm: Member | None = None

    @property
    def is_agent(self) -> bool:
        """Whether it books another member's statement, as its settlement agent."""
        return is_agent(self.member, self.firm)


def book(clerk: Clerk, drafts: Sequence[Draft]) -> list[Booked]:
    """Records drafts: invoices, then what refers to them. The same drafts again record nothing new."""
    invoices = [draft for draft in drafts if isinstance(draft, InvoiceDraft)]
    notes = [draft for draft in drafts if isinstance(draft, CreditNoteDraft)]
    answers = [draft for draft in drafts if isinstance(draft, ResponseDraft)]
    payments = [draft for draft in drafts if isinstance(draft, PaymentDraft)]
    booked = _book_invoices(clerk, invoices) if invoices else []
    if invoices and (notes or answers or payments):
        clerk.flush()
    booked += [_book_note(clerk, note) for note in notes]
    booked += _book_answers(clerk, answers)
    booked += _book_loans(clerk, [draft for draft in drafts if isinstance(draft, LoanDraft)])
    paid = [payment for payment in payments if not payment.reversal]
    returned = [payment for payment in payments if payment.reversal]
    booked += _book_payments(clerk, paid)
    if paid and returned:
        clerk.flush()
    booked += _book_payments(clerk, returned)
    return booked


@dataclass(frozen=True, slots=True)
class _Placed:
    """An invoice that this member records: on which side of which tradeline, with whom."""

    invoice: InvoiceDraft
    side: Capacity
    contact: Contact
    tradeline: TradelineId


def _book_invoices(clerk: Clerk, invoices: list[InvoiceDraft]) -> list[Booked]:
    told = told_by_debtors(clerk.register, clerk.member)
    placed = [_place(clerk, invoice, told) for invoice in invoices]
    own = [item for item in placed if isinstance(item, _Placed)]
    accepted = _submit(clerk, [RecordInvoice(item.tradeline, item.invoice) for item in own])
    recorded = dict(zip(map(id, own), accepted, strict=True))
    fresh = [(item, recorded[id(item)]) for item in own if recorded[id(item)].fresh]
    _submit(clerk, [intent for item, entry in fresh for intent in _follow_up(clerk, item, entry)])
    with_members = ((item.tradeline, item.contact.member) for item in own if item.contact.member != EXTERNAL)
    joined = who_joined(clerk.register, with_members)
    return [
        item if isinstance(item, Booked) else _recorded(item, recorded[id(item)], joined) for item in placed
    ]


def _place(clerk: Clerk, invoice: InvoiceDraft, told: Told) -> _Placed | Booked:
    side = _side(invoice, clerk.contacts.of(clerk.member))
    if side is None:
        return Booked(invoice, Action.LEFT, "neither party is the member that imports it")
    other = invoice.debtor if side is Capacity.CREDITOR else invoice.creditor
    found = clerk.contacts.recognise(other).contacts
    if len(found) > 1:
        members = ", ".join(str(contact.member) for contact in found)
        return Booked(invoice, Action.LEFT, f"{other.name!r} may be any of the members {members}")
    contact = found[0] if found else Contact(EXTERNAL, other.name, other.ids, other.account)
    if side is Capacity.DEBTOR and contact.member != EXTERNAL:
        return _received(clerk, invoice, contact.member)
    by_debtor = told.get((normalise(invoice.number), invoice.issued)) if side is Capacity.CREDITOR else None
    if by_debtor is not None:
        return Booked(invoice, Action.ALREADY, "recorded by the buyer", *by_debtor)
    return _Placed(invoice, side, contact, _tradeline(clerk, invoice, side, contact))


def _recorded(item: _Placed, entry: Accepted, joined: Mapping[TradelineId, str]) -> Booked:
    action = Action.RECORDED if entry.fresh else Action.ALREADY
    return Booked(item.invoice, action, joined.get(item.tradeline, ""), item.tradeline, entry.obligation)


def _side(invoice: InvoiceDraft, own: Contact | None) -> Capacity | None:
    book = Contacts((own,) if own else ())
    if book.find(invoice.creditor):
        return Capacity.CREDITOR
    return Capacity.DEBTOR if book.find(invoice.debtor) else None


def _received(clerk: Clerk, invoice: InvoiceDraft, creditor: Member) -> Booked:
    """A supplier's invoice: the supplier, being a member, records it; its copy here only tells whether it did."""
    wanted = normalise(invoice.number)
    for page in clerk.register.pages():
        if page.state.creditor != creditor or page.state.debtor != clerk.member:
            continue
        for obligation, name in page.names.items():
            if normal_or_none(name.number) == wanted:
                return Booked(invoice, Action.ALREADY, "recorded by the supplier", page.state.id, obligation)
    return Booked(invoice, Action.LEFT, "its supplier is a member, and has not recorded it yet")


def _tradeline(clerk: Clerk, invoice: InvoiceDraft, side: Capacity, contact: Contact) -> TradelineId:
    """The member's tradeline with this party in this currency; opened if there is none yet."""
    known = _opened_before(clerk, side, contact, invoice.amount.currency) or _accepted(
        clerk, side, contact.member, invoice.amount.currency
    )
    if known is not None:
        return known
    opening = Open(
        Kind.TRADE_CREDIT,
        invoice.amount.currency,
        invoice.issued,
        side,
        contact.member,
        identity=_parties(invoice),
    )
    tradeline = _submit(clerk, [opening])[0].tradeline
    appointments: list[Intent] = [
        Appoint(tradeline, side, agent, slot, invoice.issued) for slot, agent in enumerate(clerk.agents)
    ]
    _submit(clerk, appointments)
    return tradeline


def _opened_before(clerk: Clerk, side: Capacity, contact: Contact, currency: str) -> TradelineId | None:
    """One that this member opened, by what its vault keeps of it: also one that is still on its way."""
    for kept in clerk.desk.vault.contents.of(clerk.member, None, ON_TRADELINE):
        facts, names = kept.content.facts, kept.content.identity
        if not kept.written or facts.kind != Kind.TRADE_CREDIT or facts.currency != currency:
            continue
        if kept.tradeline.opener != clerk.member:
            continue
        party = (
            Party(names.debtor or "", (names.debtor_id,) if names.debtor_id else ())
            if side is Capacity.CREDITOR
            else Party(names.creditor or "", (names.creditor_id,) if names.creditor_id else ())
        )
        if Contacts((contact,)).find(party):
            return kept.tradeline
    return None


def _accepted(clerk: Clerk, side: Capacity, other: Member, currency: str) -> TradelineId | None:
    """One that the other party opened and this member accepted."""
    if other == EXTERNAL:
        return None
    for page in clerk.register.pages():
        state = page.state
        parties = (clerk.member, other) if side is Capacity.CREDITOR else (other, clerk.member)
        is_open = state.status is Status.ACCEPTED and state.kind is Kind.TRADE_CREDIT
        if is_open and (state.creditor, state.debtor, state.currency) == (*parties, currency):
            return state.id
    return None


def _parties(invoice: InvoiceDraft) -> Identity:
    return Identity(
        creditor=invoice.creditor.name or None,
        debtor=invoice.debtor.name or None,
        creditor_id=next(iter(invoice.creditor.ids), None),
        debtor_id=next(iter(invoice.debtor.ids), None),
    )


def _follow_up(clerk: Clerk, item: _Placed, recorded: Accepted) -> list[Intent]:
    """Keys for the member's agents; a dispute that the document itself tells of, where its debtor cannot say so."""
    intents: list[Intent] = [
        Share(recorded.tradeline, item.side, agent, recorded.obligation) for agent in clerk.agents
    ]
    if item.invoice.disputed and item.contact.member == EXTERNAL:
        facts = Facts(Kind.DISPUTE, day=item.invoice.issued)
        intents.append(State(recorded.tradeline, item.side, facts, Identity(), recorded.obligation))
    return intents


def _book_note(clerk: Clerk, note: CreditNoteDraft) -> Booked:
    wanted = {normal_or_none(number) for number in note.invoices} - {None}
    found = [
        (page, obligation)
        for page in clerk.register.pages()
        if page.state.creditor == clerk.member
        for obligation, name in page.names.items()
        if normal_or_none(name.number) in wanted
    ]
    if len(found) != 1:
        return Booked(note, Action.LEFT, f"{len(found)} of the member's invoices answer to its references")
    page, obligation = found[0]
    if page.state.obligations[obligation].currency != note.amount.currency:
        return Booked(note, Action.LEFT, "its currency is not the invoice's", page.state.id, obligation)
    facts = Facts(Kind.CREDIT_NOTE, note.amount.currency, note.amount.minor, note.issued)
    identity = Identity(number=note.number, digest=note.source.digest)
    intent = State(page.state.id, Capacity.CREDITOR, facts, identity, obligation)
    accepted = _submit(clerk, [intent])[0]
    action = Action.RECORDED if accepted.fresh else Action.ALREADY
    return Booked(note, action, "", page.state.id, obligation)


def _book_answers(clerk: Clerk, answers: list[ResponseDraft]) -> list[Booked]:
    """In order of day: a later answer to the same invoice builds on the earlier."""
    booked: list[Booked] = []
    answered: set[str] = set()
    for response in sorted(answers, key=lambda response: response.day):
        number = normalise(response.invoice)
        if number in answered:
            clerk.flush()
        answered.add(number)
        found = answer(clerk.register, clerk.member, clerk.contacts, clerk.agents, response)
        fresh = [entry.fresh for entry in _submit(clerk, found.intents)]
        otherwise = Action.ALREADY if fresh or found.known else Action.LEFT
        action = Action.RECORDED if any(fresh) else otherwise
        tradeline = found.page.state.id if found.page else None
        booked.append(Booked(response, action, found.reason, tradeline, found.obligation))
    return booked


def _book_loans(clerk: Clerk, loans: list[LoanDraft]) -> list[Booked]:
    found = lend(loans, clerk.contacts.of(clerk.member), clerk.contacts, partial(_submit, clerk))
    return [_lent(loan, entry) for loan, entry in zip(loans, found, strict=True)]


def _lent(loan: LoanDraft, entry: Accepted | str) -> Booked:
    if isinstance(entry, str):
        return Booked(loan, Action.LEFT, entry)
    return Booked(loan, Action.RECORDED if entry.fresh else Action.ALREADY, "", entry.tradeline)


def _book_payments(clerk: Clerk, payments: Sequence[PaymentDraft]) -> list[Booked]:
    if not payments:
        return []
    settlements = settle(clerk.register, clerk.member, clerk.firm, clerk.contacts, payments)
    accepted = iter(_submit(clerk, [item.intent for item in settlements if item.intent is not None]))
    return [
        _settled(item.payment, item.reason, None if item.intent is None else next(accepted))
        for item in settlements
    ]


def _settled(payment: PaymentDraft, reason: str, entry: Accepted | None) -> Booked:
    if entry is None:
        return Booked(payment, Action.LEFT, reason)
    action = Action.RECORDED if entry.fresh else Action.ALREADY
    return Booked(payment, action, reason, entry.tradeline, entry.obligation)


def _submit(clerk: Clerk, intents: Sequence[Intent]) -> tuple[Accepted, ...]:
    return submit(clerk.desk, clerk.member, intents) if intents else ()


def acknowledge(clerk: Clerk, creditor: Member, numbers: Sequence[str], day: Day) -> list[ObligationId]:
    """The member, as debtor, accepts invoices by their numbers, and gives its agents their keys; those it found."""
    wanted = {normalise(number) for number in numbers}
    found: list[ObligationId] = []
    intents: list[Intent] = []
    for page in clerk.register.pages():
        if (page.state.creditor, page.state.debtor) != (creditor, clerk.member):
            continue
        for obligation, name in page.names.items():
            if normal_or_none(name.number) in wanted:
                intents += acknowledgement(page, page.state.obligations[obligation], day, clerk.agents)
                found.append(obligation)
    _submit(clerk, intents)
    return found
