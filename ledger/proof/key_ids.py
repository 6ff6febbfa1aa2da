"""Under what id the registry lists a key (docs/records.md, section 8). Every function gives 32 bytes."""

from ledger.core.codes import KeyPurpose
from ledger.proof import domains
from ledger.proof.hpke import EncryptionPublicKey
from ledger.proof.integers import sized, u8
from ledger.proof.keccak import keccak256
from ledger.proof.vrf import TagPublicKey


def address_key_id(address: bytes) -> bytes:
    """Of a transaction or delegate key: its 20-byte address as a word."""
    return sized("address", address, 20).rjust(32, b"\0")


def attestation_key_id(point: bytes) -> bytes:
    """Of an attestation key: 64 bytes, x ‖ y of a point of P-256."""
    return _key_id(KeyPurpose.ATTESTATION, sized("point", point, 64))


def encryption_key_id(public: EncryptionPublicKey) -> bytes:
    """Of one generation of a member's encryption key."""
    return _key_id(KeyPurpose.ENCRYPTION, bytes(public))


def tag_key_id(public: TagPublicKey) -> bytes:
    """Of a tag key."""
    return _key_id(KeyPurpose.TAG, bytes(public))


def _key_id(purpose: KeyPurpose, public: bytes) -> bytes:
    return keccak256(domains.KEY_ID + u8(purpose) + public)
