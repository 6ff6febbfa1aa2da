"""Attestations about a member, with the proofs that were taken for them: old state is not provable for ever."""

from typing import cast

from ledger.core.ids import Member
from ledger.vault.cipher import Cipher
from ledger.vault.database import Database
from ledger.vault.drawer import Drawer


class StoredAttestations:
    """`ledger.app.vault.Attestations` in the vault's file."""

    def __init__(self, database: Database, cipher: Cipher) -> None:
        self._drawer = Drawer(database, cipher, "attestations", ("member", "digest"))

    def put(self, member: Member, digest: bytes, form: bytes) -> None:
        self._drawer.put((member, digest), form)

    def get(self, member: Member, digest: bytes) -> bytes | None:
        return self._drawer.get(member=member, digest=digest)

    def all(self, member: Member) -> tuple[tuple[bytes, bytes], ...]:
        return tuple((cast(bytes, filed[1]), form) for filed, form in self._drawer.find(member=member))
