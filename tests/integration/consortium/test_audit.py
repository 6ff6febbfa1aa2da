"""Every validator of a real network is audited at once: its seals, its receipts, its state; and one that lies."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from ledger.app.audit.auditor import audit
from ledger.app.audit.ground import Ground
from ledger.app.audit.report import AuditReport
from ledger.chain import contracts as calls
from ledger.chain.audited import NodeAddress
from ledger.chain.deployment import Deployment, deploy
from ledger.chain.engines.process import Engine
from ledger.chain.rpc import Rpc
from ledger.chain.sender import KeySender
from ledger.core.codes import Capacity, EntryClass
from ledger.core.ids import Member, TradelineId
from ledger.proof.consensus.engine import Finality
from tests.integration.audited import ground_of
from tests.integration.consortium.running import CHAIN_ID, Running
from tests.integration.network import ALL_ROLES, Network
from tests.simulators.lying_node import LyingNode, lying_node

pytestmark = pytest.mark.xdist_group("validators")
HEADER, RECEIPTS = "eth_getBlockByNumber", "eth_getBlockReceipts"


@dataclass
class Scene:
    """A ledger on the network, and the block of its last entries."""

    network: Running
    deployment: Deployment
    ground: Ground
    entries: int

    def audit(self, *urls: str) -> AuditReport:
        contracts = self.deployment.contracts
        sources = [NodeAddress(url, contracts, f"node {at}") for at, url in enumerate(urls, 1)]
        return audit(sources, self.ground, now=0)


@pytest.fixture(scope="module")
def scene(network: Running) -> Iterator[Scene]:
    network.grow(3)
    with Rpc(network.best().url) as rpc:
        registrar = KeySender(rpc, os.urandom(32), CHAIN_ID)
        network.fund(registrar.address())
        deployment = deploy(rpc, registrar, [registrar.address()], 1, 0)
        contracts, line = deployment.contracts, TradelineId(Member(1), 1)
        ledger = Network(Engine(network.best().url, 0, rpc, ""), deployment, registrar)
        admission = calls.admit(os.urandom(32), os.urandom(32), ALL_ROLES, registrar.address())
        registrar.perform(contracts.registry, admission)
        opening = ledger.entry(EntryClass.OPEN, Capacity.CREDITOR, line)
        statements = [ledger.entry(EntryClass.STATEMENT, Capacity.CREDITOR, line) for _ in range(3)]
        _, block = registrar.perform(contracts.ledger, calls.record(0, 0, [opening, *statements]))
        network.grow(2 * len(network.numbers) + 1)
        yield Scene(network, deployment, replace(ground_of(ledger), schedule=network.schedule), block)


@pytest.fixture
def liar(scene: Scene) -> Iterator[LyingNode]:
    with lying_node(scene.network.urls[0]) as node:
        yield node


def test_all_validators_tell_one_sealed_chain(scene: Scene) -> None:
    report = scene.audit(*scene.network.urls)
    assert report.difference is None and report.differences == ()
    assert {item.outcome for item in report.heard} == {"agrees"}
    assert {"seals", "receipts", "state", "agreement"} <= {item.what for item in report.established}
    assert report.as_of is not None and report.as_of.block >= scene.entries
    engine = scene.network.plan.program.engine
    assert report.as_of.finality is engine.finality is not Finality.NONE
    assert (report.counts.entries, report.counts.tradelines, report.counts.members) == (4, 1, 1)


def test_a_validator_that_alters_an_entry_is_named_and_the_others_are_followed(
    scene: Scene, liar: LyingNode
) -> None:
    def other_payload(params: list[object], receipts: list[dict[str, list[dict[str, str]]]]) -> object:
        if params[0] == hex(scene.entries):
            data = receipts[0]["logs"][1]["data"]
            receipts[0]["logs"][1]["data"] = data[:-64] + ("1" if data[-64] == "0" else "0") + data[-63:]
        return receipts

    # Of the highest source receipts are asked, of the others headers alone.
    boast = {"eth_blockNumber": lambda params, answer: hex(int(answer, 16) + 2)}
    liar.lies = {RECEIPTS: other_payload, **boast}
    report = scene.audit(liar.url, *scene.network.urls[1:])
    ((who, difference),) = report.differences
    assert report.difference is None and who == "node 1"
    assert (difference.block, difference.log) == (scene.entries, 1)
    assert difference.field.startswith("payload, from byte ")


def test_a_validator_that_alters_a_seal_is_named_and_the_others_are_followed(
    scene: Scene, liar: LyingNode
) -> None:
    """The last bytes of extraData: of Clique's seal, and of the last committer's under QBFT."""

    def other_seal(params: list[object], block: dict[str, str]) -> object:
        bent = f"{int(block['extraData'][-4:-2], 16) ^ 1:02x}"
        extra = block["extraData"][:-4] + bent + block["extraData"][-2:]
        return {**block, "extraData": extra} if params[0] == hex(scene.entries) else block

    liar.lies = {HEADER: other_seal}
    report = scene.audit(liar.url, *scene.network.urls[1:])
    ((who, difference),) = report.differences
    assert report.difference is None and who == "node 1"
    assert difference.block == scene.entries
    assert difference.field.startswith(("seals: ", "extraData"))
