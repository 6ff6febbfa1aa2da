"""The simulator that attacks are made with: it hashes and signs as real engines do, and contradicts itself nowhere."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import rlp

from ledger.app.ports import Block, Finalised, Reorged
from ledger.chain.finality import Depth
from ledger.chain.reader import Reader
from ledger.chain.rpc import BadAnswer, Rpc
from ledger.proof import slots
from ledger.proof.consensus import following, hashes
from ledger.proof.consensus.engine import Engine
from ledger.proof.consensus.errors import SealError
from ledger.proof.consensus.following import Point
from ledger.proof.header import Header, header_from_rpc
from ledger.proof.receipts import receipt_from_rpc, receipts_root
from ledger.proof.state import verify_account, verify_word
from tests.attacks.watch import ENGINES, Watch, name
from tests.integration.network import Network, deployed_on
from tests.simulators.sealing.bft import Ibft1, Qbft
from tests.simulators.sealing.clique import Clique
from tests.simulators.sealing.consortium import Consortium, Plan
from tests.simulators.sealing.council import Vote
from tests.simulators.sealing.fields import LONDON, REQUIRED, Fields, number_of, plain_hash
from tests.simulators.sealing.keys import addresses, signer
from tests.simulators.sealing.node import SealingNode, sealed_anvil

CHAIN_ID = 31337
BESU_BLOCKS = Path(__file__).parents[3] / "shared" / "data" / "headers"
IBFT1_BLOCKS = "app_src_test_resources_ibft.blocks"
CLIQUE_BLOCKS = "acceptance-tests_tests_src_acceptanceTest_resources_clique_clique.blocks"

engines = pytest.mark.parametrize("engine", ENGINES, ids=name)


# --- against real blocks ---


def _real_headers(file: str) -> Iterator[Fields]:
    """Of a file with the RLP of blocks one after another."""
    path = BESU_BLOCKS / file
    if not path.is_file():
        pytest.skip("the published blocks of besu-eth/besu are not beside the checkout")
    data, at = path.read_bytes(), 0
    while at < len(data):
        block, _, at = rlp.codec.consume_item(data, at)
        yield dict(zip((*REQUIRED, LONDON), map(bytes, block[0]), strict=False))


def test_real_blocks_of_ibft1_are_hashed_and_sealed_as_the_simulator_does_it() -> None:
    engine = Ibft1()
    parent, *headers = _real_headers(IBFT1_BLOCKS)
    expected, seen = plain_hash(parent), 0
    for header in headers:
        assert header["parentHash"] == expected
        expected, extra = engine.hash(header), engine.extra(header)
        assert engine.pack(extra) == header["extraData"]
        proposer = signer(engine.proposal_digest(header), extra.proposal)
        assert {proposer, *engine.committers(header)} <= set(extra.validators)
        seen += 1
    assert seen == 100


def test_real_blocks_of_clique_are_hashed_and_sealed_as_the_simulator_does_it() -> None:
    engine = Clique()
    parent, *headers = _real_headers(CLIQUE_BLOCKS)
    signers = parent["extraData"][32:-65]
    for header in headers:
        assert header["parentHash"] == plain_hash(parent)
        assert engine.sealer(header) == signers
        parent = header
    assert number_of(parent) == 4


# --- a node of it ---


@pytest.fixture(params=ENGINES, ids=name)
def sealed(request: pytest.FixtureRequest) -> Iterator[tuple[Network, Consortium]]:
    """A ledger on a consortium of each engine, which lets a fifth member in meanwhile."""
    joins = Vote(addresses(1, after=20)[0], add=True)
    house = Consortium(request.param, epoch=8, plans={number: Plan(vote=joins) for number in (1, 2, 3)})
    with sealed_anvil(house) as (engine, _):
        yield deployed_on(engine, CHAIN_ID), house


def reader(network: Network, house: Consortium, rpc: Rpc | None = None) -> Reader:
    """As a party has it, which checks that each block has the hash that its engine gives it."""
    engine = Engine(house.engine.name)
    return Reader(
        rpc or network.engine.rpc,
        network.contracts.addresses,
        Depth(0, engine.finality),
        engine,
        hash_of=lambda header: hashes.block_hash(engine, header),
    )


def followed(house: Consortium, chain: Reader) -> list[Point]:
    """What a light client knows after each block of a node."""
    schedule = Watch(house, ()).schedule
    points = [following.start(schedule, header_from_rpc(chain.header(0)))]
    for number in range(1, chain.height() + 1):
        header = header_from_rpc(chain.header(number))
        points.append(following.follow(schedule, points[-1], header))
    return points


def test_what_a_node_says_of_a_block_is_all_of_the_sealed_one(sealed: tuple[Network, Consortium]) -> None:
    network, house = sealed
    party, rpc, chain = network.admit(), network.engine.rpc, reader(network, house)
    points = followed(house, chain)
    assert len(points[-1].validators) == 5
    *blocks, final = chain.stream(-1, None, None)
    assert [block.hash for block in blocks if isinstance(block, Block)] == [point.hash for point in points]
    assert isinstance(final, Finalised) and final.hash == points[-1].hash
    logs = 0
    for point, block in zip(points, blocks, strict=True):
        named = "0x" + point.hash.hex()
        told: Any = rpc.read("eth_getBlockByHash", named, True)
        header = header_from_rpc(told)
        assert told == rpc.read("eth_getBlockByNumber", hex(point.number), True)
        receipts = chain.receipts(point.number)
        assert receipts == rpc.read("eth_getBlockReceipts", named)
        assert receipts_root([receipt_from_rpc(each) for each in receipts]) == header.receipts_root
        found = rpc.read("eth_getLogs", {"blockHash": named, "address": []})
        assert isinstance(found, list) and isinstance(block, Block)
        for item in (*told["transactions"], *receipts, *found):
            assert item["blockHash"] == named
        logs += len(block.logs)
    assert logs > 0 and party.number == 1


def test_state_is_proved_under_a_sealed_header(sealed: tuple[Network, Consortium]) -> None:
    network, house = sealed
    network.admit()
    chain, registry = reader(network, house), network.contracts.registry
    slot, header = slots.member_count(), header_from_rpc(chain.header(chain.height()))
    proved = chain.prove(registry, [slot.to_bytes(32, "big")], header.number)
    account = verify_account(header.state_root, registry, proved.account_proof)
    assert account.code_hash == network.deployment.registry_code
    assert verify_word(account.storage_root, slot, proved.words[0][1]) == 1


def test_a_block_that_was_replaced_is_sealed_anew_on_the_same_parent(
    sealed: tuple[Network, Consortium],
) -> None:
    network, house = sealed
    rpc, chain = network.engine.rpc, reader(network, house)
    snapshot = rpc.write("evm_snapshot")
    network.engine.mine(3)
    before = followed(house, chain)
    rpc.write("evm_revert", snapshot)
    network.admit()
    after = followed(house, chain)
    height = len(before) - 4
    assert after[: height + 1] == before[: height + 1] and after[height + 1] != before[height + 1]
    seen = before[height + 1]
    assert list(chain.stream(seen.number, seen.hash, None)) == [Reorged(height, before[height].hash)]


def test_a_home_that_names_another_engine_takes_no_block(sealed: tuple[Network, Consortium]) -> None:
    """What a node calls a block is its hash under the engine that sealed it, or the block is not taken."""
    network, house = sealed
    assert list(reader(network, house).stream(-1, None, None))
    for engine in ENGINES:
        if engine.name != house.engine.name:
            with pytest.raises((BadAnswer, SealError)):
                list(reader(network, Consortium(engine)).stream(-1, None, None))


@pytest.fixture
def faces() -> Iterator[tuple[Network, SealingNode, tuple[Consortium, Consortium, Consortium]]]:
    """One node, three readers: the chain, the same chain as two of four sealed it, and as strangers did."""
    founders = addresses(4)
    some = {number: Plan(committers=founders[:2]) for number in range(4, 1000)}
    houses = (
        Consortium(Qbft(), founders),
        Consortium(Qbft(), founders, plans=some),
        Consortium(Qbft(), addresses(4, after=40)),
    )
    with sealed_anvil(*houses) as (engine, node):
        yield deployed_on(engine, CHAIN_ID), node, houses


def test_a_node_that_shows_each_reader_another_chain_is_followed_as_far_as_the_true_set_sealed(
    faces: tuple[Network, SealingNode, tuple[Consortium, Consortium, Consortium]],
) -> None:
    network, node, (house, *_) = faces
    network.admit()
    genesis, reached = header_from_rpc(reader(network, house).header(0)), []
    for path in node.chains:
        with Rpc(node.url + path) as rpc:
            reached.append(_reached(house, genesis, reader(network, house, rpc)))
    (true, all_), (few, three), (strange, none) = reached
    assert (all_, three, none) == (len(true) - 1, 3, 0)
    # Seals are outside the hash: only who looks at them sees the difference.
    assert few == true and not set(strange) & set(true)


def _reached(house: Consortium, genesis: Header, chain: Reader) -> tuple[list[bytes], int]:
    """The hashes that a reader is told, and how far it can follow the consortium that it knows in them."""
    told = [block.hash for block in chain.stream(-1, None, None) if isinstance(block, Block)]
    schedule = Watch(house, ()).schedule
    point = following.start(schedule, genesis)
    with suppress(SealError):
        for number in range(1, len(told)):
            point = following.follow(schedule, point, header_from_rpc(chain.header(number)))
    return told, point.number
