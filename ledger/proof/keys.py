"""The symmetric keys of a tradeline, and the commitments that publish them (docs/records.md, section 6)."""

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ledger.core.ids import ON_TRADELINE
from ledger.proof import domains
from ledger.proof.integers import sized, u8
from ledger.proof.keccak import keccak256
from ledger.proof.scope import Scope

KEY_SIZE = 32

_TRADELINE, _ENTRY = 0, 1


def entry_key(tradeline_key: bytes, scope: Scope) -> bytes:
    """The key of entries in `scope`: of those on the tradeline itself, or the obligation key.

    HKDF-SHA256 (RFC 5869) of the epoch's tradeline key, 32 random bytes, with an empty salt.
    """
    info = domains.ENTRY_KEY + bytes(scope)
    return HKDF(SHA256(), KEY_SIZE, salt=b"", info=info).derive(
        sized("tradeline key", tradeline_key, KEY_SIZE)
    )


def tradeline_key_commitment(scope: Scope, key: bytes) -> bytes:
    """What an open and a share of a tradeline key publish: 32 bytes."""
    return _key_commitment(_TRADELINE, scope.of_tradeline(), key)


def entry_key_commitment(scope: Scope, key: bytes) -> bytes:
    """What an obligation and a share of an obligation key publish: 32 bytes."""
    return _key_commitment(_ENTRY, scope, key)


def shared_key_commitment(scope: Scope, key: bytes) -> bytes:
    """What a share in `scope` publishes: of the tradeline key where the obligation is 0, else of its key."""
    return (tradeline_key_commitment if scope.obligation == ON_TRADELINE else entry_key_commitment)(
        scope, key
    )


def _key_commitment(level: int, scope: Scope, key: bytes) -> bytes:
    return keccak256(domains.KEY + u8(level) + bytes(scope) + sized("key", key, KEY_SIZE))
