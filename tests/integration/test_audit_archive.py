"""An audit of an archive: without a node, and with every fault that a folder can have."""

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from ledger.app.audit.auditor import audit
from ledger.app.audit.hearing import Aids
from ledger.app.audit.report import AuditReport
from ledger.app.audit.sources import Source, SourceAway
from ledger.archive.chain import ArchiveFolder
from ledger.archive.manifest import MANIFEST
from ledger.chain.engines.anvil import CHAIN_ID, anvil
from ledger.cli.audit_workers import workers
from ledger.cli.main import app
from ledger.core.errors import Misuse
from ledger.proof.receipts import Receipt, encode_receipt
from ledger.proof.whole_block import WholeBlock
from tests.integration.archived import NetworkArchive
from tests.integration.audited import AuditedChain, lived_in, trust_file
from tests.integration.network import deployed_on
from tests.simulators.lying_archive import Forgery, forge, manifest_of, rewrite


@pytest.fixture(scope="module")
def chain() -> Iterator[AuditedChain]:
    with anvil() as engine:
        yield lived_in(deployed_on(engine, CHAIN_ID))


@pytest.fixture(autouse=True)
def as_it_was(chain: AuditedChain, kept: Path) -> Iterator[None]:
    """What a test mines is taken back: the others find the chain that was kept, in whatever order they come."""
    rpc = chain.network.engine.rpc
    snapshot = rpc.write("evm_snapshot")
    yield
    assert rpc.write("evm_revert", snapshot) is True


