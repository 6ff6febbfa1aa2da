"""One node, one caller at a time: what it folds and sends is not made for two at once."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

from fastapi import Request

from ledger.core.day import Day, day_at, day_of
from ledger.core.errors import Unavailable
from ledger.wiring import Node

WAIT_SECONDS = 60.0
PATIENCE_SECONDS = 15.0
"""How long a caller waits for its turn; and then for another process that leads to bring the index to the head."""


class Busy(Unavailable):
    """Others are being served, and were not done in time."""

    def __init__(self) -> None:
        super().__init__("the node is busy with other requests")


class Turns:
    """The node of this server. `now` gives seconds since 1970-01-01 UTC."""

    def __init__(self, node: Node, now: Callable[[], int]) -> None:
        self.node = node
        self.now = now
        self._one = threading.Lock()

    def day(self, told: date | None = None) -> Day:
        """The day that is told, BadContent if no fact can be of it; else this day, UTC."""
        return day_at(self.now()) if told is None else day_of(told)

    @contextmanager
    def take(self, seconds: float = WAIT_SECONDS) -> Iterator[Node]:
        """The node, for this thread alone. Busy after `seconds`."""
        if not self._one.acquire(timeout=seconds):
            raise Busy
        try:
            yield self.node
        finally:
            self._one.release()

    @contextmanager
    def current(self) -> Iterator[Node]:
        """The same, its index at the head of the chain: nothing is judged by what was. Unavailable, Behind."""
        with self.take() as node:
            node.follow(patience=PATIENCE_SECONDS)
            yield node


def turns_of(request: Request) -> Turns:
    """What the server was started with."""
    turns: Turns = request.app.state.turns
    return turns
