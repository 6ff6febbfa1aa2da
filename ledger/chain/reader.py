"""Reading a chain: blocks with the logs of our contracts, headers, receipts and proofs. Fills `ports.Chain`."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ledger.app.ports import Block, Finalised, ProvedWords, RawLog, Reorged, StreamItem
from ledger.chain.finality import AT_ONCE, FinalityRule
from ledger.chain.rpc import BadAnswer, Endpoint, RpcError, data, quantity
from ledger.core.errors import Unavailable
from ledger.proof import hexadecimal
from ledger.proof.consensus.engine import Engine, Finality
from ledger.proof.header import Header, header_from_rpc
from ledger.proof.logs import Log, bloom, log_from_rpc

_WORD = re.compile(r"0x[0-9a-fA-F]{0,64}", re.ASCII)

SPAN = 100
"""Headers asked for at once."""


class BlockMissing(Unavailable):
    """The node has no block of this number: not yet, or not any more."""

    def __init__(self, number: int) -> None:
        super().__init__(f"the node has no block {number}")
        self.number = number


class Behind(Unavailable):
    """The node lacks blocks that were seen before: it was restored, or cut off; its head, and what was seen."""

    def __init__(self, head: int, seen: int) -> None:
        super().__init__(f"the node is behind: its head is block {head}, and block {seen} was seen before")
        self.head = head
        self.seen = seen


@dataclass(frozen=True, slots=True)
class _Head:
    """What is looked at of a header; `bloom` as a number."""

    number: int
    hash: bytes
    parent: bytes
    time: int
    bloom: int


class Reader:
    """A chain as a node tells it. What it says is taken as said: whether to believe it is decided elsewhere."""

    def __init__(
        self,
        rpc: Endpoint,
        addresses: Sequence[bytes],
        rule: FinalityRule = AT_ONCE,
        engine: Engine = Engine.DEVELOPMENT,
        *,
        hash_of: Callable[[Header], bytes] | None = None,
        before_stream: Callable[[int, bytes | None], object] = lambda after, known: None,
    ) -> None:
        """`addresses`: contracts whose logs are streamed. `rule`: which blocks are called final under `engine`.

        `hash_of`: the engine's block hash, where a block is to have the one that it is told under. `before_stream` is
        called with what a stream was asked for, before it begins.
        """
        self.engine = engine
        self._rpc = rpc
        self._addresses = [data(address) for address in addresses]
        self._masks = [int.from_bytes(bloom([Log(address, (), b"")]), "big") for address in addresses]
        self._rule = rule
        self._hash_of = hash_of
        self._before_stream = before_stream

    def chain_id(self) -> int:
        """The id of EIP-155."""
        return self._rpc.read_quantity("eth_chainId")

    def height(self) -> int:
        """Number of the latest block."""
        return self._rpc.height()

    def final(self) -> int:
        """The last final block; below 0 where none is."""
        return self._rule.last(self.height())

    def settled_by(self, number: int) -> int:
        """The first block at whose coming block `number` was final: its own, where its seals settle it.

        BlockMissing until there is one.
        """
        head = self.height()
        found = self._rule.settled_by(number, head)
        if found is None:
            raise BlockMissing(head + 1)
        return found

    def header(self, number: int) -> dict[str, object]:
        """The JSON of eth_getBlockByNumber, transactions as hashes. BlockMissing."""
        found = self._rpc.read("eth_getBlockByNumber", quantity(number), False)
        if found is None:
            raise BlockMissing(number)
        return _object("eth_getBlockByNumber", found)

    def receipts(self, number: int) -> list[dict[str, object]]:
        """The JSON receipts of every transaction of the block, in order. BlockMissing."""
        try:
            found = self._rpc.read("eth_getBlockReceipts", quantity(number))
        except RpcError as error:
            if not error.unknown_method:
                raise
            hashes = _list("eth_getBlockByNumber", self.header(number).get("transactions"))
            found = self._rpc.read_all([("eth_getTransactionReceipt", [name]) for name in hashes])
        if found is None:
            raise BlockMissing(number)
        return [_object("receipt", receipt) for receipt in _list("eth_getBlockReceipts", found)]

    def stream(self, after: int, after_hash: bytes | None, until: int | None) -> Iterator[StreamItem]:
        """Items from block `after` + 1 to `until` or the head, then what is final.

        Where the block last seen does not stand any more, the stream ends with the block before it that stands now; who
        asks again from there, with the hash it had itself, comes down to the last block that both know. Behind where
        the node lacks blocks that were seen: only a development chain becomes shorter.
        """
        self._before_stream(after, after_hash)
        head = self.height()
        if head < after and self._rule.finality is not Finality.NONE:
            raise Behind(head, after)
        end = head if until is None else min(until, head)
        if after_hash is not None and self._standing(after) != after_hash:
            yield self._back(min(after - 1, head))
            return
        number, last = after, after_hash
        for block in self._blocks(after + 1, end):
            if last is not None and block.parent != last:
                yield self._back(number - 1)
                return
            yield block
            number, last = block.number, block.hash
        final = min(number, self._rule.last(head))
        # Of a branch that does not stand any more nothing is final.
        if last is not None and self._standing(number) == last and (standing := self._standing(final)):
            yield Finalised(final, standing, self._rule.finality)

    def prove(self, address: bytes, slots: Sequence[bytes], number: int) -> ProvedWords:
        """The answer of eth_getProof (EIP-1186), in the order asked. RpcError where the node has lost that state."""
        method = "eth_getProof"
        asked = [data(slot) for slot in slots]
        found = _object(method, self._rpc.read(method, data(address), asked, quantity(number)))
        words = [_object(method, item) for item in _list(method, found.get("storageProof"))]
        if [_spelled(item.get("key")) for item in words] != [int.from_bytes(slot, "big") for slot in slots]:
            raise BadAnswer(method, "of the slots asked for")
        nodes = [hexadecimal.data_list(item, "proof") for item in words]
        account = hexadecimal.data_list(found, "accountProof")
        return ProvedWords(address, account, tuple(zip(slots, nodes, strict=True)))

    def code(self, address: bytes, number: int) -> bytes:
        """The code at an address; empty where no contract stands."""
        found = self._rpc.read("eth_getCode", data(address), quantity(number))
        return hexadecimal.data({"code": found}, "code")

    def word(self, address: bytes, slot: int, number: int | None = None) -> int:
        """The word at a slot, at a block or the latest one; said by the node, not proved."""
        block = "latest" if number is None else quantity(number)
        key = data(slot.to_bytes(32, "big"))
        return _spelled(self._rpc.read("eth_getStorageAt", data(address), key, block))

    def logs_of(self, transaction: bytes) -> tuple[RawLog, ...]:
        """What a mined transaction logged, of every contract; empty where it is not mined or reverted."""
        method = "eth_getTransactionReceipt"
        receipt = self._rpc.read(method, data(transaction))
        if receipt is None:
            return ()
        return tuple(
            _raw_log(_object(method, log)) for log in _list(method, _object(method, receipt).get("logs"))
        )

    def _standing(self, number: int) -> bytes | None:
        try:
            return _head(self.header(number)).hash if number >= 0 else None
        except BlockMissing:
            return None

    def _back(self, number: int) -> Reorged:
        return Reorged(max(number, 0), _head(self.header(max(number, 0))).hash)

    def _blocks(self, first: int, end: int) -> Iterator[Block]:
        """Blocks in order; ends early where one vanished meanwhile."""
        for start in range(first, end + 1, SPAN):
            numbers = range(start, min(start + SPAN, end + 1))
            calls = [("eth_getBlockByNumber", [quantity(number), False]) for number in numbers]
            for found in self._rpc.read_all(calls):
                if found is None:
                    return
                head = self._checked(_object("eth_getBlockByNumber", found))
                logs = self._logs(head)
                if logs is None:
                    return
                yield Block(head.number, head.hash, head.parent, head.time, logs)

    def _checked(self, block: Mapping[str, object]) -> _Head:
        head = _head(block)
        if self._hash_of is not None and self._hash_of(header_from_rpc(block)) != head.hash:
            raise BadAnswer("eth_getBlockByNumber", f"a block {head.number} of its own hash")
        return head

    def _logs(self, head: _Head) -> tuple[RawLog, ...] | None:
        """The block's logs of our contracts; None where the block vanished."""
        if not any(mask & head.bloom == mask for mask in self._masks):
            return ()
        # By hash (EIP-234): a block that was replaced meanwhile is an error, not another block's logs.
        query = {"blockHash": data(head.hash), "address": self._addresses}
        try:
            found = self._rpc.read("eth_getLogs", query)
        except RpcError:
            if self._standing(head.number) == head.hash:
                raise
            return None
        return tuple(_raw_log(_object("eth_getLogs", log)) for log in _list("eth_getLogs", found))


def _head(block: Mapping[str, object]) -> _Head:
    return _Head(
        number=hexadecimal.quantity(block, "number", 64),
        hash=hexadecimal.data(block, "hash", 32),
        parent=hexadecimal.data(block, "parentHash", 32),
        time=hexadecimal.quantity(block, "timestamp", 64),
        bloom=int.from_bytes(hexadecimal.data(block, "logsBloom", 256), "big"),
    )


def _raw_log(log: dict[str, object]) -> RawLog:
    parsed = log_from_rpc(log)
    index = hexadecimal.quantity(log, "logIndex", 32)
    transaction = hexadecimal.data(log, "transactionHash", 32)
    return RawLog(parsed.address, parsed.topics, parsed.data, index, transaction)


def _object(method: str, value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise BadAnswer(method, "an object")
    return value


def _list(method: str, value: object) -> list[Any]:
    if not isinstance(value, list):
        raise BadAnswer(method, "a list")
    return value


def _spelled(word: object) -> int:
    """A storage key or word: engines spell it as 32 bytes, as a quantity, or without zeros."""
    if not isinstance(word, str) or not _WORD.fullmatch(word):
        raise BadAnswer("storage", "a word")
    return int(word[2:] or "0", 16)
