"""What an import would record, on which tradeline, with whom: the import itself, played to its end and forgotten."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from ledger.app.booking import Action, Booked, Clerk
from ledger.app.intake import Files, Taken, take_in
from ledger.core.contacts import Basis, Contacts
from ledger.core.drafts import Draft, LoanDraft, Party, PaymentDraft
from ledger.core.ids import EXTERNAL, ON_TRADELINE, Member, TradelineId


class Certainty(Enum):
    """How sure it is who the other party of a document is."""

    KNOWN = "known"
    PROPOSED = "proposed"
    AMBIGUOUS = "ambiguous"


@dataclass(frozen=True, slots=True)
class Counterparty:
    """The other party, as the document names it. `members` are those that it may be; none: an external party.

    It is known by an identifier, an account or the tradeline that it has already, and proposed by its name alone or
    as a new external party, both for a person to look at; ambiguous, it is left to a person.
    """

    name: str
    certainty: Certainty
    members: tuple[Member, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Planned:
    """One draft: what would become of it, with whom (None where the file does not concern the member).

    `opens`: the tradeline is not there yet, and would be opened.
    """

    booked: Booked
    counterparty: Counterparty | None
    opens: bool

    @property
    def outcome(self) -> str:
        """In a word or three."""
        return "to be recorded" if self.booked.action is Action.RECORDED else str(self.booked.action.value)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """One file: what would be done with its drafts, and why booking would end before its end, if it would."""

    taken: Taken
    planned: tuple[Planned, ...]


def foresee(clerk: Clerk, files: Files) -> tuple[Foreseen, ...]:
    """What taking files in would come to. `clerk` books in a copy: nothing it does lasts."""
    before = frozenset(_tradelines(clerk))
    return tuple(
        Foreseen(taken, tuple(_planned(clerk, item, before) for item in taken.booked))
        for taken in take_in(clerk, files)
    )


def _tradelines(clerk: Clerk) -> Iterator[TradelineId]:
    yield from (page.state.id for page in clerk.register.pages())
    yield from (kept.tradeline for kept in clerk.desk.vault.contents.of(clerk.member, None, ON_TRADELINE))


def _planned(clerk: Clerk, item: Booked, before: frozenset[TradelineId]) -> Planned:
    opens = item.tradeline is not None and item.tradeline not in before
    party = _other(clerk, item.draft)
    return Planned(item, None if party is None else _counterparty(clerk, item, party, opens), opens)


def _other(clerk: Clerk, draft: Draft) -> Party | None:
    if isinstance(draft, PaymentDraft):
        return draft.counterparty
    if isinstance(draft, LoanDraft):
        return draft.debtor
    own = clerk.contacts.of(clerk.member)
    book = Contacts((own,) if own else ())
    if book.find(draft.creditor):
        return draft.debtor
    return draft.creditor if book.find(draft.debtor) else None


def _counterparty(clerk: Clerk, item: Booked, party: Party, opens: bool) -> Counterparty | None:
    found = clerk.contacts.recognise(party)
    members = tuple(contact.member for contact in found.contacts)
    if len(members) > 1 and found.basis is not None:
        reason = f"several have its {found.basis.value}"
        return Counterparty(party.name, Certainty.AMBIGUOUS, members, reason)
    if item.tradeline is not None and not opens:
        members = members or _named_on(clerk, item.tradeline)
        return Counterparty(party.name, Certainty.KNOWN, members, "it has this tradeline already")
    if found.basis is Basis.NAME:
        return Counterparty(party.name, Certainty.PROPOSED, members, "by its name alone")
    if found.basis is not None:
        return Counterparty(party.name, Certainty.KNOWN, members, f"by its {found.basis.value}")
    if opens:
        reason = "nobody in the address book: a new external party"
        return Counterparty(party.name, Certainty.PROPOSED, (), reason)
    return None


def _named_on(clerk: Clerk, tradeline: TradelineId) -> tuple[Member, ...]:
    state = clerk.register.page(tradeline).state
    return tuple(
        member for member in (state.creditor, state.debtor) if member not in (clerk.member, EXTERNAL)
    )
