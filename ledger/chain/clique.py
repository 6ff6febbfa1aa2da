"""When a Clique block is final: once ceil(2N/3) of its signers, distinct ones, have sealed it or built on it.

That is more than the engine promises (EIP-225 has no finality), and still only probable: signers that seal two chains
while the network is split can settle both. The rule itself is `ledger.proof.consensus.last_settled`.
"""

import json
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from ledger.chain.rpc import BadAnswer, Endpoint, quantity
from ledger.core.errors import ProofError, Unavailable
from ledger.proof.consensus import point_json
from ledger.proof.consensus.clique import MAX_BUILDERS
from ledger.proof.consensus.engine import Finality
from ledger.proof.consensus.errors import SealError
from ledger.proof.consensus.following import skip, start
from ledger.proof.consensus.last_settled import LastSettled, begin, take
from ledger.proof.consensus.point import Point
from ledger.proof.consensus.schedule import Schedule
from ledger.proof.header import Header, block_hash, header_from_rpc

SPAN = 100
"""Headers asked for at once."""
BEHIND = 256
"""Blocks that are still looked at: for a deeper reorganisation those after the last final one are read again."""
KEEP_EVERY = 64
"""Final blocks after which what is known is written down again."""


class HeaderMissing(Unavailable):
    """The node lacks a header from which its signers would be known: it has just gone back."""

    def __init__(self, number: int) -> None:
        super().__init__(f"the node has no block {number}, which it had a moment ago")
        self.number = number


class CliqueRule:
    """The rule, read from a node's headers, each of which is checked. Safe to use from several threads."""

    finality = Finality.PROBABILISTIC

    def __init__(
        self, rpc: Endpoint, schedule: Schedule, kept: Path | None = None, agreed: Sequence[Point] = ()
    ) -> None:
        """`agreed` are points that count as final whoever sealed them, the genesis one of them: of the trust root.

        `kept`: a file for what is known at a final block, so that another process need not begin further back.
        """
        self._rpc = rpc
        self._schedule = schedule
        self._kept, self._kept_at = kept, 0
        self._agreed = tuple(agreed)
        self._hashes = {point.number: point.hash for point in agreed}
        self._final: Point | None = None
        self._steps: deque[LastSettled] = deque(maxlen=BEHIND)
        self._one = threading.Lock()

    def last(self, head: int) -> int:
        """The last final block where block `head` is the latest. SealError, Unavailable.

        Of a head more than 256 blocks back, what is final by now is told up to that head.
        """
        with self._one:
            self._go_to(head)
            step = next((step for step in reversed(self._steps) if step.tip.number <= head), self._steps[0])
            return min(step.settled.number, head)

    def settled_by(self, number: int, head: int) -> int | None:
        """The first block, up to `head`, at whose coming block `number` was final; None where it is not.

        Found from what is known before that block, at most 1,024 blocks after it; by seals, which convince also those
        who know of no agreement, where seals do. SealError, Unavailable.
        """
        if number == 0:
            return 0
        with self._one:
            self._go_to(head)
            most = min(head, number + MAX_BUILDERS)
            if self._steps[0].settled.number < number > max(self._hashes, default=0):
                return _first(self._steps, number)
            before = self._begin(number - 1)
            by_seals = _first(self._walk(before, most, {}), number)
            return _first(self._walk(before, most, self._hashes), number) if by_seals is None else by_seals

    def _go_to(self, head: int) -> None:
        """Steps up to `head`, or to where the node's chain ends or turns meanwhile."""
        while self._steps and not self._stands(self._steps[-1].tip):
            self._steps.pop()
        if not self._steps:
            self._steps.append(self._begin(head))
        self._steps.extend(self._walk(self._steps[-1], head, self._hashes))
        final = self._steps[-1].settled
        # A node that has gone back for a moment makes nobody forget what was final: it is looked for again.
        self._final = max(self._final or final, final, key=lambda point: point.number)
        self._keep(final)

    def _walk(self, state: LastSettled, head: int, agreed: Mapping[int, bytes]) -> Iterator[LastSettled]:
        """What is known after each further block; ends early at one of a branch that came meanwhile."""
        while state.tip.number < head:
            first = state.tip.number + 1
            headers = self._headers(first, min(first + SPAN - 1, head))
            for header in headers:
                if header.parent_hash != state.tip.hash:
                    return
                state = take(self._schedule, state, header, agreed)
                yield state
            if not headers:
                return

    # --- where it begins ---

    def _begin(self, head: int) -> LastSettled:
        """At the last block known to be final, or agreed to be, on the chain that stands; then epoch by epoch."""
        agreed = [point for point in self._agreed if point.number <= head]
        for point in agreed:
            if not self._stands(point):
                (found,) = self._all(point.number, point.number)
                rule = f"of block {point.number}, as it was agreed on"
                raise SealError("hash", rule, point.hash, block_hash(found))
        known = [point for point in (self._final, self._remembered()) if point and point.number <= head]
        bases = [point for point in agreed if point.votes is not None]
        bases += [point for point in known if self._stands(point)]
        last = max(bases, key=lambda point: point.number, default=None)
        if last is None:
            last = start(self._schedule, *self._all(0, 0))
        return begin(self._skip(last, head))

    def _skip(self, point: Point, head: int) -> Point:
        """The last epoch block up to `head` that is as settled, by the skip rule, as one after another is."""
        epoch = self._schedule.at(head).epoch
        for number in range(point.number // epoch * epoch + epoch, head + 1, epoch):
            header, *following = self._all(number, min(number + 2 * len(point.validators), head))
            try:
                point = skip(self._schedule, point, header, following)
            except SealError:
                # Too few of those known: only the headers between tell whether the others left by settled votes.
                break
        return point

    def _stands(self, point: Point) -> bool:
        return [block_hash(header) for header in self._headers(point.number, point.number)] == [point.hash]

    def _remembered(self) -> Point | None:
        """What was written down, if it can be read."""
        if self._kept is None:
            return None
        try:
            return point_json.parse(json.loads(self._kept.read_bytes()))
        except (OSError, ValueError, RecursionError, ProofError):
            return None

    def _keep(self, final: Point) -> None:
        if self._kept is None or abs(final.number - self._kept_at) < KEEP_EVERY:
            return
        part = self._kept.with_suffix(".part")
        part.write_text(json.dumps(point_json.render(final)), "utf-8")
        part.replace(self._kept)
        self._kept_at = final.number

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


def _first(steps: Iterable[LastSettled], number: int) -> int | None:
    """The first tip at which block `number` is settled."""
    return next((step.tip.number for step in steps if step.settled.number >= number), None)
