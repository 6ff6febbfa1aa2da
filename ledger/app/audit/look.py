"""A look at some blocks: all that is proved of each by itself, whatever stands before it.

The block is of its own hash, its receipts are of their root, its events decode. This is most of the work, and none of
it waits for the block before: processes beside the audit's own do it. Parents, seals and effects follow in order.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import TypeVar

from ledger.app.audit.blame import Told, blame, blame_header
from ledger.app.audit.ground import Ground
from ledger.app.audit.report import (
    ChainDiffers,
    Difference,
    Differs,
    malformed,
    sealed_wrongly,
    spelled,
    unequal,
)
from ledger.app.audit.sources import AuditedChain, Opened, Source
from ledger.app.audit.words import Moment
from ledger.app.ports import RawLog
from ledger.core.entry import Clock
from ledger.core.errors import ProofError, TradelineError
from ledger.proof import hexadecimal
from ledger.proof.consensus.errors import SealError
from ledger.proof.event_form import BadEvent
from ledger.proof.events import Contracts, Event, UnknownEvent, decode
from ledger.proof.field_error import FieldError
from ledger.proof.header import Header, header_from_rpc
from ledger.proof.logs import Log, bloom, log_from_rpc
from ledger.proof.meta import BadMeta
from ledger.proof.receipts import Receipt, block_bloom, receipt_from_rpc, receipts_root
from ledger.proof.trie import EMPTY_ROOT

Read = TypeVar("Read")
SPAN = 32
"""Blocks looked at as one piece of work: with the number of processes this bounds what is in memory of blocks."""


@dataclass(frozen=True, slots=True)
class Span:
    """Blocks to look at: those of `source`, whose headers are held against those of `others`.

    `logs`: whether the logs themselves are wanted, beside the events in them.
    """

    source: Source
    others: tuple[Source, ...]
    ground: Ground
    numbers: range
    logs: bool


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a block. `proved`: under its own hash, so that every telling of this block has it."""

    difference: Difference
    proved: bool

    @property
    def error(self) -> Differs:
        """To be raised."""
        return ChainDiffers(self.difference) if self.proved else Differs(self.difference)


