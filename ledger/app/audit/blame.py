"""Where receipts differ, once their root has said that they do.

A root names no receipt. So what could have been altered is undone, one way after the other, from what else there is:
the order that the gas tells, the calls in the block's transactions, the logs as the node gives them one by one, the
other status. A way counts only if the receipts then have the header's root, which proves it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain as joined
from typing import Protocol

from ledger.app.audit.calldata import NotRecord, Stamp, entries_of, log_of
from ledger.app.audit.report import Difference, unequal
from ledger.app.ports import RawLog
from ledger.app.raw_transaction import BadTransaction, read_transaction
from ledger.core.errors import BadContent, ProofError, TradelineError
from ledger.proof import rlp
from ledger.proof.events import RECORDED
from ledger.proof.header import FORMS, NAMES, Header, header_from_rpc
from ledger.proof.logs import Log
from ledger.proof.receipts import Receipt, receipts_root
from ledger.proof.trie import trie_root

MOST_RECEIPTS = 100
"""Of a block in which every status is tried: each try hashes all receipts."""

_PARTS = (("meta", 0, 32), ("commitment", 32, 64), ("payload", 128, None))
"""Where the data of an entry's log has what (docs/records.md, section 2; between them stand offset and length)."""


class Witness(Protocol):
    """The node, asked in other words. Whatever it raises or leaves out, less is known."""

    def raw_transactions(self, hashes: Sequence[bytes]) -> Sequence[bytes | None]:
        """Signed transactions as bytes, by hash; None for one that the node does not give."""
        ...

    def header_of(self, block: bytes) -> Mapping[str, object] | None:
        """The JSON of a block, asked by its hash; None if the node has none."""
        ...

    def logs_of(self, transaction: bytes) -> Sequence[RawLog]:
        """What a transaction logged, by its receipt alone."""
        ...


@dataclass(frozen=True, slots=True)
class Told:
    """A header that is proved, receipts that are not of its root, and hashes of transactions as the node has them."""

    header: Header
    receipts: tuple[Receipt, ...]
    transactions: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Repair:
    """Receipts as they could have been, and the first difference of what was told from them."""

    receipts: Sequence[Receipt]
    difference: Difference


def blame(witness: Witness, told: Told, ledger: bytes) -> Difference:
    """What differs, as closely as it can be proved; at least the block and its receipts root."""
    raws = _transactions(witness, told)
    block, root = told.header.number, told.header.receipts_root
    if raws is not None and len(raws) != len(told.receipts):
        return unequal(block, None, "number of receipts", len(raws), len(told.receipts))
    ways = joined(
        _by_gas(told), _by_calls(told, raws or (), ledger), _one_by_one(witness, told), _by_status(told)
    )
    proved = (way.difference for way in ways if receipts_root(way.receipts) == root)
    return next(proved, unequal(block, None, "receiptsRoot", root, receipts_root(told.receipts)))


def blame_header(
    witness: Witness, header: Header, said: bytes, hash_of: Callable[[Header], bytes]
) -> Difference:
    """What differs in a header that is not of the hash told with it: the field, if the node has the one that is."""
    found = hash_of(header)
    try:
        asked = witness.header_of(said)
        right = header if asked is None else header_from_rpc(asked)
    except TradelineError:
        right = header
    if _hashes_to(right, said, hash_of):
        for name, form in zip(NAMES, FORMS, strict=True):
            one, other = getattr(right, name), getattr(header, name)
            if one != other:
                return unequal(header.number, None, form.rpc, one, other)
    return unequal(header.number, None, "hash", found, said)


def _hashes_to(header: Header, said: bytes, hash_of: Callable[[Header], bytes]) -> bool:
    try:
        return hash_of(header) == said
    except ProofError:
        return False


def _transactions(witness: Witness, told: Told) -> tuple[bytes, ...] | None:
    """The block's transactions, if the node gives those of the header's root."""
    try:
        raws = tuple(raw for raw in witness.raw_transactions(told.transactions) if raw)
    except TradelineError:
        return None
    root = trie_root({rlp.encode_int(at): raw for at, raw in enumerate(raws)})
    return raws if root == told.header.transactions_root else None


