"""Asking the index: one session, used by one thread at a time."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from ledger.store.database import Database, Row, Session, SessionLost
from ledger.store.tables import after


class Query:
    """Rows as of the last transaction that ended, whoever made it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._session = database.reader()
        self._one = threading.Lock()

    def all(self, sql: str, *values: object) -> list[Row]:
        """Every row of the answer."""
        with self._one:
            return self._ask(sql, *values)

    def first(self, sql: str, *values: object) -> Row | None:
        """The first row of the answer, if there is one."""
        rows = self.all(sql, *values)
        return rows[0] if rows else None

    def at(self, until: int | None) -> int:
        """Block `until`, or the last one taken.

        Whoever asks several questions as of it gets answers of one state, though blocks are taken meanwhile.
        """
        if until is None:
            ((until,),) = self.all("SELECT coalesce(max(number), 0) FROM blocks")
        return int(until)

    def end(self, until: int | None) -> int:
        """The first place above block `until`, or above the last one taken."""
        return after(self.at(until))

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """The bare session, which sees one state of the rows until the block ends."""
        with self._one:
            self._ask("SELECT 1")
            with self._session.reading():
                yield self._session

    def close(self) -> None:
        """Ends the session; what is kept stays."""
        self._session.close()

    def _ask(self, sql: str, *values: object) -> list[Row]:
        """Of another session if the server has ended this one: a question can be asked again."""
        try:
            return self._session.all(sql, *values)
        except SessionLost:
            self._session.close()
            self._session = self._database.reader()
            return self._session.all(sql, *values)
