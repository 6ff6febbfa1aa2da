"""Several sources at once: which of them lies is told by the proofs, and the audit goes on with one that does not."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from ledger.app.audit.report import AuditReport, Heard
from ledger.app.audit.sources import SourceAway
from ledger.chain.engines.anvil import CHAIN_ID, anvil
from ledger.chain.rpc import Rpc
from ledger.core.errors import Misuse
from ledger.proof.consensus.engine import Engine
from ledger.proof.header import block_hash
from tests.integration.audited import AuditedChain, lived_in
from tests.integration.network import deployed_on
from tests.simulators.lying_node import Lie, LyingNode, lying_node
from tests.simulators.sealing.bft import Qbft
from tests.simulators.sealing.consortium import Consortium, Plan
from tests.simulators.sealing.keys import addresses
from tests.simulators.sealing.node import sealed_anvil

HEADER, RECEIPTS, PROOF = "eth_getBlockByNumber", "eth_getBlockReceipts", "eth_getProof"
AWAY = "http://127.0.0.1:9"


@pytest.fixture(scope="module")
def chain() -> Iterator[AuditedChain]:
    with anvil() as engine:
        yield lived_in(deployed_on(engine, CHAIN_ID))


@pytest.fixture
def liar(chain: AuditedChain) -> Iterator[LyingNode]:
    with lying_node(chain.network.engine.url) as node:
        yield node


def honest(chain: AuditedChain) -> str:
    return chain.network.engine.url


def at_block(number: int, **members: str) -> Lie:
    """Other members of one block."""
    return lambda params, block: {**block, **members} if params[0] == hex(number) else block


def heard(report: AuditReport) -> dict[str, Heard]:
    return {item.source: item for item in report.heard}


def test_sources_that_agree_are_said_to(chain: AuditedChain, liar: LyingNode) -> None:
    report = chain.audit(honest(chain), liar.url)
    assert report.difference is None and report.differences == ()
    assert {item.outcome for item in report.heard} == {"agrees"}
    assert {item.until for item in report.heard} == {chain.last}
    assert "agreement" in {item.what for item in report.established}


def forged(chain: AuditedChain, number: int) -> dict[str, Lie]:
    """A block of its own making, whole by itself: the next one betrays it."""
    header = chain.header(number)
    told = replace(header, timestamp=header.timestamp - 1)
    return {
        HEADER: at_block(number, timestamp=hex(told.timestamp), hash="0x" + block_hash(told).hex()),
    }


def withheld(chain: AuditedChain, number: int) -> dict[str, Lie]:
    def without(params: list[Any], receipts: Any) -> Any:
        return receipts[:-1] if params[0] == hex(number) else receipts

    return {RECEIPTS: without}


def no_proofs(params: list[Any], answer: Any) -> Any:
    return {**answer, "accountProof": answer["accountProof"][:-1]}


LIES: dict[
    str, tuple[Callable[[AuditedChain], dict[str, Lie]], Callable[[AuditedChain], tuple[int, str]]]
] = {
    "a field of a header": (
        lambda chain: {HEADER: at_block(5, stateRoot="0x" + "ab" * 32)},
        lambda chain: (5, "stateRoot"),
    ),
    "a block that is whole by itself": (lambda chain: forged(chain, 5), lambda chain: (6, "parentHash")),
    "another genesis": (
        lambda chain: {HEADER: at_block(0, gasLimit="0x1", hash="0x" + "11" * 32)},
        lambda chain: (0, "hash"),
    ),
    "another chain": (
        lambda chain: {"eth_chainId": lambda params, answer: "0x1"},
        lambda chain: (0, "chain id"),
    ),
    "a parent": (
        lambda chain: {HEADER: at_block(7, parentHash="0x" + "cd" * 32)},
        lambda chain: (7, "parentHash"),
    ),
}
TOLD_BY_THE_LEADER = {
    "receipts": (
        lambda chain: withheld(chain, chain.last),
        lambda chain: (chain.last, "number of receipts"),
    ),
    "proofs": (
        lambda chain: {PROOF: no_proofs},
        lambda chain: (chain.last, "registry: proof of the account"),
    ),
}
"""Of a source that is not followed only headers are asked for."""


@pytest.mark.parametrize("lie", [*LIES, *TOLD_BY_THE_LEADER])
@pytest.mark.parametrize("first", [True, False], ids=["named first", "named second"])
def test_the_liar_is_named_and_the_audit_goes_on_with_the_other(
    chain: AuditedChain, liar: LyingNode, lie: str, first: bool
) -> None:
    lies, place = (LIES | TOLD_BY_THE_LEADER)[lie]
    liar.lies = lies(chain)
    urls = (liar.url, honest(chain)) if first else (honest(chain), liar.url)
    report = chain.audit(*urls)
    told = heard(report)["node 1" if first else "node 2"]
    right = heard(report)["node 2" if first else "node 1"]
    assert report.difference is None
    assert report.as_of is not None and report.as_of.block == chain.last
    assert "state" in {item.what for item in report.established}
    assert (right.outcome, right.until) == ("agrees", chain.last)
    if lie in TOLD_BY_THE_LEADER and not first:
        assert told.outcome == "agrees"
        return
    assert told.outcome == "differs" and told.difference is not None
    assert (told.difference.block, told.difference.field) == place(chain)
    assert report.differences == ((told.source, told.difference),)


def test_two_liars_are_both_named_and_the_third_is_followed(chain: AuditedChain, liar: LyingNode) -> None:
    with lying_node(honest(chain)) as other:
        liar.lies, other.lies = forged(chain, 5), forged(chain, 9)
        report = chain.audit(liar.url, other.url, honest(chain))
    assert report.difference is None
    places = {who: (what.block, what.field) for who, what in report.differences}
    assert places == {"node 1": (6, "parentHash"), "node 2": (10, "parentHash")}


def test_where_all_lie_the_first_difference_is_the_reports(chain: AuditedChain, liar: LyingNode) -> None:
    liar.lies = forged(chain, 5)
    report = chain.audit(liar.url, liar.url + "/")
    assert report.difference is not None
    assert (report.difference.block, report.difference.field) == (6, "parentHash")
    assert {item.outcome for item in report.heard} == {"differs"}


def test_what_the_chain_itself_proves_wrong_is_everybodys(chain: AuditedChain, liar: LyingNode) -> None:
    trusted = replace(chain.ground.ledger, code_hash=bytes(32))
    report = chain.audit(honest(chain), liar.url, ground=replace(chain.ground, ledger=trusted))
    assert report.difference is not None and report.difference.field == "ledger: hash of the code"
    assert [who for who, _ in report.differences] == ["node 1", "node 2"]


# --- sources that fall silent ---


def test_a_source_that_is_away_is_said_to_be(chain: AuditedChain) -> None:
    report = chain.audit(AWAY, honest(chain))
    assert report.difference is None
    assert heard(report)["node 1"].outcome == "silent" and heard(report)["node 2"].outcome == "agrees"
    with pytest.raises(SourceAway) as raised:
        chain.audit(AWAY)
    assert raised.value.source == "node 1"


def test_a_source_that_ends_earlier_is_followed_no_further(chain: AuditedChain, liar: LyingNode) -> None:
    liar.lies = {
        "eth_blockNumber": lambda params, answer: hex(10),
        HEADER: lambda params, block: None if int(params[0], 16) > 10 else block,
    }
    for urls in ((liar.url, honest(chain)), (honest(chain), liar.url)):
        report = chain.audit(*urls)
        short = heard(report)[f"node {urls.index(liar.url) + 1}"]
        assert report.as_of is not None and report.as_of.block == chain.last
        assert (short.outcome, short.until, short.silent) == ("silent", 10, "it has no block 11")


@pytest.mark.parametrize("more", [1, 50, 2**53, 2**64 - 100])
def test_a_height_that_is_a_boast_stops_nothing(chain: AuditedChain, liar: LyingNode, more: int) -> None:
    liar.lies = {"eth_blockNumber": lambda params, answer: hex(chain.last + more)}
    report = chain.audit(liar.url, honest(chain))
    assert report.difference is None
    assert report.as_of is not None and report.as_of.block == chain.last
    assert heard(report)["node 1"].silent == f"it has no block {chain.last + 1}"


def test_a_block_that_no_source_has_is_misuse(chain: AuditedChain) -> None:
    assert chain.audit(until=chain.last).difference is None
    with pytest.raises(Misuse):
        chain.audit(until=chain.last + 1)


# --- two histories ---


@contextmanager
def two_readers(plan: Plan) -> Iterator[tuple[AuditedChain, str]]:
    """One consortium that shows another block 20, and what follows it, to whoever reads at /1."""
    with sealed_anvil(Consortium(Qbft()), Consortium(Qbft(), plans={20: plan})) as (below, node):
        network = deployed_on(below, CHAIN_ID)
        chain = lived_in(network)
        yield AuditedChain(network, chain.crowded, chain.last, Engine.QBFT), node.url + "/1"


def test_a_history_that_no_quorum_sealed_is_told_from_the_one_that_is() -> None:
    with two_readers(Plan(round=1, committers=())) as (chain, other):
        report = chain.audit(other, honest(chain))
    assert report.difference is None
    ((who, difference),) = report.differences
    assert (who, difference.block) == ("node 1", 20) and difference.field.startswith("seals: ")


def test_two_histories_that_both_hold_are_a_difference_that_nobody_is_named_for() -> None:
    """A quorum that seals twice: no proof tells which is the chain, and that is what is reported."""
    with two_readers(Plan(round=1)) as (chain, other):
        assert chain.audit(other).difference is None
        report = chain.audit(honest(chain), other)
        hashes = [chain.network.reader().header(20)["hash"], report.difference and report.difference.expected]
    assert report.difference is not None
    assert (report.difference.block, report.difference.field) == (20, "hash: another history parts here")
    assert hashes[0] == hashes[1] != report.difference.got
    assert [(item.outcome, item.until) for item in report.heard] == [
        ("agrees", chain.last),
        ("apart", chain.last),
    ]
    assert "agreement" not in {item.what for item in report.established}


def test_the_same_block_under_other_seals_is_no_difference() -> None:
    """Honest nodes may hold other seals of one block: any quorum of them does."""
    with two_readers(Plan(committers=addresses(4)[1:])) as (chain, other):
        report = chain.audit(honest(chain), other)
        with Rpc(other) as rpc:
            ours, others = chain.network.reader().header(20), rpc.read(HEADER, hex(20), False)
    assert isinstance(others, dict)
    assert ours["hash"] == others["hash"] and ours["extraData"] != others["extraData"]
    assert report.difference is None and report.differences == ()
