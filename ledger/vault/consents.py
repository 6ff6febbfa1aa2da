"""Openings of the consents that members gave: whoever is shown one can find its commitment on chain."""

from typing import cast

from ledger.core.ids import Commitment, Member
from ledger.vault.cipher import Cipher
from ledger.vault.database import Database
from ledger.vault.drawer import Drawer


class StoredConsents:
    """`ledger.app.vault.Consents` in the vault's file."""

    def __init__(self, database: Database, cipher: Cipher) -> None:
        self._drawer = Drawer(database, cipher, "consents", ("member", "commitment"))

    def put(self, member: Member, commitment: Commitment, opening: bytes) -> None:
        self._drawer.put((member, commitment), opening)

    def get(self, member: Member, commitment: Commitment) -> bytes | None:
        return self._drawer.get(member=member, commitment=commitment)

    def all(self, member: Member) -> tuple[tuple[Commitment, bytes], ...]:
        rows = self._drawer.find(member=member)
        return tuple((Commitment(cast(bytes, filed[1])), opening) for filed, opening in rows)
