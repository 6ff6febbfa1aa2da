"""From movements of an account to settlements: what is certain becomes an intent, the rest a reason for a person."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ledger.app.intents import State
from ledger.app.register import Page, Register
from ledger.app.settling_words import booked, proposed
from ledger.core.codes import Capacity, Kind
from ledger.core.contacts import Contact, Contacts
from ledger.core.content import Facts, Identity
from ledger.core.day import Day
from ledger.core.drafts import Direction, Party, PaymentDraft
from ledger.core.ids import EXTERNAL, Member, ObligationId
from ledger.core.matching import Claim, Match, match_payments, names_number
from ledger.core.money import Money
from ledger.core.obligation import Obligation, Report
from ledger.proof.numbers import normalise
from ledger.proof.obligation_id import payment_id

REFERENCE_BYTES = 35
"""ISO 20022 Max35Text; a longer reference is left out of the record, its document's digest stands for it."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a payment comes to. Without an intent, `reason` says what a person should look at."""

    payment: PaymentDraft
    intent: State | None
    reason: str


def settle(
    register: Register,
    member: Member,
    firm: Member | None,
    contacts: Contacts,
    payments: Sequence[PaymentDraft],
) -> list[Settlement]:
    """Settlements of a member's own statement or, with `firm`, of a firm's by its settlement agent."""
    owner = firm or member
    books = {
        (obligation.id, direction): (page, obligation, direction)
        for page in register.pages()
        for obligation in page.state.obligations.values()
        for direction in _directions(page, obligation, owner)
    }
    claims = [
        _claim(page, obligation, direction, contacts)
        for page, obligation, direction in books.values()
        if page.names.get(obligation.id) is not None
    ]
    matched: dict[int, list[Match]] = {}
    known = [item for item in payments if not item.reversal]
    for match in match_payments(known, claims, normalise):
        matched.setdefault(id(match.payment), []).append(match)
    found: list[Settlement] = []
    for payment in payments:
        if payment.reversal:
            found += _reversal(register, member, owner, payment)
            continue
        own = matched.get(id(payment), [])
        certain = [match for match in own if match.certain]
        if not certain:
            found.append(Settlement(payment, None, proposed(own)))
        for match in certain:
            page, obligation, direction = books[_key(match.claim.key)]
            found.append(_settlement(page, obligation, direction, member, firm, match))
    return found


def reference_of(payment: PaymentDraft) -> str:
    """The text whose hash is the payment's id (records.md, section 4): the same at both ends of the payment."""
    if payment.bank_reference:
        return payment.bank_reference
    end_to_end = payment.end_to_end_id or payment.remittance
    return f"{end_to_end}|{payment.value_day}|{payment.amount.minor}|{payment.amount.currency}"


def _directions(page: Page, obligation: Obligation, owner: Member) -> Iterator[Direction]:
    payee = page.state.holder(obligation.id) or page.state.creditor
    if payee == owner:
        yield Direction.RECEIVED
    if page.state.debtor == owner:
        yield Direction.PAID


def _claim(page: Page, obligation: Obligation, direction: Direction, contacts: Contacts) -> Claim:
    other = page.state.debtor if direction is Direction.RECEIVED else page.state.creditor
    contact = (contacts.of(other) if other != EXTERNAL else None) or _named(page, direction)
    return Claim(
        key=_pack(obligation.id, direction),
        number=page.names[obligation.id].number or "",
        issued=Day(obligation.issued),
        due=Day(obligation.due),
        open=Money(page.rest(obligation, for_payee=direction is Direction.RECEIVED), obligation.currency),
        direction=direction,
        counterparty=Party(contact.name, contact.ids, contact.account),
        whole=obligation.owed,
    )


def _named(page: Page, direction: Direction) -> Contact:
    names = page.opening or Identity()
    name, number = (
        (names.debtor, names.debtor_id)
        if direction is Direction.RECEIVED
        else (names.creditor, names.creditor_id)
    )
    return Contact(EXTERNAL, name or "", (number,) if number else ())


