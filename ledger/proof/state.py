"""Accounts and storage words, proven against a state root (EIP-1186), and where Solidity keeps its words."""

from collections.abc import Sequence
from dataclasses import dataclass

from ledger.proof import rlp
from ledger.proof.field_error import FieldError
from ledger.proof.keccak import keccak256
from ledger.proof.trie import EMPTY_ROOT, prove

ADDRESS_BYTES = 20
WORD_BYTES = 32
EMPTY_CODE_HASH = keccak256(b"")


class StateError(FieldError):
    """An address, a slot or a word that cannot stand in a state."""

    subject = "state"


@dataclass(frozen=True, slots=True)
class Account:
    """The leaf of an address (Yellow Paper, section 4.1): `balance` in wei, two hashes of 32 bytes."""

    nonce: int
    balance: int
    storage_root: bytes
    code_hash: bytes


NO_ACCOUNT = Account(0, 0, EMPTY_ROOT, EMPTY_CODE_HASH)
"""What an address without a leaf amounts to: absent and empty are one since EIP-161."""


def verify_account(state_root: bytes, address: bytes, nodes: Sequence[bytes]) -> Account:
    """The account of a 20-byte `address` in the state with `state_root`; NO_ACCOUNT if proven absent."""
    return read_account(prove(state_root, account_key(address), nodes))


def account_key(address: bytes) -> bytes:
    """The key of an account in the state trie."""
    if len(address) != ADDRESS_BYTES:
        raise StateError("address", f"{ADDRESS_BYTES} bytes", address)
    return keccak256(address)


def word_key(slot: int) -> bytes:
    """The key of a word in an account's storage trie."""
    return keccak256(_word("slot", slot))


def read_account(leaf: bytes | None) -> Account:
    """The account of a leaf of the state trie; NO_ACCOUNT for none."""
    if leaf is None:
        return NO_ACCOUNT
    nonce, balance, storage_root, code_hash = rlp.as_list(rlp.decode(leaf), 4)
    return Account(
        rlp.as_int(nonce, 64),  # EIP-2681
        rlp.as_int(balance),
        rlp.as_bytes(storage_root, 32),
        rlp.as_bytes(code_hash, 32),
    )


def verify_word(storage_root: bytes, slot: int, nodes: Sequence[bytes]) -> int:
    """The 256-bit word at `slot` of the storage with `storage_root`; 0 if proven absent."""
    return read_word(prove(storage_root, word_key(slot), nodes))


def read_word(leaf: bytes | None) -> int:
    """The word of a leaf of a storage trie; 0 for none.

    An erased word leaves the trie (Yellow Paper, section 4.1); anvil keeps it as a zero, which says the same.
    """
    if leaf is None:
        return 0
    return rlp.as_int(rlp.decode(leaf))


def erc7201_slot(namespace: str) -> int:
    """Base slot of an ERC-7201 namespace: keccak256(abi.encode(uint256(keccak256(id)) - 1)) & ~0xff."""
    inner = int.from_bytes(keccak256(namespace.encode()), "big") - 1
    return int.from_bytes(keccak256(_word("namespace", inner)), "big") & ~0xFF


def mapping_slot(key: int | bytes, base: int) -> int:
    """Slot of `mapping[key]` where the mapping stands at `base` (Solidity, layout in storage of mappings).

    `key` is a value type: a number (address, enum, bool, uintN) or the 32 bytes of a bytes32.
    """
    head = _word(
        "key",
        int.from_bytes(key, "big") if isinstance(key, bytes) and len(key) == 32 else key,
    )
    return int.from_bytes(keccak256(head + _word("slot", base)), "big")


def nested_slot(keys: Sequence[int | bytes], base: int) -> int:
    """Slot of `mapping[keys[0]][keys[1]]…` where the outermost mapping stands at `base`."""
    slot = base
    for key in keys:
        slot = mapping_slot(key, slot)
    return slot


def _word(field: str, value: int | bytes) -> bytes:
    if isinstance(value, bytes) or not 0 <= value < 1 << 256:
        raise StateError(field, "a word of 32 bytes", value)
    return value.to_bytes(WORD_BYTES, "big")
