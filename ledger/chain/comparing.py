"""Whether nodes tell the same chain. Two blocks of one height, told as final, are an alarm with evidence.

A node that is away, or behind, disagrees with nobody; nor does one on a branch that is not final there. Where blocks
are sealed, the seals say who is wrong: a node that tells a block which nobody sealed is not asked again.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum

from ledger.app.ports import Standing
from ledger.chain.disagreement import Alarms, Disagreement, Told
from ledger.chain.finality import FinalityRule
from ledger.chain.nodes import Nodes
from ledger.chain.reader import BlockMissing, Reader
from ledger.chain.rpc import BadAnswer, Endpoint, NodeAway, Rpc, RpcError
from ledger.core.errors import ProofError, Unavailable
from ledger.proof import hexadecimal
from ledger.proof.consensus.engine import Finality
from ledger.proof.consensus.errors import SealError
from ledger.proof.consensus.extra_data import decode
from ledger.proof.consensus.following import Point, skip
from ledger.proof.consensus.hashes import block_hash
from ledger.proof.consensus.schedule import Schedule
from ledger.proof.field_error import FieldError
from ledger.proof.header import Header, encode_header, header_from_rpc
from ledger.proof.header import block_hash as plain_hash

INDEX = "this index"
"""Who told what is remembered of a block that is gone."""


class _Verdict(Enum):
    """What a node's own block is, by its seals."""

    FINAL = "final"
    BRANCH = "sealed as it should be, not final yet"
    FALSE = "not sealed as it should be"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Compares what nodes tell, and keeps what it finds.

    `rule` is the engine's, `rule_of` gives the same as one node alone sees it.
    """

    nodes: Nodes
    schedule: Schedule
    rule: FinalityRule
    rule_of: Callable[[Rpc], FinalityRule]
    alarms: Alarms

    def look(self, after: int = -1, known: bytes | None = None) -> Disagreement | None:
        """Asks every node that answers for the last final block, or for its own head where that is lower.

        Where two differ, the alarm is of the lowest height at which they do. If it is not known which of them is right,
        one that has block `after` under the hash `known` is read on from.
        """
        if len(self.nodes.names()) < 2:
            return None
        self.nodes.pin(None)
        found = self._compare()
        if found is not None and found.disputed and known is not None:
            self.nodes.pin(next((node.name for node in self.nodes.each() if _has(node, after, known)), None))
        return found

    def _compare(self) -> Disagreement | None:
        head = self.nodes.height()
        try:
            final = self.rule.last(head)
        except ProofError:
            # The preferred node tells headers that do not hold: another one shows from where on.
            final = head
        nodes = [node for node in self.nodes.each() if self._readable(node)]
        for other in nodes[1:]:
            try:
                found = self._between(nodes[0], other, final)
            except (Unavailable, RpcError, FieldError):
                # It went away, or back: nothing can be said of it now.
                continue
            if found is not None:
                self._raise(found)
                return found
        return None

    def _readable(self, node: Rpc) -> bool:
        """Whether its head is a header; if not, it is asked no more than one that does not answer."""
        try:
            _header(node, node.height())
        except (BlockMissing, NodeAway):
            return True
        except (BadAnswer, RpcError, FieldError) as error:
            self.nodes.leave(node.name, error)
            return False
        return True

    def taken_back(self, gone: Standing) -> None:
        """Keeps as evidence that a block was taken back which had been final: what it was, and what is told now."""
        told = [Told(INDEX, gone.hash, b"")]
        with suppress(Unavailable):
            header = _header(self.nodes, gone.number)
            told.append(Told(self.nodes.preferred(), self._name(header), encode_header(header)))
        self.alarms.keep(Disagreement(gone.number, tuple(told)))

    def _raise(self, found: Disagreement) -> None:
        self.alarms.keep(found)
        if not found.disputed:
            for told in found.told:
                if not told.sealed:
                    self.nodes.shun(told.node, f"it tells a block {found.number} that nobody sealed")

    def _between(self, one: Rpc, other: Rpc, final: int) -> Disagreement | None:
        common = min(final, one.height(), other.height())
        if common < 0 or self._hash(one, common) == self._hash(other, common):
            return None
        low, high = 0, common
        while low < high:
            middle = (low + high) // 2
            same = self._hash(one, middle) == self._hash(other, middle)
            low, high = (middle + 1, high) if same else (low, middle)
        verdicts = [self._verdict(node, low) for node in (one, other)]
        if _Verdict.FALSE not in verdicts and _Verdict.BRANCH in verdicts:
            return None
        told = (self._told(node, low, verdict) for node, verdict in zip((one, other), verdicts, strict=True))
        return Disagreement(low, tuple(told))

    def _verdict(self, node: Rpc, number: int) -> _Verdict:
        """Of a block whose parent both nodes have."""
        rule = self.rule_of(node)
        try:
            if number > 0 and rule.finality is Finality.IMMEDIATE:
                self._check_seals(_header(node, number - 1), _header(node, number))
            last = rule.last(node.height())
            # Looked at twice: between two answers a node may have gone over to another branch.
            if self._torn(node, number) and self._torn(node, number):
                return _Verdict.FALSE
        except SealError:
            return _Verdict.FALSE
        return _Verdict.FINAL if number <= last else _Verdict.BRANCH

    def _torn(self, node: Rpc, number: int) -> bool:
        """Whether the blocks that the node tells before and after this one are of another."""
        hashed, height = self._hash(node, number), node.height()
        below = number > 0 and _header(node, number).parent_hash != self._hash(node, number - 1)
        above = number < height and _header(node, number + 1).parent_hash != hashed
        return below or above

    def _check_seals(self, parent: Header, header: Header) -> None:
        """SealError unless a quorum sealed `header`, and in it more than a third of the parent's validators."""
        hashed = self.hash_of(parent)
        if header.parent_hash != hashed:
            raise SealError("parentHash", "the hash of the block before", hashed, header.parent_hash)
        validators = decode(self.schedule.at(parent.number).engine, parent.extra_data).validators
        skip(self.schedule, Point(parent.number, hashed, validators, None), header)

    def _told(self, node: Rpc, number: int, verdict: _Verdict) -> Told:
        header = _header(node, number)
        return Told(node.name, self._name(header), encode_header(header), verdict is not _Verdict.FALSE)

    def _hash(self, node: Rpc, number: int) -> bytes:
        return self._name(_header(node, number))

    def _name(self, header: Header) -> bytes:
        """What a block is called in evidence: its hash, also where no engine would take it for a block."""
        try:
            return self.hash_of(header)
        except SealError:
            return plain_hash(header)

    def hash_of(self, header: Header) -> bytes:
        """The hash of a block by the engine that sealed it."""
        return block_hash(self.schedule.at(header.number).engine, header)


def _has(node: Rpc, number: int, known: bytes) -> bool:
    try:
        return hexadecimal.data(Reader(node, ()).header(number), "hash", 32) == known
    except (Unavailable, FieldError):
        return False


def _header(node: Endpoint, number: int) -> Header:
    block = Reader(node, ()).header(number)
    try:
        return header_from_rpc(block)
    except FieldError as error:
        raise BadAnswer("eth_getBlockByNumber", f"a header: {error}") from error
