"""The simulator that attacks are made with: it hashes and signs as real engines do, and contradicts itself nowhere."""

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

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
from tests.simulators.sealing.bft import Bft, Ibft1, Ibft2, Qbft
from tests.simulators.sealing.clique import SEAL_BYTES, Clique
from tests.simulators.sealing.consortium import Consortium, Plan
from tests.simulators.sealing.council import Council, Vote
from tests.simulators.sealing.fields import Fields, decode, number_of, plain_hash
from tests.simulators.sealing.keys import addresses, signer
from tests.simulators.sealing.node import SealingNode, sealed_anvil

CHAIN_ID = 31337
VECTORS = Path(__file__).parents[1] / "vectors" / "headers"


# --- against real engines ---


def _network(file: str) -> tuple[int, list[tuple[Fields, str, tuple[bytes, ...]]]]:
    """A real network's epoch, its headers, their hashes, and the council that the engine says stands after each."""
    network: Any = json.loads((VECTORS / f"{file}.json").read_text("utf-8"))
    config = next(item for item in network["genesis"]["config"].values() if isinstance(item, dict))
    blocks = []
    for block in network["blocks"]:
        council = block.get("validators") or block["signers"]
        members = tuple(sorted(bytes.fromhex(each[2:]) for each in council))
        blocks.append((decode(bytes.fromhex(block["rlp"][2:])), block["hash"], members))
    return config.get("epoch") or config["epochlength"], blocks


@pytest.mark.parametrize(("file", "engine"), [("qbft-goquorum", Qbft()), ("ibft1-goquorum", Ibft1())])
def test_blocks_of_a_real_network_are_hashed_sealed_and_voted_on_as_the_simulator_does_it(
    file: str, engine: Bft
) -> None:
    epoch, ((genesis, hashed, members), *blocks) = _network(file)
    assert "0x" + plain_hash(genesis).hex() == hashed
    council, changes = Council(members), 0
    for header, hashed, members in blocks:
        assert "0x" + engine.hash(header).hex() == hashed
        extra, committers = engine.extra(header), engine.committers(header)
        assert engine.pack(extra) == header["extraData"]
        assert set(extra.validators) == set(council.members) >= set(committers)
        assert len(set(committers)) >= council.quorum
        proposer, vote = header["miner"], extra.vote
        if isinstance(engine, Ibft1):
            proposer, vote = signer(engine.proposal_digest(header), extra.proposal), _cast(header)
        before = council
        council = council.after(proposer, vote, epoch=number_of(header) % epoch == 0, idle=True)
        assert council.members == members
        changes += council.members != before.members
    assert changes == 2


def test_blocks_of_a_real_clique_are_hashed_sealed_and_voted_on_as_the_simulator_does_it() -> None:
    engine, (epoch, ((_, _, members), *blocks)) = Clique(), _network("clique-geth")
    council, changes = Council(members), 0
    for header, hashed, members in blocks:
        number, sealer, before = number_of(header), engine.sealer(header), council
        assert "0x" + engine.hash(header).hex() == hashed
        at_epoch = number % epoch == 0
        again = engine.proposed(header, council, sealer, _cast(header), 0, at_epoch)
        assert again["difficulty"] == header["difficulty"]
        assert again["extraData"][32:-SEAL_BYTES] == header["extraData"][32:-SEAL_BYTES]
        council = council.after(sealer, _cast(header), epoch=at_epoch, idle=False)
        assert council.members == members
        changes += council.members != before.members
    assert changes == 2


def _cast(header: Fields) -> Vote | None:
    """The vote of IBFT1 and Clique."""
    return Vote(header["miner"], header["nonce"] == b"\xff" * 8) if any(header["miner"]) else None


def test_extra_data_of_ibft2_is_written_as_besu_writes_it() -> None:
    """No public block of it was at hand: one extraData of Besu's own tests, with a vote, a round and two seals."""
    published: Any = json.loads((VECTORS / "published.json").read_text("utf-8"))
    for name_, engine in (("ibft2_extra", Ibft2()), ("qbft_extra", Qbft())):
        data = bytes.fromhex(published[name_]["extra_data"][2:])
        extra = engine.unpack(data)
        assert engine.pack(extra) == data
        assert extra.vote and extra.round and len(extra.seals) == 2


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
