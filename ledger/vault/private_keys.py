"""Private keys of members, by what they are for and by generation."""

from ledger.app.vault import Private
from ledger.core.ids import Member
from ledger.vault.cipher import Cipher
from ledger.vault.database import Database
from ledger.vault.drawer import Drawer


class StoredPrivateKeys:
    """`ledger.app.vault.PrivateKeys` in the vault's file."""

    def __init__(self, database: Database, cipher: Cipher) -> None:
        self._database = database
        self._drawer = Drawer(database, cipher, "private_keys", ("member", "kind", "generation"))

    def members(self) -> tuple[Member, ...]:
        rows = self._database.ask("SELECT DISTINCT member FROM private_keys ORDER BY member")
        return tuple(Member(row[0]) for row in rows)

    def put(self, member: Member, kind: Private, generation: int, secret: bytes) -> None:
        self._drawer.put((member, kind.value, generation), secret)

    def get(self, member: Member, kind: Private, generation: int | None = None) -> bytes | None:
        if generation is None:
            return self._drawer.get(member=member, kind=kind.value)
        return self._drawer.get(member=member, kind=kind.value, generation=generation)

    def generations(self, member: Member, kind: Private) -> tuple[int, ...]:
        query = "SELECT generation FROM private_keys WHERE member = ? AND kind = ? ORDER BY generation"
        return tuple(row[0] for row in self._database.ask(query, member, kind.value))
