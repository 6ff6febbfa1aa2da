"""An index in PostgreSQL, 14 or later: in the schema that the connection's `search_path` names first."""

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress

import psycopg
from psycopg import conninfo, errors

from ledger.core.errors import Misuse
from ledger.store import database
from ledger.store.database import IndexBusy, NotThisIndex, Row, RowRefused, SessionLost, statements

MARK = "tradeline index, version {}"
"""Comment on the table `origin`: what SQLite has in the header of its file."""
WRITES, LEADS = 0x54524C57, 0x54524C4C
"""Classes of advisory locks, `TRLW` and `TRLL`; the object is the schema that the index is in."""
LEASE_SECONDS = 60
"""A leader that says nothing for so long is taken for dead: its session is ended, and with it what it could write."""
CONNECT_SECONDS = 10
OLDEST = 140_000
"""The first with idle_session_timeout."""

_TYPES = {"INTEGER": "bigint", "BLOB": "bytea", "TEXT": "text", " STRICT": ""}
_SQLITE = re.compile(r"\b(?:INTEGER|BLOB|TEXT)\b| STRICT\b")
_HERE = "current_schema()::regnamespace::oid::int"
# A commit need not reach the disk: what a power cut undoes, whole, is read from the chain again. A peer that is gone
# without a word is noticed after 25 seconds, not after the two hours of TCP.
_SESSION = {
    "application_name": "tradeline",
    "synchronous_commit": "off",
    "idle_in_transaction_session_timeout": f"{LEASE_SECONDS}s",
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
}


class PostgresSession:
    """A connection that commits each statement by itself, but for those in `writing` and `reading`."""

    def __init__(self, connection: psycopg.Connection, place: str) -> None:
        self._connection = connection
        self._place = place

    def all(self, sql: str, *values: object) -> list[Row]:
        """Every row of the answer."""
        with self._told():
            cursor = self._connection.execute(_spoken(sql), values)
            return cursor.fetchall() if cursor.description else []

    def first(self, sql: str, *values: object) -> Row | None:
        """The first row of the answer, if there is one."""
        rows = self.all(sql, *values)
        return rows[0] if rows else None

    def each(self, sql: str) -> Iterator[Row]:
        """The rows one after the other."""
        with self._told(), self._connection.cursor() as cursor:
            yield from cursor.stream(_spoken(sql))

    @contextmanager
    def writing(self) -> Iterator[None]:
        """All or nothing, alone among writers. IndexBusy.

        READ COMMITTED: whatever is read after the lock is what the last writer left.
        """
        with self._transaction("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"):
            self.all(f"SELECT pg_advisory_xact_lock(?, {_HERE})", WRITES)
            yield

    @contextmanager
    def reading(self) -> Iterator[None]:
        """One state of all rows."""
        with self._transaction("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"):
            yield

    def close(self) -> None:
        """Ends the connection; the tables stay."""
        self._connection.close()

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[None]:
        self.all(begin)
        try:
            yield
            self.all("COMMIT")
        except BaseException:
            # Where the connection has ended, the server has rolled back.
            with suppress(psycopg.Error):
                self._connection.rollback()
            raise

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What the server says, as errors of this room."""
        try:
            yield
        except psycopg.IntegrityError as error:
            raise RowRefused(str(error)) from error
        except errors.InsufficientPrivilege as error:
            raise Misuse(f"{self._place}: the role lacks a right: {error}") from error
        except (psycopg.OperationalError, psycopg.InterfaceError, errors.ReadOnlySqlTransaction) as error:
            kind = SessionLost if self._connection.closed else IndexBusy
            raise kind(f"{self._place} cannot be used: {error}") from error


class PostgresDatabase:
    """A schema in a database, by its address (libpq's URI). What the URI leaves out comes from libpq's environment."""

    def __init__(self, uri: str) -> None:
        self._uri = uri
        try:
            known = conninfo.conninfo_to_dict(uri)
        except psycopg.ProgrammingError:
            # libpq's words would quote the URI, and a password in it.
            raise Misuse(
                "the index's address is no URI of PostgreSQL: postgresql://user@host/database"
            ) from None
        self._place = f"the index in PostgreSQL, {known.get('host', 'local')}/{known.get('dbname', '')}"

    def prepare(self, origin: Row) -> None:
        """Makes the tables if the schema is empty; NotThisIndex unless they are those of this origin."""
        with closing(self.writer()) as session:
            if self._is_empty(session):
                with session.writing():
                    if self._is_empty(session):
                        _create(session, origin)
            self._check(session, origin)

    def reader(self) -> PostgresSession:
        """IndexBusy."""
        return self._connect(default_transaction_read_only="on")

    def writer(self) -> PostgresSession:
        """IndexBusy."""
        return self._connect()

    def leader(self) -> PostgresSession | None:
        """The lock is the session's: the server gives it up when the session ends, after what it was committing."""
        session = self._connect(idle_session_timeout=f"{LEASE_SECONDS}s")
        try:
            if session.first(f"SELECT pg_try_advisory_lock(?, {_HERE})", LEADS) == (True,):
                return session
        except BaseException:
            session.close()
            raise
        session.close()
        return None

    def _connect(self, **more: str) -> PostgresSession:
        try:
            connection = psycopg.connect(self._uri, autocommit=True, connect_timeout=CONNECT_SECONDS)
        except psycopg.Error as error:
            # Not `from error`: that one carries the connection, and with it the password.
            raise IndexBusy(f"{self._place} cannot be reached: {error}") from None
        session = PostgresSession(connection, self._place)
        try:
            if connection.info.server_version < OLDEST:
                raise Misuse(f"{self._place}: its server is older than PostgreSQL 14")
            given = {**_SESSION, "lock_timeout": f"{database.BUSY_SECONDS * 1000:.0f}ms", **more}
            calls = ", ".join(["set_config(?, ?, false)"] * len(given))
            session.all(f"SELECT {calls}", *(part for pair in given.items() for part in pair))
        except BaseException:
            session.close()
            raise
        return session

    def _is_empty(self, session: PostgresSession) -> bool:
        if session.first("SELECT current_schema()") == (None,):
            raise Misuse(f"{self._place}: the search_path names no schema that exists")
        tables = "SELECT 1 FROM pg_class WHERE relnamespace = current_schema()::regnamespace"
        return session.first(tables) is None

    def _check(self, session: PostgresSession, origin: Row) -> None:
        mark = "SELECT obj_description(to_regclass(quote_ident(current_schema()) || '.origin'), 'pg_class')"
        found = session.first(mark)
        if found is None or found[0] is None or not str(found[0]).startswith(MARK.format("")):
            raise NotThisIndex(self._place, database.SOMETHING_ELSE)
        if found != (MARK.format(database.VERSION),):
            raise NotThisIndex(self._place, database.OTHER_VERSION)
        if session.first(database.ORIGIN) != origin:
            raise NotThisIndex(self._place, database.OTHER_CONTRACTS)


def _create(session: PostgresSession, origin: Row) -> None:
    for statement in statements():
        session.all(_SQLITE.sub(lambda found: _TYPES[found[0]], statement))
    session.all(f"COMMENT ON TABLE origin IS '{MARK.format(database.VERSION)}'")
    session.all(database.NEW_ORIGIN, *origin)


def _spoken(sql: str) -> bytes:
    """SQL with psycopg's marks for values."""
    return sql.replace("?", "%s").encode()
