"""Symmetric keys of tradelines and obligations, salt secrets, and the numbers of tradelines that members open."""

from ledger.core.ids import Member, TradelineId
from ledger.proof.integers import u64
from ledger.proof.scope import Scope
from ledger.vault.cipher import Cipher
from ledger.vault.database import Database
from ledger.vault.drawer import Drawer


class StoredTradelineKeys:
    """`ledger.app.vault.TradelineKeys` in the vault's file. A vault is of one place, so scopes are filed without it."""

    def __init__(self, database: Database, cipher: Cipher) -> None:
        self._database = database
        self._epochs = Drawer(database, cipher, "tradeline_keys", ("member", "tradeline", "epoch"))
        self._entries = Drawer(database, cipher, "entry_keys", ("member", "tradeline", "epoch", "obligation"))
        self._secrets = Drawer(database, cipher, "secrets", ("member", "tradeline"))

    def next_sequence(self, member: Member, at_least: int = 1) -> int:
        with self._database.transaction():
            row = self._database.one("SELECT next FROM sequences WHERE member = ?", member)
            number = max(int(row[0]) if row else 1, at_least)
            self._database.ask("INSERT OR REPLACE INTO sequences VALUES (?, ?)", member, number + 1)
        return number

    def put_tradeline_key(self, member: Member, scope: Scope, key: bytes) -> None:
        self._epochs.put((member, u64(int(scope.tradeline)), scope.epoch), key)

    def tradeline_key(self, member: Member, scope: Scope) -> bytes | None:
        return self._epochs.get(member=member, tradeline=u64(int(scope.tradeline)), epoch=scope.epoch)

    def put_entry_key(self, member: Member, scope: Scope, key: bytes) -> None:
        self._entries.put((member, u64(int(scope.tradeline)), scope.epoch, scope.obligation), key)

    def entry_key(self, member: Member, scope: Scope) -> bytes | None:
        return self._entries.get(
            member=member, tradeline=u64(int(scope.tradeline)), epoch=scope.epoch, obligation=scope.obligation
        )

    def held(self, member: Member) -> int:
        queries = (
            f"SELECT count(*) FROM {table} WHERE member = ?" for table in ("tradeline_keys", "entry_keys")
        )
        return sum(int(self._database.ask(query, member)[0][0]) for query in queries)

    def put_secret(self, member: Member, tradeline: TradelineId, secret: bytes) -> None:
        self._secrets.put((member, u64(int(tradeline))), secret)

    def secret(self, member: Member, tradeline: TradelineId) -> bytes | None:
        return self._secrets.get(member=member, tradeline=u64(int(tradeline)))
