"""Sums by counterparty, their squares and the largest of them, kept up with every change."""

from heapq import heapify, heappop, heappush

from ledger.core.history import Counterparty
from ledger.rulebook.concentration import Concentration

_STALE = 16


class Spread:
    """What a concentration is taken over. `total` and `squares` are sums over the counterparties' own sums."""

    __slots__ = ("_heap", "_sums", "squares", "total")

    def __init__(self) -> None:
        self.total = self.squares = 0
        self._sums: dict[Counterparty, int] = {}
        self._heap: list[tuple[int, Counterparty]] | None = None

    def __len__(self) -> int:
        """Counterparties with a sum other than 0."""
        return len(self._sums)

    def of(self, counterparty: Counterparty) -> int:
        return self._sums.get(counterparty, 0)

    def add(self, counterparty: Counterparty, amount: int) -> None:
        """One more amount, or with a minus one less."""
        before = self._sums.get(counterparty, 0)
        after = before + amount
        self.total += amount
        self.squares += after * after - before * before
        if after:
            self._sums[counterparty] = after
            if self._heap is not None:
                heappush(self._heap, (-after, counterparty))
        else:
            self._sums.pop(counterparty, None)

    def largest(self) -> int:
        """The largest sum, 0 where there is none.

        From a heap of all sums that ever were; what no longer stands is taken off when it comes to the top, and
        when it is more than half, the heap is made anew: O(log n), spread over the changes.
        """
        if self._heap is None or len(self._heap) > 2 * len(self._sums) + _STALE:
            self._heap = [(-amount, counterparty) for counterparty, amount in self._sums.items()]
            heapify(self._heap)
        while self._heap and self._sums.get(self._heap[0][1]) != -self._heap[0][0]:
            heappop(self._heap)
        return -self._heap[0][0] if self._heap else 0

    def concentration(self) -> Concentration | None:
        """As `concentration.concentration` has it."""
        if not self.total:
            return None
        return Concentration(
            10_000 * self.squares // (self.total * self.total), 10_000 * self.largest() // self.total
        )
