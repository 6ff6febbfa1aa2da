"""Keys in shares, sealed by HPKE (RFC 9180) with the KEM MLKEM768-X25519 (docs/records.md, section 6).

Every encapsulation draws fresh randomness from the operating system inside `cryptography`, which takes none
from a caller: this is the one place of the room whose output differs from run to run. Golden vectors fix a
ciphertext and open it.
"""

from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from ledger.core.codes import EntryClass
from ledger.core.errors import BadContent
from ledger.core.ids import Member
from ledger.proof import domains
from ledger.proof.integers import sized, u16, u32
from ledger.proof.keys import KEY_SIZE, shared_key_commitment
from ledger.proof.payload import SIZES, split
from ledger.proof.scope import Scope
from ledger.proof.seal import Failure

PUBLIC_SIZE, PRIVATE_SIZE = 1216, 96

_MLKEM_PUBLIC, _MLKEM_SEED = 1184, 64
_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


@dataclass(frozen=True, slots=True)
class EncryptionPublicKey:
    """A member's encryption key as registered: ML-KEM-768 (1184 bytes) ‖ X25519 (32).

    BadContent if it is no key.
    """

    data: bytes

    def __post_init__(self) -> None:
        self.primitive()

    def __bytes__(self) -> bytes:
        return self.data

    def primitive(self) -> MLKEM768X25519PublicKey:
        """The key for `cryptography`, which checks ML-KEM's modulus (FIPS 203, 7.2)."""
        mlkem, x25519 = self.data[:_MLKEM_PUBLIC], self.data[_MLKEM_PUBLIC:]
        try:
            return MLKEM768X25519PublicKey(
                MLKEM768PublicKey.from_public_bytes(mlkem), X25519PublicKey.from_public_bytes(x25519)
            )
        except ValueError as error:
            raise BadContent(
                "encryption key", "1216 bytes: ML-KEM-768, then X25519", len(self.data)
            ) from error


@dataclass(frozen=True, slots=True, repr=False)
class EncryptionKey:
    """A member's private key of one generation, as the vault keeps it: ML-KEM seed (64 bytes) ‖ X25519 (32).

    Any 96 bytes are a key, so a fresh one is 96 random bytes; Misuse for another number of them.
    """

    secret: bytes

    def __post_init__(self) -> None:
        sized("encryption key", self.secret, PRIVATE_SIZE)

    @property
    def public(self) -> EncryptionPublicKey:
        """What is registered on chain, by its key id."""
        mlkem, x25519 = self._parts()
        return EncryptionPublicKey(
            mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()
        )

    def primitive(self) -> MLKEM768X25519PrivateKey:
        """The key for `cryptography`."""
        return MLKEM768X25519PrivateKey(*self._parts())

    def _parts(self) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
        mlkem, x25519 = self.secret[:_MLKEM_SEED], self.secret[_MLKEM_SEED:]
        return MLKEM768PrivateKey.from_seed_bytes(mlkem), X25519PrivateKey.from_private_bytes(x25519)


@dataclass(frozen=True, slots=True)
class Share:
    """One giving of a key: its scope, from whom, to whom, and to which generation of their keys."""

    scope: Scope
    sender: Member
    recipient: Member
    generation: int

    @property
    def info(self) -> bytes:
        """HPKE's info: the seal opens nowhere else."""
        return (
            domains.SHARE + bytes(self.scope) + u32(self.sender) + u32(self.recipient) + u16(self.generation)
        )


def seal_share(share: Share, key: bytes, recipient: EncryptionPublicKey) -> tuple[bytes, bytes]:
    """Commitment (32 bytes) and payload (1200) of a share of `key`.

    BadContent for a recipient's key of low order.
    """
    commitment = shared_key_commitment(share.scope, sized("key", key, KEY_SIZE))
    try:
        sealed = _SUITE.encrypt(key, recipient.primitive(), info=share.info)
    except ValueError as error:
        raise BadContent(
            "encryption key", "an X25519 point that is not of low order", "one that is"
        ) from error
    return commitment, commitment + sealed


def open_share(share: Share, private: EncryptionKey, commitment: bytes, payload: bytes) -> bytes | Failure:
    """The 32-byte key that a share as logged gives, or why it gives none.

    No bytes of the log make it raise.
    """
    if len(payload) != SIZES[EntryClass.SHARE]:
        return Failure.NOT_OPENED
    published, sealed = split(EntryClass.SHARE, payload)
    try:
        key = _SUITE.decrypt(sealed, private.primitive(), info=share.info)
    except (InvalidTag, ValueError):
        return Failure.NOT_OPENED
    matches = shared_key_commitment(share.scope, key) == published == commitment
    return key if matches else Failure.WRONG_COMMITMENT
