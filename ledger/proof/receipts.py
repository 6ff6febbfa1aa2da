"""Receipts and the root over those of a block (Yellow Paper, section 4.3.1; typed receipts: EIP-2718).

Receipts are taken apart and encoded anew: the raw ones that engines hand out differ.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ledger.proof import hexadecimal, rlp
from ledger.proof.field_error import FieldError
from ledger.proof.logs import Log, bloom, log_from_item, log_from_rpc, log_item
from ledger.proof.trie import trie_root


class ReceiptError(FieldError):
    """A field of something that is no receipt."""

    subject = "receipt"


@dataclass(frozen=True, slots=True)
class Receipt:
    """Outcome of a transaction. The bloom follows from the logs.

    `kind` is the EIP-2718 type, 0 for a legacy one; `cumulative_gas` counts from the first of the block.
    """

    kind: int
    succeeded: bool
    cumulative_gas: int
    logs: tuple[Log, ...]

    def __post_init__(self) -> None:
        if not 0 <= self.kind <= 0x7F:
            raise ReceiptError("type", "0 to 0x7f (EIP-2718)", self.kind)
        if not 0 <= self.cumulative_gas < 1 << 64:
            raise ReceiptError("cumulativeGasUsed", "a number below 2^64", self.cumulative_gas)


def encode_receipt(receipt: Receipt) -> bytes:
    """The value in the receipts trie: [type byte if typed] RLP[status (EIP-658), gas, bloom, logs]."""
    body = rlp.encode(
        (
            rlp.scalar(receipt.succeeded),
            rlp.scalar(receipt.cumulative_gas),
            bloom(receipt.logs),
            tuple(map(log_item, receipt.logs)),
        )
    )
    return bytes([receipt.kind]) + body if receipt.kind else body


def decode_receipt(data: bytes) -> Receipt:
    """The receipt of which `data` is the value in the receipts trie; its bloom has to be that of its logs."""
    kind = data[0] if data and data[0] < 0x80 else 0
    body = rlp.as_list(rlp.decode(data[1:] if kind else data), 4)
    logs = tuple(map(log_from_item, rlp.as_list(body[3])))
    _check_bloom(rlp.as_bytes(body[2]), logs)
    return Receipt(kind, bool(rlp.as_int(body[0], 1)), rlp.as_int(body[1], 64), logs)


def receipt_from_rpc(receipt: Mapping[str, object]) -> Receipt:
    """The receipt in the JSON of `eth_getBlockReceipts` or `eth_getTransactionReceipt`."""
    logs = receipt.get("logs")
    if not isinstance(logs, list) or not all(isinstance(log, dict) for log in logs):
        raise ReceiptError("logs", "a list of objects", logs)
    parsed = tuple(map(log_from_rpc, logs))
    _check_bloom(hexadecimal.data(receipt, "logsBloom"), parsed)
    return Receipt(
        hexadecimal.quantity(receipt, "type", 7) if "type" in receipt else 0,
        bool(hexadecimal.quantity(receipt, "status", 1)),
        hexadecimal.quantity(receipt, "cumulativeGasUsed", 64),
        parsed,
    )


def receipts_root(receipts: Sequence[Receipt]) -> bytes:
    """Root of the receipts of a block, in the order of its transactions, keyed by RLP(index)."""
    return trie_root(
        {rlp.encode_int(index): encode_receipt(receipt) for index, receipt in enumerate(receipts)}
    )


def block_bloom(receipts: Sequence[Receipt]) -> bytes:
    """The header's bloom: that of all logs of the block."""
    return bloom(log for receipt in receipts for log in receipt.logs)


def _check_bloom(found: bytes, logs: Sequence[Log]) -> None:
    if found != bloom(logs):
        raise ReceiptError("logsBloom", "the bloom of its logs", found)
