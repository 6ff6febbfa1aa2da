"""The sources of an audit, and what became of each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ledger.app.audit.report import Difference, Heard
from ledger.app.audit.sources import Source
from ledger.app.audit.words import Plain


@dataclass(slots=True)
class _Seat:
    """One source: from which block on, and to which, it told what was followed."""

    source: Source
    since: int
    until: int | None = None
    silent: str | None = None
    difference: Difference | None = None


class Panel:
    """Who is still heard. A source that was found to lie, or that fell silent, is heard no more."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self._seats = {source.name: _Seat(source, 0) for source in sources}

    def live(self, among: Iterable[Source]) -> list[Source]:
        """Those of `among` that are still heard."""
        seats = (self._seats[source.name] for source in among)
        return [seat.source for seat in seats if seat.silent is None and seat.difference is None]

    def told(self, sources: Iterable[Source], block: int) -> None:
        """They told the block that is followed."""
        for source in sources:
            self._seats[source.name].until = block

    def accuse(self, source: Source, difference: Difference) -> None:
        """It told something that is disproved."""
        self._seats[source.name].difference = difference

    def silence(self, source: Source, why: str) -> None:
        """It told nothing more; what was heard first stays."""
        seat = self._seats[source.name]
        seat.silent = seat.silent or why

    def first_difference(self, among: Iterable[Source]) -> Difference | None:
        """What one of them told that is disproved."""
        found = (self._seats[source.name].difference for source in among)
        return next((difference for difference in found if difference is not None), None)

    def silences(self) -> list[tuple[str, str]]:
        """Who fell silent, and why."""
        return [(seat.source.name, seat.silent) for seat in self._seats.values() if seat.silent is not None]

    def heard(self) -> tuple[Heard, ...]:
        """What became of each, in the order in which they were named."""
        return tuple(
            Heard(seat.source.name, seat.since, seat.until, seat.silent, seat.difference)
            for seat in self._seats.values()
        )

    def state(self) -> Plain:
        """As plain values."""
        return [
            [name, seat.since, seat.until, seat.silent, seat.difference and seat.difference.state()]
            for name, seat in self._seats.items()
        ]

    def restore(self, state: Plain, block: int) -> None:
        """Takes up what `state` gave after a block; a source that was not there before is heard from there on."""
        known = {name: rest for name, *rest in state}
        for name, seat in self._seats.items():
            if name not in known:
                seat.since = block + 1
                continue
            seat.since, seat.until, seat.silent, difference = known[name]
            seat.difference = None if difference is None else Difference(*difference)
