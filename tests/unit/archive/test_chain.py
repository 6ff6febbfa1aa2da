"""An archive in the place of a node: it tells what lies there, forwards and backwards, in bounded memory."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from ledger.app.ports import Block, Finalised, Reorged
from ledger.archive import recent
from ledger.archive.chain import ArchiveChain, ArchiveFolder
from ledger.archive.errors import ArchiveError, NotArchived
from ledger.archive.manifest import MANIFEST
from ledger.archive.writer import ArchiveWriter
from ledger.core.errors import Misuse
from ledger.proof.consensus.engine import Engine, Finality
from ledger.proof.consensus.schedule import Phase, Schedule
from ledger.proof.events import Contracts
from ledger.proof.header import header_from_rpc
from tests.unit.archive.chains import ADDRESSES, Archived, archived
from tests.unit.archive.forge import publish, reforge, rewrite

UNSEALED = Schedule((Phase(0, Engine.DEVELOPMENT),))


def opened(found: Archived) -> ArchiveChain:
    return ArchiveChain.open(found.folder, ADDRESSES, UNSEALED)


def test_blocks_are_told_in_any_order(tmp_path: Path) -> None:
    found = archived(tmp_path, 10)
    chain = opened(found)
    for number in (9, 0, 5, 4, 4, 8, 3, 9, 7, 0):
        assert header_from_rpc(chain.header(number)) == found.chain.blocks[number].header
        assert len(chain.receipts(number)) == len(found.chain.blocks[number].receipts)


@pytest.mark.parametrize(("kept", "bytes_kept"), [(1, 1 << 20), (3, 1 << 20), (100, 1), (100, 4096)])
def test_so_they_are_where_little_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept: int, bytes_kept: int
) -> None:
    found = archived(tmp_path, 10)
    monkeypatch.setattr(recent, "KEPT", kept)
    monkeypatch.setattr(recent, "KEPT_BYTES", bytes_kept)
    blocks = recent.RecentBlocks(tmp_path, found.manifest)
    for number in (9, 0, 5, 4, 1, 8, 3, 9, 7, 0):
        assert blocks.at(number) == found.chain.blocks[number]
        held = list(blocks)
        assert len(held) <= kept and (bytes_kept > 4096 or len(held) < 5)
    blocks.close()
    assert not list(blocks)


def test_it_is_streamed_as_a_node_would_be(tmp_path: Path) -> None:
    found = archived(tmp_path, 10)
    items = list(opened(found).stream(-1, None, None))
    blocks = [item for item in items if isinstance(item, Block)]
    assert [block.number for block in blocks] == list(range(10))
    assert all(one.hash == other.parent for one, other in pairwise(blocks))
    assert items[-1] == Finalised(9, blocks[-1].hash, Finality.NONE)
    assert sum(len(block.logs) for block in blocks) == sum(
        segment.logs for segment in found.manifest.segments
    )
    assert list(opened(found).stream(5, blocks[5].hash, 7)) == [
        *blocks[6:8],
        Finalised(7, blocks[7].hash, Finality.NONE),
    ]


def test_only_logs_of_the_contracts_asked_for_are_streamed(tmp_path: Path) -> None:
    found = archived(tmp_path, 10)
    chain = ArchiveChain.open(tmp_path, ADDRESSES[:1])
    logs = [log for item in chain.stream(-1, None, None) if isinstance(item, Block) for log in item.logs]
    assert {log.address for log in logs} == set(ADDRESSES[:1])
    whole = [
        log for item in opened(found).stream(-1, None, None) if isinstance(item, Block) for log in item.logs
    ]
    assert logs == [log for log in whole if log.address == ADDRESSES[0]] and len(logs) < len(whole)


def test_who_stands_on_another_block_is_sent_back(tmp_path: Path) -> None:
    chain = opened(archived(tmp_path, 10))
    (item,) = chain.stream(5, bytes(32), None)
    assert isinstance(item, Reorged) and item.number == 4
    assert bytes.fromhex(str(chain.header(4)["hash"])[2:]) == item.hash
    with pytest.raises(NotArchived):
        list(chain.stream(10, None, None))


def test_a_fault_is_told_to_who_streams_and_shown_to_who_judges(tmp_path: Path) -> None:
    found = archived(tmp_path, 10)
    other = replace(found.chain.blocks[5].header, timestamp=1)
    reforge(found, 1, lambda blocks: [blocks[0], replace(blocks[1], header=other), *blocks[2:]])
    with pytest.raises(ArchiveError, match="block 6: parentHash"):
        list(opened(found).stream(-1, None, None))
    assert header_from_rpc(opened(found).header(5)) == other


def test_a_segment_is_as_the_manifest_says_to_its_end(tmp_path: Path) -> None:
    found = archived(tmp_path, 10)
    segment = found.manifest.segments[1]
    rewrite(found, 1, replace(segment, file=replace(segment.file, plain_sha256=bytes(32))))
    chain = opened(found)
    assert chain.header(4)["number"] == "0x4"
    for _ in range(2):
        with pytest.raises(ArchiveError):
            chain.header(7)
    assert chain.header(8)["number"] == "0x8"


def test_without_a_schedule_nothing_is_final(tmp_path: Path) -> None:
    found = archived(tmp_path, 3)
    *_, last = opened(found).stream(-1, None, None)
    assert isinstance(last, Finalised)
    assert all(
        isinstance(item, Block) for item in ArchiveChain.open(tmp_path, ADDRESSES).stream(-1, None, None)
    )


def test_a_folder_without_a_manifest_is_no_archive(tmp_path: Path) -> None:
    with pytest.raises(Misuse, match=MANIFEST):
        ArchiveChain.open(tmp_path, ADDRESSES)
    (tmp_path / MANIFEST).write_bytes(b"{}")
    with pytest.raises(ArchiveError):
        ArchiveChain.open(tmp_path, ADDRESSES)


def test_an_archive_without_blocks_says_so(tmp_path: Path) -> None:
    found = archived(tmp_path / "full", 1)
    writer = ArchiveWriter(tmp_path, found.chain.origin)
    writer.end()
    writer.close()
    publish(Archived(found.chain, tmp_path), replace(found.manifest, segments=(), states=()))
    with pytest.raises(NotArchived, match="is empty"):
        opened(Archived(found.chain, tmp_path)).height()


def test_a_folder_is_handed_to_another_process_by_its_path(tmp_path: Path) -> None:
    found = archived(tmp_path, 3)
    source = ArchiveFolder(tmp_path, Contracts(7, *ADDRESSES))
    assert source == ArchiveFolder(tmp_path, Contracts(7, *ADDRESSES)) and hash(source)
    chain = source.open()
    assert source.name == str(tmp_path)
    assert [found is not None for found in chain.headers([0, 2, 3])] == [True, True, False]
    names = [bytes.fromhex(str(name)[2:]) for name in chain.header(2)["transactions"]]
    assert chain.raw_transactions([*names, bytes(32)]) == [*found.chain.blocks[2].transactions, None]
    assert chain.proved_at() == (2,)
    chain.close()
