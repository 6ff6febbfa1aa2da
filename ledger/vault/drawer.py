"""A table of sealed values, each bound to the columns it is filed under."""

from dataclasses import dataclass

from ledger.proof import cbor
from ledger.vault.cipher import Cipher
from ledger.vault.database import Database

Column = int | bytes | str


@dataclass(frozen=True, slots=True)
class Drawer:
    """One table: its `columns`, then `sealed`. Names of tables and columns are this package's own, never a caller's."""

    database: Database
    cipher: Cipher
    table: str
    columns: tuple[str, ...]

    def put(self, filed: tuple[Column, ...], value: bytes) -> None:
        """Files a value; one that is filed under the same primary key is replaced."""
        marks = ", ".join("?" * (len(filed) + 1))
        sealed = self.cipher.seal(value, self._place(filed))
        self.database.ask(f"INSERT OR REPLACE INTO {self.table} VALUES ({marks})", *filed, sealed)

    def find(self, **where: Column) -> list[tuple[tuple[Column, ...], bytes]]:
        """(columns, value) of the rows whose named columns are as said, in the order of the columns."""
        names = ", ".join(self.columns)
        conditions = " AND ".join(f"{name} = ?" for name in where) or "1"
        query = f"SELECT {names}, sealed FROM {self.table} WHERE {conditions}"
        # Sorted here: asked to sort, SQLite prefers an index in that order to one that finds the rows.
        rows = sorted(self.database.ask(query, *where.values()))
        return [(row[:-1], self.cipher.open(row[-1], self._place(row[:-1]))) for row in rows]

    def get(self, **where: Column) -> bytes | None:
        """The value of the last of these rows, if there is one."""
        rows = self.find(**where)
        return rows[-1][1] if rows else None

    def _place(self, filed: tuple[Column, ...]) -> bytes:
        return cbor.encode([self.table, *filed])
