"""What is counted of the exchanges that this server has. Where nobody asks for it, nothing is."""

from dataclasses import dataclass
from typing import Protocol

from fastapi import Request

UNMATCHED = "unmatched"
"""In the place of a path that no route has."""


@dataclass(frozen=True, slots=True)
class Answered:
    """An exchange that is over. `route` is the route's template, never the path, which says of whom it is."""

    method: str
    route: str
    status: int
    seconds: float


class Meter(Protocol):
    """Counts; safe to use from several threads."""

    def answered(self, exchange: Answered) -> None:
        """One more answer."""
        ...

    def verified(self, verdict: str) -> None:
        """One more dossier judged."""
        ...


class Unmetered:
    """Counts nothing."""

    def answered(self, exchange: Answered) -> None: ...

    def verified(self, verdict: str) -> None: ...


UNMETERED = Unmetered()


def meter_of(request: Request) -> Meter:
    """What the server was started with."""
    meter: Meter = request.app.state.meter
    return meter
