"""The opening of a member's identity commitment: kept in its vault, shown with a dossier."""

from ledger.app.vault import Private, Vault
from ledger.attest.dossier import IdentityOpening
from ledger.core.errors import BadContent
from ledger.core.ids import Member
from ledger.proof import cbor


def keep_identity(vault: Vault, member: Member, opening: IdentityOpening) -> None:
    """Stores the opening; there is one for a member."""
    form = cbor.encode([opening.salt, opening.scheme, opening.id, opening.name])
    vault.keys.put(member, Private.IDENTITY, 1, form)


def identity_of(vault: Vault, member: Member) -> IdentityOpening | None:
    """The opening, None if this vault has it not."""
    stored = vault.keys.get(member, Private.IDENTITY)
    if stored is None:
        return None
    match cbor.decode(stored):
        case [bytes(salt), str(scheme), str(number), str(name)]:
            return IdentityOpening(salt, scheme, number, name)
    raise BadContent("identity", "salt, scheme, id and name", stored.hex())
