"""Where each word stands in the contracts' state (docs/records.md, section 8).

A namespace begins where ERC-7201 says, and field n of its struct stands at base + n. Every function gives a
slot as `state.verify_word` takes it.
"""

from ledger.core.codes import KeyPurpose, MemberList
from ledger.core.ids import Commitment, Member, ObligationId, TradelineId
from ledger.proof.integers import abi, sized
from ledger.proof.keccak import keccak256
from ledger.proof.state import erc7201_slot, mapping_slot

MEMBER_REGISTRY = erc7201_slot("tradeline.storage.MemberRegistry")
CREDIT_LEDGER = erc7201_slot("tradeline.storage.CreditLedger")
ATTESTATION_REGISTRY = erc7201_slot("tradeline.storage.AttestationRegistry")


def tradeline(key: TradelineId) -> int:
    """CreditLedger 0: parties, status, epoch and agents of a tradeline."""
    return _mapped(CREDIT_LEDGER, 0, int(key))


def head(key: TradelineId) -> int:
    """CreditLedger 1: a tradeline's head."""
    return _mapped(CREDIT_LEDGER, 1, int(key))


def obligation(key: ObligationId) -> int:
    """CreditLedger 2: tradeline, holder and assignee of an obligation."""
    return _mapped(CREDIT_LEDGER, 2, sized("obligation", key, 32))


def member_head(member: Member, of: MemberList) -> int:
    """CreditLedger 3: one of a member's three heads."""
    return _mapped(CREDIT_LEDGER, 3, of << 32 | member)


def lane(member: Member, number: int) -> int:
    """CreditLedger 4: the next sequence of one of a member's lanes."""
    return _mapped(CREDIT_LEDGER, 4, member << 32 | number)


def pending(opener: Member, counterparty: Member) -> int:
    """CreditLedger 5: the tradeline that one member has proposed to another."""
    return _mapped(CREDIT_LEDGER, 5, opener << 32 | counterparty)


def successor() -> int:
    """CreditLedger 6: the ledger that follows, and the block at which this one froze."""
    return CREDIT_LEDGER + 6


def member(number: Member) -> int:
    """MemberRegistry 0: status, roles and admission of a member."""
    return _mapped(MEMBER_REGISTRY, 0, number)


def identity_tag(number: Member) -> int:
    """MemberRegistry 1: the tag under which the registrars find a legal entity again."""
    return _mapped(MEMBER_REGISTRY, 1, number)


def identity_commitment(number: Member) -> int:
    """MemberRegistry 2: the commitment that opens to the legal entity."""
    return _mapped(MEMBER_REGISTRY, 2, number)


def member_by_tag(tag: bytes) -> int:
    """MemberRegistry 3: the member of an identity tag."""
    return _mapped(MEMBER_REGISTRY, 3, sized("identity tag", tag, 32))


def key(key_id: bytes) -> int:
    """MemberRegistry 4: whose a key is, for what, and in which blocks."""
    return _mapped(MEMBER_REGISTRY, 4, sized("key id", key_id, 32))


def related(one: Member, other: Member) -> int:
    """MemberRegistry 5: since when two members are declared related, in either order."""
    return _mapped(MEMBER_REGISTRY, 5, min(one, other) << 32 | max(one, other))


def generations(number: Member, purpose: KeyPurpose) -> int:
    """MemberRegistry 6: how many keys of a purpose a member has had."""
    return _mapped(MEMBER_REGISTRY, 6, number << 8 | purpose)


def registrar(address: bytes) -> int:
    """MemberRegistry 7: since when a 20-byte address is a registrar."""
    return _mapped(MEMBER_REGISTRY, 7, int.from_bytes(sized("address", address, 20), "big"))


def quorum() -> int:
    """MemberRegistry 8: how many registrars must approve, of how many, and the delay."""
    return MEMBER_REGISTRY + 8


def member_count() -> int:
    """MemberRegistry 9: the last member number given."""
    return MEMBER_REGISTRY + 9


def action(digest: bytes) -> int:
    """MemberRegistry 10: where an action of the registrars stands."""
    return _mapped(MEMBER_REGISTRY, 10, sized("action", digest, 32))


def approval(digest: bytes, address: bytes) -> int:
    """MemberRegistry 11: whether one registrar has approved an action."""
    approved = keccak256(abi(sized("action", digest, 32), sized("address", address, 20)))
    return _mapped(MEMBER_REGISTRY, 11, approved)


def reserved(key_id: bytes) -> int:
    """MemberRegistry 12: the member for whom a re-keying reserved a key."""
    return _mapped(MEMBER_REGISTRY, 12, sized("key id", key_id, 32))


def anchor(issuer: Member, digest: bytes) -> int:
    """AttestationRegistry 0: when an issuer anchored, revoked or superseded a digest."""
    return _mapped(ATTESTATION_REGISTRY, 0, keccak256(abi(issuer, sized("digest", digest, 32))))


def rulebook(digest: bytes) -> int:
    """AttestationRegistry 1: since when a rulebook is registered."""
    return _mapped(ATTESTATION_REGISTRY, 1, sized("rulebook", digest, 32))


def consent(commitment: Commitment) -> int:
    """AttestationRegistry 2: by whom and when a consent was given and withdrawn."""
    return _mapped(ATTESTATION_REGISTRY, 2, sized("consent", commitment, 32))


def _mapped(base: int, field: int, key: int | bytes) -> int:
    return mapping_slot(key, base + field)
