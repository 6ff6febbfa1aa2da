"""Signed transactions as raw bytes: what they call, and who signed. Legacy with EIP-155, EIP-2930 and EIP-1559."""

from collections.abc import Sequence
from dataclasses import dataclass

from eth_keys.datatypes import Signature
from eth_keys.exceptions import BadSignature
from eth_utils.exceptions import ValidationError

from ledger.core.errors import ProofError
from ledger.proof import rlp
from ledger.proof.keccak import keccak256

MAX_BYTES = 1 << 20
_LEGACY_FIELDS, _EIP_155 = 9, 35
_TYPED = {1: 8, 2: 9}
"""Fields before the signature, by transaction type (EIP-2930, EIP-1559: rlp([chainId, nonce, …, accessList]))."""


class BadTransaction(ProofError):
    """Bytes that are no signed transaction of a form known here."""


@dataclass(frozen=True, slots=True)
class SignedTransaction:
    """A call as signed; `value` in wei, addresses of 20 bytes, `to` empty where a contract is made."""

    chain_id: int
    sender: bytes
    nonce: int
    to: bytes
    value: int
    data: bytes
    hash: bytes


def read_transaction(raw: bytes) -> SignedTransaction:
    """The transaction of raw bytes; BadTransaction."""
    try:
        return _typed(raw) if raw[:1] and raw[0] in _TYPED else _legacy(raw)
    except (rlp.RlpError, ValueError) as error:
        raise BadTransaction(f"not a signed transaction: {error}") from error


def _typed(raw: bytes) -> SignedTransaction:
    count = _TYPED[raw[0]]
    fields = rlp.as_list(rlp.decode(raw[1:], MAX_BYTES), count + 3)
    signed = keccak256(raw[:1] + rlp.encode(list(fields[:count])))
    sender = _sender(signed, rlp.as_int(fields[count], 8), fields[count + 1 :])
    to, value, data = fields[count - 4 : count - 1]
    call = (rlp.as_bytes(to), rlp.as_int(value), rlp.as_bytes(data))
    return SignedTransaction(rlp.as_int(fields[0]), sender, rlp.as_int(fields[1], 64), *call, keccak256(raw))


def _legacy(raw: bytes) -> SignedTransaction:
    fields = rlp.as_list(rlp.decode(raw, MAX_BYTES), _LEGACY_FIELDS)
    v = rlp.as_int(fields[6], 64)
    if v < _EIP_155:
        raise BadTransaction("a transaction that names no chain (EIP-155)")
    chain_id, parity = divmod(v - _EIP_155, 2)
    signed = keccak256(rlp.encode([*fields[:6], rlp.scalar(chain_id), b"", b""]))
    sender = _sender(signed, parity, fields[7:])
    call = (rlp.as_bytes(fields[3]), rlp.as_int(fields[4]), rlp.as_bytes(fields[5]))
    return SignedTransaction(chain_id, sender, rlp.as_int(fields[0], 64), *call, keccak256(raw))


def _sender(digest: bytes, parity: int, signature: Sequence[rlp.Item]) -> bytes:
    """The address whose key signed; ValueError if none did (SEC 1, 4.1.6)."""
    r, s = (rlp.as_int(number) for number in signature)
    try:
        if not r or not s:
            raise BadSignature("0 is no part of a signature")
        key = Signature(vrs=(parity, r, s)).recover_public_key_from_msg_hash(digest)
    except (BadSignature, ValidationError) as error:
        raise ValueError("nobody signed it") from error
    return key.to_canonical_address()
