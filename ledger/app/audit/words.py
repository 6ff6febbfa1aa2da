"""The words that events lead to in one contract's state, each with the event that wrote it last.

Memory grows with the state, a word each, and not with the length of the chain.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ledger.app.audit.report import ChainDiffers, unequal
from ledger.proof.words import Word

Plain = Any
"""Numbers, texts, bytes, and lists of them: what a replay is kept as between two runs."""


@dataclass(frozen=True, slots=True)
class Moment:
    """An event's place: block, block time (seconds since 1970-01-01 UTC), and index of its log in the block."""

    block: int
    time: int
    log: int

    def differs(self, field: str, expected: object, got: object) -> ChainDiffers:
        """The event cannot have been: what the contract's rules lead to, and what was logged."""
        return ChainDiffers(unequal(self.block, self.log, field, expected, got))


@dataclass(frozen=True, slots=True)
class Written:
    """A word as it should stand, what it is, and the event that made it so."""

    word: int
    what: str
    moment: Moment


class Words:
    """The words of one contract, by slot; what no event wrote is 0."""

    def __init__(self) -> None:
        self._written: dict[int, Written] = {}

    def __len__(self) -> int:
        return len(self._written)

    def __iter__(self) -> Iterator[tuple[int, Written]]:
        """By slot, ascending."""
        return iter(sorted(self._written.items()))

    def at(self, slot: int) -> int:
        """The word at a slot."""
        found = self._written.get(slot)
        return 0 if found is None else found.word

    def write(self, slot: int, word: int | bytes | Word, what: str, moment: Moment) -> None:
        """Writes a word: a number, 32 bytes, or one with a layout."""
        number = int.from_bytes(word, "big") if isinstance(word, bytes) else int(word)
        self._written[slot] = Written(number, what, moment)

    def state(self) -> Plain:
        """As plain values."""
        return [
            [slot, item.word, item.what, item.moment.block, item.moment.time, item.moment.log]
            for slot, item in self
        ]

    def restore(self, state: Plain) -> None:
        """Takes up what `state` gave."""
        self._written = {slot: Written(word, what, Moment(*moment)) for slot, word, what, *moment in state}
