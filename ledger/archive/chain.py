"""An archive in the place of a node. Fills `ports.Chain`, and answers what an audit asks besides."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Self

from ledger.app.ports import Block, ProvedWords, RawLog, Reorged, StreamItem
from ledger.archive.blocks import checked_blocks
from ledger.archive.errors import ArchiveError, NotArchived
from ledger.archive.manifest import MANIFEST, Manifest
from ledger.archive.manifest_file import read_manifest
from ledger.archive.recent import RecentBlocks
from ledger.archive.rpc_form import header_json, receipts_json
from ledger.archive.sealed import Seals
from ledger.archive.state import State, read_state
from ledger.core.errors import Misuse, ProofError
from ledger.proof.consensus.point import Point
from ledger.proof.consensus.schedule import Schedule
from ledger.proof.events import Contracts
from ledger.proof.header import Header
from ledger.proof.keccak import keccak256
from ledger.proof.whole_block import CheckedBlock


class ArchiveChain:
    """A chain in a folder. Whether to believe it is decided elsewhere, as of a node; `stream` alone checks blocks.

    Reading forwards is one pass; going back beyond the blocks last read begins a segment again. For one thread: each
    opens its own.
    """

    def __init__(
        self,
        folder: Path,
        manifest: Manifest,
        addresses: Sequence[bytes],
        schedule: Schedule | None = None,
        pinned: Sequence[Point] = (),
    ) -> None:
        """`addresses`: contracts whose logs are streamed. `schedule`: who has to have sealed what is streamed.

        `pinned`: what the trust root knows of blocks after the genesis.
        """
        self._folder, self.manifest, self._addresses = folder, manifest, frozenset(addresses)
        self._schedule, self._pinned = schedule, pinned
        self._blocks = RecentBlocks(folder, manifest)
        self._state: State | None = None

    @classmethod
    def open(
        cls,
        folder: Path,
        addresses: Sequence[bytes],
        schedule: Schedule | None = None,
        pinned: Sequence[Point] = (),
    ) -> Self:
        """The archive in a folder. Misuse if there is none; ArchiveError for a manifest that is not one."""
        manifest = read_manifest(folder)
        if manifest is None:
            raise Misuse(f"{folder}: no archive: it has no {MANIFEST}")
        return cls(folder, manifest, addresses, schedule, pinned)

    def close(self) -> None:
        """Ends the reading."""
        self._blocks.close()
        self._drop_state()

    def chain_id(self) -> int:
        """As the manifest says."""
        return self.manifest.origin.chain_id

    def height(self) -> int:
        """The last block. NotArchived if there is none."""
        if self.manifest.last is None:
            raise NotArchived("block", None)
        return self.manifest.last.last

    def header(self, number: int) -> dict[str, object]:
        """The JSON of eth_getBlockByNumber, transactions as hashes. NotArchived, ArchiveError."""
        block = self._blocks.at(number)
        return header_json(block.header, self._hash(block.header), block.transactions)

    def headers(self, numbers: Sequence[int]) -> Iterator[dict[str, object] | None]:
        """The same of many, each read when it is asked for; None for a block that is not here."""
        last = self.height()
        return (self.header(number) if number <= last else None for number in numbers)

    def receipts(self, number: int) -> list[dict[str, object]]:
        """The JSON receipts of every transaction of the block, in order. NotArchived, ArchiveError."""
        block = self._blocks.at(number)
        try:
            receipts = block.decoded_receipts()
        except ProofError as error:
            name = self._blocks.segment_of(number).file.name
            raise ArchiveError(name, "receipts", "receipts that decode", error, number) from error
        return receipts_json(block, receipts, self._hash(block.header))

    def stream(self, after: int, after_hash: bytes | None, until: int | None) -> Iterator[StreamItem]:
        """Checked blocks from `after` + 1 to `until` or the last, and at the end the last of them that is final.

        With a schedule all are read from the genesis on, each sealed as its engine wants it, and no other than the
        pinned ones; without one nothing is final. Where another block stands at `after`, a Reorged to the one before.
        NotArchived, ArchiveError.
        """
        last = self.height()
        if after > last:
            raise NotArchived(f"block {after}", last)
        if after_hash is not None and self._hash(self._blocks.at(after).header) != after_hash:
            back = max(after - 1, 0)
            yield Reorged(back, self._hash(self._blocks.at(back).header))
            return
        end = last if until is None else min(until, last)
        if self._schedule is None:
            told = checked_blocks(self._folder, self.manifest, after + 1)
            yield from map(self._streamed, islice(told, max(end - after, 0)))
            return
        seals = Seals(self._schedule, self._pinned)
        for block in islice(checked_blocks(self._folder, self.manifest), end + 1):
            seals.take(block, self._blocks.segment_of(block.number).file.name)
            if block.number > after:
                yield self._streamed(block)
        if (final := seals.final()) is not None:
            yield final

    def prove(self, address: bytes, slots: Sequence[bytes], number: int) -> ProvedWords:
        """As eth_getProof (EIP-1186) answers, with the nodes that the archive has: a proof may break off.

        NotArchived where the state of the block is not here; ArchiveError.
        """
        state, root = self._state_at(number), self._blocks.at(number).header.state_root
        return ProvedWords(
            address, state.account_proof(root, address), state.word_proofs(root, address, slots)
        )

    def proved_at(self) -> tuple[int, ...]:
        """The blocks at which `prove` and `code` can be asked, ascending."""
        return tuple(state.block for state in self.manifest.states)

    def code(self, address: bytes, number: int) -> bytes:
        """The code of a contract of the ledger, as of a block whose state is here; empty for another address."""
        return self._state_at(number).codes.get(address, b"")

    def raw_transactions(self, hashes: Sequence[bytes]) -> list[bytes | None]:
        """Signed transactions by hash; None for one that is not of the blocks last read."""
        raws = {keccak256(raw): raw for block in self._blocks for raw in block.transactions}
        return [raws.get(name) for name in hashes]

    def header_of(self, block: bytes) -> None:
        """None: an archive has each header once, and knows it by its number."""

    def logs_of(self, transaction: bytes) -> tuple[RawLog, ...]:
        """NotArchived: an archive has each log once."""
        raise NotArchived("second telling of a log", self.height())

    def _state_at(self, number: int) -> State:
        if self._state is None or self._state.block != number:
            for segment in self.manifest.states:
                if segment.block == number:
                    self._drop_state()
                    self._state = read_state(self._folder, segment)
                    return self._state
            raise NotArchived(f"state of block {number}", self.height())
        return self._state

    def _hash(self, header: Header) -> bytes:
        return self.manifest.origin.hash_of(header)

    def _drop_state(self) -> None:
        if self._state is not None:
            self._state.nodes.close()
            self._state = None

    def _streamed(self, block: CheckedBlock) -> Block:
        header, logs, index = block.whole.header, [], 0
        for raw, receipt in zip(block.whole.transactions, block.receipts, strict=True):
            name = keccak256(raw) if receipt.logs else b""
            for log in receipt.logs:
                if log.address in self._addresses:
                    logs.append(RawLog(log.address, log.topics, log.data, index, name))
                index += 1
        return Block(header.number, block.hash, header.parent_hash, header.timestamp, tuple(logs))


@dataclass(frozen=True, slots=True)
class ArchiveFolder:
    """Where an archive lies: what is handed to another process, which opens it for itself."""

    path: Path
    contracts: Contracts

    @property
    def name(self) -> str:
        """The folder."""
        return str(self.path)

    def open(self) -> ArchiveChain:
        """The archive. Misuse, ArchiveError."""
        return ArchiveChain.open(self.path, self.contracts.addresses)
