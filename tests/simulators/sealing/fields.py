"""Header fields as engines hash them: JSON-RPC name to RLP item, in the order of the header."""

from collections.abc import Mapping
from typing import Any

import rlp
from eth_utils import keccak

Fields = dict[str, bytes]
"""Quantities are big-endian without leading zeros, so that 0 is empty (Yellow Paper, appendix B)."""

REQUIRED = (
    *("parentHash", "sha3Uncles", "miner", "stateRoot", "transactionsRoot", "receiptsRoot", "logsBloom"),
    *("difficulty", "number", "gasLimit", "gasUsed", "timestamp", "extraData", "mixHash", "nonce"),
)
LONDON = "baseFeePerGas"
QUANTITIES = {"difficulty", "number", "gasLimit", "gasUsed", "timestamp", LONDON}


def quantity(number: int) -> bytes:
    """A number as an RLP scalar."""
    return number.to_bytes((number.bit_length() + 7) // 8, "big")


def number_of(fields: Fields, name: str = "number") -> int:
    """A quantity of a header."""
    return int.from_bytes(fields[name], "big")


def from_rpc(block: Mapping[str, Any]) -> Fields:
    """The fields of a block's JSON up to London: no BFT engine and no Clique has those of later forks here."""
    names = (*REQUIRED, LONDON) if LONDON in block else REQUIRED
    return {
        name: quantity(int(block[name], 16)) if name in QUANTITIES else bytes.fromhex(block[name][2:])
        for name in names
    }


def to_rpc(fields: Fields) -> dict[str, str]:
    """The same, back."""
    return {
        name: hex(int.from_bytes(value, "big")) if name in QUANTITIES else "0x" + value.hex()
        for name, value in fields.items()
    }


def decode(header: bytes) -> Fields:
    """The fields of a header's RLP."""
    return dict(zip((*REQUIRED, LONDON), rlp.decode(header), strict=False))


def encode(fields: Fields) -> bytes:
    """RLP of the header."""
    return bytes(rlp.encode([fields[name] for name in (*REQUIRED, LONDON) if name in fields]))


def plain_hash(fields: Fields) -> bytes:
    """Keccak-256 of the whole header: the hash of every genesis, and of every block of Clique."""
    return bytes(keccak(encode(fields)))


EMPTY_LIST = keccak(rlp.encode([]))
EMPTY_TRIE = keccak(rlp.encode(b""))


def bare(number: int, timestamp: int) -> Fields:
    """An empty block of no chain yet."""
    words = [bytes(32), EMPTY_LIST, bytes(20), keccak(b"state"), EMPTY_TRIE, EMPTY_TRIE, bytes(256)]
    numbers = [quantity(n) for n in (1, number, 30_000_000, 0, timestamp)]
    return dict(zip((*REQUIRED, LONDON), [*words, *numbers, b"", bytes(32), bytes(8), b""], strict=True))
