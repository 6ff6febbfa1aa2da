"""An archive grows by whole segments: what was in it stays, and a part of one never looks whole."""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from ledger.archive import packed
from ledger.archive.blocks import checked_blocks
from ledger.archive.check import check
from ledger.archive.errors import ArchiveBusy, ArchiveError
from ledger.archive.manifest import MANIFEST
from ledger.archive.manifest_file import read_manifest
from ledger.archive.packed import PackedWriter
from ledger.archive.writer import STATES_KEPT, ArchiveWriter
from ledger.core.errors import Misuse
from ledger.proof.consensus.engine import Engine
from ledger.proof.whole_block import WholeBlock
from tests.unit.archive.chains import SPAN, STATE, Archived, Chain, archived


def contents(found: Archived) -> list[WholeBlock]:
    return [block.whole for block in checked_blocks(found.folder, found.manifest)]


def spans(found: Archived) -> list[tuple[int, int]]:
    return [(segment.first, segment.last) for segment in found.manifest.segments]


def test_an_archive_holds_the_blocks_that_were_added(tmp_path: Path) -> None:
    found = archived(tmp_path, 10)
    assert contents(found) == found.chain.blocks
    assert spans(found) == [(0, 3), (4, 7), (8, 9)]
    assert found.manifest.states[-1].block == 9
    assert check(tmp_path, found.manifest).blocks == 10


def test_an_export_goes_on_where_the_last_one_ended(tmp_path: Path) -> None:
    found = archived(tmp_path, 6)
    full = (tmp_path / found.manifest.segments[0].file.name).read_bytes()
    found.chain.grow(5)
    found.write()
    assert contents(found) == found.chain.blocks
    assert spans(found) == [(0, 3), (4, 7), (8, 10)]
    assert (tmp_path / found.manifest.segments[0].file.name).read_bytes() == full


def test_an_export_of_nothing_new_changes_nothing(tmp_path: Path) -> None:
    found = archived(tmp_path, 6)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    found.write()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_segment_that_was_replaced_stays_for_its_readers_until_the_next_export(tmp_path: Path) -> None:
    found = archived(tmp_path, 6)
    short = tmp_path / found.manifest.segments[-1].file.name
    found.chain.grow(1)
    found.write()
    assert short.exists() and short.name not in {file.name for file in found.manifest.files}
    found.write()
    assert not short.exists()
    assert contents(found) == found.chain.blocks


def test_the_newest_states_are_kept(tmp_path: Path) -> None:
    found = archived(tmp_path, 2)
    for _ in range(3):
        found.chain.grow(2)
        found.write()
    assert [state.block for state in found.manifest.states] == [5, 7]
    assert STATES_KEPT == 2


def test_what_was_not_ended_was_never_there(tmp_path: Path) -> None:
    found = archived(tmp_path, 6)
    before = (tmp_path / MANIFEST).read_bytes()
    found.chain.grow(1)
    with ArchiveWriter(tmp_path, found.chain.origin, SPAN) as writer:
        writer.add(found.chain.blocks[6])
    assert (tmp_path / MANIFEST).read_bytes() == before
    assert not list(tmp_path.glob("*.part"))
    found.write()
    assert contents(found) == found.chain.blocks


def test_full_segments_are_there_before_the_export_is_done(tmp_path: Path) -> None:
    chain = Chain().grow(6)
    writer = ArchiveWriter(tmp_path, chain.origin, SPAN)
    for block in chain.blocks:
        writer.add(block)
    manifest = read_manifest(tmp_path)
    assert manifest is not None and manifest.blocks == SPAN
    assert check(tmp_path, manifest).blocks == SPAN
    writer.close()


def test_parts_of_a_killed_export_are_no_hindrance(tmp_path: Path) -> None:
    found = archived(tmp_path, 6)
    (tmp_path / "segment.part").write_bytes(b"half a")
    (tmp_path / "manifest.part").write_bytes(b"{")
    (tmp_path / "blocks-000000000004-000000000006.zst").write_bytes(b"written, and not in the manifest yet")
    found.chain.grow(1)
    found.write()
    assert check(tmp_path, found.manifest).blocks == 7


class Killed(BaseException):
    """The process ends here."""


