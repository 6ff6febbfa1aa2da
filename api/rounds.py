"""Work that a server does beside its answers, round after round."""

import logging
import threading
from abc import ABC, abstractmethod

_log = logging.getLogger("tradeline.api")


class Rounds(ABC):
    """A thread of its own: a round every so many seconds. What goes wrong in one is tried again in the next."""

    def __init__(self, name: str, every: float, doing: str) -> None:
        """`name` is the thread's; `doing` says in the log what a round is for."""
        self._every = every
        self._doing = doing
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begins."""
        self._thread.start()

    def stop(self) -> None:
        """Ends after the round it is in."""
        self._ended.set()
        self._thread.join()

    @abstractmethod
    def round(self) -> None:
        """One round."""

    def _run(self) -> None:
        while not self._ended.wait(self._every):
            try:
                self.round()
            except Exception:
                # A defect of ours, to be seen in the log; the work must not wait for a restart because of it.
                _log.exception(self._doing)
