"""Seals of QBFT, IBFT2 and IBFT1: a quorum of the right set, each once, over this block; and nothing else."""

from dataclasses import dataclass
from functools import cache
from itertools import combinations

import pytest
from eth_utils import keccak
from hypothesis import given
from hypothesis import strategies as st

from ledger.core.errors import ProofError
from ledger.proof.consensus.engine import Engine
from ledger.proof.consensus.following import follow
from ledger.proof.consensus.hashes import block_hash
from ledger.proof.consensus.seals import certify, signers
from tests.attacks.bent_seals import MALFORMED, twin
from tests.attacks.watch import BFT, Watch, header, name, watch
from tests.simulators.sealing.bft import Bft, Ibft1, Ibft2, Qbft
from tests.simulators.sealing.consortium import Consortium, Plan
from tests.simulators.sealing.council import quorum
from tests.simulators.sealing.fields import Fields, quantity
from tests.simulators.sealing.keys import addresses, sign

STRANGERS = addresses(4, after=40)

bft = pytest.mark.parametrize("engine", BFT, ids=name)
with_rounds = pytest.mark.parametrize("engine", [Qbft(), Ibft2()], ids=name)


def scene(engine: Bft, validators: int = 4, last: Plan | None = None) -> Watch:
    """Three blocks; the last one as planned."""
    return watch(Consortium(engine, addresses(validators), plans={3: last} if last else {}))


def with_seals(watched: Watch, *seals: bytes) -> Fields:
    """The last block with these seals and no others."""
    engine = watched.house.engine
    assert isinstance(engine, Bft)
    return engine.with_extra(watched.last.fields, seals=seals)


def seals_of(watched: Watch) -> tuple[bytes, ...]:
    """Everybody's seal of the last block, in the order of the council."""
    engine = watched.house.engine
    assert isinstance(engine, Bft)
    return engine.extra(watched.last.fields).seals


def refused(watched: Watch, fields: Fields) -> None:
    """By whoever follows the chain, and by whoever knows the set and nothing else."""
    watched.refuses(fields)
    engine, council = Engine(watched.house.engine.name), watched.links[-2].council.members
    certify(engine, header(watched.last.fields), council)
    with pytest.raises(ProofError):
        certify(engine, header(fields), council)


# --- what is accepted ---


@bft
def test_hash_and_committers_are_those_of_the_consortium(engine: Bft) -> None:
    watched = scene(engine)
    for link in watched.links[1:]:
        assert block_hash(Engine(engine.name), header(link.fields)) == link.hash
        assert signers(Engine(engine.name), header(link.fields)) == engine.committers(link.fields)


@bft
@pytest.mark.parametrize("validators", [1, 2, 3, 4, 5, 6, 7])
def test_a_quorum_is_enough_and_one_less_is_not(engine: Bft, validators: int) -> None:
    watched = scene(engine, validators)
    needed, all_ = quorum(validators), seals_of(watched)
    for chosen in combinations(all_, needed):
        assert watched.takes(with_seals(watched, *chosen)).hash == watched.last.hash
    for chosen in combinations(all_, needed - 1):
        refused(watched, with_seals(watched, *chosen))


@bft
def test_seals_may_stand_in_any_order(engine: Bft) -> None:
    watched = scene(engine)
    assert watched.takes(with_seals(watched, *reversed(seals_of(watched)))).hash == watched.last.hash


@with_rounds
@pytest.mark.parametrize("round_", [1, 2, 127, 128, 255, 256, 70_000])
def test_a_later_round_changes_what_is_sealed_and_not_what_the_block_is_called(
    engine: Bft, round_: int
) -> None:
    early, late = (
        scene(engine, last=Plan(proposer=addresses(4)[0])),
        scene(engine, last=Plan(proposer=addresses(4)[0], round=round_)),
    )
    assert late.takes(late.last.fields).hash == early.last.hash == late.last.hash
    assert not set(seals_of(early)) & set(seals_of(late))
    refused(late, with_seals(late, *seals_of(early)))
    refused(early, with_seals(early, *seals_of(late)))


# --- who sealed ---


@bft
def test_no_seals(engine: Bft) -> None:
    watched = scene(engine)
    refused(watched, with_seals(watched))


