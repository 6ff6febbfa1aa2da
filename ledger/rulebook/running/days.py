"""A multiset of days whose first is always at hand."""

from heapq import heappop, heappush

_BLOCK = 5


class Days:
    """Days with how often each is there."""

    __slots__ = ("_counts", "_heap")

    def __init__(self) -> None:
        self._counts: dict[int, int] = {}
        self._heap: list[int] = []

    def add(self, day: int, times: int) -> None:
        """So often more or, with a minus, less. A day that is gone keeps its place in the heap, at 0, until it is
        first.
        """
        before = self._counts.get(day)
        if before is None:
            heappush(self._heap, day)
        self._counts[day] = (before or 0) + times

    def first(self) -> int | None:
        """The earliest day, None where there is none."""
        while self._heap and not self._counts[self._heap[0]]:
            del self._counts[heappop(self._heap)]
        return self._heap[0] if self._heap else None


class RankedDays(Days):
    """Days that can be counted, too: in blocks of 32."""

    __slots__ = ("_blocks",)

    def __init__(self) -> None:
        super().__init__()
        self._blocks: dict[int, int] = {}

    def add(self, day: int, times: int) -> None:
        super().add(day, times)
        self._blocks[day >> _BLOCK] = self._blocks.get(day >> _BLOCK, 0) + times

    def until(self, last: int) -> int:
        """How many are no later than `last`."""
        block = last >> _BLOCK
        before = sum(times for number, times in self._blocks.items() if number < block)
        return before + sum(self._counts.get(day, 0) for day in range(block << _BLOCK, last + 1))
