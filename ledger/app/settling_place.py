"""Where a firm's money is booked: its invoices and its suppliers', with what is open of each."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ledger.app.register import Page, Register
from ledger.core.contacts import Contact, Contacts
from ledger.core.content import Identity
from ledger.core.day import Day
from ledger.core.drafts import Direction, Party, PaymentDraft
from ledger.core.ids import EXTERNAL, Member
from ledger.core.matching import Claim, Match, match_payments
from ledger.core.money import Money
from ledger.core.obligation import Obligation
from ledger.proof.numbers import normalise


@dataclass(frozen=True, slots=True)
class Place:
    """An obligation that money which moves in `direction`, as the account's owner sees it, settles."""

    page: Page
    obligation: Obligation
    direction: Direction

    @property
    def key(self) -> bytes:
        """Unique among the places of one owner."""
        return self.obligation.id + self.direction.value.encode()

    @property
    def for_payee(self) -> bool:
        """Whether the owner is paid: the debtor's own word then leaves open what it tells of."""
        return self.direction is Direction.RECEIVED

    @property
    def number(self) -> str | None:
        """The invoice's number; None if the reader knows no names of it."""
        names = self.page.names.get(self.obligation.id)
        return None if names is None else names.number or ""

    def reported(self) -> dict[bytes, int]:
        """Minor units that count of each payment id."""
        return self.page.reported(self.obligation, for_payee=self.for_payee)

    def counterparty(self, contacts: Contacts) -> Party:
        """The other side: as the address book has it, else as the opening names it."""
        state = self.page.state
        other = state.debtor if self.for_payee else state.creditor
        contact = (contacts.of(other) if other != EXTERNAL else None) or self._named()
        return Party(contact.name, contact.ids, contact.account)

    def _named(self) -> Contact:
        names = self.page.opening or Identity()
        name, number = (
            (names.debtor, names.debtor_id) if self.for_payee else (names.creditor, names.creditor_id)
        )
        return Contact(EXTERNAL, name or "", (number,) if number else ())


def places_of(register: Register, owner: Member) -> dict[bytes, Place]:
    """All of an owner's, by key."""
    found = (
        Place(page, obligation, direction)
        for page in register.pages()
        for obligation in page.state.obligations.values()
        for direction in directions(page, obligation, owner)
    )
    return {place.key: place for place in found}


def directions(page: Page, obligation: Obligation, owner: Member) -> Iterator[Direction]:
    """In which money moves that the owner of an account receives, or pays, for an obligation."""
    payee = page.state.holder(obligation.id) or page.state.creditor
    if payee == owner:
        yield Direction.RECEIVED
    if page.state.debtor == owner:
        yield Direction.PAID


def match_places(
    places: Mapping[bytes, Place],
    contacts: Contacts,
    payments: Sequence[PaymentDraft],
    rest: Callable[[Place], int],
) -> dict[int, list[Match]]:
    """The matches of each payment, by its `id()`; `rest` says how many minor units are open of a place."""
    claims = [_claim(place, contacts, rest(place)) for place in places.values() if place.number is not None]
    matched: dict[int, list[Match]] = {}
    for match in match_payments(payments, claims, normalise):
        matched.setdefault(id(match.payment), []).append(match)
    return matched


def _claim(place: Place, contacts: Contacts, rest: int) -> Claim:
    obligation = place.obligation
    return Claim(
        key=place.key,
        number=place.number or "",
        issued=Day(obligation.issued),
        due=Day(obligation.due),
        open=Money(rest, obligation.currency),
        direction=place.direction,
        counterparty=place.counterparty(contacts),
        whole=obligation.owed,
    )