@bft
def test_one_seal_repeated_until_it_is_a_quorum(engine: Bft) -> None:
    watched = scene(engine)
    refused(watched, with_seals(watched, *[seals_of(watched)[0]] * 3))


@bft
def test_a_quorum_and_one_of_its_seals_again(engine: Bft) -> None:
    watched = scene(engine)
    refused(watched, with_seals(watched, *seals_of(watched)[:3], seals_of(watched)[0]))


@bft
def test_one_validator_s_seal_in_its_other_spelling(engine: Bft) -> None:
    """(r, -s) with the other parity recovers to the same key: two seals, one committer."""
    watched = scene(engine)
    first, second, *_ = seals_of(watched)
    refused(watched, with_seals(watched, first, second, twin(first)))


@bft
def test_a_stranger_s_seal_does_not_make_the_quorum(engine: Bft) -> None:
    watched = scene(engine)
    foreign = sign(engine.digest(watched.last.fields), STRANGERS[0])
    refused(watched, with_seals(watched, *seals_of(watched)[:2], foreign))


@bft
def test_a_stranger_s_seal_beside_a_quorum(engine: Bft) -> None:
    watched = scene(engine)
    foreign = sign(engine.digest(watched.last.fields), STRANGERS[0])
    refused(watched, with_seals(watched, *seals_of(watched)[:3], foreign))


@bft
def test_strangers_who_seal_the_consortium_s_block(engine: Bft) -> None:
    watched = scene(engine)
    refused(watched, engine.committed(watched.last.fields, STRANGERS))


@bft
def test_strangers_who_put_themselves_in_the_list(engine: Bft) -> None:
    """The header is in order by itself: list, proposer and seals are of one council, which nobody appointed."""
    watched = scene(engine)
    theirs = Consortium(engine, STRANGERS)
    place = {field: watched.last.fields[field] for field in ("parentHash", "number", "timestamp")}
    fields = engine.resealed(theirs.next(theirs.genesis()).fields, STRANGERS, **place)
    certify(Engine(engine.name), header(fields), STRANGERS)
    refused(watched, fields)


@bft
def test_a_set_that_the_quorum_is_not_of_is_not_served_by_it(engine: Bft) -> None:
    watched = scene(engine)
    sealed, members = header(watched.last.fields), watched.last.council.members
    certify(Engine(engine.name), sealed, members)
    for others in (members[:-1], (*members[:-1], STRANGERS[0]), (*members, *STRANGERS[:3]), STRANGERS, ()):
        with pytest.raises(ProofError):
            certify(Engine(engine.name), sealed, tuple(sorted(others)))


# --- what was sealed ---


@bft
def test_seals_of_the_block_before(engine: Bft) -> None:
    watched = scene(engine)
    refused(watched, with_seals(watched, *engine.extra(watched.links[-2].fields).seals))


@bft
def test_seals_of_the_same_validators_on_another_chain(engine: Bft) -> None:
    """Another genesis, the same keys."""
    watched, other = scene(engine), Consortium(engine, addresses(4), epoch=7)
    genesis = other.genesis({**watched.links[0].fields, "stateRoot": keccak(b"another")})
    foreign = other.grow(genesis, 3)[-1]
    refused(watched, with_seals(watched, *engine.extra(foreign.fields).seals))
    watched.refuses(foreign.fields)


@bft
def test_one_seal_moved_from_another_block(engine: Bft) -> None:
    watched = scene(engine)
    stray = engine.extra(watched.links[-2].fields).seals[2]
    refused(watched, with_seals(watched, *seals_of(watched)[:2], stray))


@bft
def test_seals_over_something_else_than_the_commit_digest(engine: Bft) -> None:
    watched = scene(engine, last=Plan(round=3) if not isinstance(engine, Ibft1) else None)
    digest, members = engine.digest(watched.last.fields), watched.last.council.members
    others = {
        "the block hash": watched.last.hash,
        "the digest hashed once more": keccak(digest),
        "a personal message (EIP-191)": keccak(b"\x19Ethereum Signed Message:\n32" + digest),
        "a prepare message, tagged 1 (IBFT1)": keccak(watched.last.hash + b"\x01"),
    }
    for what, signed in others.items():
        assert signed != digest, what
        refused(watched, with_seals(watched, *(sign(signed, each) for each in members)))


