"""Encryption at rest: every secret value is sealed under a data key, and the data key under a passphrase.

The data key is 32 random bytes for the vault's whole life, so that a new passphrase touches one row, and rows
can be copied into backups as they are. Sealing is AES-256-GCM with a random 12-byte nonce before it; the
additional data says in which place of the vault the value stands, so that two values cannot be exchanged.
"""

import hmac
import os
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from ledger.vault.errors import VaultDamaged, WrongPassphrase

KEY_SIZE = 32
_NONCE_SIZE = 12
_WRAP = b"tradeline/vault/1/data-key"
_NAMES = b"tradeline/vault/1/names"


@dataclass(frozen=True, slots=True)
class Cost:
    """Parameters of scrypt (RFC 7914, section 2). The default takes 128 MiB and some tenths of a second."""

    n: int = 1 << 17
    r: int = 8
    p: int = 1


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A data key under a passphrase, as the vault stores it."""

    cost: Cost
    salt: bytes
    sealed: bytes


class Cipher:
    """Seals and opens values under one data key."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._cipher = AESGCM(key)

    @classmethod
    def generate(cls) -> "Cipher":
        """With a fresh data key."""
        return cls(os.urandom(KEY_SIZE))

    @classmethod
    def unwrap(cls, wrapped: Wrapped, passphrase: str) -> "Cipher":
        """With the data key that the passphrase opens; WrongPassphrase if it opens none."""
        wrapping = cls(_passphrase_key(passphrase, wrapped))
        try:
            return cls(wrapping.open(wrapped.sealed, _WRAP))
        except VaultDamaged as error:
            raise WrongPassphrase("the passphrase does not open this vault") from error

    def wrap(self, passphrase: str, cost: Cost) -> Wrapped:
        """The data key under `passphrase`, with a fresh salt."""
        empty = Wrapped(cost, os.urandom(16), b"")
        wrapping = Cipher(_passphrase_key(passphrase, empty))
        return Wrapped(cost, empty.salt, wrapping.seal(self._key, _WRAP))

    def seal(self, value: bytes, place: bytes) -> bytes:
        """`value`, to be opened at the same place only."""
        nonce = os.urandom(_NONCE_SIZE)
        return nonce + self._cipher.encrypt(nonce, value, place)

    def open(self, sealed: bytes, place: bytes) -> bytes:
        """What was sealed for this place; VaultDamaged if nothing was."""
        try:
            return self._cipher.decrypt(sealed[:_NONCE_SIZE], sealed[_NONCE_SIZE:], place)
        except (InvalidTag, ValueError) as error:
            raise VaultDamaged("a sealed value of the vault does not open in its place") from error

    def name(self, value: bytes) -> bytes:
        """A name for `value`, by which a row is found and which says nothing without the data key: 32 bytes."""
        return hmac.digest(hmac.digest(self._key, _NAMES, sha256), value, sha256)


def _passphrase_key(passphrase: str, wrapped: Wrapped) -> bytes:
    cost = wrapped.cost
    return Scrypt(salt=wrapped.salt, length=KEY_SIZE, n=cost.n, r=cost.r, p=cost.p).derive(
        passphrase.encode()
    )
