"""The outbox keeps what it was given, byte for byte, and finds it again."""

import sqlite3
import time
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.app.ports import Attempt, OutboxState, SealedEntry
from ledger.core.errors import Misuse
from ledger.core.ids import Member
from ledger.proof.scope import Place
from ledger.vault.cipher import Cost
from ledger.vault.file import VaultFile

MEMBER = Member(7)
WORD = st.binary(min_size=32, max_size=32)
ENTRIES = st.lists(st.builds(SealedEntry, WORD, WORD, WORD, st.binary(max_size=1200)), min_size=1, max_size=5)
NAMES = count()


@pytest.fixture(scope="module")
def outbox(tmp_path_factory):
    path = tmp_path_factory.mktemp("outbox") / "vault"
    vault = VaultFile.create(path, "x", Place(1, bytes(20)), Cost(n=2))
    yield vault.outbox
    vault.close()


def append(outbox, entries, lane=0):
    return outbox.append(MEMBER, lane, entries, [next(NAMES).to_bytes(4, "big") for _ in entries])


@given(ENTRIES)
def test_entries_come_back_as_they_were(outbox, entries):
    row = append(outbox, entries)
    assert outbox.row(row.number).entries == row.entries == tuple(entries)


def test_attempts_are_kept_whatever_becomes_of_the_row(outbox):
    row = append(outbox, [SealedEntry(bytes(32), bytes(32), bytes(32), b"")], lane=5)
    attempts = [Attempt(b"a" * 20, nonce, 0, bytes([nonce]) * 32, b"raw") for nonce in (7, 8)]
    for attempt in attempts:
        outbox.signed(row.number, attempt)
        outbox.renew(row.number)
    found = outbox.row(row.number)
    assert (found.state, found.nonce, found.raw) == (OutboxState.ACCEPTED, None, None)
    assert outbox.attempts(row.number) == tuple(attempts)
    assert outbox.highest_nonce(b"a" * 20) == 8
    assert outbox.highest_nonce(b"b" * 20) is None


def test_the_next_of_each_lane_and_what_is_open(outbox):
    entry = SealedEntry(bytes(32), bytes(32), bytes(32), b"")
    before = outbox.open()
    first, second, other = (append(outbox, [entry], lane=lane) for lane in (8, 8, 9))
    assert {first.number, other.number} <= {row.number for row in outbox.next_rows()}
    assert second.number not in {row.number for row in outbox.next_rows()}
    outbox.move(first.number, OutboxState.MINED, 3)
    assert second.number in {row.number for row in outbox.next_rows()}
    outbox.move(first.number, OutboxState.FINAL, 3)
    outbox.refuse(other.number, "no")
    assert outbox.open() == before + 1
    unindexed = [{row.number for row in outbox.unindexed(block)} for block in (2, 3)]
    assert [first.number in numbers for numbers in unindexed] == [True, False]
    assert other.number not in unindexed[0]


def test_a_batch_has_entries_and_each_a_name(outbox):
    for entries, names in (([], []), ([SealedEntry(bytes(32), bytes(32), bytes(32), b"")], [])):
        with pytest.raises(Misuse, match="a batch has entries"):
            outbox.append(MEMBER, 0, entries, names)
    with pytest.raises(Misuse, match="no row 999999"):
        outbox.row(999_999)


def test_rows_are_counted_by_state_and_the_oldest_on_its_way_has_an_age(tmp_path):
    entry = SealedEntry(bytes(32), bytes(32), bytes(32), b"")
    began = int(time.time())
    vault = VaultFile.create(tmp_path / "vault", "x", Place(1, bytes(20)), Cost(n=2))
    outbox = vault.outbox
    assert (set(outbox.counts().values()), outbox.oldest()) == ({0}, None)
    rows = [append(outbox, [entry]) for _ in range(3)]
    assert outbox.counts()[OutboxState.ACCEPTED] == 3
    assert began - 1 <= outbox.oldest() <= int(time.time()) + 1
    outbox.move(rows[0].number, OutboxState.FINAL, 3)
    outbox.refuse(rows[1].number, "no")
    assert outbox.oldest() is not None
    outbox.move(rows[2].number, OutboxState.FINAL, 3)
    assert outbox.oldest() is None
    counts = outbox.counts()
    assert (counts[OutboxState.FINAL], counts[OutboxState.REFUSED], counts[OutboxState.ACCEPTED]) == (2, 1, 0)
    vault.close()


def test_a_row_of_an_earlier_version_has_no_age(tmp_path):
    path = tmp_path / "vault"
    vault = VaultFile.create(path, "x", Place(1, bytes(20)), Cost(n=2))
    append(vault.outbox, [SealedEntry(bytes(32), bytes(32), bytes(32), b"")])
    vault.close()
    with sqlite3.connect(path) as bare:
        bare.executescript(
            "ALTER TABLE outbox DROP COLUMN accepted; DROP INDEX contradictions;"
            " ALTER TABLE statements DROP COLUMN contradicts; PRAGMA user_version = 3;"
        )
    bare.close()
    vault = VaultFile.open(path, "x")
    assert (vault.outbox.open(), vault.outbox.oldest()) == (1, None)
    append(vault.outbox, [SealedEntry(bytes(32), bytes(32), bytes(32), b"")])
    assert vault.outbox.oldest() is not None
    vault.close()
