"""Blocks that were taken back, as one process saw it since it began."""

from dataclasses import dataclass


@dataclass(slots=True)
class Reorgs:
    """How often blocks were taken back, how many in all, and how many at once at the most.

    A stream takes back one block at a time; those with no new block between them are one reorg.
    """

    count: int = 0
    blocks: int = 0
    deepest: int = 0
    _depth: int = 0

    def back(self, blocks: int) -> None:
        """So many blocks went."""
        if blocks == 0:
            return
        self.count += self._depth == 0
        self.blocks += blocks
        self._depth += blocks
        self.deepest = max(self.deepest, self._depth)

    def forward(self) -> None:
        """A block came."""
        self._depth = 0