def _by_gas(told: Told) -> Iterator[Repair]:
    """Cumulative gas grows from receipt to receipt."""
    ordered = sorted(told.receipts, key=lambda receipt: receipt.cumulative_gas)
    for at, (right, found) in enumerate(zip(ordered, told.receipts, strict=True)):
        if right != found:
            field = f"order of receipts: cumulativeGasUsed of receipt {at}"
            log = _first_log(told.receipts, at) if found.logs else None
            difference = unequal(told.header.number, log, field, right.cumulative_gas, found.cumulative_gas)
            yield Repair(ordered, difference)
            return


def _by_status(told: Told) -> Iterator[Repair]:
    for at, receipt in enumerate(told.receipts[:MOST_RECEIPTS]):
        right = replace(receipt, succeeded=not receipt.succeeded)
        log = _first_log(told.receipts, at) if receipt.logs else None
        field = f"status of receipt {at}"
        difference = unequal(told.header.number, log, field, int(right.succeeded), int(receipt.succeeded))
        yield Repair(_with(told.receipts, at, right), difference)


def _by_calls(told: Told, raws: Sequence[bytes], ledger: bytes) -> Iterator[Repair]:
    """Entries as the block's transactions hand them in."""
    for at, (raw, receipt) in enumerate(zip(raws, told.receipts, strict=False)):
        try:
            yield from _repaired(told, at, _called(raw, receipt.logs, ledger))
        except (BadTransaction, NotRecord, BadContent):
            continue


def _called(raw: bytes, found: Sequence[Log], ledger: bytes) -> tuple[Log, ...]:
    """The logs of a transaction, those of entries as its call leads to them; NotRecord where they are not as many."""
    call = read_transaction(raw)
    entries = entries_of(call.data) if call.to == ledger else ()
    places = [place for place, log in enumerate(found) if log.address == ledger and _is_entry(log)]
    if not entries or len(places) != len(entries):
        raise NotRecord("a transaction of other logs")
    logs, stamp = list(found), Stamp.of([found[place] for place in places])
    for place, entry in zip(places, entries, strict=True):
        logs[place] = log_of(entry, stamp, found[place])
    return tuple(logs)


def _one_by_one(witness: Witness, told: Told) -> Iterator[Repair]:
    """Logs as the node gives them for each transaction alone."""
    for at, name in enumerate(told.transactions[: len(told.receipts)]):
        try:
            logs = witness.logs_of(name)
        except TradelineError:
            continue
        yield from _repaired(told, at, tuple(Log(log.address, log.topics, log.data) for log in logs))


def _repaired(told: Told, at: int, right: tuple[Log, ...]) -> Iterator[Repair]:
    found = told.receipts[at]
    difference = _difference(told, at, right, found.logs)
    if difference is not None:
        yield Repair(_with(told.receipts, at, replace(found, logs=right)), difference)


def _difference(told: Told, at: int, right: Sequence[Log], found: Sequence[Log]) -> Difference | None:
    block, first = told.header.number, _first_log(told.receipts, at)
    for place, (one, other) in enumerate(zip(right, found, strict=False)):
        if one != other:
            return _of_log(block, first + place, one, other)
    if len(right) != len(found):
        log = first + min(len(right), len(found))
        return unequal(block, log, f"number of logs of receipt {at}", len(right), len(found))
    return None


def _of_log(block: int, log: int, right: Log, found: Log) -> Difference:
    if right.address != found.address:
        return unequal(block, log, "address", right.address, found.address)
    if right.topics != found.topics:
        pairs = list(zip(right.topics, found.topics, strict=False))
        at = next((at for at, (one, other) in enumerate(pairs) if one != other), len(pairs))
        one, other = (topics[at] if at < len(topics) else None for topics in (right.topics, found.topics))
        return unequal(block, log, f"topic {at}", one, other)
    for name, start, end in _PARTS if right.topics[:1] == (RECORDED.topic,) else ():
        if right.data[start:end] != found.data[start:end]:
            return unequal(block, log, name, right.data[start:end], found.data[start:end])
    return unequal(block, log, "data", right.data, found.data)


def _is_entry(log: Log) -> bool:
    # Any of its topics may be what was altered; of the ledger's other event there is one in its life.
    return len(log.topics) == 3 or log.topics[:1] == (RECORDED.topic,)


def _first_log(receipts: Sequence[Receipt], at: int) -> int:
    return sum(len(receipt.logs) for receipt in receipts[:at])


def _with(receipts: Sequence[Receipt], at: int, receipt: Receipt) -> tuple[Receipt, ...]:
    return (*receipts[:at], receipt, *receipts[at + 1 :])
