"""Receipts and logs: encoded anew, rooted, and refused where they are none."""

from typing import Any

import pytest

from ledger.core.errors import ProofError
from ledger.proof import rlp
from ledger.proof.keccak import keccak256
from ledger.proof.logs import Log, LogError, bloom, log_from_rpc
from ledger.proof.receipts import (
    Receipt,
    ReceiptError,
    block_bloom,
    decode_receipt,
    encode_receipt,
    receipt_from_rpc,
    receipts_root,
)
from ledger.proof.trie import EMPTY_ROOT

LOG = Log(bytes(range(20)), (keccak256(b"Event()"), bytes(31) + b"\1"), b"payload")
LEGACY = Receipt(0, True, 21_000, (LOG,))
TYPED = Receipt(2, False, 42_000, ())


def test_a_typed_receipt_has_its_type_before_its_rlp() -> None:
    assert encode_receipt(TYPED)[0] == 2
    status, gas, filtered, logs = rlp.as_list(rlp.decode(encode_receipt(TYPED)[1:]), 4)
    assert (status, gas, filtered, logs) == (b"", (42_000).to_bytes(2, "big"), bytes(256), ())
    assert rlp.as_list(rlp.decode(encode_receipt(LEGACY)))[0] == b"\1"


@pytest.mark.parametrize("receipt", [LEGACY, TYPED, Receipt(0x7F, True, 2**64 - 1, (LOG, LOG))])
def test_a_receipt_is_read_as_it_was_written(receipt: Receipt) -> None:
    assert decode_receipt(encode_receipt(receipt)) == receipt
    assert receipt_from_rpc(_as_rpc(receipt)) == receipt


def test_bloom_bits_are_where_the_published_example_has_them() -> None:
    """pyethereum, bloom.py: the address's hash begins bd2b 01af cd27, which leads to bits 1323, 431, 1319."""
    address = bytes.fromhex("0f572e5295c57f15886f9b263e2f6d2d6c7b5ec6")
    filtered = int.from_bytes(bloom([Log(address, (), b"data is not filtered")]), "big")
    assert filtered == 1 << 1323 | 1 << 431 | 1 << 1319
    with_topic = bloom([Log(address, (keccak256(b"Event()"),), b"")])
    assert int.from_bytes(with_topic, "big") & filtered == filtered != int.from_bytes(with_topic, "big")


def test_the_bloom_of_a_block_is_that_of_all_its_logs() -> None:
    assert block_bloom([LEGACY, TYPED]) == bloom([LOG])
    assert block_bloom([]) == bytes(256)


def test_the_root_depends_on_every_receipt_and_on_their_order() -> None:
    assert receipts_root([]) == EMPTY_ROOT
    roots = {receipts_root(block) for block in ([LEGACY], [LEGACY, TYPED], [TYPED, LEGACY], [LEGACY] * 2)}
    assert len(roots) == 4


@pytest.mark.parametrize(
    "hostile",
    [
        b"",
        b"\2",
        b"\0" + encode_receipt(LEGACY),
        b"\x80",
        rlp.encode(encode_receipt(TYPED)),  # wrapped twice, as some engines hand it out
        rlp.encode((b"\2", b"", bytes(256), ())),
        rlp.encode((keccak256(b"root"), b"", bytes(256), ())),  # before Byzantium
        rlp.encode((b"\1", b"", bytes(255) + b"\1", ())),
        rlp.encode((b"\1", b"", bytes(255), ())),
        rlp.encode((b"\1", bytes([1] * 9), bytes(256), ())),
        rlp.encode((b"\1", b"", bytes(256), ((),))),
        rlp.encode((b"\1", b"", bytes(256), ((bytes(19), (), b""),))),
        rlp.encode((b"\1", b"", bytes(256), ((bytes(20), (bytes(31),), b""),))),
    ],
)
def test_bytes_that_are_no_receipt_are_refused(hostile: bytes) -> None:
    with pytest.raises(ProofError):
        decode_receipt(hostile)


@pytest.mark.parametrize(
    "change",
    [
        {"status": None},
        {"status": "0x2"},
        {"root": "0x" + "00" * 32, "status": None},
        {"type": "0x80"},
        {"type": None},
        {"cumulativeGasUsed": "21000"},
        {"logsBloom": "0x" + "00" * 256},
        {"logsBloom": "0x"},
        {"logs": None},
        {"logs": ["0x"]},
        {"logs": []},
    ],
)
def test_json_that_is_no_receipt_is_refused(change: dict[str, Any]) -> None:
    assert receipt_from_rpc(_as_rpc(LEGACY)) == LEGACY
    with pytest.raises(ProofError):
        receipt_from_rpc(_as_rpc(LEGACY) | change)


@pytest.mark.parametrize(
    "change",
    [
        {"address": "0x00"},
        {"topics": None},
        {"topics": ["0x00"]},
        {"topics": ["0x" + "00" * 32] * 5},
        {"data": "0x1"},
    ],
)
def test_json_that_is_no_log_is_refused(change: dict[str, Any]) -> None:
    json = _as_rpc(LEGACY)["logs"][0]
    assert log_from_rpc(json) == LOG
    with pytest.raises(ProofError):
        log_from_rpc(json | change)


def test_values_that_no_receipt_and_no_log_holds_are_refused() -> None:
    for kind, gas in ((-1, 0), (0x80, 0), (0, -1), (0, 2**64)):
        with pytest.raises(ReceiptError):
            Receipt(kind, True, gas, ())
    for address, topics in ((bytes(19), ()), (bytes(20), (bytes(31),)), (bytes(20), (bytes(32),) * 5)):
        with pytest.raises(LogError):
            Log(address, topics, b"")


def _as_rpc(receipt: Receipt) -> dict[str, Any]:
    return {
        "type": hex(receipt.kind),
        "status": hex(receipt.succeeded),
        "cumulativeGasUsed": hex(receipt.cumulative_gas),
        "logsBloom": "0x" + bloom(receipt.logs).hex(),
        "logs": [
            {
                "address": "0x" + log.address.hex(),
                "topics": ["0x" + topic.hex() for topic in log.topics],
                "data": "0x" + log.data.hex(),
            }
            for log in receipt.logs
        ],
    }
