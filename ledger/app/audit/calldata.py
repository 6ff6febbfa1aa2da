"""What a `record` call hands in, and the logs that it leads to: the second telling of an entry."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from ledger.app.ports import SealedEntry
from ledger.core.codes import Capacity, EntryClass
from ledger.core.errors import ProofError
from ledger.core.ids import Member, TradelineId
from ledger.proof.events import RECORDED
from ledger.proof.integers import u256
from ledger.proof.keccak import keccak256
from ledger.proof.logs import Log
from ledger.proof.meta import DELEGATE
from ledger.proof.obligation_id import external_obligation_id, obligation_id
from ledger.proof.payload import SIZES

SELECTOR = keccak256(b"record(uint32,uint64,(bytes32,bytes32,bytes32)[],bytes)")[:4]
WORD = 32


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


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the contract adds to the meta of every entry of a batch: who signed it, and whether as a delegate."""

    delegate: int
    recorder: bytes

    @classmethod
    def of(cls, told: Sequence[Log]) -> Self:
        """The stamp that most of a batch's logs have; there is at least one."""
        found = Counter(cls(log.data[1] & DELEGATE, log.data[6:10]) for log in told if len(log.data) >= WORD)
        return max(found, key=lambda stamp: found[stamp], default=cls(0, bytes(4)))


def log_of(entry: SealedEntry, stamp: Stamp, told: Log) -> Log:
    """The log of an entry of a stamped batch. Only the status of its tradeline is as in the log told."""
    status, meta = told.data[2:3].ljust(1, b"\0"), entry.meta
    meta = meta[:1] + bytes([meta[1] | stamp.delegate]) + status + meta[3:6] + stamp.recorder + meta[10:]
    padded = entry.payload + bytes(-len(entry.payload) % WORD)
    data = meta + entry.commitment + u256(3 * WORD) + u256(len(entry.payload)) + padded
    return Log(told.address, (RECORDED.topic, meta[14:22].rjust(WORD, b"\0"), _logged_id(entry, stamp)), data)


def _logged_id(entry: SealedEntry, stamp: Stamp) -> bytes:
    """The obligation as logged: an id in place of a new obligation's tag (docs/records.md, section 3)."""
    if entry.meta[0] != EntryClass.OBLIGATION:
        return entry.obligation
    if entry.meta[1] == Capacity.CREDITOR:
        return obligation_id(Member(int.from_bytes(stamp.recorder, "big")), entry.obligation)
    # Only what is owed to an external party is recorded by its debtor.
    tradeline = TradelineId.from_int(int.from_bytes(entry.meta[14:22], "big"))
    return external_obligation_id(tradeline, entry.obligation)


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
