"""The index alone, fed with blocks made by hand: what it takes, what stops it, and what is no index."""

import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import fields, replace
from pathlib import Path

import pytest
from eth_abi.abi import encode

from ledger.app.ports import Block, Finalised, Position, RawLog, Reorged, Standing
from ledger.core.codes import EntryClass, MemberEvent, MemberList
from ledger.core.entry import Clock
from ledger.core.errors import ProofError, Unavailable
from ledger.core.ids import Member
from ledger.proof.attestation_events import ATTESTATION_FORMS
from ledger.proof.consensus.engine import Finality
from ledger.proof.events import Contracts, Frozen, UnknownEvent
from ledger.proof.registry_events import REGISTRY_FORMS
from ledger.store.database import IndexBusy, NotThisIndex
from ledger.store.index import SqlIndex, SqliteIndex
from ledger.store.opening import database_at, index_at
from ledger.store.tables import TABLES
from ledger.store.writer import FinalityBroken, LogRefused, NotNext
from tests.databases import Shelf, driver
from tests.unit.store.blocks import CONTRACTS, LINE, START, anchored, block, identity, recorded


@pytest.fixture
def index(shelf: Shelf) -> Iterator[SqlIndex]:
    with closing(index_at(shelf("index"), CONTRACTS, START)) as index:
        yield index


def test_an_empty_index_knows_where_to_begin_and_nothing_else(index: SqlIndex) -> None:
    assert index.start() == START
    assert index.position() is None
    assert index.finalised() == 0
    assert index.entries(LINE) == ()
    assert index.head(LINE) is None
    assert index.member_head(Member(1), MemberList.CLAIMS) == bytes(32)


def test_blocks_are_taken_one_on_the_other(index: SqlIndex) -> None:
    assert index.take([block(START), block(START + 1), Finalised(START, identity(START))]) == 2
    assert index.position() == Position(START + 1, identity(START + 1))
    assert index.finalised() == START


def test_each_block_says_how_final_it_is(index: SqlIndex) -> None:
    assert index.standing() is None
    index.take([block(START), block(START + 1), Finalised(START, identity(START), Finality.PROBABILISTIC)])
    first = Standing(START, identity(START), Finality.PROBABILISTIC, 1_700_000_000 + START)
    second = Standing(START + 1, identity(START + 1), Finality.NONE, 1_700_000_001 + START)
    assert [index.standing(until) for until in (START - 1, START, START + 1, START + 9, None)] == [
        None,
        first,
        second,
        second,
        second,
    ]
    index.take([Finalised(START + 1, identity(START + 1), Finality.IMMEDIATE)])
    assert index.standing() == replace(second, finality=Finality.IMMEDIATE)
    index.take([Finalised(START, identity(START), Finality.NONE)])
    assert index.standing() == replace(second, finality=Finality.IMMEDIATE)


@pytest.mark.parametrize(
    "wrong", [block(START + 2), block(START), block(START - 1), block(START + 1, branch=1)], ids=str
)
def test_a_block_that_does_not_stand_on_the_last_one_is_not_taken(index: SqlIndex, wrong: Block) -> None:
    index.take([block(START)])
    before = index.digest()
    with pytest.raises(NotNext):
        index.take([wrong])
    assert index.digest() == before
    assert index.take([block(START + 1)]) == 1


def test_an_index_begins_where_it_was_told_to(index: SqlIndex) -> None:
    with pytest.raises(NotNext):
        index.take([block(START + 1)])
    with pytest.raises(NotNext):
        index.take([block(START - 1)])


def test_an_unknown_event_stops_and_nothing_of_its_block_stays(index: SqlIndex) -> None:
    unknown = RawLog(CONTRACTS.ledger, (b"\x55" * 32,), b"", 1, b"\x07" * 32)
    with pytest.raises(LogRefused) as caught:
        index.take([block(START), block(START + 1, anchored(), unknown), block(START + 2)])
    assert isinstance(caught.value, ProofError)
    assert isinstance(caught.value.__cause__, UnknownEvent)
    assert (caught.value.block, caught.value.log) == (START + 1, unknown)
    assert index.position() == Position(START, identity(START))
    assert index.anchors.anchor_word(Member(9), b"\x01" * 32) is None
    index.take([block(START + 1, anchored())])
    assert index.anchors.anchor_word(Member(9), b"\x01" * 32) is not None


