"""Headers: real ones of published chains, and what is none."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from ledger.core.errors import ProofError
from ledger.proof import rlp
from ledger.proof.header import (
    FORMS,
    NAMES,
    REQUIRED,
    Header,
    HeaderError,
    block_hash,
    decode_header,
    encode_header,
    header_from_item,
    header_from_rpc,
)
from ledger.proof.keccak import keccak256
from ledger.proof.trie import EMPTY_ROOT

BESU_BLOCKS = Path(__file__).parents[4] / "shared" / "data" / "headers"
CLIQUE = "acceptance-tests_tests_src_acceptanceTest_resources_clique_clique.blocks"

MAINNET_GENESIS = Header(
    parent_hash=bytes(32),
    ommers_hash=keccak256(b"\xc0"),
    coinbase=bytes(20),
    state_root=bytes.fromhex("d7f8974fb5ac78d9ac099b9ad5018bedc2ce0a72dad1827a1709da30580f0544"),
    transactions_root=EMPTY_ROOT,
    receipts_root=EMPTY_ROOT,
    logs_bloom=bytes(256),
    difficulty=0x400000000,
    number=0,
    gas_limit=5000,
    gas_used=0,
    timestamp=0,
    extra_data=bytes.fromhex("11bbe8db4e347b4e8c937c1c8370e4b5ed33adb3db69cbdb7a38e1e50b1b82fa"),
    mix_hash=bytes(32),
    nonce=bytes.fromhex("0000000000000042"),
)
LATEST = replace(
    MAINNET_GENESIS,
    base_fee=0,
    withdrawals_root=EMPTY_ROOT,
    blob_gas_used=0,
    excess_blob_gas=0,
    parent_beacon_block_root=bytes(32),
    requests_hash=bytes(32),
)


def test_the_genesis_of_mainnet_has_its_well_known_hash() -> None:
    assert (
        block_hash(MAINNET_GENESIS).hex()
        == "d4e56740f876aef8c010b86a40d5f56745a118d0906a34e69aec8c0db1cb8fa3"
    )


@pytest.mark.parametrize("fields", range(REQUIRED, len(FORMS) + 1))
def test_a_header_of_every_fork_is_read_and_written(fields: int) -> None:
    header = _with(**dict.fromkeys(NAMES[fields:]))
    assert len(rlp.as_list(rlp.decode(encode_header(header)))) == fields
    assert decode_header(encode_header(header)) == header
    assert header_from_rpc(_as_rpc(header)) == header


def test_a_base_fee_of_nothing_is_a_field_and_no_base_fee_is_none() -> None:
    free, before_london = replace(MAINNET_GENESIS, base_fee=0), MAINNET_GENESIS
    assert encode_header(free)[3:] == encode_header(before_london)[3:] + b"\x80"
    assert block_hash(free) != block_hash(before_london)


@pytest.mark.parametrize("gap", NAMES[REQUIRED:-1])
def test_a_field_after_a_missing_one_is_refused(gap: str) -> None:
    with pytest.raises(HeaderError, match="absent, as a field before it is"):
        _with(**{gap: None})


@pytest.mark.parametrize("name", NAMES)
def test_a_field_of_another_form_is_refused_by_name(name: str) -> None:
    index = NAMES.index(name)
    items = list(rlp.as_list(rlp.decode(encode_header(LATEST))))
    items[index] = ()
    with pytest.raises(HeaderError) as refusal:
        header_from_item(tuple(items))
    assert refusal.value.field == name
    with pytest.raises(ProofError, match=FORMS[index].rpc):
        header_from_rpc(_as_rpc(LATEST) | {FORMS[index].rpc: "0x0g"})


@pytest.mark.parametrize("field", ["parent_hash", "coinbase", "logs_bloom", "nonce", "requests_hash"])
def test_a_field_a_byte_short_or_long_is_refused(field: str) -> None:
    for value in (getattr(LATEST, field)[1:], getattr(LATEST, field) + b"\0"):
        with pytest.raises(HeaderError) as refusal:
            _with(**{field: value})
        assert refusal.value.field == field


@pytest.mark.parametrize(
    ("field", "value"), [("number", 2**64), ("number", -1), ("difficulty", 2**256), ("gas_used", b"")]
)
def test_a_number_out_of_range_is_refused(field: str, value: object) -> None:
    with pytest.raises(HeaderError) as refusal:
        _with(**{field: value})
    assert refusal.value.field == field


def test_too_few_and_too_many_fields_are_refused() -> None:
    items = tuple(rlp.as_list(rlp.decode(encode_header(LATEST))))
    for wrong in (items[:14], (*items, b""), ()):
        with pytest.raises(HeaderError, match="15 to 21 of them"):
            header_from_item(wrong)
    with pytest.raises(ProofError):
        header_from_item(b"header")


@pytest.mark.parametrize(
    "quantity", ["0x", "0x00", "0x01", "1", "0X1", "0xA", "-0x1", " 0x1", "0x1\n", 1, None, "0x1" + "0" * 16]
)
def test_a_quantity_in_another_form_is_refused(quantity: object) -> None:
    with pytest.raises(ProofError, match="number: "):
        header_from_rpc(_as_rpc(LATEST) | {"number": quantity})
    assert header_from_rpc(_as_rpc(LATEST) | {"number": "0xa"}).number == 10


@pytest.mark.parametrize("data", ["", "0x0", "00", "0x0g", "0x00 ", 0, None, ["0x00"]])
def test_data_in_another_form_is_refused(data: object) -> None:
    with pytest.raises(ProofError, match="extraData: "):
        header_from_rpc(_as_rpc(LATEST) | {"extraData": data})
    assert header_from_rpc(_as_rpc(LATEST) | {"extraData": "0x"}).extra_data == b""


def _with(**changed: Any) -> Header:
    return replace(LATEST, **changed)


def _as_rpc(header: Header) -> dict[str, Any]:
    values = {form.rpc: getattr(header, name) for name, form in zip(NAMES, FORMS, strict=True)}
    return {
        name: hex(value) if isinstance(value, int) else "0x" + value.hex()
        for name, value in values.items()
        if value is not None
    }


def _blocks(name: str) -> Iterator[tuple[Header, bytes]]:
    """The headers of a file of blocks, each with its bytes as they stand there."""
    if not BESU_BLOCKS.is_dir():
        pytest.skip("the published blocks of besu-eth/besu are not beside the checkout")
    stream, at = (BESU_BLOCKS / name).read_bytes(), 0
    while at < len(stream):
        block, at = rlp.read(stream, at)
        item = rlp.as_list(block)[0]
        yield header_from_item(item), rlp.encode(item)


@pytest.mark.parametrize(
    ("name", "count"),
    [
        (CLIQUE, 5),
        ("acceptance-tests_tests_src_acceptanceTest_resources_qbft_migration-ibft1_ibft.blocks", 101),
        ("app_src_test_resources_ibft.blocks", 101),
    ],
)
def test_real_headers_are_written_as_they_were_read(name: str, count: int) -> None:
    headers = list(_blocks(name))
    assert len(headers) == count
    for number, (header, encoded) in enumerate(headers):
        assert header.number == number
        assert encode_header(header) == encoded
        assert decode_header(encoded) == header


def test_real_clique_headers_are_linked_by_their_plain_hash() -> None:
    headers = [header for header, _ in _blocks(CLIQUE)]
    for parent, child in pairwise(headers):
        assert child.parent_hash == block_hash(parent)
