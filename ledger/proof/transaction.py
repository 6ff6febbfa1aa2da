"""Signed transactions from the JSON of a block into the bytes that are hashed."""

from collections.abc import Mapping
from typing import Final

from ledger.proof import hexadecimal, rlp
from ledger.proof.field_error import FieldError
from ledger.proof.rlp import Item

FIELDS: Final = {
    # Yellow Paper, section 4.2; EIP-2930; EIP-1559.
    0: "nonce gasPrice gas to value input v r s",
    1: "chainId nonce gasPrice gas to value input accessList yParity r s",
    2: "chainId nonce maxPriorityFeePerGas maxFeePerGas gas to value input accessList yParity r s",
}
"""Names of the fields in JSON, in the order of the RLP, by type (EIP-2718)."""


class TransactionError(FieldError):
    """A field of something that is no signed transaction, or of none that is known here."""

    subject = "transaction"


def transaction_from_rpc(found: Mapping[str, object]) -> bytes:
    """The bytes of the transaction in the JSON of a block (execution-apis, "Full transactions")."""
    kind = hexadecimal.quantity(found, "type", 7) if "type" in found else 0
    if kind not in FIELDS:
        raise TransactionError("type", f"one of {', '.join(map(str, FIELDS))}", kind)
    body = rlp.encode([_item(found, name) for name in FIELDS[kind].split()])
    return bytes([kind]) + body if kind else body


def _item(found: Mapping[str, object], name: str) -> Item:
    match name:
        case "to":
            # Nobody, where a contract is made.
            return b"" if found.get("to") is None else hexadecimal.data(found, "to", 20)
        case "input":
            return hexadecimal.data(found, "input")
        case "accessList":
            return _access_list(found)
        case "yParity" if "yParity" not in found:
            # Engines of before the name give it as `v` alone.
            return rlp.scalar(hexadecimal.quantity(found, "v", 1))
    return rlp.scalar(hexadecimal.quantity(found, name))


def _access_list(found: Mapping[str, object]) -> Item:
    listed = found.get("accessList")
    if not isinstance(listed, list) or not all(isinstance(entry, dict) for entry in listed):
        raise TransactionError("accessList", "a list of objects", listed)
    return [
        (hexadecimal.data(entry, "address", 20), hexadecimal.data_list(entry, "storageKeys", 32))
        for entry in listed
    ]
