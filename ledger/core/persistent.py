"""A mapping and a list that never change, and yet grow cheaply: each next one shares nearly all of the one before.

They hold layers, each at most half as large as the one before; a new item is a layer of one, merged with those
before it until that holds again: the logarithmic method (J. L. Bentley and J. B. Saxe, "Decomposable Searching
Problems I", Journal of Algorithms 1(4), 1980). One after another, n items are added in O(n log n); a copy each
time would take O(n²).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence, Sized
from typing import TypeVar, overload

K = TypeVar("K")
V = TypeVar("V")
T = TypeVar("T")
L = TypeVar("L", bound=Sized)


def _grown(layers: tuple[L, ...], new: L, merged: Callable[[L, L], L]) -> tuple[L, ...]:
    while layers and len(layers[-1]) < 2 * len(new):
        layers, new = layers[:-1], merged(layers[-1], new)
    return (*layers, new)


class PersistentMap(Mapping[K, V]):
    """In the order in which keys first came, as a `dict` is."""

    __slots__ = ("_layers", "_size")

    def __init__(self, layers: tuple[dict[K, V], ...] = (), size: int = 0) -> None:
        self._layers = layers
        self._size = size

    def put(self, key: K, value: V) -> "PersistentMap[K, V]":
        """The same mapping with one more (or one other) value; this one is left as it is."""
        layers = _grown(self._layers, {key: value}, lambda older, newer: older | newer)
        return PersistentMap(layers, self._size + (key not in self))

    def __getitem__(self, key: K) -> V:
        for layer in reversed(self._layers):
            if key in layer:
                return layer[key]
        raise KeyError(key)

    def __iter__(self) -> Iterator[K]:
        return iter({key: None for layer in self._layers for key in layer})

    def __len__(self) -> int:
        return self._size

    def __repr__(self) -> str:
        return f"PersistentMap({dict(self)!r})"


class PersistentList(Sequence[T]):
    """Equal to a tuple of the same items."""

    __slots__ = ("_layers",)

    def __init__(self, layers: tuple[tuple[T, ...], ...] = ()) -> None:
        self._layers = layers

    def append(self, item: T) -> "PersistentList[T]":
        """The same list with one more item; this one is left as it is."""
        return PersistentList(_grown(self._layers, (item,), lambda older, newer: older + newer))

    @overload
    def __getitem__(self, index: int) -> T: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[T, ...]: ...

    def __getitem__(self, index: int | slice) -> T | tuple[T, ...]:
        if isinstance(index, slice):
            return tuple(self)[index]
        place = range(len(self))[index]
        for layer in self._layers:
            if place < len(layer):
                return layer[place]
            place -= len(layer)
        raise IndexError(index)

    def __iter__(self) -> Iterator[T]:
        return (item for layer in self._layers for item in layer)

    def __len__(self) -> int:
        return sum(map(len, self._layers))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, tuple | PersistentList):
            return NotImplemented
        return tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"PersistentList({tuple(self)!r})"
