"""An index in one file."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from ledger.store import database
from ledger.store.database import IndexBusy, NotThisIndex, Row, RowRefused, statements

APPLICATION_ID = 0x54524C49
"""`TRLI`, in the header of the file (SQLite file format, section 1.3)."""

_OUTSIDE = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY)
"""Primary result codes that are no mistake of this program."""


class SqliteSession:
    """A connection to the file, which may be handed from thread to thread."""

    def __init__(self, connection: sqlite3.Connection, lead: sqlite3.Connection | None = None) -> None:
        self._connection = connection
        self._lead = lead

    def all(self, sql: str, *values: object) -> list[Row]:
        """Every row of the answer."""
        with _told():
            return self._connection.execute(sql, values).fetchall()

    def first(self, sql: str, *values: object) -> Row | None:
        """The first row of the answer, if there is one."""
        rows = self.all(sql, *values)
        return rows[0] if rows else None

    def each(self, sql: str) -> Iterator[Row]:
        """The rows one after the other."""
        with _told():
            yield from self._connection.execute(sql)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """All or nothing, alone among writers. IndexBusy."""
        with self._transaction("BEGIN IMMEDIATE"):
            yield

    @contextmanager
    def reading(self) -> Iterator[None]:
        """One state of all rows."""
        with self._transaction("BEGIN"):
            yield

    def close(self) -> None:
        """Ends the connection; the file stays."""
        self._connection.close()
        if self._lead is not None:
            self._lead.close()

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[None]:
        with _told():
            try:
                self._connection.execute(begin)
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                self._connection.rollback()
                raise


class SqliteFile:
    """A file, and beside it another one that whoever leads has locked."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def prepare(self, origin: Row) -> None:
        """Makes the file if it is not there; NotThisIndex unless it is the index of this origin."""
        with closing(self.writer()) as session:
            with session.writing():
                if session.first("SELECT 1 FROM sqlite_schema") is None:
                    _create(session, origin)
            self._check(session, origin)
            session.all("PRAGMA journal_mode = WAL")

    def reader(self) -> SqliteSession:
        """NotThisIndex, IndexBusy."""
        session = self.writer()
        session.all("PRAGMA query_only = ON")
        return session

    def writer(self) -> SqliteSession:
        """NotThisIndex, IndexBusy."""
        return SqliteSession(self._connect())

    def leader(self) -> SqliteSession | None:
        """The lock is SQLite's own, on an empty file beside the index: it ends with the process."""
        beside = self._path.with_name(self._path.name + ".lead")
        with _told():
            lead = sqlite3.connect(beside, timeout=0, isolation_level=None, check_same_thread=False)
        try:
            lead.execute("BEGIN EXCLUSIVE")
            return SqliteSession(self._connect(), lead)
        except sqlite3.OperationalError as error:
            lead.close()
            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
                return None
            raise IndexBusy(f"{beside} cannot be locked: {error}") from error
        except BaseException:
            lead.close()
            raise

    def _connect(self) -> sqlite3.Connection:
        try:
            connection = sqlite3.connect(
                self._path, database.BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
        except sqlite3.OperationalError as error:
            raise IndexBusy(f"{self._path} cannot be opened: {error}") from error
        try:
            # NORMAL: a power cut may undo the last transactions, whole; they are read from the chain again.
            connection.execute("PRAGMA synchronous = NORMAL")
        except sqlite3.DatabaseError as error:
            connection.close()
            raise NotThisIndex(self._path, f"{database.SOMETHING_ELSE}: {error}") from error
        return connection

    def _check(self, session: SqliteSession, origin: Row) -> None:
        if session.first("PRAGMA application_id") != (APPLICATION_ID,):
            raise NotThisIndex(self._path, database.SOMETHING_ELSE)
        if session.first("PRAGMA user_version") != (database.VERSION,):
            raise NotThisIndex(self._path, database.OTHER_VERSION)
        if session.first(database.ORIGIN) != origin:
            raise NotThisIndex(self._path, database.OTHER_CONTRACTS)


def _create(session: SqliteSession, origin: Row) -> None:
    for statement in statements():
        session.all(statement)
    session.all(f"PRAGMA application_id = {APPLICATION_ID}")
    session.all(f"PRAGMA user_version = {database.VERSION}")
    session.all(database.NEW_ORIGIN, *origin)


@contextmanager
def _told() -> Iterator[None]:
    """What the driver says, as errors of this room."""
    try:
        yield
    except sqlite3.IntegrityError as error:
        raise RowRefused(str(error)) from error
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF in _OUTSIDE:
            raise IndexBusy(f"the index cannot be used: {error}") from error
        raise
