"""Contents of entries that a member wrote or opened, and the proofs of its obligations' tags."""

from typing import cast

from ledger.app.vault import Kept
from ledger.core.ids import Commitment, Member, ObligationId, TradelineId
from ledger.proof import cbor
from ledger.proof.commitment import Full, Salts
from ledger.proof.content import decode_facts, decode_identity, encode_facts, encode_identity
from ledger.proof.integers import u64
from ledger.vault.cipher import Cipher
from ledger.vault.database import Database
from ledger.vault.drawer import Column, Drawer


class StoredContents:
    """`ledger.app.vault.Contents` in the vault's file."""

    def __init__(self, database: Database, cipher: Cipher) -> None:
        self._database = database
        columns = ("member", "tradeline", "obligation", "commitment", "written")
        self._contents = Drawer(database, cipher, "contents", columns)
        self._proofs = Drawer(database, cipher, "proofs", ("member", "tradeline", "obligation"))

    def put(self, member: Member, kept: Kept) -> None:
        content = kept.content
        filed = (member, u64(int(kept.tradeline)), kept.obligation, content.commitment, int(kept.written))
        self._contents.put(filed, _packed(content))

    def get(self, member: Member, commitment: Commitment) -> Kept | None:
        found = self._contents.find(member=member, commitment=commitment)
        return _kept(*found[0]) if found else None

    def of(self, member: Member, tradeline: TradelineId | None, obligation: ObligationId) -> tuple[Kept, ...]:
        where = {} if tradeline is None else {"tradeline": u64(int(tradeline))}
        return tuple(
            _kept(*row) for row in self._contents.find(member=member, obligation=obligation, **where)
        )

    def commitments(self, member: Member, tradeline: TradelineId) -> frozenset[Commitment]:
        query = "SELECT commitment FROM contents WHERE member = ? AND tradeline = ?"
        return frozenset(Commitment(row[0]) for row in self._database.ask(query, member, u64(int(tradeline))))

    def put_proof(
        self, member: Member, tradeline: TradelineId, obligation: ObligationId, proof: bytes
    ) -> None:
        self._proofs.put((member, u64(int(tradeline)), obligation), proof)

    def proof(self, member: Member, obligation: ObligationId) -> bytes | None:
        return self._proofs.get(member=member, obligation=obligation)


def _kept(filed: tuple[Column, ...], value: bytes) -> Kept:
    tradeline, obligation = cast(bytes, filed[1]), cast(bytes, filed[2])
    where = TradelineId.from_int(int.from_bytes(tradeline, "big"))
    return Kept(where, ObligationId(obligation), _unpacked(value), bool(filed[4]))


def _packed(content: Full) -> bytes:
    salts = content.salts
    parts = [encode_facts(content.facts), encode_identity(content.identity), salts.facts, salts.identity]
    return cbor.encode(parts)


def _unpacked(value: bytes) -> Full:
    facts, identity, first, second = cast(list[bytes], cbor.decode(value))
    return Full(decode_facts(facts), decode_identity(identity), Salts(first, second))
