"""When a Clique block is final: once ceil(2N/3) of its signers, distinct ones, have sealed it or built on it.

That is more than the engine promises (EIP-225 has no finality), and still only probable: signers that seal two chains
while the network is split can settle both. The rule of one block is `ledger.proof.consensus.settled`.
"""

import json
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from ledger.chain.rpc import BadAnswer, Endpoint, quantity
from ledger.core.errors import ProofError, Unavailable
from ledger.proof.consensus import clique, extra_data, point_json, seals
from ledger.proof.consensus.engine import Engine, Finality, quorum
from ledger.proof.consensus.following import follow
from ledger.proof.consensus.point import Point
from ledger.proof.consensus.schedule import Schedule
from ledger.proof.consensus.voting import Tally
from ledger.proof.header import Header, block_hash, header_from_rpc

SPAN = 100
"""Headers asked for at once."""
WINDOW = 4096
"""Blocks that are looked back on at most while nothing becomes final."""
BEHIND = 256
"""Final blocks that are still looked at: for a deeper reorganisation all is read again."""
KEEP_EVERY = 64
"""Final blocks after which what is known is written down again."""


class HeaderMissing(Unavailable):
    """The node lacks a header from which its signers would be known: it has just gone back."""

    def __init__(self, number: int) -> None:
        super().__init__(f"the node has no block {number}, which it had a moment ago")
        self.number = number


@dataclass(frozen=True, slots=True)
class _Step:
    """What is known after a block, who might seal it, and who did; nobody a genesis."""

    after: Point
    signers: tuple[bytes, ...]
    sealer: bytes | None


class CliqueRule:
    """The rule, read from a node's headers, each of which is checked. Safe to use from several threads."""

    finality = Finality.PROBABILISTIC

    def __init__(self, rpc: Endpoint, schedule: Schedule, kept: Path | None = None) -> None:
        """`kept`: a file for what is known at a final block, so that another process need not begin at an epoch."""
        self._rpc = rpc
        self._schedule = schedule
        self._kept, self._kept_at = kept, 0
        self._steps: deque[_Step] = deque(maxlen=WINDOW)
        self._one = threading.Lock()

    def last(self, head: int) -> int:
        """The last final block where block `head` is the latest; -1 where none is known. SealError, Unavailable."""
        with self._one:
            self._go_to(head)
            settled = takewhile(lambda pair: pair[1], self._settled(head))
            final = max((step.after.number for step, _ in settled), default=-1)
            self._keep(final)
            while self._steps[0].after.number < final - BEHIND:
                self._steps.popleft()
            return final

    def _settled(self, head: int) -> list[tuple[_Step, bool]]:
        """Of each block up to `head`, oldest first, whether enough of its signers vouch for it."""
        vouching: set[bytes | None] = set()
        found: list[tuple[_Step, bool]] = []
        for step in reversed(self._steps):
            if step.after.number <= head:
                vouching.add(step.sealer)
                found.append((step, len(vouching.intersection(step.signers)) >= quorum(len(step.signers))))
        return found[::-1]

    def _go_to(self, head: int) -> None:
        """Steps at least up to `head`, or to where the node's chain ends or turns meanwhile."""
        while True:
            if not self._steps:
                self._steps.append(self._begin(head))
            tip = self._steps[-1].after
            headers = self._headers(tip.number, max(tip.number, min(tip.number + SPAN, head)))
            if not headers or block_hash(headers[0]) != tip.hash:
                self._steps.pop()
            elif len(headers) == 1 or not self._take(headers[1:]) or self._steps[-1].after.number >= head:
                return

    def _take(self, headers: Sequence[Header]) -> bool:
        """Whether each of them follows; one that does not is of a branch that came meanwhile."""
        for header in headers:
            before = self._steps[-1].after
            if header.parent_hash != before.hash:
                return False
            after = follow(self._schedule, before, header)
            # Whoever sealed last may not seal next, but where it is alone.
            sealer = after.recents[-1] if after.recents else seals.proposer(Engine.CLIQUE, header)
            self._steps.append(_Step(after, before.validators, sealer))
        return True

    # --- where it begins ---

    def _begin(self, head: int) -> _Step:
        """At what was written down, or else at the last list of signers with all the blocks that count after it."""
        return self._remembered(head) or self._at_epoch(max(head - WINDOW, 0))

    def _at_epoch(self, number: int) -> _Step:
        number -= number % self._schedule.at(number).epoch
        (header,) = self._all(number, number)
        signers = extra_data.decode(Engine.CLIQUE, header.extra_data).validators
        if number == 0:
            return _Step(Point(0, block_hash(header), signers, timestamp=header.timestamp), signers, None)
        before = self._all(max(number - len(signers) // 2, 1), number)
        sealers = tuple(seals.proposer(Engine.CLIQUE, one) for one in before)
        recent = clique.recents(sealers, Tally(signers))
        point = Point(number, block_hash(header), signers, (), recent, header.timestamp)
        return _Step(point, signers, sealers[-1])

    def _remembered(self, head: int) -> _Step | None:
        """What was written down, if it is of the chain that stands and no younger than `head`."""
        if self._kept is None:
            return None
        try:
            point = point_json.parse(json.loads(self._kept.read_bytes()))
        except (OSError, ValueError, RecursionError, ProofError):
            return None
        standing = self._headers(point.number, point.number) if 0 < point.number <= head else []
        if not standing or block_hash(standing[0]) != point.hash:
            return None
        return _Step(point, point.validators, seals.proposer(Engine.CLIQUE, standing[0]))

    def _keep(self, final: int) -> None:
        if self._kept is None or abs(final - self._kept_at) < KEEP_EVERY:
            return
        point = next((step.after for step in self._steps if step.after.number == final), None)
        if point is not None:
            part = self._kept.with_suffix(".part")
            part.write_text(json.dumps(point_json.render(point)), "utf-8")
            part.replace(self._kept)
            self._kept_at = final

    # --- headers ---

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
