"""Which observations count otherwise from which day on."""

from collections.abc import Iterable
from typing import Generic, TypeVar

K = TypeVar("K")


class Calendar(Generic[K]):
    """Keys by the days between which nothing about them changes: from a first day to the day before another."""

    __slots__ = ("_after", "_first", "_steady")

    def __init__(self) -> None:
        self._first: dict[int, set[K]] = {}
        self._after: dict[int, set[K]] = {}
        self._steady: dict[K, tuple[int, int]] = {}

    def put(self, key: K, steady: tuple[int, int]) -> None:
        """Nothing changes from the one day to the day before the other."""
        self._steady[key] = steady
        for days, day in zip((self._first, self._after), steady, strict=True):
            days.setdefault(day, set()).add(key)

    def drop(self, key: K) -> None:
        for days, day in zip((self._first, self._after), self._steady.pop(key), strict=True):
            days[day].remove(key)
            if not days[day]:
                del days[day]

    def moving(self, start: int, end: int) -> list[K]:
        """Which keys change on the way from one day to another, forth or back."""
        if start <= end:
            return _within(self._after, range(start + 1, end + 1))
        return _within(self._first, range(end + 1, start + 1))


def _within(days: dict[int, set[K]], between: range) -> list[K]:
    reached: Iterable[int] = between if len(between) < len(days) else [day for day in days if day in between]
    return [key for day in reached for key in days.get(day, ())]
