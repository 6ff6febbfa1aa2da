"""Whom a firm knows: which party on a document is which member."""

from dataclasses import dataclass

from ledger.core.drafts import Party
from ledger.core.ids import Member


@dataclass(frozen=True, slots=True)
class Contact:
    """A party as documents name it. `member` 0: not on the ledger. `ids` are `scheme:value`."""

    member: Member
    name: str
    ids: tuple[str, ...] = ()
    account: str | None = None


@dataclass(frozen=True, slots=True)
class Contacts:
    """A firm's address book."""

    known: tuple[Contact, ...] = ()

    def find(self, party: Party) -> Contact | None:
        """Who a party is: by an identifier, else by its account, else by its very name."""
        ids = set(party.ids)
        for same in (
            lambda contact: bool(ids & set(contact.ids)),
            lambda contact: contact.account is not None and contact.account == party.account,
            lambda contact: bool(party.name) and contact.name.casefold() == party.name.casefold(),
        ):
            found = next((contact for contact in self.known if same(contact)), None)
            if found is not None:
                return found
        return None

    def of(self, member: Member) -> Contact | None:
        """The contact of a member."""
        return next((contact for contact in self.known if contact.member == member), None)
