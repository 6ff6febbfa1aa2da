"""The outbox: batches that were accepted, where each stands, and every transaction that was ever signed for one."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from ledger.app.ports import Attempt, OutboxRow, OutboxState, SealedEntry
from ledger.core.errors import Misuse
from ledger.core.ids import Member
from ledger.proof.integers import u16
from ledger.vault.database import Database, Row
from ledger.vault.errors import VaultBusy

_COLUMNS = "number, member, lane, sequence, state, entries, nonce, hash, raw, block, reason"
_ENDED = (OutboxState.FINAL.value, OutboxState.REFUSED.value)
_UNMINED = (OutboxState.ACCEPTED.value, OutboxState.SIGNED.value, OutboxState.SUBMITTED.value)


class StoredOutbox:
    """`ledger.app.vault.Outbox` in the vault's file. Nothing here is secret: it is what the chain will show."""

    def __init__(self, database: Database, lock: Path) -> None:
        self._database = database
        self._lock = lock

    def append(
        self, member: Member, lane: int, entries: Sequence[SealedEntry], names: Sequence[bytes]
    ) -> OutboxRow:
        if not entries or len(entries) != len(names):
            raise Misuse("a batch has entries, and each has a name")
        with self._database.transaction():
            values = (
                member,
                lane,
                self._next_sequence(member, lane),
                OutboxState.ACCEPTED.value,
                _packed(entries),
            )
            insert = (
                "INSERT INTO outbox (member, lane, sequence, state, entries, accepted)"
                " VALUES (?, ?, ?, ?, ?, CAST(strftime('%s', 'now') AS INTEGER)) RETURNING number"
            )
            ((number,),) = self._database.ask(insert, *values)
            self._database.many(
                "INSERT INTO names VALUES (?, ?, ?)", [(member, name, number) for name in names]
            )
            return self.row(number)

    def row(self, number: int) -> OutboxRow:
        found = self._database.one(f"SELECT {_COLUMNS} FROM outbox WHERE number = ?", number)
        if found is None:
            raise Misuse(f"the outbox has no row {number}")
        return _row(found)

    def rows(self, member: Member | None = None, *states: OutboxState) -> tuple[OutboxRow, ...]:
        wanted = [state.value for state in states or OutboxState]
        query = f"SELECT {_COLUMNS} FROM outbox WHERE state IN ({', '.join('?' * len(wanted))})"
        if member is None:
            return tuple(map(_row, self._database.ask(f"{query} ORDER BY number", *wanted)))
        return tuple(
            map(_row, self._database.ask(f"{query} AND member = ? ORDER BY number", *wanted, member))
        )

    def next_rows(self) -> tuple[OutboxRow, ...]:
        marks = ", ".join("?" * len(_UNMINED))
        first = f"SELECT min(number) FROM outbox WHERE state IN ({marks}) GROUP BY member, lane"
        query = f"SELECT {_COLUMNS} FROM outbox WHERE number IN ({first}) ORDER BY number"
        return tuple(map(_row, self._database.ask(query, *_UNMINED)))

    def open(self) -> int:
        ((number,),) = self._database.ask("SELECT count(*) FROM outbox WHERE state NOT IN (?, ?)", *_ENDED)
        return int(number)

    def counts(self) -> dict[OutboxState, int]:
        """How many rows are in each state."""
        found = self._database.ask("SELECT state, count(*) FROM outbox GROUP BY state")
        return dict.fromkeys(OutboxState, 0) | {OutboxState(state): int(count) for state, count in found}

    def oldest(self) -> int | None:
        """When the oldest row that is neither final nor refused was accepted, in seconds since 1970-01-01 UTC."""
        ((found,),) = self._database.ask(
            "SELECT min(accepted) FROM outbox WHERE state NOT IN (?, ?)", *_ENDED
        )
        return None if found is None else int(found)

    def unindexed(self, indexed: int) -> tuple[OutboxRow, ...]:
        query = (
            f"SELECT {_COLUMNS} FROM outbox WHERE state != ? AND (state != ? OR block > ?) ORDER BY number"
        )
        states = (OutboxState.REFUSED.value, OutboxState.FINAL.value)
        return tuple(map(_row, self._database.ask(query, *states, indexed)))

    def find(self, member: Member, name: bytes) -> OutboxRow | None:
        query = "SELECT row FROM names WHERE member = ? AND name = ? ORDER BY row DESC LIMIT 1"
        found = self._database.one(query, member, name)
        return self.row(found[0]) if found else None

    def attempts(self, number: int) -> tuple[Attempt, ...]:
        query = "SELECT address, nonce, sequence, hash, raw FROM attempts WHERE row = ? ORDER BY number"
        return tuple(Attempt(*row) for row in self._database.ask(query, number))

    def highest_nonce(self, address: bytes) -> int | None:
        ((nonce,),) = self._database.ask("SELECT max(nonce) FROM attempts WHERE address = ?", address)
        return None if nonce is None else int(nonce)

    def signed(self, number: int, attempt: Attempt) -> None:
        values = (attempt.address, attempt.nonce, attempt.sequence, attempt.transaction, attempt.raw)
        insert = "INSERT INTO attempts (row, address, nonce, sequence, hash, raw) VALUES (?, ?, ?, ?, ?, ?)"
        update = "UPDATE outbox SET state = ?, nonce = ?, hash = ?, raw = ?, block = NULL WHERE number = ?"
        with self._database.transaction():
            self._database.ask(insert, number, *values)
            state = OutboxState.SIGNED.value
            self._database.ask(update, state, attempt.nonce, attempt.transaction, attempt.raw, number)

    def move(self, number: int, state: OutboxState, block: int | None = None) -> None:
        update = "UPDATE outbox SET state = ?, block = ? WHERE number = ?"
        self._database.ask(update, state.value, block, number)

    def renew(self, number: int) -> None:
        update = "UPDATE outbox SET state = ?, nonce = NULL, hash = NULL, raw = NULL, block = NULL WHERE number = ?"
        self._database.ask(update, OutboxState.ACCEPTED.value, number)

    def refuse(self, number: int, reason: str) -> None:
        with self._database.transaction():
            row = self.row(number)
            update = "UPDATE outbox SET state = ?, reason = ?, block = NULL WHERE number = ?"
            self._database.ask(update, OutboxState.REFUSED.value, reason, number)
            self.shift(row.member, row.lane, number + 1, -1)

    def shift(self, member: Member, lane: int, after: int, by: int) -> None:
        update = (
            "UPDATE outbox SET sequence = sequence + ?"
            " WHERE member = ? AND lane = ? AND number >= ? AND state IN (?, ?, ?)"
        )
        self._database.ask(update, by, member, lane, after, *_UNMINED)

    @contextmanager
    def exclusively(self) -> Iterator[None]:
        # SQLite's own lock on an empty file beside the vault: the system frees it when its process dies,
        # however it dies.
        with closing(sqlite3.connect(self._lock, timeout=0, isolation_level=None)) as connection:
            try:
                connection.execute("BEGIN EXCLUSIVE")
            except sqlite3.OperationalError as error:
                raise VaultBusy("another process is sending from this vault") from error
            yield

    def _next_sequence(self, member: Member, lane: int) -> int:
        query = "SELECT max(sequence) FROM outbox WHERE member = ? AND lane = ? AND state != ?"
        ((last,),) = self._database.ask(query, member, lane, OutboxState.REFUSED.value)
        return 0 if last is None else int(last) + 1


def _packed(entries: Sequence[SealedEntry]) -> bytes:
    """Each as meta, obligation, commitment (32 bytes each), u16 length, payload."""
    return b"".join(
        entry.meta + entry.obligation + entry.commitment + u16(len(entry.payload)) + entry.payload
        for entry in entries
    )


def _unpacked(value: bytes) -> tuple[SealedEntry, ...]:
    entries, at = [], 0
    while at < len(value):
        meta, obligation, commitment = (value[at + start : at + start + 32] for start in (0, 32, 64))
        start = at + 98
        at = start + int.from_bytes(value[at + 96 : start], "big")
        entries.append(SealedEntry(meta, obligation, commitment, value[start:at]))
    return tuple(entries)


def _row(found: Row) -> OutboxRow:
    number, member, lane, sequence, state, entries, nonce, transaction, raw, block, reason = found
    return OutboxRow(
        member=Member(member),
        lane=lane,
        sequence=sequence,
        entries=_unpacked(entries),
        state=OutboxState(state),
        nonce=nonce,
        transaction=transaction,
        raw=raw,
        block=block,
        reason=reason,
        number=number,
    )
