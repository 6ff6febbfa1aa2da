"""Documents that were taken in, and what became of each: a file that comes twice is recorded once."""

from ledger.core.ids import Member, TradelineId
from ledger.proof.integers import u64
from ledger.vault.cipher import Cipher
from ledger.vault.database import Database
from ledger.vault.drawer import Drawer


class StoredDocuments:
    """`ledger.app.vault.Documents` in the vault's file.

    Digests are filed under names: a digest can be guessed from a copy.
    """

    def __init__(self, database: Database, cipher: Cipher) -> None:
        self._database = database
        self._cipher = cipher
        self._drawer = Drawer(database, cipher, "documents", ("member", "name"))

    def put(self, member: Member, digest: bytes, outcome: str, tradelines: tuple[TradelineId, ...]) -> None:
        name = self._cipher.name(digest)
        with self._database.transaction():
            self._drawer.put((member, name), outcome.encode())
            rows = [(member, name, u64(int(tradeline))) for tradeline in tradelines]
            self._database.many("INSERT OR IGNORE INTO document_tradelines VALUES (?, ?, ?)", rows)

    def outcome(self, member: Member, digest: bytes) -> str | None:
        found = self._drawer.get(member=member, name=self._cipher.name(digest))
        return None if found is None else found.decode()

    def blank(self, member: Member, tradeline: TradelineId) -> int:
        """Empties the outcomes of documents that touched a tradeline; that they were seen stays.

        How many there were.
        """
        query = "SELECT name FROM document_tradelines WHERE member = ? AND tradeline = ?"
        names = [row[0] for row in self._database.ask(query, member, u64(int(tradeline)))]
        for name in names:
            self._drawer.put((member, name), b"")
        return len(names)
