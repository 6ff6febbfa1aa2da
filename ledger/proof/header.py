"""Block headers: their RLP, their hash, and the JSON of `eth_getBlockByNumber`.

The hash here is the plain one, Keccak-256 of the whole RLP: of an embedded development chain, of Clique, and
of every genesis. Engines that keep their seals out of the hash take it over another encoding of the header.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from ledger.proof import hexadecimal, rlp
from ledger.proof.field_error import FieldError
from ledger.proof.keccak import keccak256
from ledger.proof.rlp import Item, RlpError


class HeaderError(FieldError):
    """A field of a header that no chain can hold."""

    subject = "header"


@dataclass(frozen=True, slots=True)
class Bytes:
    """A field of bytes: of `length`, or of any number where that is None."""

    rpc: str
    length: int | None

    def from_item(self, item: Item) -> bytes:
        return rlp.as_bytes(item, self.length)

    def from_rpc(self, block: Mapping[str, object]) -> bytes:
        return hexadecimal.data(block, self.rpc, self.length)

    def holds(self, value: object) -> bool:
        return isinstance(value, bytes) and self.length in (None, len(value))


@dataclass(frozen=True, slots=True)
class Number:
    """A field that is a natural number below 2^bits."""

    rpc: str
    bits: int

    def from_item(self, item: Item) -> int:
        return rlp.as_int(item, self.bits)

    def from_rpc(self, block: Mapping[str, object]) -> int:
        return hexadecimal.quantity(block, self.rpc, self.bits)

    def holds(self, value: object) -> bool:
        return isinstance(value, int) and 0 <= value < 1 << self.bits


FORMS: tuple[Bytes | Number, ...] = (
    Bytes("parentHash", 32),
    Bytes("sha3Uncles", 32),
    Bytes("miner", 20),
    Bytes("stateRoot", 32),
    Bytes("transactionsRoot", 32),
    Bytes("receiptsRoot", 32),
    Bytes("logsBloom", 256),
    Number("difficulty", 256),
    Number("number", 64),
    Number("gasLimit", 64),
    Number("gasUsed", 64),
    Number("timestamp", 64),
    Bytes("extraData", None),
    Bytes("mixHash", 32),
    Bytes("nonce", 8),
    Number("baseFeePerGas", 256),  # EIP-1559, London
    Bytes("withdrawalsRoot", 32),  # EIP-4895, Shanghai
    Number("blobGasUsed", 64),  # EIP-4844, Cancun
    Number("excessBlobGas", 64),
    Bytes("parentBeaconBlockRoot", 32),  # EIP-4788
    Bytes("requestsHash", 32),  # EIP-7685, Prague
)
"""Form and JSON name of each field of `Header`, in the order of both."""
REQUIRED = 15


@dataclass(frozen=True, slots=True)
class Header:
    """A header as it is hashed (Yellow Paper, section 4.3). Each of the last six needs all before it."""

    parent_hash: bytes
    ommers_hash: bytes
    coinbase: bytes
    state_root: bytes
    transactions_root: bytes
    receipts_root: bytes
    logs_bloom: bytes
    difficulty: int
    number: int
    gas_limit: int
    gas_used: int
    timestamp: int
    extra_data: bytes
    mix_hash: bytes
    nonce: bytes
    base_fee: int | None = None
    withdrawals_root: bytes | None = None
    blob_gas_used: int | None = None
    excess_blob_gas: int | None = None
    parent_beacon_block_root: bytes | None = None
    requests_hash: bytes | None = None

    def __post_init__(self) -> None:
        ended = False
        for index, (name, form) in enumerate(zip(NAMES, FORMS, strict=True)):
            value = getattr(self, name)
            if value is None and index >= REQUIRED:
                ended = True
            elif ended:
                raise HeaderError(name, "absent, as a field before it is", value)
            elif not form.holds(value):
                raise HeaderError(name, "a value of its form", value)


NAMES = tuple(field.name for field in fields(Header))


def decode_header(data: bytes) -> Header:
    """The header that `data` is the RLP of."""
    return header_from_item(rlp.decode(data))


def header_from_item(item: Item) -> Header:
    """The header in an RLP list of 15 to 21 fields, as it stands first in a block."""
    items = rlp.as_list(item)
    if not REQUIRED <= len(items) <= len(FORMS):
        raise HeaderError("fields", f"{REQUIRED} to {len(FORMS)} of them", len(items))
    values: dict[str, Any] = {}
    for name, form, value in zip(NAMES, FORMS, items, strict=False):
        try:
            values[name] = form.from_item(value)
        except RlpError as error:
            raise HeaderError(name, error.rule, value) from error
    return Header(**values)


def header_from_rpc(block: Mapping[str, object]) -> Header:
    """The header in the JSON of a block; its other members (hash, size, transactions…) are not looked at."""
    values: dict[str, Any] = {
        name: form.from_rpc(block)
        for index, (name, form) in enumerate(zip(NAMES, FORMS, strict=True))
        if index < REQUIRED or block.get(form.rpc) is not None
    }
    return Header(**values)


def encode_header(header: Header) -> bytes:
    """RLP of a header; a base fee of 0 is 0x80 (EIP-1559), an absent field is not there."""
    present = (value for name in NAMES if (value := getattr(header, name)) is not None)
    return rlp.encode([rlp.scalar(value) if isinstance(value, int) else value for value in present])


def block_hash(header: Header) -> bytes:
    """The plain block hash: Keccak-256 of the header's RLP."""
    return keccak256(encode_header(header))
