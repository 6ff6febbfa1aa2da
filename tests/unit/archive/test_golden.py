"""The archives of tests/fixtures, as they were written once: the product reads them, and so does another reader."""

import json
import shutil
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ledger.app.index import follow
from ledger.archive.chain import ArchiveChain
from ledger.archive.check import check
from ledger.archive.manifest import MANIFEST, Manifest
from ledger.archive.manifest_file import parse_manifest, read_manifest, serialise
from ledger.archive.packed import items
from ledger.archive.writer import ArchiveWriter
from ledger.core.codes import MemberList
from ledger.core.ids import Member, TradelineId
from ledger.proof import slots
from ledger.proof.consensus.engine import Engine
from ledger.proof.events import Contracts
from ledger.proof.whole_block import decode_block, encode_block
from ledger.store.opening import index_at
from ledger.verify.trust import TrustRoot, parse_trust
from ledger.wiring import origin_of_archive
from tests.unit.archive.plain_reader import PlainArchive

FOLDERS = Path(__file__).parents[2] / "fixtures" / "archives"


@dataclass(frozen=True)
class Golden:
    """An archive, the trust root of its chain, and what is in it."""

    folder: Path

    @property
    def trust(self) -> TrustRoot:
        return parse_trust((self.folder / "trust.json").read_bytes())

    @property
    def facts(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.folder / "facts.json").read_text())
        return found

    @property
    def manifest(self) -> Manifest:
        found = read_manifest(self.folder)
        assert found is not None
        return found

    @property
    def contracts(self) -> Contracts:
        root = self.trust
        return Contracts(root.chain_id, root.registry.address, root.ledger.address, root.attestations.address)

    def open(self) -> ArchiveChain:
        return ArchiveChain.open(self.folder, self.contracts.addresses, self.trust.schedule)


@pytest.fixture(params=["qbft", "clique"])
def golden(request: pytest.FixtureRequest) -> Golden:
    return Golden(FOLDERS / request.param)


def test_it_is_whole(golden: Golden) -> None:
    found = check(golden.folder, golden.manifest)
    assert (found.blocks, list(found.states)) == (golden.facts["blocks"], golden.facts["states"])
    assert golden.manifest.origin == origin_of_archive(golden.trust)


def test_who_reads_the_documentation_reads_the_same(golden: Golden) -> None:
    plain, chain = PlainArchive(golden.folder).read(), golden.open()
    assert len(plain.headers) == chain.height() + 1
    told = [bytes.fromhex(str(chain.header(number)["hash"])[2:]) for number in range(len(plain.headers))]
    assert told == plain.hashes
    assert len(plain.logs) == sum(segment.logs for segment in golden.manifest.segments)
    assert plain.word("registry", slots.member(Member(1))) == int(golden.facts["member_word"], 16)
    assert plain.word("registry", slots.member(Member(4_000_000))) == 0


def test_it_fills_an_index(golden: Golden, tmp_path: Path) -> None:
    with closing(index_at(tmp_path / "index", golden.contracts, 1)) as index:
        follow(golden.open(), index)
        assert len(index.entries(TradelineId(Member(1), 1))) == golden.facts["entries"]
        assert len(index.listings(Member(2), MemberList.CLAIMS)) == 1
        # Under Clique the blocks behind the last state are the evidence that it is final.
        (final,) = golden.facts["states"]
        last, standing = index.position(), index.standing(final)
        assert index.finalised() == final
    assert last is not None and last.number == golden.facts["blocks"] - 1
    assert standing is not None and standing.finality is Engine(golden.facts["engine"]).finality


def test_what_is_written_is_what_was_read(golden: Golden) -> None:
    data = (golden.folder / MANIFEST).read_bytes()
    assert serialise(parse_manifest(data)) == data
    for segment in golden.manifest.segments:
        for item in items(golden.folder, segment.file):
            assert encode_block(decode_block(item)) == item


def test_it_can_be_gone_on_with(golden: Golden, tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    shutil.copytree(golden.folder, folder)
    with ArchiveWriter(folder, origin_of_archive(golden.trust)) as writer:
        assert writer.next == golden.facts["blocks"]
        assert list(writer.states) == golden.facts["states"]
