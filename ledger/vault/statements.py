"""Statements of witnesses, in the clear: they are meant for everybody, and each carries its own proof."""

from collections.abc import Collection

from ledger.core.errors import ProofError
from ledger.proof.note import parse_vkey
from ledger.proof.statement import Statement, verify_statements
from ledger.vault.database import Database, Row
from ledger.vault.errors import VaultDamaged

PROVING = 2
"""Statements of one witness about one height that are kept: two prove that it equivocates."""
RECENT = 100_000
"""Of the blocks that anybody stated, so many of the highest are looked through for those that enough state alike."""

# A vkey is name+id+key, and no name has a plus sign (c2sp.org/signed-note).
_NAME = "substr(vkey, 1, instr(vkey, '+') - 1)"
# Keys are counted first, in the index alone; texts and names only where there are enough.
_STATED = f"""
SELECT block FROM statements AS stated WHERE origin = ?1 AND block >= ?2
GROUP BY block HAVING count(DISTINCT key) >= ?3 AND EXISTS (
    SELECT 1 FROM statements WHERE origin = ?1 AND block = stated.block
    GROUP BY text HAVING count(DISTINCT {_NAME}) >= ?3)
ORDER BY block DESC LIMIT ?4
"""


class StoredStatements:
    """`ledger.app.vault.Statements` in the vault's file."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, statement: Statement) -> bool:
        text = bytes(statement.checkpoint)
        filed = (statement.checkpoint.origin, statement.checkpoint.block, statement.key.public)
        with self._database.transaction():
            query = "SELECT text, number FROM statements WHERE origin = ? AND block = ? AND key = ?"
            kept: dict[bytes, int] = dict(self._database.ask(query, *filed))
            if text in kept or len(kept) >= PROVING:
                return False
            insert = (
                "INSERT INTO statements (origin, block, key, text, vkey, note, contradicts)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)"
            )
            first = next(iter(kept.values()), None)
            self._database.ask(insert, *filed, text, str(statement.key), bytes(statement), first)
        return True

    def at(self, origin: str, block: int) -> tuple[Statement, ...]:
        query = "SELECT vkey, note FROM statements WHERE origin = ? AND block = ? ORDER BY number"
        return tuple(map(_statement, self._database.ask(query, origin, block)))

    def latest(self, origin: str, public: Collection[bytes]) -> Statement | None:
        marks = ", ".join("?" * len(public))
        query = f"SELECT vkey, note FROM statements WHERE origin = ? AND key IN ({marks}) ORDER BY block DESC LIMIT 1"
        row = self._database.one(query, origin, *public)
        return None if row is None else _statement(row)

    def stated(self, origin: str, witnesses: int, most: int) -> tuple[int, ...]:
        query = "SELECT DISTINCT block FROM statements WHERE origin = ? ORDER BY block DESC LIMIT 1 OFFSET ?"
        last = self._database.one(query, origin, RECENT - 1)
        rows = self._database.ask(_STATED, origin, last[0] if last else 0, witnesses, most)
        return tuple(row[0] for row in rows)

    def contradictions(
        self, origin: str, skip: int = 0, most: int | None = None
    ) -> tuple[tuple[Statement, Statement], ...]:
        query = (
            "SELECT one.vkey, one.note, other.vkey, other.note FROM statements AS other"
            " JOIN statements AS one ON one.number = other.contradicts"
            " WHERE other.origin = ? AND other.contradicts IS NOT NULL ORDER BY other.number LIMIT ? OFFSET ?"
        )
        # https://www.sqlite.org/lang_select.html, section 5: below zero there is no limit.
        rows = self._database.ask(query, origin, -1 if most is None else most, skip)
        return tuple((_statement(row[:2]), _statement(row[2:])) for row in rows)

    def contradicted(self) -> int:
        ((count,),) = self._database.ask("SELECT count(*) FROM statements WHERE contradicts IS NOT NULL")
        return int(count)


def _statement(row: Row) -> Statement:
    """Verified on its way out as it was on its way in."""
    try:
        (statement,) = verify_statements(row[1], [parse_vkey(row[0])])
    except ProofError as error:
        raise VaultDamaged(f"a stored statement does not hold: {error}") from error
    return statement
