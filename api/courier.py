"""What goes on without being asked: the index follows the chain, and what waits in the outbox is sent.

Of several processes on one index one leads, each time anew: where that one is gone, this one takes the blocks.
"""

import logging
import sqlite3
import threading

from api.turns import Busy, Turns
from ledger.core.errors import TradelineError

EVERY_SECONDS = 2.0
_log = logging.getLogger("tradeline.api")


class Courier:
    """A thread of its own; it gives way to every caller, and what goes wrong is tried again."""

    def __init__(self, turns: Turns, every: float = EVERY_SECONDS) -> None:
        self._turns = turns
        self._every = every
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="courier", daemon=True)
        self._last = ""

    def start(self) -> None:
        """Begins."""
        self._thread.start()

    def stop(self) -> None:
        """Ends after the round it is in."""
        self._ended.set()
        self._thread.join()

    def round(self) -> None:
        """One turn of the outbox; and the index to the head of the chain, unless another process sees to that."""
        try:
            with self._turns.take(seconds=0) as node:
                node.turn()
                node.indexer.advance()
            self._last = ""
        except Busy:
            return
        except (TradelineError, OSError, sqlite3.Error) as error:
            self._say(f"{type(error).__name__}: {error}")

    def _run(self) -> None:
        while not self._ended.wait(self._every):
            try:
                self.round()
            except Exception:
                # A defect of ours, to be seen in the log; the outbox must not wait for a restart because of it.
                _log.exception("following the chain")

    def _say(self, what: str) -> None:
        if what != self._last:
            _log.warning("following the chain: %s", what)
        self._last = what
