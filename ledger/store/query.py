"""Asking the index: one connection, used by one thread at a time."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ledger.store.database import Row, connect
from ledger.store.tables import after


class Query:
    """Rows as of the last transaction that ended, whoever made it."""

    def __init__(self, path: Path) -> None:
        self._connection = connect(path)
        self._connection.execute("PRAGMA query_only = ON")
        self._one = threading.Lock()

    def all(self, sql: str, *values: object) -> list[Row]:
        """Every row of the answer."""
        with self._one:
            return self._connection.execute(sql, values).fetchall()

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
    def snapshot(self) -> Iterator[sqlite3.Connection]:
        """The bare connection, which sees one state of the rows until the block ends."""
        with self._one:
            self._connection.execute("BEGIN")
            try:
                yield self._connection
            finally:
                self._connection.execute("COMMIT")

    def close(self) -> None:
        """Ends the connection; the file stays."""
        self._connection.close()
