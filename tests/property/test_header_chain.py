"""Header chains: hostile bytes meet one family of errors, and votes count as an independent consortium counts them."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.core.errors import ProofError
from ledger.proof import rlp
from ledger.proof.consensus import point_json
from ledger.proof.consensus.engine import Engine, quorum
from ledger.proof.consensus.extra_data import ExtraData, Vote, decode, encode
from ledger.proof.consensus.following import Ballot, Point, follow, skip, start
from ledger.proof.consensus.hashes import block_hash
from ledger.proof.consensus.schedule import Phase, Schedule, schedule_of_genesis
from ledger.proof.consensus.seals import certify, proposer, signers
from ledger.proof.header import Header, decode_header, encode_header
from tests.simulators.sealing.bft import Bft, Ibft1, Ibft2, Qbft
from tests.simulators.sealing.clique import Clique
from tests.simulators.sealing.consortium import Consortium, Plan
from tests.simulators.sealing.council import Vote as Cast
from tests.simulators.sealing.keys import addresses

SEALED = [engine for engine in Engine if engine is not Engine.DEVELOPMENT]
PEOPLE = addresses(6)
FOUR = addresses(4)
ADDRESSES = st.binary(min_size=20, max_size=20)
SEALS = st.binary(min_size=65, max_size=65)
ITEMS = st.recursive(
    st.binary(max_size=70) | ADDRESSES | SEALS,
    lambda inner: st.lists(inner, max_size=5).map(tuple),
    max_leaves=20,
)
HOSTILE = (
    st.binary(max_size=200)
    | ITEMS.map(rlp.encode)
    | st.tuples(st.binary(min_size=32, max_size=32), ITEMS).map(lambda pair: pair[0] + rlp.encode(pair[1]))
)
NAMES = st.sampled_from(
    "config qbft ibft ibft2 clique epochlength period startblock transitions block validators "
    "validatorselectionmode number hash votes voter subject add recents timestamp".split()
)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=5)
    | ADDRESSES.map(lambda data: "0x" + data.hex()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)


def sealed_blocks(seals: Bft | Clique) -> tuple[Point, Header, Schedule]:
    consortium = Consortium(seals)
    genesis = consortium.genesis()
    schedule = Schedule((Phase(0, Engine(seals.name)),))
    return start(schedule, decode_header(genesis.rlp)), decode_header(consortium.next(genesis).rlp), schedule


KNOWN = {Engine(seals.name): sealed_blocks(seals) for seals in (Qbft(), Ibft2(), Ibft1(), Clique())}


@given(st.sampled_from(SEALED), HOSTILE)
def test_hostile_extra_data_raises_nothing_but_our_errors(engine: Engine, data: bytes) -> None:
    point, header, schedule = KNOWN[engine]
    hostile = replace(header, extra_data=data)
    attempts: tuple[Callable[[], object], ...] = (
        lambda: decode(engine, data),
        lambda: block_hash(engine, hostile),
        lambda: signers(engine, hostile),
        lambda: proposer(engine, hostile),
        lambda: certify(engine, hostile, FOUR),
        lambda: follow(schedule, point, hostile),
        lambda: skip(schedule, point, replace(hostile, number=5), (hostile,)),
        lambda: start(schedule, replace(hostile, number=0)),
    )
    for attempt in attempts:
        try:
            attempt()
        except ProofError:
            continue


@given(st.sampled_from(SEALED), st.data())
def test_a_sealed_header_with_any_bit_flipped_is_refused(engine: Engine, data: st.DataObject) -> None:
    point, header, schedule = KNOWN[engine]
    assert follow(schedule, point, header).number == 1
    encoded = bytearray(encode_header(header))
    encoded[data.draw(st.integers(0, len(encoded) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(ProofError):
        follow(schedule, point, decode_header(bytes(encoded)))


@given(
    st.sampled_from([Engine.QBFT, Engine.IBFT2]),
    st.builds(
        ExtraData,
        st.binary(max_size=40),
        st.lists(ADDRESSES, max_size=4).map(tuple),
        st.none() | st.builds(Vote, ADDRESSES, st.booleans()),
        st.integers(0, (1 << 31) - 1),
        st.lists(SEALS, max_size=3).map(tuple),
    ),
)
def test_extra_data_survives_its_encoding(engine: Engine, extra: ExtraData) -> None:
    assert decode(engine, encode(engine, extra)) == extra


STEPS = st.lists(
    st.tuples(st.integers(0, 5), st.none() | st.tuples(st.integers(0, 5), st.booleans())),
    min_size=1,
    max_size=14,
)


@pytest.mark.parametrize("seals", [Qbft(), Ibft1(), Clique()], ids=lambda seals: seals.name)
@given(founders=st.integers(1, 5), epoch=st.integers(2, 12), steps=STEPS)
@settings(max_examples=40)
def test_a_set_follows_from_votes_as_the_consortium_has_it(
    seals: Bft | Clique, founders: int, epoch: int, steps: list[tuple[int, tuple[int, bool] | None]]
) -> None:
    consortium = Consortium(seals, PEOPLE[:founders], epoch)
    schedule = Schedule((Phase(0, Engine(seals.name), epoch),))
    link = consortium.genesis()
    point = start(schedule, decode_header(link.rlp))
    for turn, cast in steps:
        may_seal = [each for each in point.validators if each not in point.recents]
        if not may_seal:
            break
        casts_none = seals.name == "clique" and (link.number + 1) % epoch == 0
        vote = None if cast is None or casts_none else Cast(PEOPLE[cast[0]], cast[1])
        link = consortium.next(link, Plan(may_seal[turn % len(may_seal)], vote=vote))
        point = follow(schedule, point, decode_header(link.rlp))
        assert point.hash == link.hash
        assert point.validators == link.council.members
        assert {(each.voter, each.subject, each.add) for each in point.votes or ()} == {
            (voter, what.candidate, what.add) for voter, what in link.council.ballots
        }


POINTS = st.builds(
    Point,
    st.integers(0, (1 << 64) - 1),
    st.binary(min_size=32, max_size=32),
    st.sets(ADDRESSES, max_size=4).map(lambda found: tuple(sorted(found))),
    st.none()
    | st.lists(st.builds(Ballot, ADDRESSES, ADDRESSES, st.booleans()), max_size=3).map(
        lambda votes: tuple(sorted(votes))
    ),
    st.lists(ADDRESSES, max_size=3).map(tuple),
    st.integers(0, (1 << 64) - 1),
)


@given(POINTS)
def test_a_point_survives_its_json(point: Point) -> None:
    assert point_json.parse(point_json.render(point)) == point


@given(JSON)
def test_hostile_json_raises_nothing_but_our_errors(json: object) -> None:
    for read in (
        point_json.parse,
        lambda value: schedule_of_genesis(value if isinstance(value, dict) else {}),
    ):
        try:
            read(json)
        except ProofError:
            continue


@given(st.integers(1, 1000))
def test_two_quorums_share_more_validators_than_may_be_faulty(validators: int) -> None:
    faulty = (validators - 1) // 3
    assert 2 * quorum(validators) - validators > faulty
    assert quorum(validators) <= validators - faulty
