"""An archive brought up to the chain: its final blocks, then what an audit will compare, proved at one of the last."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from ledger.app.audit.anchor_words import AnchorWords
from ledger.app.audit.ledger_words import LedgerWords
from ledger.app.audit.registry_words import RegistryWords
from ledger.app.audit.words import Moment, Words
from ledger.app.ports import ProvedWords
from ledger.core.entry import Clock, Entry
from ledger.proof.attestation_events import AttestationEvent
from ledger.proof.events import Contracts, Frozen, decode
from ledger.proof.integers import u256
from ledger.proof.state import verify_account, verify_word
from ledger.proof.whole_block import CheckedBlock, WholeBlock

WORDS_A_PROOF = 100
"""Words asked for at once."""


class Archive(Protocol):
    """What is exported to; what is ended stays, whatever happens."""

    @property
    def next(self) -> int:
        """The number of the block to add."""
        ...

    @property
    def states(self) -> tuple[int, ...]:
        """The blocks of which it holds the state, ascending."""
        ...

    def blocks(self, first: int) -> Iterator[CheckedBlock]:
        """The blocks from `first` on that are in it."""
        ...

    def add(self, whole: WholeBlock) -> CheckedBlock:
        """Adds a block; ProofError if it is not the child of the last one."""
        ...

    def end(self) -> None:
        """What was added is in the archive from here on."""
        ...

    def add_state(
        self, block: CheckedBlock, codes: Iterable[tuple[bytes, bytes]], nodes: Iterable[bytes]
    ) -> None:
        """Adds code by address and trie nodes, as of a block; ProofError if they do not prove the contracts."""
        ...


class Ripe(Protocol):
    """Which blocks are for an archive. Every method may raise Unavailable."""

    def final(self) -> int:
        """The last final block."""
        ...

    def settled(self, last: int) -> int:
        """The last block that is final where `last` is the latest: an archive up to there shows that it is."""
        ...


class WholeChain(Protocol):
    """A node that is asked for blocks with all that is in them. Every method may raise Unavailable."""

    def whole_blocks(self, first: int, last: int) -> Iterator[WholeBlock]: ...

    def prove(self, address: bytes, slots: Sequence[bytes], number: int) -> ProvedWords: ...

    def code(self, address: bytes, number: int) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export came to: blocks added, the last block of the archive, and how many words it proved, at which."""

    added: int
    last: int
    words: int = 0
    proved_at: int | None = None


Told = Callable[[int, int], None]
"""Progress: the block that was taken, and the one it goes for."""


def tell_nobody(block: int, goal: int) -> None:
    """Progress that is not shown."""


class Exporter:
    """Exports again and again: what it has replayed to know the words stays in memory, a word each."""

    def __init__(self, contracts: Contracts) -> None:
        self._contracts = contracts
        self._ledger = LedgerWords(contracts.place)
        self._registry, self._anchors = RegistryWords(), AnchorWords()
        self._last: CheckedBlock | None = None

    def export(
        self, chain: WholeChain, archive: Archive, ripe: Ripe, progress: Told = tell_nobody
    ) -> Exported:
        """Adds the blocks up to the last final one, as it moves on, then the state at the last that these settle.

        What the chain and the archive raise ends it; what was ended stays, and another exporter goes on from there.
        """
        begun = archive.next
        for block in archive.blocks(0 if self._last is None else self._last.number + 1):
            self._take(block)
            progress(block.number, block.number)
        while (goal := ripe.final()) >= archive.next:
            for whole in chain.whole_blocks(archive.next, goal):
                self._take(archive.add(whole))
                progress(whole.header.number, goal)
        archive.end()
        last = archive.next - 1
        at = ripe.settled(last) if last >= 0 else -1
        if at < 0 or (archive.states and at <= archive.states[-1]):
            return Exported(last + 1 - begun, last)
        return Exported(last + 1 - begun, last, self._prove(chain, archive, next(archive.blocks(at))), at)

    def _take(self, block: CheckedBlock) -> None:
        """The words that the events of a block write."""
        header, index = block.whole.header, 0
        for receipt in block.receipts:
            for log in receipt.logs:
                if log.address in self._contracts.addresses:
                    at = Moment(header.number, header.timestamp, index)
                    event = decode(self._contracts, log, Clock(at.block, at.time), index)
                    if isinstance(event, Entry | Frozen):
                        self._ledger.take(event, at)
                    elif isinstance(event, AttestationEvent):
                        self._anchors.take(event, at)
                    else:
                        self._registry.take(event, at)
                index += 1
        self._last = block

    def _prove(self, chain: WholeChain, archive: Archive, block: CheckedBlock) -> int:
        """Every word of the three contracts, as the node proves it at a block; its value is for an audit to judge.

        Words that are written later are proved to be what they were there, or absent.
        """
        nodes: set[bytes] = set()
        count, codes = 0, []
        for address, words in zip(
            self._contracts.addresses,
            (self._registry.words, self._ledger.words, self._anchors.words),
            strict=True,
        ):
            codes.append((address, chain.code(address, block.number)))
            count += len(words)
            for asked in _batches(words):
                answer = chain.prove(address, [u256(slot) for slot in asked], block.number)
                account = verify_account(block.whole.header.state_root, address, answer.account_proof)
                nodes.update(answer.account_proof)
                for slot, (_, proof) in zip(asked, answer.words, strict=True):
                    verify_word(account.storage_root, slot, proof)
                    nodes.update(proof)
        archive.add_state(block, codes, nodes)
        return count


def _batches(words: Words) -> Iterator[list[int]]:
    """The slots of a contract, at least one batch: the account is proved where no word is, too."""
    slots = (slot for slot, _ in words)
    yield list(islice(slots, WORDS_A_PROOF))
    while batch := list(islice(slots, WORDS_A_PROOF)):
        yield batch
