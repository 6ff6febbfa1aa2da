"""Validators' keys: the same ones in every run."""

from functools import cache

from eth_keys import keys
from eth_utils import keccak

MANY = 64


@cache
def keyring() -> dict[bytes, keys.PrivateKey]:
    """Secret keys by address."""
    secrets = (keys.PrivateKey(keccak(b"validator %d" % number)) for number in range(MANY))
    return {secret.public_key.to_canonical_address(): secret for secret in secrets}


def addresses(count: int, after: int = 0) -> tuple[bytes, ...]:
    """`count` validators, the first `after` of all left out, in ascending order."""
    return tuple(sorted(list(keyring())[after : after + count]))


def sign(digest: bytes, address: bytes) -> bytes:
    """r, s and v (0 or 1) of a validator over 32 bytes, without a prefix."""
    return keyring()[address].sign_msg_hash(digest).to_bytes()


def signer(digest: bytes, seal: bytes) -> bytes:
    """Whose seal it is."""
    return keys.Signature(seal).recover_public_key_from_msg_hash(digest).to_canonical_address()
