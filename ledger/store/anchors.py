"""What issuers anchored, revoked and superseded, and which rulebooks are registered."""

from ledger.core.ids import Member
from ledger.proof.words import AnchorWord
from ledger.store.query import Query
from ledger.store.tables import after


class IndexAnchors:
    """As of block `until`, or of the last block taken; words are those that stand in the contract's state."""

    def __init__(self, query: Query) -> None:
        self._query = query

    def anchor_word(self, issuer: Member, digest: bytes, until: int | None = None) -> AnchorWord | None:
        """The word of an issuer's digest, or of the root of a batch."""
        at = self._query.at(until)
        single = self._block("anchored", "digest", issuer, digest, at)
        batch = self._block("batch_anchored", "root", issuer, digest, at)
        revoked = self._block("revoked", "digest", issuer, digest, at)
        superseded = self._block("superseded", "older", issuer, digest, at)
        if not (single or batch or revoked or superseded):
            return None
        return AnchorWord(single or batch, revoked, superseded, batch != 0)

    def successor(self, issuer: Member, digest: bytes, until: int | None = None) -> bytes | None:
        """The digest that replaced an issuer's digest."""
        row = self._query.first(
            "SELECT newer FROM superseded WHERE issuer = ? AND older = ? AND place < ?",
            issuer,
            digest,
            self._query.end(until),
        )
        return row[0] if row else None

    def rulebook_since(self, digest: bytes, until: int | None = None) -> int | None:
        """The block at which a rulebook was registered."""
        row = self._query.first(
            "SELECT place >> 24 FROM rulebook_registered WHERE hash = ? AND place < ?",
            digest,
            self._query.end(until),
        )
        return row[0] if row else None

    def _block(self, table: str, column: str, issuer: Member, digest: bytes, at: int) -> int:
        row = self._query.first(
            f"SELECT place >> 24 FROM {table} WHERE issuer = ? AND {column} = ? AND place < ?",
            issuer,
            digest,
            after(at),
        )
        return row[0] if row else 0