@pytest.fixture(scope="module")
def kept(chain: AuditedChain, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole chain in segments of 16 blocks."""
    folder = tmp_path_factory.mktemp("archive")
    NetworkArchive(chain.network, folder).export(span=16)
    return folder


@pytest.fixture
def folder(kept: Path, tmp_path: Path) -> Path:
    """A copy to be spoilt."""
    return Path(shutil.copytree(kept, tmp_path / "copy"))


def audited(
    chain: AuditedChain, *sources: Path | str, until: int | None = None, aids: Aids | None = None
) -> AuditReport:
    contracts = chain.network.contracts
    found: list[Source] = [
        ArchiveFolder(source, contracts) if isinstance(source, Path) else chain.nodes(source)[0]
        for source in sources
    ]
    return audit(found, chain.ground, now=0, until=until, aids=aids)


def segments(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.name.startswith("blocks"))


def test_an_archive_establishes_what_its_node_does(chain: AuditedChain, kept: Path) -> None:
    report, asked = audited(chain, kept), chain.audit()
    assert report.difference is None
    assert report.counts == asked.counts and report.as_of == asked.as_of
    assert [item.what for item in report.established] == [item.what for item in asked.established]


def test_an_archive_and_a_node_are_held_against_each_other(chain: AuditedChain, kept: Path) -> None:
    report = audited(chain, kept, chain.network.engine.url)
    assert report.difference is None
    assert {(item.outcome, item.until) for item in report.heard} == {("agrees", chain.last)}


def test_state_is_proved_where_the_archive_has_it_too(chain: AuditedChain, tmp_path: Path) -> None:
    """An archive that was exported twice has the state of the first time as well."""
    archive = NetworkArchive(chain.network, tmp_path / "twice")
    archive.export(until=chain.last)
    chain.network.engine.mine(3)
    archive.export()
    report = audited(chain, archive.folder)
    assert report.difference is None and report.counts.states == 2
    (state,) = [item.why for item in report.established if item.what == "state"]
    assert "1 earlier block" in state


def test_processes_beside_it_read_the_folder_for_themselves(chain: AuditedChain, tmp_path: Path) -> None:
    chain.network.engine.mine(300)
    archive = NetworkArchive(chain.network, tmp_path / "long")
    archive.export(span=64)
    with workers(2) as pool:
        beside = audited(chain, archive.folder, aids=Aids(workers=pool))
    assert beside.render() == audited(chain, archive.folder).render()
    assert beside.difference is None


# --- an archive whose every hash is right, of a chain that is not ---

Blocks = list[WholeBlock]


def receipts(at: int, *change: Callable[[Receipt], Receipt]) -> Forgery:
    """Other receipts in a block, the first ones changed in turn."""

    def forgery(blocks: Blocks) -> None:
        found = [*blocks[at].decoded_receipts()]
        for place, one in enumerate(change):
            found[place] = one(found[place])
        blocks[at] = replace(blocks[at], receipts=tuple(map(encode_receipt, found)))

    return forgery


def in_log(log: int, byte: int) -> Callable[[Receipt], Receipt]:
    """One bit of the data of a log."""

    def change(receipt: Receipt) -> Receipt:
        data = bytearray(receipt.logs[log].data)
        data[byte] ^= 1
        logs = list(receipt.logs)
        logs[log] = replace(logs[log], data=bytes(data))
        return replace(receipt, logs=tuple(logs))

    return change


def in_header(at: int, **fields: Any) -> Forgery:
    def forgery(blocks: Blocks) -> None:
        blocks[at] = replace(blocks[at], header=replace(blocks[at].header, **fields))

    return forgery


def swapped(one: int, other: int) -> Forgery:
    def forgery(blocks: Blocks) -> None:
        blocks[one], blocks[other] = blocks[other], blocks[one]

    return forgery


def without(at: int) -> Forgery:
    return lambda blocks: blocks.pop(at) and None


def out_of_order(at: int) -> Forgery:
    def forgery(blocks: Blocks) -> None:
        first, second, *rest = blocks[at].receipts
        blocks[at] = replace(blocks[at], receipts=(second, first, *rest))

    return forgery


def without_last_receipt(at: int) -> Forgery:
    def forgery(blocks: Blocks) -> None:
        blocks[at] = replace(blocks[at], receipts=blocks[at].receipts[:-1])

    return forgery


def failed(receipt: Receipt) -> Receipt:
    return replace(receipt, succeeded=False)


Place = tuple[int, int | None, str]
FORGERIES: dict[str, tuple[Callable[[AuditedChain], Forgery], Callable[[AuditedChain], Place]]] = {
    "a sealed payload, and the amount in it": (
        lambda chain: receipts(chain.entries, in_log(1, 128 + 70)),
        lambda chain: (chain.entries, 1, "payload, from byte 70"),
    ),
    "who recorded an entry": (
        lambda chain: receipts(chain.entries, in_log(2, 9)),
        lambda chain: (chain.entries, 2, "meta"),
    ),
    "a receipt that failed": (
        lambda chain: receipts(chain.entries, failed),
        lambda chain: (chain.entries, 0, "status of receipt 0"),
    ),
    "the order of receipts": (
        lambda chain: out_of_order(chain.crowded),
        lambda chain: (chain.crowded, 0, "order of receipts: cumulativeGasUsed of receipt 0"),
    ),
    "a receipt left out": (
        lambda chain: without_last_receipt(chain.crowded),
        lambda chain: (chain.crowded, None, "number of receipts"),
    ),
    "a receipts root": (
        lambda chain: in_header(9, receipts_root=bytes(32)),
        lambda chain: (9, None, "receiptsRoot"),
    ),
    "a state root": (
        lambda chain: in_header(9, state_root=bytes(32)),
        lambda chain: (10, None, "parentHash"),
    ),
    "a parent": (lambda chain: in_header(9, parent_hash=bytes(32)), lambda chain: (9, None, "parentHash")),
    "the order of blocks": (lambda chain: swapped(7, 8), lambda chain: (7, None, "number")),
    "a block left out": (lambda chain: without(7), lambda chain: (7, None, "number")),
    "the genesis": (lambda chain: in_header(0, timestamp=1), lambda chain: (0, None, "hash of the genesis")),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_archive_is_found_by_block_log_and_field(
    chain: AuditedChain, folder: Path, forgery: str
) -> None:
    forge(folder, lambda blocks: None)
    assert audited(chain, folder).difference is None
    make, place = FORGERIES[forgery]
    forge(folder, make(chain))
    difference = audited(chain, folder).difference
    assert difference is not None and difference.expected != difference.got
    assert (difference.block, difference.log, difference.field) == place(chain)


@pytest.mark.parametrize(
    "forgery", ["a sealed payload, and the amount in it", "a state root", "a block left out"]
)
def test_a_node_beside_it_shows_which_of_them_lies(chain: AuditedChain, folder: Path, forgery: str) -> None:
    make, place = FORGERIES[forgery]
    forge(folder, make(chain))
    report = audited(chain, folder, chain.network.engine.url, until=chain.last)
    assert report.difference is None
    ((who, difference),) = report.differences
    assert who == str(folder)
    assert (difference.block, difference.log, difference.field) == place(chain)


# --- a folder that is damaged ---


def test_a_truncated_segment_is_named(chain: AuditedChain, folder: Path) -> None:
    victim = segments(folder)[1]
    victim.write_bytes(victim.read_bytes()[:-2000])
    difference = audited(chain, folder).difference
    assert difference is not None
    assert 16 <= difference.block <= 31 and difference.field.startswith(victim.name)


def test_a_node_beside_a_damaged_archive_is_followed(chain: AuditedChain, folder: Path) -> None:
    victim = segments(folder)[1]
    victim.write_bytes(victim.read_bytes()[:-2000])
    for sources in ((folder, chain.network.engine.url), (chain.network.engine.url, folder)):
        report = audited(chain, *sources, until=chain.last)
        ((who, difference),) = report.differences
        assert report.difference is None and who == str(folder)
        assert 16 <= difference.block <= 31 and difference.field.startswith(victim.name)


def test_a_segment_that_is_gone_is_named(chain: AuditedChain, folder: Path) -> None:
    victim = segments(folder)[2]
    victim.unlink()
    difference = audited(chain, folder).difference
    assert difference is not None and difference.block == 32
    assert difference.field == f"{victim.name}: file"


def test_an_archive_that_ends_earlier_reaches_no_further(chain: AuditedChain, folder: Path) -> None:
    """Truncated in good order: what it has stands, but its last state is not the one it has proofs of."""
    forge(folder, lambda blocks: blocks.__delitem__(slice(40, None)))
    with pytest.raises(SourceAway, match="state of block 39"):
        audited(chain, folder)
    report = audited(chain, folder, chain.network.engine.url)
    (short, _) = report.heard
    assert report.difference is None
    assert (short.outcome, short.until, short.silent) == ("silent", 39, "it has no block 40")


def test_forged_state_is_found(chain: AuditedChain, folder: Path) -> None:
    """The state segment is replaced by one of an older block, under the newer one's name."""
    (state,) = manifest_of(folder).states
    other = folder.parent / "older"
    NetworkArchive(chain.network, other).export(until=chain.last - 1)
    (older,) = manifest_of(other).states
    shutil.copy(other / older.file.name, folder / state.file.name)
    file = replace(older.file, name=state.file.name)
    rewrite(folder, replace(manifest_of(folder), states=(replace(state, file=file, nodes=older.nodes),)))
    difference = audited(chain, folder).difference
    assert difference is not None and difference.block == manifest_of(folder).states[0].block
    assert "proof" in difference.field or "state" in difference.field


def test_a_manifest_of_another_chain_is_named(chain: AuditedChain, folder: Path) -> None:
    manifest = manifest_of(folder)
    rewrite(folder, replace(manifest, origin=replace(manifest.origin, chain_id=1)))
    difference = audited(chain, folder).difference
    assert difference is not None and (difference.block, difference.field) == (0, "chain id")


def test_a_manifest_that_is_none_is_named(chain: AuditedChain, folder: Path) -> None:
    (folder / MANIFEST).write_bytes(b"{}")
    difference = audited(chain, folder).difference
    assert difference is not None and difference.field.startswith(MANIFEST)


def test_a_folder_without_an_archive_is_misuse(chain: AuditedChain, kept: Path, tmp_path: Path) -> None:
    assert audited(chain, kept).difference is None
    with pytest.raises(Misuse, match="no archive"):
        audited(chain, tmp_path)


def test_state_that_differs_at_an_earlier_block_is_found(chain: AuditedChain, tmp_path: Path) -> None:
    """Of the two states that are kept, the older one is spoilt; the newer one would pass."""
    archive = NetworkArchive(chain.network, tmp_path / "twice")
    archive.export(until=chain.last)
    chain.network.engine.mine(3)
    archive.export()
    assert audited(chain, archive.folder).difference is None
    manifest = manifest_of(archive.folder)
    older, newer = manifest.states
    shutil.copy(archive.folder / newer.file.name, archive.folder / older.file.name)
    spoilt = replace(older, file=replace(newer.file, name=older.file.name), nodes=newer.nodes)
    rewrite(archive.folder, replace(manifest, states=(spoilt, newer)))
    report = audited(chain, archive.folder)
    assert report.difference is not None and report.difference.block <= older.block
    assert [item.outcome for item in report.heard] == ["differs"]


def test_the_verb_audits_folders_beside_nodes(chain: AuditedChain, kept: Path, tmp_path: Path) -> None:
    where = ["audit", "--trust", str(trust_file(chain, tmp_path)), "--until-block", str(chain.last), "--json"]
    alone = CliRunner().invoke(app, [*where, "--archive", str(kept)])
    assert alone.exit_code == 0, alone.output
    assert json.loads(alone.stdout)["as_of"]["block"] == chain.last
    both = CliRunner().invoke(app, [*where, "--archive", str(kept), "--rpc", chain.network.engine.url])
    sources = json.loads(both.stdout)["sources"]
    assert both.exit_code == 0
    assert [item["outcome"] for item in sources] == ["agrees", "agrees"]
    assert sources[1]["source"] == str(kept)
    assert CliRunner().invoke(app, [*where, "--archive", str(tmp_path)]).exit_code == 2
