"""Keeping an index up with its chain."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from ledger.app.ports import Block, Chain, Index, Reorged, StreamItem


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the index stands: the last block taken, and the block it goes for."""

    block: int
    goal: int


def follow(
    chain: Chain,
    index: Index,
    until: int | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> int:
    """Brings the index to block `until`, or to the head; returns how many blocks it took.

    Goes back as far as the chain did, a block at a time. Raises what the chain and the index raise; what was taken
    until then stays, and the next call goes on from there.
    """
    taken, goal = 0, chain.height() if until is None else until
    while True:
        position = index.position()
        after, known = (position.number, position.hash) if position else (index.start() - 1, None)
        watched = _Watched(chain.stream(after, known, until), goal, progress)
        taken += index.take(watched)
        if not watched.reorged:
            return taken


class _Watched:
    """Stream items on their way, and whether one of them took blocks back."""

    def __init__(
        self, items: Iterable[StreamItem], goal: int, progress: Callable[[Progress], None] | None
    ) -> None:
        self._items, self._goal, self._progress = items, goal, progress
        self.reorged = False

    def __iter__(self) -> Iterator[StreamItem]:
        for item in self._items:
            yield item
            self.reorged |= isinstance(item, Reorged)
            if self._progress is not None and isinstance(item, Block):
                self._progress(Progress(item.number, max(self._goal, item.number)))
