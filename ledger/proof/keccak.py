"""Keccak-256 as Ethereum uses it: the original padding, not that of FIPS 202 (SHA3-256)."""

from Crypto.Hash import keccak


def keccak256(data: bytes) -> bytes:
    """32-byte Keccak-256 digest of `data` (Yellow Paper, section 3: KEC)."""
    return keccak.new(digest_bits=256, data=data).digest()
