"""Tokens of the API: the vault keeps a hash of each, the caller the token, and nobody both."""

import hmac
import os
from dataclasses import dataclass
from hashlib import sha256
from typing import cast

from ledger.core.ids import Member
from ledger.proof import cbor
from ledger.vault.cipher import Cipher
from ledger.vault.database import Database

_ID_SIZE, _SECRET_SIZE = 8, 32


@dataclass(frozen=True, slots=True)
class Token:
    """What a token allows: to act for a member, within `scopes`, until `expires` (seconds since 1970-01-01 UTC)."""

    id: str
    member: Member
    label: str
    scopes: tuple[str, ...]
    expires: int


class Tokens:
    """The tokens of one vault.

    A token is 40 random bytes in hex, an id and a secret, so a plain hash of it is enough.
    """

    def __init__(self, database: Database, cipher: Cipher) -> None:
        self._database = database
        self._cipher = cipher

    def issue(self, member: Member, label: str, scopes: tuple[str, ...], expires: int) -> str:
        """A fresh token; it is shown this once."""
        token = os.urandom(_ID_SIZE + _SECRET_SIZE)
        sealed = self._cipher.seal(cbor.encode([label, list(scopes)]), _place(token[:_ID_SIZE]))
        values = (token[:_ID_SIZE], sha256(token).digest(), member, sealed, expires)
        self._database.ask("INSERT INTO tokens VALUES (?, ?, ?, ?, ?, NULL)", *values)
        return token.hex()

    def check(self, text: str, now: int) -> Token | None:
        """What a token allows at the time `now`; None if it is unknown, ended or revoked."""
        try:
            token = bytes.fromhex(text)
        except ValueError:
            return None
        query = "SELECT hash, member, sealed, expires, revoked FROM tokens WHERE id = ?"
        row = self._database.one(query, token[:_ID_SIZE])
        # Found by its public half; the secret half is compared in a time that does not depend on it.
        expected = row[0] if row else bytes(32)
        if not hmac.compare_digest(sha256(token).digest(), expected) or row is None:
            return None
        _, member, sealed, expires, revoked = row
        if revoked is not None or now >= expires:
            return None
        return self._token(token[:_ID_SIZE], member, sealed, expires)

    def of(self, member: Member) -> tuple[Token, ...]:
        """The member's tokens that are not revoked."""
        query = (
            "SELECT id, member, sealed, expires FROM tokens WHERE member = ? AND revoked IS NULL ORDER BY id"
        )
        return tuple(self._token(*row) for row in self._database.ask(query, member))

    def revoke(self, token_id: str, now: int) -> bool:
        """Ends a token for ever; False if there is none of this id that stood."""
        query = "UPDATE tokens SET revoked = ? WHERE hex(id) = upper(?) AND revoked IS NULL"
        return self._database.run(query, now, token_id) > 0

    def _token(self, token_id: bytes, member: int, sealed: bytes, expires: int) -> Token:
        opened = cbor.decode(self._cipher.open(sealed, _place(token_id)))
        label, scopes = cast(tuple[str, list[str]], opened)
        return Token(token_id.hex(), Member(member), label, tuple(scopes), expires)


def _place(token_id: bytes) -> bytes:
    return cbor.encode(["tokens", token_id])
