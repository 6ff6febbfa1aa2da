"""What a block, a reorg and a finality do to the rows; each within a transaction of its caller."""

from dataclasses import fields

from ledger.app.ports import Block, Finalised, RawLog, Reorged
from ledger.core.codes import Capacity, EntryClass
from ledger.core.entry import Clock, Entry
from ledger.core.errors import ProofError, Unavailable
from ledger.core.ids import TradelineId
from ledger.proof import heads
from ledger.proof.events import Contracts, Event, decode, meta_of
from ledger.proof.integers import u64, u256
from ledger.proof.keccak import keccak256
from ledger.proof.listing import Listing, listings
from ledger.proof.logs import Log
from ledger.store.database import Row, Session
from ledger.store.tables import INDEX_BITS, PLACED, TABLES, after, place_of


class LogRefused(ProofError):
    """A log that cannot be taken stops the index; nothing is skipped. Says where it stands and why."""

    def __init__(self, block: int, log: RawLog, why: object) -> None:
        super().__init__(f"block {block}, log {log.index}, transaction {log.transaction.hex()}: {why}")
        self.block = block
        self.log = log


class NotNext(Unavailable):
    """The block does not stand on the last one taken: someone else has written, or the stream has a gap."""

    def __init__(self, number: int, expected: int) -> None:
        super().__init__(f"block {number} does not follow; block {expected} is the next")
        self.number = number


class Overtaken(Unavailable):
    """The last block is not the one that this writer took: its lead has passed to another."""

    def __init__(self, found: Row | None, expected: Row | None) -> None:
        super().__init__(
            f"another process has written: the last block is {_said(found)}, not {_said(expected)}"
        )


class FinalityBroken(ProofError):
    """The node takes back a block that it called final. Whoever runs it must look before anyone relies on it."""

    def __init__(self, number: int, final: int) -> None:
        super().__init__(
            f"blocks above {number} were taken back, but all up to {final} had been called final"
        )
        self.number = number
        self.final = final


class Writer:
    """Rows of one index, through one session; nobody else writes between what it does."""

    def __init__(self, session: Session, contracts: Contracts, start: int) -> None:
        self._session = session
        self._do = session.all
        self._contracts = contracts
        self._start = start
        self._last = self._position()

    def block(self, block: Block) -> None:
        """Adds a block and its facts. Overtaken, NotNext, LogRefused."""
        self._stand()
        number, parent = (self._last[0] + 1, self._last[1]) if self._last else (self._start, block.parent)
        if (block.number, block.parent) != (number, parent):
            raise NotNext(block.number, number)
        self._do("INSERT INTO blocks VALUES (?, ?, ?)", block.number, block.hash, block.time)
        clock, free = Clock(block.number, block.time), 0
        for log in block.logs:
            try:
                if not free <= log.index < 1 << INDEX_BITS:
                    raise ProofError("a block's logs are in the order of their indices")
                event = decode(self._contracts, Log(log.address, log.topics, log.data), clock, log.index)
                self._fact(place_of(block.number, log.index), event)
            except ProofError as error:
                raise LogRefused(block.number, log, error) from error
            free = log.index + 1
        self._last = (block.number, block.hash)

    def back(self, item: Reorged) -> int:
        """Takes back what stands above a block, and the block itself if it is not the one that was taken; how many.

        Overtaken, FinalityBroken.
        """
        self._stand()
        known = self._session.first("SELECT hash FROM blocks WHERE number = ?", item.number)
        keep = item.number - (known is not None and known[0] != item.hash)
        gone = self._session.first("SELECT 1 FROM blocks WHERE number > ?", keep)
        final = self._session.first("SELECT number FROM finality")
        if gone and final is not None and keep < final[0]:
            raise FinalityBroken(keep, final[0])
        last = self._last[0] if self._last else keep
        self._do("DELETE FROM blocks WHERE number > ?", keep)
        for table in PLACED:
            self._do(f"DELETE FROM {table} WHERE place >= ?", after(keep))
        self._last = self._position()
        return max(0, int(last) - max(keep, self._start - 1))

    def finalised(self, item: Finalised) -> None:
        """Marks what is final; it never moves back. Overtaken."""
        self._stand()
        self._do(
            "INSERT INTO finality VALUES (1, ?, ?) ON CONFLICT (one) DO UPDATE"
            " SET number = excluded.number, how = excluded.how WHERE excluded.number >= finality.number",
            item.number,
            item.finality.value,
        )

    def _position(self) -> Row | None:
        """(number, hash) of the last block taken."""
        return self._session.first("SELECT number, hash FROM blocks ORDER BY number DESC LIMIT 1")

    def _stand(self) -> None:
        """Overtaken unless the last block is the one that this writer took, or found."""
        found = self._position()
        if found != self._last:
            raise Overtaken(found, self._last)

    def _fact(self, place: int, event: Event) -> None:
        if isinstance(event, Entry):
            self._entry(place, event)
            return
        values = [getattr(event, field.name) for field in fields(event)]
        marks = ", ?" * len(values)
        self._do(f"INSERT INTO {TABLES[type(event)]} VALUES (?{marks})", place, *values)

    def _entry(self, place: int, entry: Entry) -> None:
        meta, tradeline = bytes(meta_of(entry)), u64(int(entry.tradeline))
        payload_hash = keccak256(entry.payload)
        head = heads.next_head_hashed(
            self._head(entry), meta, entry.obligation, entry.commitment, payload_hash, entry.clock
        )
        self._do(
            "INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            place,
            tradeline,
            entry.entry_class,
            entry.obligation,
            meta,
            entry.commitment,
            entry.payload,
            head,
        )
        for listing in listings(entry):
            self._listing(place, listing, entry.clock)

    def _head(self, entry: Entry) -> bytes:
        """The tradeline's head before `entry`."""
        found = self._session.first(
            "SELECT head FROM entries WHERE tradeline = ? ORDER BY place DESC LIMIT 1",
            u64(int(entry.tradeline)),
        )
        if found is not None:
            return bytes(found[0])
        if entry.entry_class is not EntryClass.OPEN:
            raise ProofError(f"an entry on tradeline {entry.tradeline}, which was never opened")
        parties = (entry.recorder, entry.subject)
        creditor, debtor = parties if entry.capacity is Capacity.CREDITOR else parties[::-1]
        return heads.first_head(self._contracts.place, entry.tradeline, creditor, debtor)

    def _listing(self, place: int, listing: Listing, clock: Clock) -> None:
        of = heads.list_of(listing.event)
        found = self._session.first(
            "SELECT head FROM listings WHERE member = ? AND list = ? ORDER BY place DESC LIMIT 1",
            listing.member,
            of,
        )
        before = heads.EMPTY if found is None else found[0]
        head = heads.next_member_head(before, listing.member, listing.event, listing.subject, clock)
        subject = u256(int(listing.subject)) if isinstance(listing.subject, TradelineId) else listing.subject
        self._do(
            "INSERT INTO listings VALUES (?, ?, ?, ?, ?, ?)",
            place,
            of,
            listing.member,
            listing.event,
            subject,
            head,
        )


def _said(position: Row | None) -> str:
    return f"{position[0]} with hash {position[1].hex()}" if position else "none"