@pytest.mark.parametrize(
    "logs",
    [
        (anchored(1), anchored(0, digest=2)),
        (anchored(1), anchored(1, digest=2)),
        (anchored(1 << 24),),
        (replace(anchored(), address=b"\x66" * 20),),
        (recorded(EntryClass.STATEMENT),),
    ],
    ids=["order", "twice", "beyond", "stranger", "never-opened"],
)
def test_logs_that_no_honest_node_gives_stop(index: SqlIndex, logs: tuple[RawLog, ...]) -> None:
    with pytest.raises(LogRefused):
        index.take([block(START, *logs)])
    assert index.position() is None


def test_an_event_that_can_happen_once_stops_when_it_happens_twice(index: SqlIndex) -> None:
    form = next(form for event, form in REGISTRY_FORMS.items() if event.__name__ == "MemberAdmitted")
    data = encode(["bytes32", "bytes32", "uint16"], [b"\x01" * 32, b"\x02" * 32, 1])
    admitted = RawLog(CONTRACTS.registry, (form.topic, (1).to_bytes(32, "big")), data, 0, b"\x07" * 32)
    index.take([block(START, admitted)])
    with pytest.raises(LogRefused):
        index.take([block(START + 1, admitted)])


def test_entries_come_back_as_they_were_logged(index: SqlIndex) -> None:
    index.take([block(START, recorded(EntryClass.OPEN, 3, subject=2), recorded(EntryClass.STATEMENT, 4))])
    opened, stated = index.entries(LINE)
    assert (opened.entry_class, opened.subject, opened.position) == (EntryClass.OPEN, 2, 3)
    assert (stated.entry_class, stated.payload, stated.clock) == (
        EntryClass.STATEMENT,
        b"payload",
        Clock(START, 1_700_000_000 + START),
    )
    assert index.tradelines_of(Member(1)) == (LINE,)
    assert index.claims_on(Member(2)) == (LINE,)
    assert index.listings(Member(2), MemberList.CLAIMS) == ((MemberEvent.PROPOSED, LINE, opened.clock),)


def test_an_external_tradeline_that_its_party_joins_is_listed_once_though_its_head_moved_twice(
    index: SqlIndex,
) -> None:
    index.take(
        [block(START, recorded(EntryClass.OPEN)), block(START + 1, recorded(EntryClass.OPEN, subject=2))]
    )
    assert index.tradelines_of(Member(1)) == (LINE,)
    assert [step[0] for step in index.listings(Member(1), MemberList.TRADELINES)] == [MemberEvent.OPENED] * 2


def test_a_reorg_takes_back_what_stood_above_and_nothing_below(index: SqlIndex) -> None:
    index.take([block(START, recorded(EntryClass.OPEN)), block(START + 1, recorded(EntryClass.STATEMENT))])
    index.take([Reorged(START, identity(START)), block(START + 1, branch=1, on=0)])
    assert [entry.entry_class for entry in index.entries(LINE)] == [EntryClass.OPEN]
    assert index.position() == Position(START + 1, identity(START + 1, 1))


def test_a_reorg_to_a_block_that_was_not_the_one_taken_takes_that_back_too(index: SqlIndex) -> None:
    index.take([block(START), block(START + 1), block(START + 2)])
    index.take([Reorged(START + 1, identity(START + 1, 1))])
    assert index.position() == Position(START, identity(START))


def test_a_reorg_below_the_beginning_empties_the_index(index: SqlIndex) -> None:
    index.take([block(START, recorded(EntryClass.OPEN))])
    index.take([Reorged(0, identity(0, 1))])
    assert index.position() is None
    assert index.entries(LINE) == ()


