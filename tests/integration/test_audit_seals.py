"""An audit of chains that validators seal: every header under the set that follows from the genesis, and how final."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from ledger.app.audit.report import Difference
from ledger.chain.engines.anvil import CHAIN_ID
from ledger.proof.consensus.engine import Engine, Finality
from ledger.proof.consensus.point import Point
from tests.integration.audited import AuditedChain, lived_in
from tests.integration.network import deployed_on
from tests.simulators.lying_node import LyingNode, lying_node
from tests.simulators.sealing.bft import Bft, Ibft2, Qbft
from tests.simulators.sealing.clique import Clique
from tests.simulators.sealing.consortium import Consortium, Plan
from tests.simulators.sealing.council import Vote
from tests.simulators.sealing.fields import from_rpc, to_rpc
from tests.simulators.sealing.keys import addresses
from tests.simulators.sealing.node import sealed_anvil

HEADER = "eth_getBlockByNumber"
FOUNDERS, STRANGERS = addresses(4), addresses(4, after=40)
ROUND = 4
"""Blocks in which each of the founders is the proposer once."""


@contextmanager
def sealed(engine: Bft | Clique, plans: dict[int, Plan] | None = None) -> Iterator[AuditedChain]:
    """A ledger with some life on a chain that the founders seal, and two rounds after it."""
    with sealed_anvil(Consortium(engine, plans=plans or {})) as (below, _):
        chain = lived_in(deployed_on(below, CHAIN_ID))
        below.mine(2 * ROUND)
        last = chain.network.reader().height()
        yield AuditedChain(chain.network, chain.crowded, last, Engine(engine.name))


@pytest.fixture(scope="module")
def qbft() -> Iterator[AuditedChain]:
    with sealed(Qbft()) as chain:
        yield chain


@pytest.fixture
def node(qbft: AuditedChain) -> Iterator[LyingNode]:
    with lying_node(qbft.network.engine.url) as node:
        yield node


def test_every_block_of_a_consortium_is_under_its_seals(qbft: AuditedChain) -> None:
    report = qbft.audit()
    assert report.difference is None
    assert "seals" in {item.what for item in report.established}
    assert "seals" not in {item.what for item in report.not_established}
    assert report.as_of is not None
    assert (report.as_of.block, report.as_of.finality, report.as_of.vouching) == (
        qbft.last,
        Finality.IMMEDIATE,
        4,
    )


def test_members_that_come_and_go_by_vote_are_followed() -> None:
    stranger = STRANGERS[0]
    vote = Plan(vote=Vote(stranger, add=True))
    with sealed(Ibft2(), dict.fromkeys(range(8, 11), vote)) as chain:
        report = chain.audit()
    assert report.difference is None and report.as_of is not None
    assert report.as_of.vouching == 5


# --- seals as a node tells them; they stand outside the block's hash ---


def told(
    engine: Bft, number: int, change: Callable[[Any], Any]
) -> dict[str, Callable[[list[Any], Any], Any]]:
    """Lies about one block's seals, however it is asked for."""

    def lie(params: list[Any], block: Any) -> Any:
        if int(block["number"], 16) != number:
            return block
        return {**block, "extraData": to_rpc(change(from_rpc(block)))["extraData"]}

    return {HEADER: lie}


def lied(chain: AuditedChain, node: LyingNode) -> Difference:
    """What the audit finds; without the lie it finds nothing."""
    difference = chain.audit(node.url).difference
    assert difference is not None and all(node.told.values()) and node.told
    node.lies = {}
    assert chain.audit(node.url).difference is None
    return difference


@pytest.mark.parametrize(
    ("committers", "expected", "got"),
    [
        (FOUNDERS[:2], "3 to 4", "2"),
        (FOUNDERS[:2] + STRANGERS[:1], None, f"0x{STRANGERS[0].hex()}"),
        ((*FOUNDERS[:2], FOUNDERS[0]), None, None),
        ((), "3 to 4", "0"),
    ],
    ids=["two of four", "a stranger's", "one twice", "none"],
)
def test_wrong_seals_are_a_difference_of_their_block(
    qbft: AuditedChain, node: LyingNode, committers: tuple[bytes, ...], expected: str | None, got: str | None
) -> None:
    engine = Qbft()
    node.lies = told(engine, 9, lambda fields: engine.committed(fields, committers))
    difference = lied(qbft, node)
    assert (difference.block, difference.log) == (9, None)
    assert difference.field.startswith("seals: ")
    assert expected is None or difference.expected == expected
    assert got is None or got in difference.got


