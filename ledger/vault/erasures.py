"""Destruction: rows go, their pages are overwritten, and the backups follow."""

from ledger.app.vault import Destruction, Erased, Private
from ledger.core.ids import Commitment, Member, ObligationId, TradelineId
from ledger.proof.integers import u64
from ledger.vault.backups import Backups
from ledger.vault.database import Database
from ledger.vault.documents import StoredDocuments


class StoredErasures:
    """`ledger.app.vault.Erasures` in the vault's file, which deletes with `secure_delete`."""

    def __init__(self, database: Database, backups: Backups, documents: StoredDocuments) -> None:
        self._database = database
        self._backups = backups
        self._documents = documents

    def erased(self, member: Member, tradeline: TradelineId) -> tuple[Erased, ...]:
        query = "SELECT obligation, commitment FROM erased WHERE member = ? AND tradeline = ?"
        return tuple(
            Erased(tradeline, ObligationId(obligation) or None, Commitment(commitment) or None)
            for obligation, commitment in self._database.ask(query, member, u64(int(tradeline)))
        )

    def destroy(self, member: Member, destruction: Destruction) -> dict[str, int]:
        target = destruction.target
        tradeline = u64(int(target.tradeline))
        at = "member = ? AND tradeline = ?"
        run = self._database.run
        with self._database.transaction():
            mark = "INSERT OR IGNORE INTO erased VALUES (?, ?, ?, ?)"
            run(mark, member, tradeline, target.obligation or b"", target.commitment or b"")
            counts = {
                "tradeline keys": [
                    run(f"DELETE FROM tradeline_keys WHERE {at} AND epoch = ?", member, tradeline, epoch)
                    for epoch in destruction.tradeline_keys
                ],
                "entry keys": [
                    run(
                        f"DELETE FROM entry_keys WHERE {at} AND epoch = ? AND obligation = ?",
                        member,
                        tradeline,
                        *key,
                    )
                    for key in destruction.entry_keys
                ],
                "contents": [
                    run(f"DELETE FROM contents WHERE {at} AND commitment = ?", member, tradeline, commitment)
                    for commitment in destruction.contents
                ],
                "tag proofs": [
                    run(f"DELETE FROM proofs WHERE {at} AND obligation = ?", member, tradeline, obligation)
                    for obligation in destruction.proofs
                ],
                "salt secrets": [run(f"DELETE FROM secrets WHERE {at}", member, tradeline)],
                "documents' outcomes": [self._documents.blank(member, target.tradeline)],
            }
        return {kind: sum(numbers) for kind, numbers in counts.items()}

    def destroy_key(self, member: Member, kind: Private, generation: int) -> None:
        query = "DELETE FROM private_keys WHERE member = ? AND kind = ? AND generation = ?"
        self._database.ask(query, member, kind.value, generation)

    def purge(self, member: Member) -> tuple[tuple[str, ...], tuple[str, ...]]:
        self._database.overwrite()
        reach = self._backups.mirror(member)
        return reach.reached, reach.unreached