def test_after_a_reorg_the_index_is_what_it_would_be_without_it(tmp_path: Path, index: SqlIndex) -> None:
    index.take([block(START, recorded(EntryClass.OPEN)), block(START + 1, anchored(), branch=1, on=0)])
    index.take([Reorged(START, identity(START)), block(START + 1, recorded(EntryClass.STATEMENT))])
    with closing(SqliteIndex(tmp_path / "other", CONTRACTS, START)) as other:
        other.take(
            [block(START, recorded(EntryClass.OPEN)), block(START + 1, recorded(EntryClass.STATEMENT))]
        )
        assert other.digest() == index.digest()
        other.take([block(START + 2)])
        assert other.digest() != index.digest()


def test_what_is_final_is_never_taken_back(index: SqlIndex) -> None:
    index.take([block(START), block(START + 1), Finalised(START + 1, identity(START + 1))])
    before = index.digest()
    for reorg in (Reorged(START, identity(START)), Reorged(START + 1, identity(START + 1, 1))):
        with pytest.raises(FinalityBroken):
            index.take([reorg])
    assert index.digest() == before
    index.take([block(START + 2), Reorged(START + 1, identity(START + 1))])
    index.take([Finalised(START, identity(START))])
    assert index.finalised() == START + 1


def test_an_index_is_opened_again_and_goes_on(shelf: Shelf) -> None:
    for number in range(START, START + 3):
        with closing(index_at(shelf("index"), CONTRACTS, START)) as index:
            assert index.take([block(number)]) == 1
    with closing(index_at(shelf("index"), CONTRACTS, START)) as index:
        assert index.position() == Position(START + 2, identity(START + 2))


@pytest.mark.parametrize(
    ("contracts", "start"),
    [
        (replace(CONTRACTS, chain_id=8), START),
        (replace(CONTRACTS, ledger=b"\x09" * 20), START),
        (CONTRACTS, START + 1),
    ],
    ids=["chain", "ledger", "start"],
)
def test_the_index_of_other_contracts_is_not_opened(shelf: Shelf, contracts: Contracts, start: int) -> None:
    index_at(shelf("index"), CONTRACTS, START).close()
    with pytest.raises(NotThisIndex):
        index_at(shelf("index"), contracts, start)
    index_at(shelf("index"), CONTRACTS, START).close()


def test_one_writes_at_a_time_and_who_comes_second_loses_nothing(shelf: Shelf, index: SqlIndex) -> None:
    with closing(index_at(shelf("index"), CONTRACTS, START)) as second:
        index.take([block(START)])
        with pytest.raises(NotNext) as caught:
            second.take([block(START)])
        assert isinstance(caught.value, Unavailable)
        assert second.take([block(START + 1)]) == 1
        assert index.digest() == second.digest()


def test_a_writer_that_finds_another_one_at_it_says_so(
    shelf: Shelf, index: SqlIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ledger.store.database.BUSY_SECONDS", 0.05)
    with closing(database_at(shelf("index")).writer()) as other, other.writing(), pytest.raises(IndexBusy):
        index.take([block(START)])
    assert index.take([block(START)]) == 1


def test_it_is_read_from_many_threads_while_it_is_written(index: SqlIndex) -> None:
    failures: list[Exception] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            try:
                head = index.head(LINE)
                if head is not None:
                    assert index.entries(LINE)
                index.digest()
            except Exception as error:
                failures.append(error)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    index.take([block(START, recorded(EntryClass.OPEN))])
    index.take(block(number, recorded(EntryClass.STATEMENT)) for number in range(START + 1, START + 40))
    done.set()
    for reader in readers:
        reader.join()
    assert failures == []
    assert len(index.entries(LINE)) == 40


def test_every_event_has_a_table_with_its_fields_for_columns(shelf: Shelf, index: SqlIndex) -> None:
    assert set(TABLES) == {Frozen, *REGISTRY_FORMS, *ATTESTATION_FORMS}
    with closing(driver(shelf("index"))) as connection:
        for event, table in TABLES.items():
            columns = [column[0] for column in connection.execute(f"SELECT * FROM {table}").description]
            assert columns == ["place", *(field.name for field in fields(event))]
