"""Accounts and words: what a leaf may hold, and where Solidity keeps a word."""

import pytest

from ledger.core.errors import ProofError
from ledger.proof import rlp
from ledger.proof.keccak import keccak256
from ledger.proof.rlp import Item
from ledger.proof.state import (
    NO_ACCOUNT,
    Account,
    StateError,
    erc7201_slot,
    mapping_slot,
    nested_slot,
    verify_account,
    verify_word,
)
from ledger.proof.trie import EMPTY_ROOT

ADDRESS = bytes(range(20))
ACCOUNT = Account(1, 10**18, keccak256(b"storage"), keccak256(b"code"))


def _single(hashed_key: bytes, value: bytes) -> tuple[bytes, list[bytes]]:
    """Root and proof of the trie that holds one value."""
    node = rlp.encode((b"\x20" + hashed_key, value))
    return keccak256(node), [node]


def test_an_account_is_read_from_its_leaf() -> None:
    leaf = rlp.encode((b"\x01", rlp.scalar(10**18), ACCOUNT.storage_root, ACCOUNT.code_hash))
    root, nodes = _single(keccak256(ADDRESS), leaf)
    assert verify_account(root, ADDRESS, nodes) == ACCOUNT


def test_an_absent_account_is_the_empty_one() -> None:
    root, nodes = _single(keccak256(b"another address....."), b"any")
    assert verify_account(root, ADDRESS, nodes) == NO_ACCOUNT
    assert verify_account(EMPTY_ROOT, ADDRESS, []) == NO_ACCOUNT


@pytest.mark.parametrize(
    "leaf",
    [
        (b"", b"", EMPTY_ROOT),
        (b"", b"", EMPTY_ROOT, EMPTY_ROOT, b""),
        (b"\0", b"", EMPTY_ROOT, EMPTY_ROOT),
        (b"", b"\0\1", EMPTY_ROOT, EMPTY_ROOT),
        (bytes([1] * 9), b"", EMPTY_ROOT, EMPTY_ROOT),
        (b"", bytes([1] * 33), EMPTY_ROOT, EMPTY_ROOT),
        (b"", b"", EMPTY_ROOT[:31], EMPTY_ROOT),
        (b"", b"", EMPTY_ROOT, ()),
        b"leaf",
    ],
)
def test_a_leaf_that_is_no_account_is_refused(leaf: Item) -> None:
    root, nodes = _single(keccak256(ADDRESS), rlp.encode(leaf))
    with pytest.raises(ProofError):
        verify_account(root, ADDRESS, nodes)


@pytest.mark.parametrize("word", [0, 1, 0x7F, 0x80, 2**64, 2**256 - 1])
def test_a_word_is_read_from_its_leaf(word: int) -> None:
    root, nodes = _single(keccak256(bytes(31) + b"\x07"), rlp.encode_int(word))
    assert verify_word(root, 7, nodes) == word
    assert verify_word(root, 8, nodes) == 0


@pytest.mark.parametrize("leaf", ["", "00", "820001", "a1" + "01" * 33, "c101", "8101", "0101"])
def test_a_leaf_that_is_no_word_is_refused(leaf: str) -> None:
    root, nodes = _single(keccak256(bytes(32)), bytes.fromhex(leaf))
    with pytest.raises(ProofError):
        verify_word(root, 0, nodes)


def test_what_is_no_address_and_no_slot_is_refused() -> None:
    for refused in (
        lambda: verify_account(EMPTY_ROOT, ADDRESS[:19], []),
        lambda: verify_word(EMPTY_ROOT, 2**256, []),
        lambda: verify_word(EMPTY_ROOT, -1, []),
        lambda: mapping_slot(b"short", 0),
        lambda: mapping_slot(0, 2**256),
    ):
        with pytest.raises(StateError):
            refused()


@pytest.mark.parametrize(
    ("namespace", "slot"),
    [
        ("example.main", 0x183A6125C38840424C4A85FA12BAB2AB606C4B6D0E7CC73C0C06BA5300EAB500),  # ERC-7201
        (
            "openzeppelin.storage.Initializable",  # openzeppelin-contracts-upgradeable 5, Initializable.sol
            0xF0C57E16840DF040F15088DC2F81FE391C3923BEC73E23A9662EFC9C229C6A00,
        ),
    ],
)
def test_a_namespace_stands_where_the_norm_and_openzeppelin_put_it(namespace: str, slot: int) -> None:
    assert erc7201_slot(namespace) == slot


def test_a_mapping_hashes_key_and_slot() -> None:
    # keccak256(abi.encode(0, 0)): the slot of `mapping[0]` at slot 0.
    zero = 0xAD3228B676F7D3CD4284A5443F17F1962B36E491B30A40B2405849E597BA5FB5
    assert mapping_slot(0, 0) == mapping_slot(bytes(32), 0) == zero
    assert nested_slot([0, 5], 0) == mapping_slot(5, zero)
    assert nested_slot([], 9) == 9
