"""What a `record` call hands in, and the logs that it leads to: the second telling of an entry."""

from ledger.app.ports import SealedEntry
from ledger.core.codes import EntryClass
from ledger.core.errors import ProofError
from ledger.proof.events import RECORDED
from ledger.proof.integers import u256
from ledger.proof.keccak import keccak256
from ledger.proof.logs import Log
from ledger.proof.payload import SIZES

SELECTOR = keccak256(b"record(uint32,uint64,(bytes32,bytes32,bytes32)[],bytes)")[:4]
WORD = 32
_STAMPED = (1, 2, 6, 7, 8, 9)
"""Bytes of meta that the contract writes: its bit of the capacity, the status, the recorder."""


class NotRecord(ProofError):
    """Calldata that is no call of `record`, as the contract's ABI writes it."""


def entries_of(data: bytes) -> tuple[SealedEntry, ...]:
    """The entries of a call of `record`; NotRecord."""
    if data[:4] != SELECTOR:
        raise NotRecord("a call of another function")
    body = data[4:]
    count, words = _at(body, _number(body, 2))
    size, payloads = _at(body, _number(body, 3))
    if len(words) < 3 * WORD * count or len(payloads) < size:
        raise NotRecord("a call that ends early")
    entries, start = [], 0
    for at in range(0, 3 * WORD * count, 3 * WORD):
        meta, obligation, commitment = (words[at + part : at + part + WORD] for part in (0, WORD, 2 * WORD))
        end = start + _payload_size(meta)
        entries.append(SealedEntry(meta, obligation, commitment, payloads[start:end]))
        start = end
    if start != size:
        raise NotRecord("payloads of another length than the entries'")
    return tuple(entries)


def log_of(entry: SealedEntry, told: Log) -> Log:
    """The log of an entry; what the contract adds (stamp of meta, id in place of a tag) is as in the log told."""
    stamped = told.data[:WORD].ljust(WORD, b"\0")
    meta = bytes(
        said | (stamped[at] & 0x80 if at == 1 else stamped[at]) if at in _STAMPED else said
        for at, said in enumerate(entry.meta)
    )
    is_tag = entry.meta[0] == EntryClass.OBLIGATION and len(told.topics) == 3
    obligation = told.topics[2] if is_tag else entry.obligation
    padded = entry.payload + bytes(-len(entry.payload) % WORD)
    data = meta + entry.commitment + u256(3 * WORD) + u256(len(entry.payload)) + padded
    return Log(told.address, (RECORDED.topic, u256(int.from_bytes(meta[14:22], "big")), obligation), data)


def _payload_size(meta: bytes) -> int:
    try:
        return SIZES[EntryClass(meta[0])]
    except ValueError as error:
        raise NotRecord("an entry of no known class") from error


def _number(body: bytes, word: int) -> int:
    return int.from_bytes(body[word * WORD : (word + 1) * WORD], "big")


def _at(body: bytes, offset: int) -> tuple[int, bytes]:
    """A dynamic value's length, and all that follows."""
    if offset > len(body) - WORD:
        raise NotRecord("an offset beyond the end")
    return _number(body[offset:], 0), body[offset + WORD :]
