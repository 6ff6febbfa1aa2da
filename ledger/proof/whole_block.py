"""A block with all that its header commits to: sealed header, transactions, receipts. One RLP list in an archive."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ledger.proof import rlp
from ledger.proof.field_error import FieldError
from ledger.proof.header import Header, encode_header, header_from_item, header_from_rpc
from ledger.proof.receipts import Receipt, decode_receipt, encode_receipt, receipt_from_rpc
from ledger.proof.transaction import transaction_from_rpc
from ledger.proof.trie import trie_root

MAX_BYTES = 64 << 20
"""Calldata costs 16 gas a byte and a log 8: what a block of 200 million gas can hold stays below."""

MAX_TRANSACTIONS = MAX_BYTES // 256
"""Each has a receipt, and a receipt a bloom of 256 bytes: with more of them a block is too long already."""


class BlockError(FieldError):
    """A part of a block that is not what its header commits to."""

    subject = "block"


@dataclass(frozen=True, slots=True)
class WholeBlock:
    """The header as it was sealed (round and seals with it); transactions and receipts in the bytes of their tries."""

    header: Header
    transactions: tuple[bytes, ...]
    receipts: tuple[bytes, ...]

    def decoded_receipts(self) -> tuple[Receipt, ...]:
        """The receipts read; ProofError for one that is none."""
        return tuple(map(decode_receipt, self.receipts))


@dataclass(frozen=True, slots=True)
class CheckedBlock:
    """A block that is of its place: its number, its parent, its roots. Its hash is what its child is to name."""

    whole: WholeBlock
    hash: bytes
    receipts: tuple[Receipt, ...]

    @property
    def number(self) -> int:
        """As in its header."""
        return self.whole.header.number

    @property
    def logs(self) -> int:
        """How many logs its receipts hold."""
        return sum(len(receipt.logs) for receipt in self.receipts)


def check_body(block: WholeBlock) -> None:
    """Transactions and receipts are those of the header's roots; BlockError."""
    header = block.header
    for field, expected, values in (
        ("transactionsRoot", header.transactions_root, block.transactions),
        ("receiptsRoot", header.receipts_root, block.receipts),
    ):
        found = trie_root({rlp.encode_int(at): value for at, value in enumerate(values)})
        if found != expected:
            raise BlockError(field, f"{expected.hex()}, as in the header", found)
    if len(block.receipts) != len(block.transactions):
        raise BlockError("receipts", f"{len(block.transactions)}, one a transaction", len(block.receipts))


def encode_block(block: WholeBlock) -> bytes:
    """RLP[header, [transaction bytes…], [receipt bytes…]]."""
    return rlp.encode((rlp.decode(encode_header(block.header)), block.transactions, block.receipts))


def decode_block(data: bytes) -> WholeBlock:
    """The block that `data` is the encoding of; ProofError. Its roots are not looked at: see `check_body`."""
    header, transactions, receipts = rlp.as_list(rlp.decode(data, MAX_BYTES), 3)
    return WholeBlock(header_from_item(header), _raws(transactions), _raws(receipts))


def block_from_rpc(block: Mapping[str, object], receipts: Sequence[Mapping[str, object]]) -> WholeBlock:
    """The block in the JSON of `eth_getBlockByNumber` with whole transactions and of `eth_getBlockReceipts`.

    Receipts are encoded anew: the raw ones that engines hand out differ.
    """
    listed = block.get("transactions")
    if not isinstance(listed, list) or not all(isinstance(item, dict) for item in listed):
        raise BlockError("transactions", "a list of objects", listed)
    return WholeBlock(
        header_from_rpc(block),
        tuple(map(transaction_from_rpc, listed)),
        tuple(encode_receipt(receipt_from_rpc(receipt)) for receipt in receipts),
    )


def _raws(item: rlp.Item) -> tuple[bytes, ...]:
    listed = rlp.as_list(item)
    if len(listed) > MAX_TRANSACTIONS:
        raise BlockError("body", f"at most {MAX_TRANSACTIONS} transactions", len(listed))
    raws = tuple(map(rlp.as_bytes, listed))
    if not all(raws):
        raise BlockError("body", "no transaction and no receipt that is empty", b"")
    return raws
