"""Statements of witnesses, in the clear: they are meant for everybody, and each carries its own proof."""

from collections.abc import Collection

from ledger.core.errors import ProofError
from ledger.proof.note import parse_vkey
from ledger.proof.statement import Statement, verify_statements
from ledger.vault.database import Database, Row
from ledger.vault.errors import VaultDamaged

PROVING = 2
"""Statements of one witness about one height that are kept: two prove that it equivocates."""


class StoredStatements:
    """`ledger.app.vault.Statements` in the vault's file."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, statement: Statement) -> bool:
        text = bytes(statement.checkpoint)
        filed = (statement.checkpoint.origin, statement.checkpoint.block, statement.key.public)
        with self._database.transaction():
            query = "SELECT text FROM statements WHERE origin = ? AND block = ? AND key = ?"
            kept = [row[0] for row in self._database.ask(query, *filed)]
            if text in kept or len(kept) >= PROVING:
                return False
            insert = "INSERT INTO statements (origin, block, key, text, vkey, note) VALUES (?, ?, ?, ?, ?, ?)"
            self._database.ask(insert, *filed, text, str(statement.key), bytes(statement))
        return True

    def at(self, origin: str, block: int) -> tuple[Statement, ...]:
        query = "SELECT vkey, note FROM statements WHERE origin = ? AND block = ? ORDER BY number"
        return tuple(map(_statement, self._database.ask(query, origin, block)))

    def latest(self, origin: str, public: Collection[bytes]) -> Statement | None:
        marks = ", ".join("?" * len(public))
        query = f"SELECT vkey, note FROM statements WHERE origin = ? AND key IN ({marks}) ORDER BY block DESC LIMIT 1"
        row = self._database.one(query, origin, *public)
        return None if row is None else _statement(row)

    def blocks(self, origin: str) -> tuple[int, ...]:
        query = "SELECT DISTINCT block FROM statements WHERE origin = ? ORDER BY block DESC"
        return tuple(row[0] for row in self._database.ask(query, origin))

    def contradictions(self) -> tuple[tuple[Statement, Statement], ...]:
        query = (
            "SELECT one.vkey, one.note, other.vkey, other.note FROM statements AS one"
            " JOIN statements AS other USING (origin, block, key) WHERE one.number < other.number"
            " ORDER BY other.number"
        )
        rows = self._database.ask(query)
        return tuple((_statement(row[:2]), _statement(row[2:])) for row in rows)


def _statement(row: Row) -> Statement:
    """Verified on its way out as it was on its way in."""
    try:
        (statement,) = verify_statements(row[1], [parse_vkey(row[0])])
    except ProofError as error:
        raise VaultDamaged(f"a stored statement does not hold: {error}") from error
    return statement
