"""Since when something has held without a break, kept up with every change on whatever day."""

from collections.abc import Iterator

_BLOCK = 4
"""Days stand in blocks of 16: a question looks at the blocks, and into one of them."""


class _Block:
    """Changes of a few neighbouring days. `lows` are the least values on its days, less those at its end; made when
    asked for.
    """

    __slots__ = ("by_day", "first", "lows", "second")

    def __init__(self) -> None:
        self.by_day: dict[int, tuple[int, int]] = {}
        self.first = self.second = 0
        self.lows: tuple[int, int] | None = None

    def change(self, day: int, first: int, second: int) -> None:
        before = self.by_day.get(day, (0, 0))
        after = before[0] + first, before[1] + second
        if any(after):
            self.by_day[day] = after
        else:
            self.by_day.pop(day, None)
        self.first += first
        self.second += second
        self.lows = None

    def low(self) -> tuple[int, int]:
        ends = [(first, second) for _, first, second in self._backward(0, 0)]
        self.lows = min(end[0] for end in ends), min(end[1] for end in ends)
        return self.lows

    def since(self, first: int, second: int, above: int) -> int | None:
        """The first of the days up to the last one on which it holds; None if it does not on the last. The values are
        those at the end of all.
        """
        since = None
        for day, then, too in self._backward(first, second):
            if then <= above or too <= 0:
                break
            since = day
        return since

    def _backward(self, first: int, second: int) -> Iterator[tuple[int, int, int]]:
        """Each day of a change, the last first, with the values at its end."""
        for day in sorted(self.by_day, reverse=True):
            yield day, first, second
            first -= self.by_day[day][0]
            second -= self.by_day[day][1]


class Course:
    """Two values by day, each the sum of its changes so far."""

    __slots__ = ("_blocks", "_first", "_second")

    def __init__(self) -> None:
        self._first = self._second = 0
        self._blocks: dict[int, _Block] = {}

    def change(self, day: int, first: int, second: int) -> None:
        """From `day` on both are so much more or, with a minus, less."""
        block = self._blocks.setdefault(day >> _BLOCK, _Block())
        block.change(day, first, second)
        if not block.by_day:
            del self._blocks[day >> _BLOCK]
        self._first += first
        self._second += second

    def since(self, above: int = 0) -> int | None:
        """The first day of those without a break, up to the last change, on which the first value is more than
        `above` and the second more than 0; None if that is not so at the end.

        Backward block by block, as long as the lows of a block say that it holds on each of its days.
        """
        first, second = self._first, self._second
        whole, since = None, None
        for number in sorted(self._blocks, reverse=True):
            block = self._blocks[number]
            low, narrow = block.lows or block.low()
            if first + low <= above or second + narrow <= 0:
                since = block.since(first, second, above)
                break
            first, second, whole = first - block.first, second - block.second, block
        return min(whole.by_day) if whole and since is None else since
