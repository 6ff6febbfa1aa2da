"""Whom a firm knows: which party on a document is which member."""

from dataclasses import dataclass
from enum import Enum

from ledger.core.drafts import Party
from ledger.core.ids import Member

_UNIQUE = ("vat", "lei", "uscc")
"""Schemes by which two numbers are two parties, or two registrations: a name alone does not join them."""


class Basis(Enum):
    """By what a party on a document is recognised, surest first."""

    IDENTIFIER = "identifier"
    ACCOUNT = "account"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Contact:
    """A party as documents name it. `member` 0: not on the ledger. `ids` are `scheme:value`."""

    member: Member
    name: str
    ids: tuple[str, ...] = ()
    account: str | None = None

    def is_known_by(self, party: Party, basis: Basis) -> bool:
        """Whether this is the party, by that basis."""
        match basis:
            case Basis.IDENTIFIER:
                return bool(_plain(party.ids) & _plain(self.ids))
            case Basis.ACCOUNT:
                return self.account is not None and self.account == party.account
            case Basis.NAME:
                same = bool(party.name) and self.name.casefold() == party.name.casefold()
                return same and not self._is_told_apart(party)

    def _is_told_apart(self, party: Party) -> bool:
        """Whether both have numbers of one such scheme, and none in common."""
        own, others = _numbers(self.ids), _numbers(party.ids)
        return any(scheme in others and not own[scheme] & others[scheme] for scheme in own)


@dataclass(frozen=True, slots=True)
class Recognised:
    """Whom a party may be: nobody known; one; or, ambiguous, several."""

    contacts: tuple[Contact, ...] = ()
    basis: Basis | None = None


@dataclass(frozen=True, slots=True)
class Contacts:
    """A firm's address book."""

    known: tuple[Contact, ...] = ()

    def recognise(self, party: Party) -> Recognised:
        """Whom a party may be: by an identifier, else by its account, else by its very name."""
        for basis in Basis:
            found = tuple(contact for contact in self.known if contact.is_known_by(party, basis))
            if found:
                return Recognised(found, basis)
        return Recognised()

    def find(self, party: Party) -> Contact | None:
        """Who a party is; None for nobody known, and where it may be one of several."""
        found = self.recognise(party).contacts
        return found[0] if len(found) == 1 else None

    def of(self, member: Member) -> Contact | None:
        """The contact of a member."""
        return next((contact for contact in self.known if contact.member == member), None)


def _plain(ids: tuple[str, ...]) -> set[str]:
    """Numbers of unique schemes without the spaces, marks and cases in which they are written; others as they are."""
    return {_written(*text.partition(":")[::2]) for text in ids}


def _written(scheme: str, number: str) -> str:
    if scheme in _UNIQUE:
        number = "".join(filter(str.isalnum, number)).upper()
    return f"{scheme}:{number}"


def _numbers(ids: tuple[str, ...]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for text in _plain(ids):
        scheme, _, number = text.partition(":")
        if scheme in _UNIQUE:
            found.setdefault(scheme, set()).add(number)
    return found
