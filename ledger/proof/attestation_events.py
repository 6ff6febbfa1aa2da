"""What the registry of attestations logs, as facts (contracts/interfaces/IAttestationRegistry.sol)."""

from dataclasses import dataclass

from ledger.core.ids import Member
from ledger.proof.event_form import EventForm, declared


@dataclass(frozen=True, slots=True)
class Anchored:
    """An issuer anchored an attestation's digest."""

    issuer: Member
    digest: bytes


@dataclass(frozen=True, slots=True)
class BatchAnchored:
    """An issuer anchored the Merkle root of `count` digests."""

    issuer: Member
    root: bytes
    count: int


@dataclass(frozen=True, slots=True)
class Revoked:
    """An issuer revoked a digest."""

    issuer: Member
    digest: bytes


@dataclass(frozen=True, slots=True)
class Superseded:
    """An issuer replaced a digest by a newer one."""

    issuer: Member
    older: bytes
    newer: bytes


@dataclass(frozen=True, slots=True)
class RulebookRegistered:
    """A registrar registered a rulebook's hash."""

    hash: bytes
    registrar: bytes


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """A member published the commitment of a consent."""

    member: Member
    commitment: bytes


@dataclass(frozen=True, slots=True)
class ConsentWithdrawn:
    """A member withdrew a consent."""

    member: Member
    commitment: bytes


AttestationEvent = (
    Anchored | BatchAnchored | Revoked | Superseded | RulebookRegistered | ConsentGiven | ConsentWithdrawn
)

ATTESTATION_FORMS: dict[type[AttestationEvent], EventForm] = declared(
    {
        Anchored: "uint32 indexed issuer, bytes32 indexed digest",
        BatchAnchored: "uint32 indexed issuer, bytes32 indexed root, uint32 count",
        Revoked: "uint32 indexed issuer, bytes32 indexed digest",
        Superseded: "uint32 indexed issuer, bytes32 indexed older, bytes32 indexed newer",
        RulebookRegistered: "bytes32 indexed hash, address indexed registrar",
        ConsentGiven: "uint32 indexed member, bytes32 indexed commitment",
        ConsentWithdrawn: "uint32 indexed member, bytes32 indexed commitment",
    }
)
