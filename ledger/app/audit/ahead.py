"""Looks in order, taken ahead of where they are needed: in this process, or in others beside it."""

from collections import deque
from collections.abc import Generator
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import replace

from ledger.app.audit.look import SPAN, Seen, Span, look, look_elsewhere
from ledger.app.audit.sources import Opened
from ledger.core.errors import Unavailable

FEW = 256
"""Blocks for which no process is started: they are done by the time that it has."""
AHEAD = 4
"""Looks under way or waiting to be taken: enough that no process waits, however long the chain."""


class WorkerLost(Unavailable):
    """A process of the audit's own was killed, or had no memory: no source is to blame."""


class Looking:
    """Who looks: this process or, with `workers` and where it is worth it, processes of their own."""

    def __init__(self, opened: Opened, workers: Executor | None) -> None:
        self._opened, self._workers = opened, workers

    def along(self, whole: Span) -> Generator[Seen, None, None]:
        """Looks along a span of any length, in order. To be closed by whoever does not take them all."""
        numbers = whole.numbers
        pieces = (
            replace(whole, numbers=numbers[start : start + SPAN]) for start in range(0, len(numbers), SPAN)
        )
        if self._workers is None or len(numbers) <= FEW:
            yield from (look(self._opened, piece) for piece in pieces)
            return
        waiting: deque[Future[Seen]] = deque()
        try:
            for piece in pieces:
                waiting.append(self._workers.submit(look_elsewhere, piece))
                if len(waiting) >= AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BrokenExecutor as error:
            raise WorkerLost("a process that looked at blocks has ended before its work") from error
        finally:
            for future in waiting:
                future.cancel()

    def at(self, span: Span) -> Seen:
        """A look at once, in this process."""
        return look(self._opened, span)