@dataclass(frozen=True, slots=True)
class Looked:
    """A block as far as it is proved by itself; `header` is None where none could be read.

    `others`: sources that tell another header here, and what could be read of it.
    """

    number: int
    header: Header | None
    hash: bytes
    receipts: int = 0
    events: tuple[tuple[int, Event], ...] = ()
    logs: tuple[RawLog, ...] = ()
    others: tuple[tuple[Source, Header | None], ...] = ()
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class Silence:
    """A source that gave no block from one on, and why."""

    source: Source
    number: int
    why: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look came to: the blocks in order, and which sources fell silent."""

    blocks: tuple[Looked, ...]
    silent: tuple[Silence, ...]


def look(opened: Opened, span: Span) -> Seen:
    """Looks at a span. Total: what a source does wrong is in what was seen."""
    others, silent = _others(opened, span)
    blocks: list[Looked] = []
    why = None
    try:
        chain = opened.of(span.source)
        for told in chain.headers(span.numbers):
            number = span.numbers[len(blocks)]
            if told is None:
                why = f"it has no block {number}"
                break
            blocks.append(_beside(_looked(chain, span, number, told), others))
    except ProofError as error:
        number = span.numbers[len(blocks)]
        blocks.append(Looked(number, None, b"", fault=Fault(malformed(number, error), proved=False)))
    except TradelineError as error:
        why = str(error)
    if why is not None:
        silent.append(Silence(span.source, span.numbers[len(blocks)], why))
    return Seen(tuple(blocks), tuple(silent))


@lru_cache(1)
def _opened_here() -> Opened:
    return Opened()


def look_elsewhere(span: Span) -> Seen:
    """The same in a process of its own, which keeps its sources open as long as it lives."""
    return look(_opened_here(), span)


_Headers = Mapping[int, Header | None]


def _others(opened: Opened, span: Span) -> tuple[dict[Source, _Headers], list[Silence]]:
    """The headers of the other sources by block, None for one that cannot be read."""
    found: dict[Source, _Headers] = {}
    silent = []
    for other in span.others:
        told: dict[int, Header | None] = {}
        why = None
        try:
            for block in opened.of(other).headers(span.numbers):
                if block is None:
                    why = f"it has no block {span.numbers[len(told)]}"
                    break
                told[span.numbers[len(told)]] = _readable(block)
        except ProofError:
            told[span.numbers[len(told)]] = None
        except TradelineError as error:
            why = str(error)
        if why is not None:
            silent.append(Silence(other, span.numbers[len(told)], why))
        found[other] = told
    return found, silent


def _readable(block: Mapping[str, object]) -> Header | None:
    try:
        return header_from_rpc(block)
    except ProofError:
        return None


def _beside(looked: Looked, others: Mapping[Source, _Headers]) -> Looked:
    number = looked.number
    differing = tuple(
        (source, headers[number])
        for source, headers in others.items()
        if number in headers and (headers[number] is None or headers[number] != looked.header)
    )
    return replace(looked, others=differing) if differing else looked


def _looked(chain: AuditedChain, span: Span, number: int, told: Mapping[str, object]) -> Looked:
    header, found, ground = None, b"", span.ground
    try:
        header = _in_form(number, "header", lambda: header_from_rpc(told))
        _equal(number, "number", number, header.number)
        found = _hash(ground, header)
        said = _in_form(number, "header", lambda: hexadecimal.data(told, "hash", 32))
        # Before the genesis is compared: a header that is not of its own hash is another fault than another chain.
        if found != said:
            raise Differs(blame_header(chain, header, said, ground.hash_of))
        if number == 0:
            _equal(number, "hash of the genesis", ground.genesis, found)
        names = _in_form(number, "header", lambda: hexadecimal.data_list(told, "transactions", 32))
        receipts = _receipts(chain, header, names, ground.ledger.address)
        logs = _logs(ground.contracts, receipts, names)
        events = tuple((log.index, _decoded(ground.contracts, header, log)) for log in logs)
    except Differs as differs:
        fault = Fault(differs.difference, isinstance(differs, ChainDiffers))
        return Looked(number, header, found, fault=fault)
    return Looked(number, header, found, len(receipts), events, logs if span.logs else ())


def _hash(ground: Ground, header: Header) -> bytes:
    try:
        return ground.hash_of(header)
    except SealError as error:
        raise Differs(sealed_wrongly(header.number, error)) from error


def _receipts(
    chain: AuditedChain, header: Header, names: tuple[bytes, ...], ledger: bytes
) -> tuple[Receipt, ...]:
    number = header.number
    if header.receipts_root == EMPTY_ROOT:
        receipts: tuple[Receipt, ...] = ()
    else:
        receipts = tuple(
            _in_form(number, f"receipt {at}", partial(_receipt, told))
            for at, told in enumerate(chain.receipts(number))
        )
    if receipts_root(receipts) != header.receipts_root:
        raise Differs(blame(chain, Told(header, receipts, names), ledger))
    _equal(number, "logsBloom", block_bloom(receipts), header.logs_bloom)
    _equal(number, "number of transactions", len(receipts), len(names))
    return receipts


def _receipt(told: Mapping[str, object]) -> Receipt:
    """The receipt, its bloom made from its logs: if the root holds, that is the bloom."""
    logs = told.get("logs")
    found = [log_from_rpc(log) for log in logs if isinstance(log, dict)] if isinstance(logs, list) else []
    return receipt_from_rpc({**told, "logsBloom": "0x" + bloom(found).hex()})


def _logs(contracts: Contracts, receipts: Sequence[Receipt], names: Sequence[bytes]) -> tuple[RawLog, ...]:
    """The logs of the three contracts, each with its index in the block and its transaction's hash as told."""

    def every() -> Iterator[tuple[bytes, Log]]:
        for receipt, transaction in zip(receipts, names, strict=True):
            for log in receipt.logs:
                yield transaction, log

    return tuple(
        RawLog(log.address, log.topics, log.data, index, transaction)
        for index, (transaction, log) in enumerate(every())
        if log.address in contracts.addresses
    )


def _decoded(contracts: Contracts, header: Header, raw: RawLog) -> Event:
    at = Moment(header.number, header.timestamp, raw.index)
    log = Log(raw.address, raw.topics, raw.data)
    try:
        return decode(contracts, log, Clock(at.block, at.time), at.log)
    except UnknownEvent as error:
        raise at.differs("event", "one that these contracts log", error.topic) from error
    except BadEvent as error:
        raise at.differs(f"{error.event}: {error.part}", error.rule, log.data) from error
    except BadMeta as error:
        raise at.differs(f"meta: {error.field}", error.rule, log.data[:32]) from error
    except ProofError as error:
        raise at.differs("log", "one that decodes", error) from error


def _equal(block: int, field: str, expected: object, got: object) -> None:
    if expected != got:
        raise Differs(unequal(block, None, field, expected, got))


def _in_form(block: int, part: str, read: Callable[[], Read]) -> Read:
    try:
        return read()
    except FieldError as error:
        difference = unequal(block, None, f"{part}: {error.field}", error.rule, spelled(error.found))
        raise Differs(difference) from error
    except ProofError as error:
        raise Differs(unequal(block, None, part, "one that is well formed", error)) from error