@with_rounds
def test_a_round_that_is_not_the_one_sealed(engine: Bft) -> None:
    """It is outside the hash, so that only the seals can tell."""
    watched = scene(engine, last=Plan(round=1))
    for round_ in (0, 2, 256):
        refused(watched, engine.with_extra(watched.last.fields, round=round_))


# --- what is no seal ---


@bft
@pytest.mark.parametrize("fault", MALFORMED)
def test_a_malformed_seal_neither_counts_nor_is_let_pass(engine: Bft, fault: str) -> None:
    watched = scene(engine)
    first, second, third, fourth = seals_of(watched)
    refused(watched, with_seals(watched, first, second, MALFORMED[fault](third)))
    refused(watched, with_seals(watched, first, second, third, MALFORMED[fault](fourth)))


@bft
def test_a_list_where_a_seal_should_be(engine: Bft) -> None:
    watched = scene(engine)
    first, second, third, fourth = seals_of(watched)
    refused(watched, with_seals(watched, first, second, third, [fourth]))  # type: ignore[arg-type]


# --- any seals at all ---


@dataclass(frozen=True)
class Pick:
    """Somebody's seal: of a member or a stranger, sound or bent, over the digest or over something else."""

    sealer: bytes
    fault: str | None
    over: bytes | None

    def made(self, digest: bytes) -> bytes:
        seal = sign(self.over or digest, self.sealer)
        if self.fault == "the other spelling":
            return twin(seal)
        return MALFORMED[self.fault](seal) if self.fault else seal

    @property
    def counts(self) -> bool:
        return self.fault in (None, "the other spelling") and self.over is None


MEMBERS = addresses(5)
SOUND = st.lists(st.sampled_from(MEMBERS), min_size=2, unique=True).map(
    lambda members: [Pick(member, None, None) for member in members]
)
ANY = st.builds(
    Pick,
    st.sampled_from((*MEMBERS, *STRANGERS[:1])),
    st.sampled_from((*[None] * 9, "the other spelling", *MALFORMED)),
    st.sampled_from((*[None] * 9, b"\x11" * 32)),
)


@bft
@given(sound=SOUND, others=st.just([]) | st.lists(ANY, max_size=3), data=st.data())
def test_a_block_stands_if_each_seal_counts_and_they_are_a_quorum_of_distinct_members(
    engine: Bft, sound: list[Pick], others: list[Pick], data: st.DataObject
) -> None:
    picks = data.draw(st.permutations(sound + others))
    watched = _five(engine.name)
    digest = engine.digest(watched.last.fields)
    sealed = header(with_seals(watched, *(pick.made(digest) for pick in picks)))
    sealers = [pick.sealer for pick in picks]
    right = all(pick.counts for pick in picks) and set(sealers) <= set(MEMBERS)
    if right and len(set(sealers)) == len(sealers) >= quorum(len(MEMBERS)):
        assert certify(Engine(engine.name), sealed, MEMBERS) == tuple(sealers)
        assert follow(watched.schedule, watched.before, sealed).hash == watched.last.hash
    else:
        with pytest.raises(ProofError):
            certify(Engine(engine.name), sealed, MEMBERS)
        with pytest.raises(ProofError):
            follow(watched.schedule, watched.before, sealed)


@cache
def _five(engine: str) -> Watch:
    return scene(next(each for each in BFT if each.name == engine), len(MEMBERS))


@bft
def test_two_blocks_of_one_height_that_quorums_sealed_name_who_sealed_both(engine: Bft) -> None:
    """More than a third of the validators did; no light client can choose, but their seals convict them."""
    watched = scene(engine, 7)
    members = watched.links[-2].council.members
    left = engine.committed(watched.last.fields, members[:5])
    right = engine.resealed(watched.last.fields, members[2:], gasUsed=quantity(1))
    assert watched.takes(left).hash != watched.takes(right).hash
    both = [set(signers(Engine(engine.name), header(fields))) for fields in (left, right)]
    assert both[0] & both[1] == set(members[2:5])
