"""A ledger's chain in files: what a node told is all there, and is read where nodes are read."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ledger.app.archiving import Exporter
from ledger.app.index import follow
from ledger.archive.blocks import checked_blocks
from ledger.archive.check import check
from ledger.archive.errors import ArchiveError, NotArchived
from ledger.chain.engines.anvil import CHAIN_ID, anvil
from ledger.chain.rpc import data
from ledger.core.codes import Capacity, EntryClass
from ledger.core.ids import TradelineId
from ledger.proof import slots
from ledger.proof.consensus.engine import Engine
from ledger.proof.consensus.following import follow as following
from ledger.proof.consensus.following import start
from ledger.proof.consensus.schedule import Phase, Schedule
from ledger.proof.header import header_from_rpc
from ledger.proof.integers import u256
from ledger.proof.keccak import keccak256
from ledger.proof.receipts import receipt_from_rpc
from ledger.proof.state import verify_account, verify_word
from ledger.store.index import SqlIndex
from ledger.store.opening import index_at
from tests.integration.archived import NetworkArchive
from tests.integration.life import Life
from tests.integration.network import Network, deployed_on
from tests.simulators.sealing.bft import Bft, Ibft1, Ibft2, Qbft
from tests.simulators.sealing.clique import Clique
from tests.simulators.sealing.consortium import ALWAYS, Consortium, Plan
from tests.simulators.sealing.node import sealed_anvil


def lived(network: Network, folder: Path, steps: int = 40) -> NetworkArchive:
    Life(network, [network.admit() for _ in range(4)]).live(steps)
    return NetworkArchive(network, folder)


def index_of(folder: Path, network: Network, name: str) -> SqlIndex:
    return index_at(folder / name, network.contracts, network.deployment.block)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NetworkArchive]:
    """An archive of a chain that goes on no more; for tests that change neither."""
    with anvil() as engine:
        found = lived(deployed_on(engine, CHAIN_ID), tmp_path_factory.mktemp("archive"), 60)
        found.export(span=32)
        yield found


def test_every_engine_goes_into_an_archive(network: Network, tmp_path: Path) -> None:
    archive = lived(network, tmp_path)
    done = archive.export(span=16)
    assert done.last == archive.reader.height() and done.words > 50
    assert check(tmp_path, archive.manifest).blocks == done.last + 1
    rpc = network.engine.rpc
    for block in checked_blocks(tmp_path, archive.manifest):
        told = archive.reader.header(block.number)
        assert data(block.hash) == told["hash"]
        assert [data(keccak256(raw)) for raw in block.whole.transactions] == told["transactions"]
    assert rpc.read("eth_chainId") == hex(archive.manifest.origin.chain_id)


@pytest.mark.parametrize("house", [Qbft(), Ibft2(), Ibft1(), Clique()], ids=lambda house: house.name)
def test_headers_are_archived_as_they_were_sealed(house: Bft | Clique, tmp_path: Path) -> None:
    plan = Plan(round=3) if isinstance(house, Bft) else ALWAYS
    consortium, engine = Consortium(house, plans={4: plan}), Engine(house.name)
    with sealed_anvil(consortium) as (node, _):
        network = deployed_on(node, CHAIN_ID)
        network.admit()
        archive = NetworkArchive(network, tmp_path, engine)
        last = archive.export(span=3).last
        assert last == archive.reader.height() >= 4
        told = [archive.reader.header(number) for number in range(last + 1)]
    # Where finality grows with blocks, the state is that of a block which the archive itself shows to be settled.
    assert check(tmp_path, archive.manifest).states == (last - 3 if engine is Engine.CLIQUE else last,)
    schedule = Schedule((Phase(0, engine),))
    chain = archive.open()
    headers = [header_from_rpc(chain.header(number)) for number in range(last + 1)]
    # With no node beside it, the archive is enough to follow the validators to its last block.
    point = start(schedule, headers[0])
    for sealed in headers[1:]:
        point = following(schedule, point, sealed)
    assert data(point.hash) == told[-1]["hash"] == chain.header(last)["hash"]
    assert [header_from_rpc(block) for block in told] == headers


def test_it_answers_as_the_node_does(kept: NetworkArchive) -> None:
    chain, node = kept.open(), kept.reader
    assert (chain.chain_id(), chain.height()) == (node.chain_id(), node.height())
    for number in (*range(chain.height() + 1), 40, 3, 0, chain.height()):
        told, found = node.header(number), chain.header(number)
        assert header_from_rpc(found) == header_from_rpc(told)
        assert (found["hash"], found["transactions"]) == (told["hash"], told["transactions"])
        ours, theirs = chain.receipts(number), node.receipts(number)
        assert list(map(receipt_from_rpc, ours)) == list(map(receipt_from_rpc, theirs))
        places = [(log["logIndex"], log["transactionHash"]) for one in ours for log in one["logs"]]
        assert places == [(log["logIndex"], log["transactionHash"]) for one in theirs for log in one["logs"]]


def test_an_index_filled_from_it_is_that_of_the_node(kept: NetworkArchive, tmp_path: Path) -> None:
    with (
        closing(index_of(tmp_path, kept.network, "node")) as from_node,
        closing(index_of(tmp_path, kept.network, "archive")) as from_archive,
    ):
        follow(kept.network.reader(), from_node)
        follow(kept.open(), from_archive)
        assert from_archive.digest() == from_node.digest()
        assert from_archive.position() == from_node.position()
        assert from_archive.finalised() == from_node.finalised() == kept.manifest.blocks - 1


def test_an_index_from_an_archive_goes_on_at_a_node(on_anvil: Network, tmp_path: Path) -> None:
    archive = lived(on_anvil, tmp_path / "archive", 10)
    archive.export()
    line_before = on_anvil.admit()
    with (
        closing(index_of(tmp_path, on_anvil, "both")) as both,
        closing(index_of(tmp_path, on_anvil, "node")) as from_node,
    ):
        follow(archive.open(), both)
        taken = follow(on_anvil.reader(), both)
        assert taken == on_anvil.reader().height() - (archive.manifest.blocks - 1) > 0
        follow(on_anvil.reader(), from_node)
        assert both.digest() == from_node.digest()
    assert line_before.number


def test_words_of_the_state_are_proved_from_it(kept: NetworkArchive) -> None:
    chain, last = kept.open(), kept.manifest.blocks - 1
    root = header_from_rpc(chain.header(last)).state_root
    registry = kept.network.contracts.registry
    (slot,) = [slots.member(1)]
    absent = slots.member(4_000_000)
    proved = chain.prove(registry, [u256(slot), u256(absent)], last)
    account = verify_account(root, registry, proved.account_proof)
    assert account.code_hash == kept.network.deployment.registry_code
    assert keccak256(chain.code(registry, last)) == account.code_hash
    (_, nodes), (_, missing) = proved.words
    assert verify_word(account.storage_root, slot, nodes) == kept.network.reader().word(registry, slot)
    with pytest.raises(NotArchived):
        chain.prove(registry, [u256(slot)], last - 1)
    assert missing


def test_what_it_does_not_reach_is_said(kept: NetworkArchive) -> None:
    chain, last = kept.open(), kept.manifest.blocks - 1
    for ask in (
        lambda: chain.header(last + 1),
        lambda: chain.receipts(-1),
        lambda: list(chain.stream(last + 1, None, None)),
    ):
        with pytest.raises(NotArchived):
            ask()
    assert list(chain.headers([last, last + 1]))[1] is None


def test_what_is_exported_again_is_only_what_is_new(on_anvil: Network, tmp_path: Path) -> None:
    archive = lived(on_anvil, tmp_path, 10)
    exporter = Exporter(on_anvil.contracts)
    first = archive.export(span=8, exporter=exporter)
    assert archive.export(span=8, exporter=exporter).added == 0
    on_anvil.admit()
    # By who has replayed all of it already, and by who begins with the archive.
    again = archive.export(until=first.last + 1, span=8, exporter=exporter)
    on_anvil.admit()
    fresh = archive.export(span=8)
    assert (again.added, fresh.last) == (1, on_anvil.reader().height())
    assert fresh.words > again.words > first.words
    assert check(tmp_path, archive.manifest).states == (again.last, fresh.last)


def test_a_chain_that_took_blocks_back_is_not_exported_on(on_anvil: Network, tmp_path: Path) -> None:
    archive = lived(on_anvil, tmp_path, 5)
    rpc = on_anvil.engine.rpc
    snapshot = rpc.write("evm_snapshot")
    on_anvil.admit()
    last = archive.export().last
    rpc.write("evm_revert", snapshot)
    on_anvil.admit()
    on_anvil.admit()
    assert on_anvil.reader().height() > last
    with pytest.raises(ArchiveError, match=f"block {last + 1}: parentHash"):
        archive.export()
    assert archive.manifest.blocks == last + 1


def test_every_kind_of_transaction_is_told_as_it_was_signed(on_anvil: Network, tmp_path: Path) -> None:
    archive, rpc = NetworkArchive(on_anvil, tmp_path), on_anvil.engine.rpc
    me = data(on_anvil.sender().address())
    rpc.write("anvil_impersonateAccount", me)
    priced = {"from": me, "gas": hex(100_000), "gasPrice": hex(2 * 10**9)}
    listed = {"accessList": [{"address": data(on_anvil.contracts.ledger), "storageKeys": [data(u256(7))]}]}
    capped = {"from": me, "gas": hex(100_000), "maxFeePerGas": hex(2 * 10**9), **listed}
    for kind in (priced, {**priced, **listed}, capped):
        for call in ({"to": me, "value": "0x1"}, {"data": "0x6000"}):
            rpc.write("eth_sendTransaction", {**kind, **call})
    archive.export()
    raws = [raw for block in checked_blocks(tmp_path, archive.manifest) for raw in block.whole.transactions]
    # A legacy transaction is an RLP list, and begins with 0xc0 or more (EIP-2718).
    assert [raw[0] if raw[0] < 0xC0 else 0 for raw in raws[-6:]] == [0, 0, 1, 1, 2, 2]


def test_how_many_bytes_an_entry_takes(on_anvil: Network, tmp_path: Path) -> None:
    party, archive = on_anvil.admit(), NetworkArchive(on_anvil, tmp_path)
    before, line = archive.export(), TradelineId(party.number, 1)
    size = sum(segment.file.size for segment in archive.manifest.segments)
    on_anvil.record(party, [on_anvil.entry(EntryClass.OPEN, Capacity.CREDITOR, line)])
    statements, batches = 100, 4
    for _ in range(batches):
        on_anvil.record(
            party, [on_anvil.entry(EntryClass.STATEMENT, Capacity.CREDITOR, line) for _ in range(statements)]
        )
    assert archive.export().added == batches + 1 and before.added
    grown = sum(segment.file.size for segment in archive.manifest.segments) - size
    # A payload of 192 bytes and a commitment of 32, both noise, stand in call and log, and once in the file.
    assert 224 < grown / (statements * batches) < 250
