"""The archive of tests/fixtures/archive, as it was written once: the product reads it, and so does another reader."""

import json
import shutil
from contextlib import closing
from pathlib import Path

from ledger.app.index import follow
from ledger.archive.chain import ArchiveChain
from ledger.archive.check import check
from ledger.archive.manifest import MANIFEST, parse_manifest, read_manifest, serialise
from ledger.archive.packed import items
from ledger.archive.writer import ArchiveWriter
from ledger.core.codes import MemberList
from ledger.core.ids import Member, TradelineId
from ledger.proof import slots
from ledger.proof.events import Contracts
from ledger.proof.whole_block import decode_block, encode_block
from ledger.store.opening import index_at
from ledger.verify.trust import parse_trust
from ledger.wiring import origin_of_archive
from tests.unit.archive.plain_reader import PlainArchive

FOLDER = Path(__file__).parents[2] / "fixtures" / "archive"
FACTS = json.loads((FOLDER / "facts.json").read_text())
TRUST = parse_trust((FOLDER / "trust.json").read_bytes())
CONTRACTS = Contracts(
    TRUST.chain_id, TRUST.registry.address, TRUST.ledger.address, TRUST.attestations.address
)


def test_it_is_whole() -> None:
    manifest = read_manifest(FOLDER)
    assert manifest is not None
    found = check(FOLDER, manifest)
    assert (found.blocks, found.states) == (FACTS["blocks"], (FACTS["blocks"] - 1,))
    assert manifest.origin == origin_of_archive(TRUST)


def test_who_reads_the_documentation_reads_the_same() -> None:
    plain, manifest = PlainArchive(FOLDER).read(), read_manifest(FOLDER)
    assert manifest is not None and manifest.last is not None
    chain = ArchiveChain.open(FOLDER, CONTRACTS.addresses)
    assert len(plain.headers) == chain.height() + 1
    told = [bytes.fromhex(str(chain.header(number)["hash"])[2:]) for number in range(len(plain.headers))]
    assert told == plain.hashes
    assert len(plain.logs) == sum(segment.logs for segment in manifest.segments)
    assert plain.word("registry", slots.member(Member(1))) == int(FACTS["member_word"], 16)
    assert plain.word("registry", slots.member(Member(4_000_000))) == 0


def test_it_fills_an_index(tmp_path: Path) -> None:
    with closing(index_at(tmp_path / "index", CONTRACTS, 1)) as index:
        follow(ArchiveChain.open(FOLDER, CONTRACTS.addresses), index)
        assert len(index.entries(TradelineId(Member(1), 1))) == FACTS["entries"]
        assert len(index.listings(Member(2), MemberList.CLAIMS)) == 1


def test_what_is_written_is_what_was_read() -> None:
    data = (FOLDER / MANIFEST).read_bytes()
    manifest = parse_manifest(data)
    assert serialise(manifest) == data
    for segment in manifest.segments:
        for item in items(FOLDER, segment.file):
            assert encode_block(decode_block(item)) == item


def test_it_can_be_gone_on_with(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    shutil.copytree(FOLDER, folder)
    with ArchiveWriter(folder, origin_of_archive(TRUST)) as writer:
        assert writer.next == FACTS["blocks"]
        assert writer.states == (FACTS["blocks"] - 1,)