@dataclass
class Deadly:
    """A call that ends the process at its n-th time, before it or after it."""

    true: Callable[..., object]
    at: int
    after: bool

    def __call__(self, *words: object) -> object:
        self.at -= 1
        if self.at == 0 and not self.after:
            raise Killed
        done = self.true(*words)
        if self.at == 0:
            raise Killed
        return done


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(
    ("owner", "name"),
    [(PackedWriter, "_put"), (os, "fsync"), (Path, "replace")],
    ids=["write", "sync", "move"],
)
def test_an_export_that_ends_anywhere_leaves_an_archive_that_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, owner: object, name: str, after: bool
) -> None:
    true, at, killed = getattr(owner, name), 0, True
    while killed:
        at += 1
        found = archived(tmp_path / str(at), 6)
        found.chain.grow(5)
        deadly = Deadly(true, at, after)
        monkeypatch.setattr(owner, name, lambda *words, call=deadly: call(*words))
        try:
            found.write()
            killed = False
        except Killed:
            pass
        monkeypatch.setattr(owner, name, true)
        assert check(found.folder, found.manifest).blocks in ((6, 8, 11) if killed else (11,))
        found.write()
        assert contents(found) == found.chain.blocks
    assert at > 3


def test_two_exports_at_once_take_turns(tmp_path: Path) -> None:
    found = archived(tmp_path, 2)
    with ArchiveWriter(tmp_path, found.chain.origin), pytest.raises(ArchiveBusy):
        ArchiveWriter(tmp_path, found.chain.origin)
    ArchiveWriter(tmp_path, found.chain.origin).close()


def test_another_chain_does_not_go_into_the_same_archive(tmp_path: Path) -> None:
    found = archived(tmp_path, 2)
    origin = found.chain.origin
    for other in (
        replace(origin, chain_id=8),
        replace(origin, genesis=bytes(32)),
        replace(origin, ledger=origin.registry),
        replace(origin, engines=((0, Engine.QBFT),)),
    ):
        with pytest.raises(Misuse):
            ArchiveWriter(tmp_path, other)
    ArchiveWriter(tmp_path, origin).close()


def test_an_engine_that_takes_over_later_is_no_other_chain(tmp_path: Path) -> None:
    found = archived(tmp_path, 2)
    engines = (*found.chain.origin.engines, (2, Engine.CLIQUE))
    ArchiveWriter(tmp_path, replace(found.chain.origin, engines=engines)).close()
    earlier = (*found.chain.origin.engines, (1, Engine.CLIQUE))
    with pytest.raises(Misuse):
        ArchiveWriter(tmp_path, replace(found.chain.origin, engines=earlier))


def test_only_the_child_of_the_last_block_is_added(tmp_path: Path) -> None:
    chain, other = Chain().grow(4), Chain().grow(1)
    other.random.seed(6)
    other.grow(3)
    with ArchiveWriter(tmp_path, chain.origin) as writer:
        writer.add(chain.blocks[0])
        writer.add(chain.blocks[1])
        for wrong, field in ((chain.blocks[3], "number"), (other.blocks[2], "parentHash")):
            with pytest.raises(ArchiveError) as refused:
                writer.add(wrong)
            assert (refused.value.block, refused.value.field) == (2, field)
        assert writer.add(chain.blocks[2]).number == 2


def test_a_block_without_what_its_roots_say_is_not_added(tmp_path: Path) -> None:
    chain = Chain().grow(3)
    block = chain.blocks[2]
    assert len(block.receipts) == 2
    with ArchiveWriter(tmp_path, chain.origin) as writer:
        for before in chain.blocks[:2]:
            writer.add(before)
        for wrong, field in (
            (replace(block, receipts=block.receipts[::-1]), "receiptsRoot"),
            (replace(block, receipts=block.receipts[:1]), "receiptsRoot"),
            (replace(block, transactions=block.transactions[:1]), "transactionsRoot"),
        ):
            with pytest.raises(ArchiveError) as refused:
                writer.add(wrong)
            assert (refused.value.block, refused.value.field) == (2, field)
        writer.add(block)


def test_what_no_reader_takes_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chain = Chain().grow(3)
    with ArchiveWriter(tmp_path / "small", chain.origin) as writer:
        monkeypatch.setattr(packed, "MAX_ITEM_BYTES", 700)
        with pytest.raises(ArchiveError) as refused:
            for block in chain.blocks:
                writer.add(block)
        assert refused.value.field == "item"
    monkeypatch.undo()
    with PackedWriter(tmp_path, 700) as small:
        small.write(bytes(700))
        with pytest.raises(ArchiveError) as refused:
            small.write(bytes(1))
        assert refused.value.field == "plain_size"
    with ArchiveWriter(tmp_path / "whole", chain.origin) as writer:
        for block in chain.blocks:
            writer.add(block)


def test_a_state_that_does_not_prove_the_contracts_is_not_added(tmp_path: Path) -> None:
    chain = Chain().grow(1)
    codes = dict(zip((each.address for each in chain.origin.contracts), (b"", b"", b""), strict=True))
    with ArchiveWriter(tmp_path, chain.origin) as writer:
        block = writer.add(chain.blocks[0])
        writer.end()
        with pytest.raises(ArchiveError, match="code of"):
            writer.add_state(block, codes.items(), STATE[1])
        assert writer.states == ()
