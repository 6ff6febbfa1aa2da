"""Chains that real engines made, followed from their genesis: what is known after each block is what they knew."""

import json
from typing import Any

import pytest

from ledger.proof.consensus import following, point_json
from ledger.proof.consensus.engine import Engine, Finality, quorum
from ledger.proof.consensus.extra_data import decode
from ledger.proof.consensus.following import Ballot, Point, follow, start
from ledger.proof.consensus.hashes import block_hash, commit_digest
from ledger.proof.consensus.schedule import Phase, Schedule, schedule_of_genesis
from ledger.proof.consensus.seals import certify, proposer, signers
from ledger.proof.consensus.settlement import settlement_of
from ledger.proof.header import Header
from tests.vectors.headers import PUBLISHED_BLOCKS, blocks, header, load, unhex

ACCEPTANCE = "acceptance-tests_tests_src_acceptanceTest_resources"
PUBLISHED = [
    (f"{ACCEPTANCE}_clique_clique.blocks", f"{ACCEPTANCE}_clique_clique_to_pos.json", 5),
    (
        f"{ACCEPTANCE}_qbft_migration-ibft1_ibft.blocks",
        f"{ACCEPTANCE}_qbft_migration-ibft1_qbft-migration.json",
        101,
    ),
    ("app_src_test_resources_ibft.blocks", "app_src_test_resources_ibft-genesis-2.json", 101),
]
"""Blocks and genesis files in the repository of Besu."""


def followed(genesis: object, headers: list[Header]) -> list[Point]:
    schedule = schedule_of_genesis(genesis)  # type: ignore[arg-type]
    points = [start(schedule, headers[0])]
    for each in headers[1:]:
        points.append(follow(schedule, points[-1], each))
    return points


def ballots(block: dict[str, Any]) -> tuple[Ballot, ...]:
    votes = block["votes"]
    return tuple(sorted(Ballot(unhex(vote["voter"]), unhex(vote["subject"]), vote["add"]) for vote in votes))


def test_a_network_of_geth_is_followed_as_geth_itself_follows_it() -> None:
    vectors = load("clique-geth")
    headers = [header(block["rlp"]) for block in vectors["blocks"]]
    points = followed(vectors["genesis"], headers)
    for point, block in zip(points, vectors["blocks"], strict=True):
        assert point.hash == unhex(block["hash"])
        assert point.validators == tuple(map(unhex, block["signers"]))
        assert point.votes == ballots(block)
        # geth forgets who sealed before the oldest that counts with the next block, this with the last one.
        assert point.recents == tuple(map(unhex, block["recents"]))[-(len(point.validators) // 2) :]
    assert {len(point.validators) for point in points} == {4, 5}
    assert {each.difficulty for each in headers} == {1, 2}


@pytest.mark.parametrize("name", ["qbft-goquorum", "ibft1-goquorum"])
def test_a_network_of_goquorum_is_followed_as_goquorum_itself_follows_it(name: str) -> None:
    vectors = load(name)
    headers = [header(block["rlp"]) for block in vectors["blocks"]]
    points = followed(vectors["genesis"], headers)
    for point, block in zip(points, vectors["blocks"], strict=True):
        assert point.hash == unhex(block["hash"])
        assert point.validators == tuple(map(unhex, block["validators"]))
        assert point.votes == ballots(block)
    assert {len(point.validators) for point in points} == {4, 5}
    rounds = {decode(Engine(name.partition("-")[0]), each.extra_data).round for each in headers}
    assert rounds == ({0, 1} if name.startswith("qbft") else {0})


@pytest.mark.parametrize(
    ("name", "finality"), [("clique-besu", Finality.PROBABILISTIC), ("ibft1-besu", Finality.IMMEDIATE)]
)
def test_blocks_of_besu_are_followed_and_settled(name: str, finality: Finality) -> None:
    vectors = load(name)
    headers = [header(encoded) for encoded in vectors["headers"]]
    points = followed(vectors["genesis"], headers)
    assert [point.number for point in points] == list(range(len(headers)))
    assert points[-1].validators == points[0].validators
    schedule = schedule_of_genesis(vectors["genesis"])
    assert settlement_of(schedule, points[0], headers[1:2]).finality is finality


@pytest.mark.parametrize(("name", "genesis", "count"), PUBLISHED)
def test_every_published_block_is_followed(name: str, genesis: str, count: int) -> None:
    if not PUBLISHED_BLOCKS.is_dir():
        pytest.skip("the published blocks of besu-eth/besu are not beside the checkout")
    headers = blocks(PUBLISHED_BLOCKS / name)
    points = followed(json.loads((PUBLISHED_BLOCKS / genesis).read_text("utf-8")), headers)
    assert len(points) == count
    assert points[-1].votes == ()


def test_a_header_of_rinkeby_has_its_hash_its_signers_and_one_of_them_as_sealer() -> None:
    vector = load("published")["rinkeby_30000"]
    known, signing = header(vector["rlp"]), tuple(map(unhex, vector["validators"]))
    assert block_hash(Engine.CLIQUE, known) == unhex(vector["hash"])
    assert signers(Engine.CLIQUE, known)[0] in signing
    schedule = schedule_of_genesis({"config": {"clique": {"period": 15, "epoch": 30000}}})
    pinned = Point(29_999, known.parent_hash, signing, timestamp=known.timestamp - 15)
    assert follow(schedule, pinned, known).validators == signing


def test_a_header_of_quorum_has_its_hash_its_proposer_and_its_committers() -> None:
    vector = load("published")["quorum_1"]
    known, validators = header(vector["rlp"]), tuple(map(unhex, vector["validators"]))
    committers = tuple(map(unhex, vector["committers"]))
    assert block_hash(Engine.IBFT1, known) == unhex(vector["hash"])
    assert proposer(Engine.IBFT1, known) == unhex(vector["proposer"])
    assert signers(Engine.IBFT1, known) == certify(Engine.IBFT1, known, validators) == committers


@pytest.mark.parametrize("name", ["ibft2_quickstart", "ibft2_long", "qbft_london", "qbft_round_1"])
def test_a_header_of_besu_has_its_hash_and_a_quorum_of_its_list(name: str) -> None:
    vector = load("published")[name]
    engine, known = Engine(vector["engine"]), header(vector["rlp"])
    validators = decode(engine, known.extra_data).validators
    assert len(certify(engine, known, validators)) == quorum(len(validators))
    digests = {"hash": block_hash(engine, known), "commit_digest": commit_digest(engine, known)}
    told = digests.keys() & vector.keys()
    assert told
    assert {each: digests[each] for each in told} == {each: unhex(vector[each]) for each in told}
    pinned = Point(known.number - 1, known.parent_hash, validators)
    assert follow(Schedule((Phase(0, engine),)), pinned, known).validators == validators


def test_a_point_is_kept_as_json_and_followed_on() -> None:
    vectors = load("clique-geth")
    headers = [header(block["rlp"]) for block in vectors["blocks"]]
    schedule = schedule_of_genesis(vectors["genesis"])
    points = followed(vectors["genesis"], headers)
    kept = point_json.parse(json.loads(json.dumps(point_json.render(points[17]))))
    assert kept == points[17]
    assert kept.votes
    assert following.follow(schedule, kept, headers[18]) == points[18]
