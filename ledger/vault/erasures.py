"""Destruction: rows go, their pages are overwritten, and the backups follow."""

from ledger.app.vault import Destruction, Erased, Private
from ledger.core.ids import Member, TradelineId
from ledger.proof.integers import u64
from ledger.vault.backups import Backups
from ledger.vault.database import Database
from ledger.vault.documents import StoredDocuments

_NAMED: dict[str, tuple[str, tuple[str, ...]]] = {
    "tradeline keys": ("tradeline_keys", ("epoch",)),
    "entry keys": ("entry_keys", ("epoch", "obligation")),
    "contents": ("contents", ("commitment",)),
    "tag proofs": ("proofs", ("obligation",)),
}
"""Kinds of what is destroyed: table, which is a field of `Destruction` as well, and the columns that name a row."""


class StoredErasures:
    """`ledger.app.vault.Erasures` in the vault's file, which deletes with `secure_delete`."""

    def __init__(self, database: Database, backups: Backups, documents: StoredDocuments) -> None:
        self._database = database
        self._backups = backups
        self._documents = documents

    def erased(self, member: Member, tradeline: TradelineId) -> tuple[Erased, ...]:
        query = "SELECT epoch, obligation, commitment FROM erased WHERE member = ? AND tradeline = ?"
        return tuple(
            Erased(tradeline, *row) for row in self._database.ask(query, member, u64(int(tradeline)))
        )

    def marked(self, member: Member) -> int:
        return int(self._database.ask("SELECT count(*) FROM erased WHERE member = ?", member)[0][0])

    def destroy(self, member: Member, destruction: Destruction) -> dict[str, int]:
        tradeline = u64(int(destruction.tradeline))
        marks = [(member, tradeline, one.epoch, one.obligation, one.commitment) for one in destruction.marks]
        with self._database.transaction():
            self._database.many("INSERT INTO erased VALUES (?, ?, ?, ?, ?)", marks)
            counts = {
                kind: self._delete(table, (member, tradeline), columns, getattr(destruction, table))
                for kind, (table, columns) in _NAMED.items()
            }
            counts["salt secrets"] = self._delete("secrets", (member, tradeline), (), None)
            counts["documents' outcomes"] = self._documents.blank(member, destruction.tradeline)
        return counts

    def _delete(
        self,
        table: str,
        where: tuple[int, bytes],
        columns: tuple[str, ...],
        named: tuple[object, ...] | None,
    ) -> int:
        """Deletes rows of a member's tradeline: those whose columns are as one of `named` has them, None for all."""
        query = f"DELETE FROM {table} WHERE member = ? AND tradeline = ?"
        if named is None:
            return self._database.run(query, *where)
        query += "".join(f" AND {column} = ?" for column in columns)
        rows = (one if isinstance(one, tuple) else (one,) for one in named)
        return sum(self._database.run(query, *where, *row) for row in rows)

    def destroy_key(self, member: Member, kind: Private, generation: int) -> None:
        query = "DELETE FROM private_keys WHERE member = ? AND kind = ? AND generation = ?"
        self._database.ask(query, member, kind.value, generation)

    def purge(self, member: Member) -> tuple[tuple[str, ...], tuple[str, ...]]:
        self._database.overwrite()
        reach = self._backups.mirror(member)
        return reach.reached, reach.unreached
