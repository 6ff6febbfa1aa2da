"""When a block is final: each engine's own rule."""

from dataclasses import dataclass
from typing import Protocol

from ledger.proof.consensus.engine import Engine, Finality


class FinalityRule(Protocol):
    """What is final on the chain that a node tells."""

    @property
    def finality(self) -> Finality:
        """How final a block is that the rule calls so."""
        ...

    def last(self, head: int) -> int:
        """The last final block where block `head` is the latest; below 0 where none is. May raise Unavailable."""
        ...


@dataclass(frozen=True, slots=True)
class Depth:
    """A block is final once `depth` blocks follow it: 0 where a quorum sealed it (QBFT, IBFT), or nobody else can."""

    depth: int = 0
    finality: Finality = Finality.NONE

    def last(self, head: int) -> int:
        """The block that has `depth` blocks on it."""
        return head - self.depth


AT_ONCE = Depth()
"""Of a development chain where nobody else makes blocks."""


def rule_of(engine: Engine, depth: int = 0) -> FinalityRule:
    """The rule of an engine; `depth` is for a development chain, which has none of its own."""
    return Depth(depth, engine.finality)
