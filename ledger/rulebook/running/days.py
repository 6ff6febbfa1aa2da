"""A multiset of days whose first is always at hand."""

from heapq import heappop, heappush


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

    def until(self, last: int) -> int:
        """How many are no later than `last`; in the number of different days."""
        return sum(times for day, times in self._counts.items() if day <= last)
