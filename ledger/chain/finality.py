"""When a block is final: each engine's own rule."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ledger.chain.clique import CliqueRule
from ledger.chain.disagreement import Alarms
from ledger.chain.rpc import Endpoint
from ledger.proof.consensus.engine import Engine, Finality
from ledger.proof.consensus.point import Point
from ledger.proof.consensus.schedule import Schedule


class FinalityRule(Protocol):
    """What is final on the chain that a node tells."""

    @property
    def finality(self) -> Finality:
        """How final a block is that the rule calls so."""
        ...

    def last(self, head: int) -> int:
        """The last final block where block `head` is the latest; below 0 where none is. May raise Unavailable."""
        ...

    def settled_by(self, number: int, head: int) -> int | None:
        """The first block, up to `head`, at whose coming block `number` was final; None where it is not."""
        ...


@dataclass(frozen=True, slots=True)
class Depth:
    """A block is final once `depth` blocks follow it: 0 where a quorum sealed it (QBFT, IBFT), or nobody else can."""

    depth: int = 0
    finality: Finality = Finality.NONE

    def last(self, head: int) -> int:
        """The block that has `depth` blocks on it."""
        return head - self.depth

    def settled_by(self, number: int, head: int) -> int | None:
        """The block that comes `depth` blocks later."""
        first = number + self.depth
        return first if first <= head else None


AT_ONCE = Depth()
"""Of a development chain where nobody else makes blocks."""


@dataclass(frozen=True, slots=True)
class Undisputed:
    """Another rule's word, up to the block before the first that is disputed in an alarm."""

    rule: FinalityRule
    alarms: Alarms

    @property
    def finality(self) -> Finality:
        """That of the other rule."""
        return self.rule.finality

    def last(self, head: int) -> int:
        """The last final block that nobody disputes."""
        return min([self.rule.last(head), *self._undisputed()])

    def settled_by(self, number: int, head: int) -> int | None:
        """What the other rule says of a block that nobody disputes."""
        disputed = number > min(self._undisputed(), default=number)
        return None if disputed else self.rule.settled_by(number, head)

    def _undisputed(self) -> list[int]:
        return [alarm.number - 1 for alarm in self.alarms.standing() if alarm.disputed]


def rule_of(
    schedule: Schedule,
    rpc: Endpoint,
    depth: int = 0,
    kept: Path | None = None,
    agreed: Sequence[Point] = (),
) -> FinalityRule:
    """The rule of the engine that seals now, read from a node's headers where it needs them.

    `depth` is for a development chain, which has no rule of its own; `kept`, `agreed`: see `CliqueRule`.
    """
    engine = schedule.phases[-1].engine
    if engine is Engine.CLIQUE:
        return CliqueRule(rpc, schedule, kept, agreed)
    return Depth(depth, engine.finality)
