"""What goes on without being asked: the index follows the chain, and what waits in the outbox is sent.

Of several processes on one index one leads, each time anew: where that one is gone, this one takes the blocks.
"""

import logging
import sqlite3

from api.rounds import Rounds
from api.turns import Busy, Turns
from ledger.core.errors import TradelineError

EVERY_SECONDS = 2.0
_log = logging.getLogger("tradeline.api")


class Courier(Rounds):
    """It gives way to every caller."""

    def __init__(self, turns: Turns, every: float = EVERY_SECONDS) -> None:
        super().__init__("courier", every, "following the chain")
        self._turns = turns
        self._last = ""

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

    def _say(self, what: str) -> None:
        if what != self._last:
            _log.warning("following the chain: %s", what)
        self._last = what