def test_a_seal_with_one_bit_changed_is_found(qbft: AuditedChain, node: LyingNode) -> None:
    engine = Qbft()

    def bent(fields: Any) -> Any:
        first, *rest = engine.extra(fields).seals
        return engine.with_extra(fields, seals=(bytes([first[0] ^ 1]) + first[1:], *rest))

    node.lies = told(engine, 9, bent)
    difference = lied(qbft, node)
    assert difference.block == 9 and difference.field.startswith("seals: ")


def test_extra_data_that_is_none_is_found(qbft: AuditedChain, node: LyingNode) -> None:
    lie = {
        HEADER: lambda params, block: {**block, "extraData": "0xc0"} if block["number"] == "0x9" else block
    }
    node.lies = lie
    difference = lied(qbft, node)
    assert difference.block == 9 and "extraData" in difference.field


def test_a_block_that_no_quorum_sealed_is_found_when_its_hash_is_right() -> None:
    """The forger is one validator: parent, hash and receipts hold, and nobody else committed to it."""
    with sealed(Qbft(), {20: Plan(committers=FOUNDERS[:1])}) as chain:
        report = chain.audit()
    assert report.difference is not None and report.difference.block == 20
    assert (report.difference.expected, report.difference.got) == ("3 to 4", "1")
    assert report.counts.blocks == 20
    # What held before it is as final as its own seals make it.
    assert report.as_of is not None
    assert (report.as_of.block, report.as_of.finality, report.as_of.vouching) == (
        19,
        Finality.IMMEDIATE,
        4,
    )
    assert "state" not in {item.what for item in report.established}


@pytest.mark.parametrize("field", ["timestamp", "stateRoot", "gasUsed"])
def test_a_forged_head_is_betrayed_by_its_seals(qbft: AuditedChain, node: LyingNode, field: str) -> None:
    """No block follows whose parent would tell, and its hash is right."""
    header = from_rpc(qbft.network.reader().header(qbft.last))
    told = {**header, field: bytes([header[field][0] ^ 1]) + header[field][1:] if header[field] else b"\1"}
    lie = {**to_rpc(told), "hash": "0x" + Qbft().hash(told).hex()}
    node.lies = {HEADER: lambda params, block: {**block, **lie} if params[0] == hex(qbft.last) else block}
    difference = lied(qbft, node)
    assert difference.block == qbft.last and difference.field.startswith("seals: ")


# --- what the trust root pins ---


def test_a_pinned_point_is_held_to(qbft: AuditedChain) -> None:
    genesis = qbft.audit()
    assert genesis.as_of is not None
    right = Point(qbft.last, genesis.as_of.hash, FOUNDERS)
    assert qbft.audit(ground=replace(qbft.ground, pinned=(right,))).difference is None
    for field, wrong in (("hash", bytes(32)), ("validators", FOUNDERS[:3])):
        ground = replace(qbft.ground, pinned=(replace(right, **{field: wrong}),))
        difference = qbft.audit(ground=ground).difference
        assert difference is not None
        assert (difference.block, difference.field) == (qbft.last, f"pinned {field}")


def test_another_engine_than_the_trust_roots_is_found(qbft: AuditedChain) -> None:
    other = AuditedChain(qbft.network, qbft.crowded, qbft.last, Engine.CLIQUE)
    difference = other.audit().difference
    assert difference is not None and difference.block == 0


# --- Clique ---


def test_clique_is_audited_to_a_block_that_is_settled_and_says_so() -> None:
    with sealed(Clique()) as chain:
        report = chain.audit()
        assert report.difference is None and report.as_of is not None
        assert report.as_of.block == chain.last - len(FOUNDERS)
        assert report.as_of.finality is Finality.PROBABILISTIC and report.as_of.vouching >= 3
        (finality,) = [item.why for item in report.not_established if item.what == "finality"]
        assert "no more than probable" in finality
        last = chain.audit(until=chain.last)
    assert last.as_of is not None and last.as_of.finality is Finality.NONE
    assert any("may yet be taken back" in item.why for item in last.not_established)


def test_a_signer_out_of_turn_too_soon_is_found() -> None:
    with sealed(Clique(), {20: Plan(proposer=FOUNDERS[0]), 21: Plan(proposer=FOUNDERS[0])}) as chain:
        report = chain.audit()
    difference = report.difference
    assert difference is not None and difference.block == 21
    assert report.as_of is not None and report.as_of.block == 20
    assert (report.as_of.finality, report.as_of.vouching) == (Finality.NONE, 1)
    assert difference.field.startswith("seals: ")
