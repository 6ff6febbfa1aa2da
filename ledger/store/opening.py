"""Which database an index is kept in, by its address."""

from pathlib import Path

from ledger.core.errors import Misuse
from ledger.proof.events import Contracts
from ledger.store.database import Database
from ledger.store.index import SqlIndex
from ledger.store.sqlite import SqliteFile


def database_at(where: Path | str) -> Database:
    """The database at an address. Misuse."""
    if isinstance(where, Path):
        return SqliteFile(where)
    try:
        from ledger.store.postgres import PostgresDatabase
    except ImportError as error:
        raise Misuse("an index in PostgreSQL needs psycopg: install tradeline[postgres]") from error
    return PostgresDatabase(where)


def index_at(where: Path | str, contracts: Contracts, start: int) -> SqlIndex:
    """The index in a file or, by a URI, in PostgreSQL; made if it is not there. NotThisIndex, IndexBusy, Misuse."""
    return SqlIndex(database_at(where), contracts, start)
