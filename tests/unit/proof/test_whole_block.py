"""A block with all that is in it: what its header commits to, and nothing else, goes with it."""

from dataclasses import replace

import pytest

from ledger.core.errors import ProofError
from ledger.proof import rlp
from ledger.proof.whole_block import (
    MAX_TRANSACTIONS,
    BlockError,
    WholeBlock,
    block_from_rpc,
    check_body,
    decode_block,
    encode_block,
)
from tests.unit.archive.chains import Chain

BLOCK = Chain().grow(3).blocks[2]


def test_a_block_comes_back_as_it_was() -> None:
    assert len(BLOCK.transactions) == 2
    assert decode_block(encode_block(BLOCK)) == BLOCK
    check_body(BLOCK)
    assert [receipt.succeeded for receipt in BLOCK.decoded_receipts()] == [True, True]


@pytest.mark.parametrize(
    ("block", "field"),
    [
        (replace(BLOCK, transactions=BLOCK.transactions[:1]), "transactionsRoot"),
        (replace(BLOCK, transactions=BLOCK.transactions[::-1]), "transactionsRoot"),
        (replace(BLOCK, receipts=()), "receiptsRoot"),
        (replace(BLOCK, receipts=(*BLOCK.receipts, BLOCK.receipts[0])), "receiptsRoot"),
    ],
    ids=["one fewer", "another order", "none", "one more"],
)
def test_other_bodies_are_refused(block: WholeBlock, field: str) -> None:
    with pytest.raises(BlockError) as refused:
        check_body(block)
    assert refused.value.field == field


def test_as_many_receipts_as_transactions() -> None:
    header = replace(BLOCK.header, transactions_root=Chain().grow(1).blocks[0].header.transactions_root)
    with pytest.raises(BlockError) as refused:
        check_body(WholeBlock(header, (), BLOCK.receipts))
    assert refused.value.field == "receipts"


def test_more_transactions_than_a_block_has_place_for_are_not_looked_at() -> None:
    """A few packed bytes of an archive unpack to millions of them, and a trie over each takes gigabytes."""
    full = replace(BLOCK, transactions=(b"\1",) * MAX_TRANSACTIONS, receipts=())
    assert len(decode_block(encode_block(full)).transactions) == MAX_TRANSACTIONS
    with pytest.raises(BlockError, match="at most 262144 transactions"):
        decode_block(encode_block(replace(full, transactions=(*full.transactions, b"\1"))))


def test_what_is_no_block_is_refused() -> None:
    header, transactions, receipts = rlp.as_list(rlp.decode(encode_block(BLOCK)), 3)
    for items in (
        (header, transactions),
        (header, transactions, receipts, b""),
        (b"", transactions, receipts),
        (header, b"", receipts),
        (header, (b"",), receipts),
        (header, transactions, ((),)),
        (rlp.as_list(header)[:14], transactions, receipts),
    ):
        with pytest.raises(ProofError):
            decode_block(rlp.encode(items))


@pytest.mark.parametrize("listed", [None, ["0x" + "00" * 32], {}])
def test_a_node_that_gives_hashes_for_transactions_is_refused(listed: object) -> None:
    with pytest.raises(BlockError, match="transactions"):
        block_from_rpc({"transactions": listed}, [])
