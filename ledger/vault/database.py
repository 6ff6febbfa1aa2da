"""One connection to the vault's file: whole transactions, on disk when they end, and nothing deleted left in a page."""

import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ledger.vault.errors import NotAVault, VaultBusy
from ledger.vault.schema import APPLICATION_ID

Row = tuple[Any, ...]
_WAIT = 10.0


class Database:
    """A connection that several threads of one process may share."""

    def __init__(self, path: Path, journal: str = "WAL") -> None:
        self.path = path
        self._lock = threading.RLock()
        self._connection = _connect(path, journal)

    @property
    def connection(self) -> sqlite3.Connection:
        """The bare connection, for SQLite's own backup and migrations."""
        return self._connection

    def ask(self, sql: str, *values: object) -> list[Row]:
        """Rows of a query; also runs a single statement, which outside `transaction` is a transaction of its own."""
        with self._lock:
            try:
                return self._connection.execute(sql, values).fetchall()
            except sqlite3.OperationalError as error:
                raise _translated(error) from error

    def one(self, sql: str, *values: object) -> Row | None:
        """The first row, if there is one."""
        rows = self.ask(sql, *values)
        return rows[0] if rows else None

    def run(self, sql: str, *values: object) -> int:
        """How many rows a statement changed."""
        with self._lock:
            self.ask(sql, *values)
            (changed,) = self.ask("SELECT changes()")[0]
            return int(changed)

    def many(self, sql: str, values: Sequence[Sequence[object]]) -> None:
        """One statement for each of `values`."""
        with self._lock:
            self._connection.executemany(sql, values)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; within another one, a part of it."""
        with self._lock:
            if self._connection.in_transaction:
                yield
                return
            self.ask("BEGIN IMMEDIATE")
            try:
                yield
                self.ask("COMMIT")
            except BaseException:
                self._connection.rollback()
                raise

    def overwrite(self) -> None:
        """Leaves no older version of a page in the write-ahead log; VaultBusy while another reader needs one."""
        rows = self.ask("PRAGMA wal_checkpoint(TRUNCATE)")
        if rows[0][0]:
            raise VaultBusy(f"{self.path} is being read; what was deleted is not yet overwritten: try again")

    def close(self) -> None:
        """Ends the connection; the file stays."""
        self._connection.close()


def create_private(path: Path) -> None:
    """An empty file that only its owner may read; NotAVault if something stands there."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError as error:
        raise NotAVault(f"{path} exists already") from error
    except OSError as error:
        raise NotAVault(f"{path} cannot be made: {error.strerror}") from error


def check_is_vault(path: Path) -> None:
    """NotAVault unless the file's header says that it is one."""
    try:
        with path.open("rb") as file:
            header = file.read(100)
    except OSError as error:
        raise NotAVault(f"{path} cannot be read: {error.strerror}") from error
    # https://www.sqlite.org/fileformat.html, section 1.3: the application id stands at offset 68.
    if header[:16] != b"SQLite format 3\0" or int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise NotAVault(f"{path} is not a vault")


def _connect(path: Path, journal: str) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_WAIT, isolation_level=None, check_same_thread=False)
    # SQLite makes the log and the shared memory with the mode of the file itself.
    for pragma in (
        f"journal_mode = {journal}",
        "synchronous = FULL",
        "secure_delete = ON",
        "temp_store = MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}").fetchall()
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def _translated(error: sqlite3.OperationalError) -> Exception:
    if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return VaultBusy("another process is writing to the vault")
    return error