def _settlement(
    page: Page,
    obligation: Obligation,
    direction: Direction,
    member: Member,
    firm: Member | None,
    match: Match,
) -> Settlement:
    payment = match.payment
    facts = Facts(
        Kind.SETTLEMENT,
        match.amount.currency,
        match.amount.minor,
        payment.value_day,
        payment=payment_id(reference_of(payment)),
    )
    capacity = _capacity(page, obligation.id, direction, member, firm)
    intent = State(page.state.id, capacity, facts, _identity(payment), obligation.id)
    return Settlement(payment, intent, booked(match))


def _capacity(
    page: Page, obligation: ObligationId, direction: Direction, member: Member, firm: Member | None
) -> Capacity:
    if firm is not None and firm != member:
        return Capacity.AGENT
    if direction is Direction.PAID:
        return Capacity.DEBTOR
    return Capacity.HOLDER if page.state.holder(obligation) == member else Capacity.CREDITOR


def _reversal(register: Register, member: Member, owner: Member, payment: PaymentDraft) -> list[Settlement]:
    """A returned payment takes back this organisation's own reports of it: one for each invoice that it had paid."""
    reported: dict[bytes, list[_Reported]] = {}
    for page in register.pages():
        for obligation in page.state.obligations.values():
            if set(_directions(page, obligation, owner)) and obligation.currency == payment.amount.currency:
                for item in _standing(page, obligation, member, payment):
                    reported.setdefault(item.report.payment, []).append(item)
    found = [
        items
        for items in reported.values()
        if sum(item.report.amount for item in items) == payment.amount.minor
        and any(_names_it(item, payment) for item in items)
    ]
    if len(found) != 1:
        return [Settlement(payment, None, f"{len(found)} reported payments could be the returned one")]
    return [_taken_back(item, payment) for item in found[0]]


@dataclass(frozen=True, slots=True)
class _Reported:
    """A report of a payment that was not taken back."""

    page: Page
    obligation: Obligation
    report: Report


def _standing(
    page: Page, obligation: Obligation, member: Member, payment: PaymentDraft
) -> Iterator[_Reported]:
    """The member's own reports up to the day of the return."""
    gone = {item.report for item in obligation.reversals}
    for report in obligation.reports:
        standing = report.said.recorder == member and report.said.commitment not in gone
        if standing and report.day <= payment.value_day:
            yield _Reported(page, obligation, report)


def _taken_back(item: _Reported, payment: PaymentDraft) -> Settlement:
    said = item.report.said
    facts = Facts(Kind.REVERSAL, day=payment.value_day, refers=said.commitment)
    intent = State(item.page.state.id, said.capacity, facts, _identity(payment), item.obligation.id)
    return Settlement(payment, intent, "the payment reported before was returned")


def _names_it(item: _Reported, payment: PaymentDraft) -> bool:
    """Whether a return tells of the invoice's number, or of the bank's own reference of the payment."""
    texts = (payment.end_to_end_id or "", payment.remittance, *payment.references)
    if any(payment_id(word) == item.report.payment for text in texts for word in text.split()):
        return True
    names = item.page.names.get(item.obligation.id)
    number = names.number if names else None
    return number is not None and any(names_number(text, number, normalise) for text in texts)


def _identity(payment: PaymentDraft) -> Identity:
    reference = payment.bank_reference or payment.end_to_end_id or ""
    short = 0 < len(reference.encode()) <= REFERENCE_BYTES
    return Identity(digest=payment.source.digest, reference=reference if short else None)


def _pack(obligation: ObligationId, direction: Direction) -> bytes:
    return obligation + direction.value.encode()


def _key(packed: bytes) -> tuple[ObligationId, Direction]:
    return ObligationId(packed[:32]), Direction(packed[32:].decode())
