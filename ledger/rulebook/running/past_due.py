"""Since when an obligor has been past due over a threshold without a break, kept up with every change."""

from collections.abc import Iterator

from ledger.rulebook.position import Position

_BLOCK = 4
"""Days stand in blocks of 16: a query looks at the blocks, and into one of them."""


class _Block:
    """Changes of a few neighbouring days. `low` has the least past due and the least margin on its days, against
    those at its end; made when asked for.
    """

    __slots__ = ("by_day", "low", "margin", "past_due")

    def __init__(self) -> None:
        self.by_day: dict[int, tuple[int, int]] = {}
        self.past_due = self.margin = 0
        self.low: tuple[int, int] | None = None

    def add(self, day: int, past_due: int, margin: int) -> None:
        before = self.by_day.get(day, (0, 0))
        after = before[0] + past_due, before[1] + margin
        if any(after):
            self.by_day[day] = after
        else:
            self.by_day.pop(day, None)
        self.past_due += past_due
        self.margin += margin
        self.low = None

    def lows(self) -> tuple[int, int]:
        """The least of both at the end of a day on which they change, less what they are at the end of all."""
        ends = [(past_due, margin) for _, past_due, margin in self._backward(0, 0)]
        self.low = min(end[0] for end in ends), min(end[1] for end in ends)
        return self.low

    def since(self, past_due: int, margin: int, amount: int) -> int | None:
        """The first day of those up to the last on which more than `amount` and the share are past due; None if the
        last is none. Both are given at its end.
        """
        since = None
        for day, then, wide in self._backward(past_due, margin):
            if then <= amount or wide <= 0:
                break
            since = day
        return since

    def _backward(self, past_due: int, margin: int) -> Iterator[tuple[int, int, int]]:
        """Each day of a change, the last first, with both at its end."""
        for day in sorted(self.by_day, reverse=True):
            yield day, past_due, margin
            past_due -= self.by_day[day][0]
            margin -= self.by_day[day][1]


class PastDue:
    """One obligor's exposure and what of it is past due, by day, as `defaults.eu_default_since` takes them.

    `margin` is 10000 * past due - share * exposure: above 0, the share is passed.
    """

    __slots__ = ("_blocks", "_margin", "_past_due", "_share_bp")

    def __init__(self, share_bp: int) -> None:
        self._share_bp = share_bp
        self._past_due = self._margin = 0
        self._blocks: dict[int, _Block] = {}

    def add(self, item: Position, times: int) -> None:
        """Counts a debt once more (`times` 1) or once less (-1), its changes up to the position's `as_of`."""
        if item.balance == 0 and item.rest:
            return
        first_late = max(item.due + 1, item.issued)
        self._change(item, item.issued, times * item.amount, 0)
        self._change(item, first_late, 0, times * item.amount)
        for part in item.payments:
            self._change(item, max(part.day, item.issued), -times * part.amount, 0)
            self._change(item, max(part.day, first_late), 0, -times * part.amount)

    def since(self, amount: int) -> int | None:
        """The first day of the days without a break, up to now, on which more than `amount` and the share were past
        due; None if that is not so now.

        Backward block by block, as long as the lows of a block say that it holds on each of its days.
        """
        past_due, margin = self._past_due, self._margin
        whole, since = None, None
        for number in sorted(self._blocks, reverse=True):
            block = self._blocks[number]
            low, narrow = block.low or block.lows()
            if past_due + low <= amount or margin + narrow <= 0:
                since = block.since(past_due, margin, amount)
                break
            past_due, margin, whole = past_due - block.past_due, margin - block.margin, block
        return min(whole.by_day) if whole and since is None else since

    def _change(self, item: Position, day: int, exposure: int, past_due: int) -> None:
        if day > item.as_of:
            return
        margin = 10_000 * past_due - self._share_bp * exposure
        block = self._blocks.setdefault(day >> _BLOCK, _Block())
        block.add(day, past_due, margin)
        if not block.by_day:
            del self._blocks[day >> _BLOCK]
        self._past_due += past_due
        self._margin += margin
