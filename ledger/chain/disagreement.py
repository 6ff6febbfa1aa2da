"""Nodes that tell different chains: what is known of it, and where that is kept."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Told:
    """What one node told of a block: its hash by the engine's rule, and the header with its seals, as RLP.

    `sealed`: whether those seals are what the engine wants. What the index has is told by no node: of that the header
    is empty.
    """

    node: str
    hash: bytes
    header: bytes
    sealed: bool = True


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Different blocks at one height, told as final by two nodes, or by one at two times."""

    number: int
    told: tuple[Told, ...]

    @property
    def disputed(self) -> bool:
        """Whether the seals leave open which block is right; if not, all others are lies."""
        return len(self.told) < 2 or sum(told.sealed for told in self.told) != 1


class Alarms(Protocol):
    """Evidence that outlives the process, until somebody has looked at it."""

    def keep(self, found: Disagreement) -> None: ...

    def standing(self) -> tuple[Disagreement, ...]:
        """Those that nobody has taken away, lowest block first."""
        ...
