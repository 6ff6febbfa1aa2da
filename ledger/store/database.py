"""The index's file: its form, its connections, its transactions."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

from ledger.core.errors import Misuse, Unavailable
from ledger.proof.events import Contracts

APPLICATION_ID = 0x54524C49
"""`TRLI`, in the header of the file (SQLite file format, section 1.3)."""
VERSION = 1
BUSY_SECONDS = 10.0
Row = tuple[Any, ...]

_OUTSIDE = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY)
"""Primary result codes that are no mistake of this program."""


class NotThisIndex(Misuse):
    """The file holds something else: another program's data, another version, other contracts."""

    def __init__(self, path: Path, found: str) -> None:
        super().__init__(f"{path} is {found}; an index can be removed, it is rebuilt from the chain")
        self.path = path


class IndexBusy(Unavailable):
    """Another process is writing, or the disk cannot be written to."""


def connect(path: Path) -> sqlite3.Connection:
    """A connection that may be handed from thread to thread, used by one at a time. NotThisIndex, IndexBusy."""
    try:
        connection = sqlite3.connect(path, BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    except sqlite3.OperationalError as error:
        raise IndexBusy(f"{path} cannot be opened: {error}") from error
    try:
        # NORMAL: a power cut may undo the last transactions, whole; they are read from the chain again.
        connection.execute("PRAGMA synchronous = NORMAL")
    except sqlite3.DatabaseError as error:
        connection.close()
        raise NotThisIndex(path, f"no index: {error}") from error
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing, alone among writers. IndexBusy."""
    try:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("COMMIT")
    except BaseException as error:
        connection.rollback()
        if isinstance(error, sqlite3.OperationalError) and error.sqlite_errorcode & 0xFF in _OUTSIDE:
            raise IndexBusy(f"the index cannot be written: {error}") from error
        raise


def prepare(path: Path, contracts: Contracts, start: int) -> None:
    """Makes the file if it is not there; NotThisIndex unless it is the index of these contracts from `start`."""
    origin = (contracts.chain_id, *contracts.addresses, start)
    with closing(connect(path)) as connection:
        with transaction(connection):
            if not connection.execute("SELECT 1 FROM sqlite_schema").fetchone():
                _create(connection, origin)
        _check(connection, path, origin)
        connection.execute("PRAGMA journal_mode = WAL")


def _create(connection: sqlite3.Connection, origin: Row) -> None:
    statements = files("ledger.store").joinpath("schema.sql").read_text("utf-8")
    # One by one: executescript would commit first.
    for statement in statements.split(";\n"):
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.execute("INSERT INTO origin VALUES (1, ?, ?, ?, ?, ?)", origin)


def _check(connection: sqlite3.Connection, path: Path, origin: Row) -> None:
    if connection.execute("PRAGMA application_id").fetchone() != (APPLICATION_ID,):
        raise NotThisIndex(path, "no index")
    if connection.execute("PRAGMA user_version").fetchone() != (VERSION,):
        raise NotThisIndex(path, "an index of another version")
    found = connection.execute(
        "SELECT chain_id, registry, ledger, attestations, start FROM origin"
    ).fetchone()
    if found != origin:
        raise NotThisIndex(path, "an index of other contracts")
