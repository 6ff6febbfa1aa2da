"""When a Clique block is final: once ceil(2N/3) distinct signers have sealed it or built on it.

That is more than the engine promises (EIP-225 has no finality), and still only probable: signers that seal two chains
while the network is split can settle both.
"""

import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from ledger.chain.rpc import BadAnswer, Endpoint, quantity
from ledger.core.errors import Unavailable
from ledger.proof.consensus import clique, extra_data, seals
from ledger.proof.consensus.engine import Engine, Finality, quorum
from ledger.proof.consensus.following import follow
from ledger.proof.consensus.point import Point
from ledger.proof.consensus.schedule import Phase, Schedule
from ledger.proof.consensus.voting import Tally
from ledger.proof.header import Header, block_hash, header_from_rpc

CLIQUE = Schedule((Phase(0, Engine.CLIQUE),))
SPAN = 100
"""Headers asked for at once."""
WINDOW = 4096
"""Blocks that are looked back on: signers that did not seal in so many have no part in what is final."""


class HeaderMissing(Unavailable):
    """The node lacks a header from which its signers would be known: it has just gone back."""

    def __init__(self, number: int) -> None:
        super().__init__(f"the node has no block {number}, which it had a moment ago")
        self.number = number


@dataclass(frozen=True, slots=True)
class _Step:
    """What is known after a block, and who sealed it; nobody a genesis."""

    after: Point
    sealer: bytes | None


class CliqueRule:
    """The rule, read from a node's headers; each is checked, from the last list of signers on. One thread at a time."""

    finality = Finality.PROBABILISTIC

    def __init__(self, rpc: Endpoint, schedule: Schedule = CLIQUE) -> None:
        """`schedule` has the blocks from one list of the signers to the next."""
        self._rpc = rpc
        self._schedule = schedule
        self._steps: deque[_Step] = deque(maxlen=WINDOW)
        self._one = threading.Lock()

    def last(self, head: int) -> int:
        """The last final block where block `head` is the latest; -1 where none is known. SealError, Unavailable."""
        with self._one:
            self._go_to(head)
            return self._settled(head)

    def _settled(self, head: int) -> int:
        """The highest block that enough of the signers after `head` have sealed or built on up to there."""
        signers: tuple[bytes, ...] = ()
        builders: set[bytes] = set()
        for step in reversed(self._steps):
            if step.after.number > head:
                continue
            signers = signers or step.after.validators
            if step.sealer in signers:
                builders.add(step.sealer)
            if len(builders) >= quorum(len(signers)):
                return step.after.number
        return -1

    def _go_to(self, head: int) -> None:
        """Steps at least up to `head`, or to where the node's chain ends or turns meanwhile."""
        while True:
            if not self._steps:
                self._steps.append(self._begin(head))
            tip = self._steps[-1].after
            headers = self._headers(tip.number, max(tip.number, min(tip.number + SPAN, head)))
            if not headers or block_hash(headers[0]) != tip.hash:
                self._steps.pop()
            elif len(headers) == 1 or not self._take(headers[1:]):
                return

    def _take(self, headers: Sequence[Header]) -> bool:
        """Whether each of them follows; one that does not is of a branch that came meanwhile."""
        for header in headers:
            before = self._steps[-1].after
            if header.parent_hash != before.hash:
                return False
            after = follow(self._schedule, before, header)
            self._steps.append(_Step(after, seals.proposer(Engine.CLIQUE, header)))
        return True

    def _begin(self, head: int) -> _Step:
        """At the last list of signers that has the blocks that count after it."""
        epoch = self._schedule.at(head).epoch
        number = max(head - WINDOW, 0) // epoch * epoch
        (header,) = self._all(number, number)
        signers = extra_data.decode(Engine.CLIQUE, header.extra_data).validators
        if number == 0:
            return _Step(Point(0, block_hash(header), signers, timestamp=header.timestamp), None)
        sealers = tuple(
            seals.proposer(Engine.CLIQUE, one)
            for one in self._all(max(number - len(signers) // 2, 1), number)
        )
        recent = clique.recents(sealers, Tally(signers))
        return _Step(Point(number, block_hash(header), signers, (), recent, header.timestamp), sealers[-1])

    def _all(self, first: int, last: int) -> list[Header]:
        found = self._headers(first, last)
        if len(found) <= last - first:
            raise HeaderMissing(first + len(found))
        return found

    def _headers(self, first: int, last: int) -> list[Header]:
        """Headers in order; fewer where the node has no more."""
        calls = [("eth_getBlockByNumber", [quantity(number), False]) for number in range(first, last + 1)]
        found: list[Header] = []
        for answer in self._rpc.read_all(calls):
            if answer is None:
                break
            if not isinstance(answer, dict):
                raise BadAnswer("eth_getBlockByNumber", "an object")
            found.append(header_from_rpc(answer))
        return found
