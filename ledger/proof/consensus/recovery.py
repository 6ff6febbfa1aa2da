"""Who signed: the address behind a recoverable secp256k1 signature of 65 bytes, r, s, v.

What the engines accept is accepted: a high s too (neither Besu nor geth asks for the low one in a seal), r and s from
1 to n - 1, v 0 or 1. geth also takes v 2 and 3, where r is an x coordinate of n or more: nobody can make one for a
given key (2^-128 of all points have it), so there is one form here.
"""

from functools import cache
from typing import TYPE_CHECKING

from ledger.proof.consensus.errors import SealError

if TYPE_CHECKING:
    from eth_keys.backends.base import BaseECCBackend

SEAL_SIZE = 65
ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
"""n of secp256k1 (SEC 2, section 2.4.1)."""


def recover(field: str, digest: bytes, seal: bytes) -> bytes:
    """The address of 20 bytes whose key signed `digest`; SealError that names `field`."""
    from eth_keys.datatypes import Signature
    from eth_keys.exceptions import BadSignature

    if len(seal) != SEAL_SIZE:
        raise SealError(field, "a seal is r, s and v", f"{SEAL_SIZE} bytes", seal)
    r, s, v = int.from_bytes(seal[:32], "big"), int.from_bytes(seal[32:64], "big"), seal[64]
    if not (0 < r < ORDER and 0 < s < ORDER):
        raise SealError(field, "r and s of a seal lie on the curve", "1 to n - 1", seal)
    if v > 1:
        raise SealError(field, "v of a seal", "0 or 1", v)
    try:
        key = _backend().ecdsa_recover(digest, Signature(vrs=(v, r, s)))
    except BadSignature as error:
        raise SealError(field, "a seal that some key made", "a point of the curve", seal) from error
    return key.to_canonical_address()


@cache
def _backend() -> "BaseECCBackend":
    """libsecp256k1 where it is installed, Python where not; never what the environment names."""
    from eth_keys.backends.coincurve import CoinCurveECCBackend
    from eth_keys.backends.native.main import NativeECCBackend

    try:
        return CoinCurveECCBackend()
    except ImportError:
        return NativeECCBackend()
