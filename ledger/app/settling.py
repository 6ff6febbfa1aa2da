"""From movements of an account to settlements: what is certain becomes an intent, the rest a reason for a person."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ledger.app.intents import State
from ledger.app.register import Page, Register
from ledger.app.settling_place import Place, directions, match_places, places_of
from ledger.app.settling_told import Due, further, settle_told, told_by_others
from ledger.app.settling_words import booked, proposed
from ledger.core.codes import Capacity, Kind
from ledger.core.contacts import Contacts
from ledger.core.content import Facts, Identity
from ledger.core.drafts import Direction, PaymentDraft
from ledger.core.ids import Member
from ledger.core.matching import Match, names_number
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
    places = places_of(register, owner)
    paid = [payment for payment in payments if not payment.reversal]
    told = told_by_others(places.values(), member, _by_id(paid)) if is_agent(member, firm) else []
    settled = settle_told(places, contacts, told)
    taken = further(told, settled)
    matched = match_places(
        places,
        contacts,
        [payment for payment in paid if id(payment) not in settled],
        lambda place: max(
            0, place.page.rest(place.obligation, for_payee=place.for_payee) - taken.get(place.key, 0)
        ),
    )
    found: list[Settlement] = []
    for payment in payments:
        if payment.reversal:
            found += _reversal(register, member, owner, payment)
            continue
        dues = settled.get(id(payment)) or _due(places, matched.get(id(payment), []))
        if isinstance(dues, str):
            found.append(Settlement(payment, None, dues))
        else:
            found += [_settlement(due, member, firm, payment) for due in dues]
    return found


def _by_id(payments: Sequence[PaymentDraft]) -> dict[bytes, PaymentDraft]:
    """The first of each payment id."""
    found: dict[bytes, PaymentDraft] = {}
    for payment in payments:
        found.setdefault(payment_id(reference_of(payment)), payment)
    return found


def _due(places: Mapping[bytes, Place], matches: Sequence[Match]) -> list[Due] | str:
    """What is certain of them, or what is proposed."""
    certain = [match for match in matches if match.certain]
    dues = [Due(places[match.claim.key], match.amount.minor, booked(match)) for match in certain]
    return dues or proposed(matches)


def reference_of(payment: PaymentDraft) -> str:
    """The text whose hash is the payment's id (records.md, section 4): the same at both ends of the payment."""
    if payment.bank_reference:
        return payment.bank_reference
    end_to_end = payment.end_to_end_id or payment.remittance
    return f"{end_to_end}|{payment.value_day}|{payment.amount.minor}|{payment.amount.currency}"


def _settlement(due: Due, member: Member, firm: Member | None, payment: PaymentDraft) -> Settlement:
    obligation, page = due.place.obligation, due.place.page
    facts = Facts(
        Kind.SETTLEMENT,
        obligation.currency,
        due.amount,
        payment.value_day,
        payment=payment_id(reference_of(payment)),
    )
    capacity = _capacity(due.place, member, firm)
    intent = State(page.state.id, capacity, facts, _identity(payment), obligation.id)
    return Settlement(payment, intent, due.reason)


def _capacity(place: Place, member: Member, firm: Member | None) -> Capacity:
    if is_agent(member, firm):
        return Capacity.AGENT
    if place.direction is Direction.PAID:
        return Capacity.DEBTOR
    return Capacity.HOLDER if place.page.state.holder(place.obligation.id) == member else Capacity.CREDITOR


def is_agent(member: Member, firm: Member | None) -> bool:
    """Whether the member books a statement of another, as its settlement agent."""
    return firm is not None and firm != member


def _reversal(register: Register, member: Member, owner: Member, payment: PaymentDraft) -> list[Settlement]:
    """A returned payment takes back this organisation's own reports of it: one for each invoice that it had paid."""
    reported: dict[bytes, list[_Reported]] = {}
    for page in register.pages():
        for obligation in page.state.obligations.values():
            if set(directions(page, obligation, owner)) and obligation.currency == payment.amount.currency:
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
