"""Event logs as data, and the bloom filter over them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from ledger.proof import hexadecimal, rlp
from ledger.proof.field_error import FieldError
from ledger.proof.keccak import keccak256
from ledger.proof.rlp import Item

BLOOM_BYTES = 256
MAX_TOPICS = 4


class LogError(FieldError):
    """A field of something that is no log."""

    subject = "log"


@dataclass(frozen=True, slots=True)
class Log:
    """What a contract of 20 bytes logged: up to four topics of 32, any data (Yellow Paper, section 4.3.1)."""

    address: bytes
    topics: tuple[bytes, ...]
    data: bytes

    def __post_init__(self) -> None:
        if len(self.address) != 20:
            raise LogError("address", "20 bytes", self.address)
        if len(self.topics) > MAX_TOPICS or any(len(topic) != 32 for topic in self.topics):
            raise LogError("topics", f"at most {MAX_TOPICS}, each of 32 bytes", self.topics)


def bloom(logs: Iterable[Log]) -> bytes:
    """The 256-byte filter over addresses and topics, three bits each (Yellow Paper, section 4.3.1, M3)."""
    bits = 0
    for log in logs:
        for entry in (log.address, *log.topics):
            bits |= _bits(entry)
    return bits.to_bytes(BLOOM_BYTES, "big")


@lru_cache(1 << 12)  # addresses and topics come again and again: in the next log, and in the block's bloom
def _bits(entry: bytes) -> int:
    digest = keccak256(entry)
    return sum(1 << bit for bit in {int.from_bytes(digest[at : at + 2], "big") & 0x7FF for at in (0, 2, 4)})


def log_item(log: Log) -> Item:
    """The log as RLP holds it in a receipt."""
    return (log.address, log.topics, log.data)


def log_from_item(item: Item) -> Log:
    """The log in an RLP list [address, topics, data]."""
    address, topics, data = rlp.as_list(item, 3)
    return Log(rlp.as_bytes(address), tuple(map(rlp.as_bytes, rlp.as_list(topics))), rlp.as_bytes(data))


def log_from_rpc(log: Mapping[str, object]) -> Log:
    """The log in the JSON of `eth_getLogs` or of a receipt; its position is not looked at."""
    return Log(
        hexadecimal.data(log, "address", 20),
        hexadecimal.data_list(log, "topics", 32),
        hexadecimal.data(log, "data"),
    )
