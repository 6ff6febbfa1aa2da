"""An audit of an archive comes to what an audit of the node comes to, and trusts it no more."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ledger.app.audit.auditor import audit
from ledger.app.audit.report import AuditReport
from ledger.archive.chain import ArchiveFolder
from ledger.chain.engines.anvil import CHAIN_ID, anvil
from ledger.proof.consensus.engine import Engine, Finality
from ledger.proof.receipts import decode_receipt, encode_receipt
from ledger.proof.whole_block import WholeBlock
from tests.integration.archived import NetworkArchive
from tests.integration.audited import AuditedChain, ground_of, lived_in
from tests.integration.network import deployed_on
from tests.simulators.sealing.clique import Clique
from tests.simulators.sealing.consortium import Consortium
from tests.simulators.sealing.node import sealed_anvil
from tests.unit.archive.forge import publish, reforge
from tests.unit.cli.spoken import run_json

GOLDEN = Path(__file__).parents[1] / "fixtures" / "archives"


@pytest.fixture(scope="module")
def chain() -> Iterator[AuditedChain]:
    with anvil() as engine:
        yield lived_in(deployed_on(engine, CHAIN_ID))


@pytest.fixture
def archive(chain: AuditedChain, tmp_path: Path) -> NetworkArchive:
    found = NetworkArchive(chain.network, tmp_path)
    found.export(span=16)
    return found


def audited(archive: NetworkArchive) -> AuditReport:
    ground = ground_of(archive.network, archive.engine)
    return audit([ArchiveFolder(archive.folder, archive.network.contracts)], ground, now=0)


def test_the_report_is_that_of_the_node(chain: AuditedChain, archive: NetworkArchive) -> None:
    from_node, from_archive = chain.audit(), audited(archive)
    assert from_archive.difference is None
    assert from_archive.as_of == from_node.as_of
    assert from_archive.counts == from_node.counts


def test_an_archive_under_clique_shows_itself_how_final_its_last_state_is(tmp_path: Path) -> None:
    with sealed_anvil(Consortium(Clique())) as (below, _):
        found = NetworkArchive(lived_in(deployed_on(below, CHAIN_ID)).network, tmp_path, Engine.CLIQUE)
        found.export()
        report = audited(found)
    assert report.difference is None and report.as_of is not None
    assert report.as_of.block == found.manifest.blocks - 1 - 3
    assert report.as_of.finality is Finality.PROBABILISTIC


def test_an_archive_that_was_cut_off_before_its_state_is_audited_to_the_one_before(
    chain: AuditedChain, tmp_path: Path
) -> None:
    found = NetworkArchive(chain.network, tmp_path)
    earlier = found.export(until=chain.crowded).last
    states = found.manifest.states
    found.export()
    publish(found, replace(found.manifest, states=states))
    report = audited(found)
    assert report.difference is None and report.as_of is not None
    assert report.as_of.block == earlier < found.manifest.blocks - 1


def test_an_altered_payload_is_named_by_its_log(chain: AuditedChain, archive: NetworkArchive) -> None:
    """The archive has each entry twice, in call and log: the call says what the log was."""

    def altered(block: WholeBlock) -> WholeBlock:
        receipt = decode_receipt(block.receipts[0])
        log = receipt.logs[1]
        data = log.data[:130] + bytes([log.data[130] ^ 1]) + log.data[131:]
        logs = (receipt.logs[0], replace(log, data=data), *receipt.logs[2:])
        return replace(block, receipts=(encode_receipt(replace(receipt, logs=logs)), *block.receipts[1:]))

    assert audited(archive).difference is None
    reforge(archive, -1, lambda blocks: [*blocks[:-1], altered(blocks[-1])])
    difference = audited(archive).difference
    assert difference is not None
    assert (difference.block, difference.log) == (chain.last, 1)
    assert difference.field.startswith("payload") and difference.expected != difference.got


@pytest.mark.parametrize("engine", ["qbft", "clique"])
def test_the_archives_of_the_fixtures_are_established_down_to_their_seals(engine: str) -> None:
    folder = GOLDEN / engine
    report = run_json("audit", "--archive", folder, "--trust", folder / "trust.json")
    assert report["outcome"] == "established"
    assert {"blocks", "seals", "receipts", "events", "code", "state"} <= {
        item["what"] for item in report["established"]
    }
