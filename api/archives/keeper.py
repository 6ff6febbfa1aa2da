"""An archive that an operator has begun goes on while the server runs."""

import logging
import sqlite3

from api.rounds import Rounds
from api.turns import Turns
from api.verifications.trust import trust_of
from ledger.archive.errors import ArchiveBusy
from ledger.archive.manifest import MANIFEST
from ledger.core.errors import TradelineError
from ledger.wiring import Archivist

EVERY_SECONDS = 600.0
_log = logging.getLogger("tradeline.api")


class Keeper(Rounds):
    """It is in nobody's way, and ends after the segment it is in."""

    def __init__(self, turns: Turns, every: float = EVERY_SECONDS) -> None:
        super().__init__("keeper", every, "exporting to the archive")
        self._node = turns.node
        self._archivist: Archivist | None = None

    def round(self) -> None:
        """Exports what is final, and what no alarm disputes, if there is an archive in the home."""
        settings = self._node.settings
        if not (settings.archive / MANIFEST).is_file():
            return
        try:
            if self._archivist is None:
                self._archivist = self._node.archivist(trust_of(settings))
            self._archivist.export(settings.archive, self._heed)
        except (_Ended, ArchiveBusy):
            return
        except (TradelineError, OSError, sqlite3.Error) as error:
            # What was replayed may be more than what was archived.
            self._archivist = None
            _log.warning("exporting to the archive: %s: %s", type(error).__name__, error)

    def _heed(self, block: int, goal: int) -> None:
        if self._ended.is_set():
            raise _Ended


class _Ended(Exception):
    """The server ends: what was exported of a segment is exported again."""
