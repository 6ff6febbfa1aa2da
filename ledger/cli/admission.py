"""Admitting a member whose keys a home keeps: prepared in its vault, then asked of the registry by a registrar."""

from ledger.app.identity import identity_of, keep_identity
from ledger.app.keys import make_key, public_bytes
from ledger.app.vault import Private
from ledger.attest.dossier import IdentityOpening
from ledger.chain import contracts as calls
from ledger.chain.sender import KeySender
from ledger.cli.homes import follow
from ledger.core.codes import Role
from ledger.core.errors import Refused, Unavailable
from ledger.core.ids import Member
from ledger.proof import slots
from ledger.proof.legal_identity import identity_commitment
from ledger.wiring import Node


def admitted_before(party: Node, wanted: IdentityOpening) -> Member | None:
    """The member that this vault has an opening of, which the registry knows: a run that was killed got so far."""
    for number in party.vault.keys.members():
        opening, known = identity_of(party.vault, number), party.index.directory.identity(number)
        if opening is not None and known is not None and _same(opening, wanted):
            return number if known[1] == _commitment(opening) else None
    return None


def admit(party: Node, registrar: KeySender, wanted: IdentityOpening, tag: bytes, roles: Role) -> Member:
    """The number. Its first transaction key and its opening are in the vault before it is on chain."""
    registry, vault = party.settings.contracts.registry, party.vault
    number = Member(party.chain.word(registry, slots.member_count()) + 1)
    opening = _prepared(party, number, wanted)
    try:
        registrar.perform(registry, calls.admit(tag, _commitment(opening), roles, address_of(party, number)))
    except Refused:
        for kind in (Private.TRANSACTION, Private.IDENTITY):
            vault.erasures.destroy_key(number, kind, 1)
        raise
    follow(party)
    known = party.index.directory.identity(number)
    if known is None or known[1] != _commitment(opening):
        raise Unavailable("another admission came between: run this again")
    return number


def _prepared(party: Node, number: Member, wanted: IdentityOpening) -> IdentityOpening:
    """Keys for a number to come; those of a run that was killed are used again, for they may yet be admitted."""
    vault = party.vault
    with vault.transaction():
        if not vault.keys.generations(number, Private.TRANSACTION):
            make_key(party.desk, number, Private.TRANSACTION)
        held = identity_of(vault, number)
        if held is not None and _same(held, wanted):
            return held
        vault.erasures.destroy_key(number, Private.IDENTITY, 1)
        keep_identity(vault, number, wanted)
    return wanted


def _same(one: IdentityOpening, other: IdentityOpening) -> bool:
    return (one.scheme, one.id, one.name) == (other.scheme, other.id, other.name)


def _commitment(opening: IdentityOpening) -> bytes:
    return identity_commitment(opening.salt, opening.scheme, opening.id, opening.name)


def address_of(party: Node, number: Member) -> bytes:
    """The address of a member's first transaction key, which this vault has."""
    secret = party.vault.keys.get(number, Private.TRANSACTION, 1)
    assert secret is not None
    return public_bytes(Private.TRANSACTION, secret)
