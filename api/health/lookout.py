"""How the node stands, seen now: what its nodes tell, how far its index is, what it has evidence of."""

import asyncio
import sqlite3
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

from fastapi import Request

from api.turns import Turns
from ledger.app.ports import Standing
from ledger.chain.disagreement import Disagreement
from ledger.chain.nodes import Condition, NodeStatus
from ledger.core.entry import Clock
from ledger.core.errors import ProofError, TradelineError
from ledger.proof import hexadecimal
from ledger.proof.consensus.engine import Engine

STALLED_SECONDS = 60
"""Seconds without a block after which a chain that is sealed is said to stand still."""
FAR_BEHIND = 10
"""Blocks that the index may lack and be ready: it is brought to the head at each request, and every two seconds."""


class Status(StrEnum):
    """In the order in which the first that is so is told."""

    DOWN = "down"
    DISAGREEMENT = "disagreement"
    STALLED = "stalled"
    BEHIND = "behind"
    OK = "ok"


@dataclass(frozen=True, slots=True)
class Sight:
    """What was seen at `now`, in seconds since 1970-01-01 UTC; None where it could not be.

    `sealed`: validators make blocks, whether or not anything is to be recorded.
    """

    now: int
    sealed: bool
    stalled_after: int
    nodes: tuple[NodeStatus, ...] = ()
    head: Clock | None = None
    index: Standing | None = None
    final: Standing | None = None
    indexed: bool = True
    alarms: tuple[Disagreement, ...] | None = ()

    @property
    def findings(self) -> tuple[tuple[Status, str], ...]:
        """All that is amiss, the worst first, each in words that name no node: whoever asks may read them."""
        found = (*self._down(), *self._disagreement(), *self._stalled(), *self._behind())
        return tuple(sorted(found, key=lambda each: list(Status).index(each[0])))

    @property
    def status(self) -> Status:
        """The worst."""
        return next((status for status, _ in self.findings), Status.OK)

    @property
    def lag(self) -> int | None:
        """Blocks that the chain has and the index has not."""
        if self.head is None or not self.indexed:
            return None
        return max(0, self.head.number - (self.index.number if self.index else -1))

    @property
    def lag_seconds(self) -> int | None:
        """From the time of the index's last block to that of the head."""
        if self.head is None or self.index is None:
            return None
        return max(0, self.head.time - self.index.time)

    @property
    def ready(self) -> bool:
        """Whether requests are answered: a node answers, and the index keeps up with it."""
        return self.lag is not None and self.lag <= FAR_BEHIND

    def _down(self) -> list[tuple[Status, str]]:
        found = []
        if self.head is None:
            answering = any(node.condition is not Condition.AWAY for node in self.nodes)
            words = (
                "nodes answer, and none can be read on from" if answering else "no node of the chain answers"
            )
            found.append((Status.DOWN, words))
        if not self.indexed:
            found.append((Status.DOWN, "the index does not answer"))
        return found

    def _disagreement(self) -> list[tuple[Status, str]]:
        if self.alarms is None:
            return [(Status.DISAGREEMENT, "a file among the alarms cannot be read")]
        return [(Status.DISAGREEMENT, _told(alarm)) for alarm in self.alarms]

    def _stalled(self) -> list[tuple[Status, str]]:
        if not self.sealed or self.head is None or self.now - self.head.time <= self.stalled_after:
            return []
        return [(Status.STALLED, f"the chain has had no block for {self.now - self.head.time} seconds")]

    def _behind(self) -> list[tuple[Status, str]]:
        if not self.lag:
            return []
        return [(Status.BEHIND, f"the index lacks {self.lag} of the chain's blocks")]


class Lookout:
    """Looks, in nobody's way: it takes no turn, and no node has long to answer."""

    def __init__(self, turns: Turns, stalled_after: int = STALLED_SECONDS) -> None:
        """`stalled_after` in seconds."""
        self._turns = turns
        self._stalled_after = stalled_after

    async def glance(self) -> Sight:
        """The same for an endpoint, also while every thread that serves others waits."""
        return await asyncio.to_thread(self.look)

    def look(self) -> Sight:
        """How the node stands now."""
        nodes, head = self._chain()
        index, final, indexed = self._index()
        return Sight(
            now=self._turns.now(),
            sealed=self._turns.node.settings.engine is not Engine.DEVELOPMENT,
            stalled_after=self._stalled_after,
            nodes=nodes,
            head=head,
            index=index,
            final=final,
            indexed=indexed,
            alarms=self._alarms(),
        )

    def _chain(self) -> tuple[tuple[NodeStatus, ...], Clock | None]:
        node = self._turns.node
        nodes: tuple[NodeStatus, ...] = ()
        try:
            nodes = node.rpc.statuses()
            if all(each.condition is Condition.AWAY for each in nodes):
                return nodes, None
            header = node.chain.header(node.chain.height())
            number, time = (hexadecimal.quantity(header, name, 64) for name in ("number", "timestamp"))
            return nodes, Clock(number, time)
        except TradelineError:
            return nodes, None

    def _alarms(self) -> tuple[Disagreement, ...] | None:
        try:
            return self._turns.node.indexer.alarms.standing()
        except (ProofError, OSError):
            return None

    def _index(self) -> tuple[Standing | None, Standing | None, bool]:
        """The last block, the last final one that nobody disputes, and whether the index answers."""
        indexer = self._turns.node.indexer
        try:
            known = indexer.index.standing()
            with suppress(ProofError):
                return known, indexer.final(), True
        except (TradelineError, OSError, sqlite3.Error):
            return None, None, False
        return known, None, True


async def lookout_of(request: Request) -> Lookout:
    """What the server was started with."""
    lookout: Lookout = request.app.state.lookout
    return lookout


def _told(alarm: Disagreement) -> str:
    if alarm.disputed:
        return f"block {alarm.number} is told in two forms: nothing from there on counts as final"
    return f"a node tells a block {alarm.number} that nobody sealed: it is not asked any more"
