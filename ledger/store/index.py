"""The index of one deployment. Fills `ports.Index`."""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path

import cbor2

from ledger.app.ports import Block, Finalised, Position, Reorged, Standing, StreamItem
from ledger.core.codes import EntryClass, MemberEvent, MemberList
from ledger.core.entry import Clock, Entry
from ledger.core.ids import Commitment, Member, ObligationId, TradelineId
from ledger.proof.consensus.engine import Finality
from ledger.proof.events import Contracts, entry_of
from ledger.proof.integers import u32, u64
from ledger.proof.meta import Meta
from ledger.store.anchors import IndexAnchors
from ledger.store.database import Database, Row, Session
from ledger.store.directory import IndexDirectory
from ledger.store.query import Query
from ledger.store.reorgs import Reorgs
from ledger.store.sqlite import SqliteFile
from ledger.store.tables import INDEX_BITS, PLACED, after
from ledger.store.writer import Writer

_ENTRIES = (
    "SELECT place, meta, obligation, commitment, payload, time FROM entries"
    " JOIN blocks ON blocks.number = place >> 24"
)


class SqlIndex:
    """An index in a database. Any number of threads and processes may read; writers take turns, a block at a time.

    Queries answer as of block `until`, or as of the last block taken.
    """

    def __init__(self, database: Database, contracts: Contracts, start: int) -> None:
        """Opens or makes it. `start`: the block from which the contracts may have logged. NotThisIndex, IndexBusy."""
        database.prepare((contracts.chain_id, *contracts.addresses, start))
        self._database, self._contracts, self._start = database, contracts, start
        self._lead: Session | None = None
        self._query = Query(database)
        self.reorgs = Reorgs()
        self.directory = IndexDirectory(self._query)
        self.anchors = IndexAnchors(self._query)

    def close(self) -> None:
        """Ends the connection; what is kept stays."""
        self._query.close()

    def start(self) -> int:
        """The first block to take."""
        return self._start

    def position(self) -> Position | None:
        """The last block taken."""
        row = self._query.first("SELECT number, hash FROM blocks ORDER BY number DESC LIMIT 1")
        return Position(*row) if row else None

    def finalised(self) -> int:
        """The last block that the engine called final; 0 if it called none so."""
        row = self._query.first("SELECT number FROM finality")
        return row[0] if row else 0

    def standing(self, until: int | None = None) -> Standing | None:
        """The last block taken, of those up to `until`, and how final it is; None before the first."""
        row = self._query.first(
            "SELECT blocks.number, hash, how, time FROM blocks LEFT JOIN finality ON blocks.number <= finality.number"
            " WHERE blocks.number <= ? ORDER BY blocks.number DESC LIMIT 1",
            self._query.at(until),
        )
        return Standing(row[0], row[1], Finality(row[2] or "none"), row[3]) if row else None

    @contextmanager
    def leading(self) -> Iterator[bool]:
        """Whether this index is, until the block ends, the one of all on its database that is to take blocks.

        Whoever leads writes through the session that holds the lead: it cannot outlive it. One thread at a time.
        IndexBusy.
        """
        if self._lead is not None:
            yield True
            return
        lead = self._database.leader()
        if lead is None:
            yield False
            return
        with closing(lead):
            self._lead = lead
            try:
                yield True
            finally:
                self._lead = None

    def take(self, items: Iterable[StreamItem]) -> int:
        """Takes items, each whole and in a transaction of its own.

        NotNext, Overtaken, LogRefused, FinalityBroken; IndexBusy, SessionLost.
        """
        taken = 0
        with nullcontext(self._lead) if self._lead else closing(self._database.writer()) as session:
            writer = Writer(session, self._contracts, self._start)
            for item in items:
                with session.writing():
                    match item:
                        case Block():
                            writer.block(item)
                            taken += 1
                            self.reorgs.forward()
                        case Reorged():
                            self.reorgs.back(writer.back(item))
                        case Finalised():
                            writer.finalised(item)
        return taken

    def entries(self, tradeline: TradelineId, until: int | None = None) -> tuple[Entry, ...]:
        """All entries of a tradeline, in the order of its head."""
        rows = self._query.all(
            f"{_ENTRIES} WHERE tradeline = ? AND place < ? ORDER BY place",
            u64(int(tradeline)),
            self._query.end(until),
        )
        return tuple(_entry(row) for row in rows)

    def entries_after(self, tradeline: TradelineId, block: int, until: int) -> tuple[Entry, ...]:
        """Those above a block."""
        rows = self._query.all(
            f"{_ENTRIES} WHERE tradeline = ? AND place >= ? AND place < ? ORDER BY place",
            u64(int(tradeline)),
            after(block),
            after(until),
        )
        return tuple(_entry(row) for row in rows)

    def touched(self, block: int, until: int) -> frozenset[TradelineId]:
        """Tradelines with an entry above a block, up to another."""
        rows = self._query.all(
            "SELECT DISTINCT tradeline FROM entries WHERE place >= ? AND place < ?",
            after(block),
            after(until),
        )
        return frozenset(_tradeline(row[0]) for row in rows)

    def listed(self, member: Member, block: int, until: int) -> bool:
        """Whether anything came on a member's lists above a block, up to another."""
        row = self._query.first(
            "SELECT 1 FROM listings WHERE member = ? AND place >= ? AND place < ? LIMIT 1",
            member,
            after(block),
            after(until),
        )
        return row is not None

    def head(self, tradeline: TradelineId, until: int | None = None) -> bytes | None:
        """The tradeline's head, computed from its entries; None if it was not opened."""
        row = self._query.first(
            "SELECT head FROM entries WHERE tradeline = ? AND place < ? ORDER BY place DESC LIMIT 1",
            u64(int(tradeline)),
            self._query.end(until),
        )
        return row[0] if row else None

    def member_head(self, member: Member, of: MemberList, until: int | None = None) -> bytes:
        """One of a member's heads, computed from entries; zeros if nothing is on the list."""
        row = self._query.first(
            "SELECT head FROM listings WHERE member = ? AND list = ? AND place < ? ORDER BY place DESC LIMIT 1",
            member,
            of,
            self._query.end(until),
        )
        return row[0] if row else bytes(32)

    def listings(
        self, member: Member, of: MemberList, until: int | None = None
    ) -> tuple[tuple[MemberEvent, TradelineId | ObligationId, Clock], ...]:
        """Every step of a member's head, in order: what happened, with what, when."""
        rows = self._query.all(
            "SELECT event, subject, number, time FROM listings JOIN blocks ON blocks.number = place >> 24"
            " WHERE member = ? AND list = ? AND place < ? ORDER BY place",
            member,
            of,
            self._query.end(until),
        )
        return tuple((MemberEvent(row[0]), _subject(of, row[1]), Clock(row[2], row[3])) for row in rows)

    def tradelines_of(self, member: Member, until: int | None = None) -> tuple[TradelineId, ...]:
        """Those it opened and those it accepted, each once, in the order of its head."""
        return tuple(_tradeline(subject) for subject in self._subjects(member, MemberList.TRADELINES, until))

    def claims_on(self, member: Member, until: int | None = None) -> tuple[TradelineId, ...]:
        """Those that others proposed to it, each once, in the order of its head."""
        return tuple(_tradeline(subject) for subject in self._subjects(member, MemberList.CLAIMS, until))

    def holdings_of(self, member: Member, until: int | None = None) -> tuple[ObligationId, ...]:
        """Obligations that it ever took, each once, in the order of its head."""
        return tuple(ObligationId(subject) for subject in self._subjects(member, MemberList.HOLDINGS, until))

    def shared_with(self, member: Member, until: int | None = None) -> tuple[TradelineId, ...]:
        """Tradelines on which someone gave it a key, in the order of the first share."""
        rows = self._query.all(
            "SELECT tradeline FROM entries WHERE class = 9 AND substr(meta, 11, 4) = ? AND place < ?"
            " GROUP BY tradeline ORDER BY min(place)",
            u32(member),
            self._query.end(until),
        )
        return tuple(_tradeline(row[0]) for row in rows)

    def tradeline_of(self, obligation: ObligationId) -> TradelineId | None:
        """Where the obligation was recorded."""
        row = self._query.first(
            "SELECT tradeline FROM entries WHERE obligation = ? AND class = ?",
            obligation,
            EntryClass.OBLIGATION,
        )
        return _tradeline(row[0]) if row else None

    def known(self, commitment: Commitment) -> Clock | None:
        """When a commitment was first recorded."""
        row = self._query.first(
            "SELECT number, time FROM entries JOIN blocks ON blocks.number = place >> 24"
            " WHERE commitment = ? ORDER BY place LIMIT 1",
            commitment,
        )
        return Clock(*row) if row else None

    def digest(self) -> bytes:
        """SHA-256 over every row of every table but `finality`, in the order of their keys."""
        digest = hashlib.sha256()
        with self._query.snapshot() as session:
            for table in ("origin", "blocks", *PLACED):
                digest.update(cbor2.dumps(table))
                for row in session.each(f"SELECT * FROM {table} ORDER BY 1, 2"):
                    digest.update(cbor2.dumps(row))
        return digest.digest()

    def _subjects(self, member: Member, of: MemberList, until: int | None) -> list[bytes]:
        rows = self._query.all(
            "SELECT subject FROM listings WHERE member = ? AND list = ? AND place < ?"
            " GROUP BY subject ORDER BY min(place)",
            member,
            of,
            self._query.end(until),
        )
        return [row[0] for row in rows]


class SqliteIndex(SqlIndex):
    """An index in one file."""

    def __init__(self, path: Path, contracts: Contracts, start: int) -> None:
        super().__init__(SqliteFile(path), contracts, start)


def _entry(row: Row) -> Entry:
    place, meta, obligation, commitment, payload, time = row
    clock, position = Clock(place >> INDEX_BITS, time), place & (1 << INDEX_BITS) - 1
    return entry_of(Meta.from_bytes(meta), obligation, commitment, payload, clock, position)


def _tradeline(subject: bytes) -> TradelineId:
    return TradelineId.from_int(int.from_bytes(subject, "big"))


def _subject(of: MemberList, subject: bytes) -> TradelineId | ObligationId:
    return ObligationId(subject) if of is MemberList.HOLDINGS else _tradeline(subject)
