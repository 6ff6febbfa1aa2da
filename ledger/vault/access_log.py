"""Who looked at what: appended to, never changed."""

from dataclasses import dataclass
from typing import cast

from ledger.core.ids import Member
from ledger.proof import cbor
from ledger.vault.cipher import Cipher
from ledger.vault.database import Database


@dataclass(frozen=True, slots=True)
class Access:
    """One access to a member's data. `time` in seconds since 1970-01-01 UTC; `actor` and `action` are words."""

    time: int
    member: Member
    actor: str
    action: str


class AccessLog:
    """The access log of one vault."""

    def __init__(self, database: Database, cipher: Cipher) -> None:
        self._database = database
        self._cipher = cipher

    def append(self, access: Access) -> None:
        """Writes one line."""
        words = cbor.encode([access.actor, access.action])
        sealed = self._cipher.seal(words, _place(access.time, access.member))
        query = "INSERT INTO access_log (time, member, sealed) VALUES (?, ?, ?)"
        self._database.ask(query, access.time, access.member, sealed)

    def of(self, member: Member) -> tuple[Access, ...]:
        """Every access to the member's data, in order."""
        query = "SELECT time, sealed FROM access_log WHERE member = ? ORDER BY number"
        return tuple(self._read(member, time, sealed) for time, sealed in self._database.ask(query, member))

    def _read(self, member: Member, time: int, sealed: bytes) -> Access:
        actor, action = cast(list[str], cbor.decode(self._cipher.open(sealed, _place(time, member))))
        return Access(time, member, actor, action)


def _place(time: int, member: Member) -> bytes:
    return cbor.encode(["access_log", time, member])
