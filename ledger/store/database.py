"""What the index needs of a database: one SQL for all, and the few things that each of them says in its own way."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from importlib.resources import files
from typing import Any, Protocol

from ledger.core.errors import Misuse, ProofError, Unavailable

VERSION = 2
BUSY_SECONDS = 10.0
Row = tuple[Any, ...]

SOMETHING_ELSE, OTHER_VERSION = "no index", "an index of another version"
OTHER_CONTRACTS = "an index of other contracts"


class NotThisIndex(Misuse):
    """Something else is kept there: another program's data, another version, other contracts."""

    def __init__(self, where: object, found: str) -> None:
        super().__init__(f"{where} is {found}; an index can be removed, it is rebuilt from the chain")
        self.where = where


class IndexBusy(Unavailable):
    """Another process is writing, or the database does not answer, or cannot be written to."""


class SessionLost(IndexBusy):
    """The connection has ended, and with it what it held; another one can be opened."""


class RowRefused(ProofError):
    """The row contradicts one that stands: what can happen only once has happened twice."""


class Session(Protocol):
    """A connection, used by one thread at a time. Values stand for `?`. RowRefused, IndexBusy, SessionLost."""

    def all(self, sql: str, *values: object) -> list[Row]: ...

    def first(self, sql: str, *values: object) -> Row | None: ...

    def each(self, sql: str) -> Iterator[Row]:
        """The rows one after the other, never all of them in memory."""
        ...

    def writing(self) -> AbstractContextManager[None]:
        """A transaction, all or nothing, alone among writers: what is read in it stands until it ends."""
        ...

    def reading(self) -> AbstractContextManager[None]:
        """A transaction that sees one state of all rows."""
        ...

    def close(self) -> None: ...


class Database(Protocol):
    """Where an index is kept."""

    def prepare(self, origin: Row) -> None:
        """Makes the tables if there is nothing; NotThisIndex unless they are those of this origin."""
        ...

    def reader(self) -> Session:
        """A session that cannot write."""
        ...

    def writer(self) -> Session: ...

    def leader(self) -> Session | None:
        """A writer that no other process can have until it is closed, lost, or its process dead; None if one has."""
        ...


def statements() -> list[str]:
    """The schema's, in order."""
    return files("ledger.store").joinpath("schema.sql").read_text("utf-8").split(";\n")


ORIGIN = "SELECT chain_id, registry, ledger, attestations, start FROM origin"
NEW_ORIGIN = "INSERT INTO origin VALUES (1, ?, ?, ?, ?, ?)"
