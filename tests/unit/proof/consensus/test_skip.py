"""Headers believed without those between: the skip rule, and what may not pass by it."""

from dataclasses import replace

import pytest

from ledger.proof.consensus.errors import SealError
from ledger.proof.consensus.following import Point, follow, skip
from ledger.proof.consensus.schedule import Phase, Schedule
from ledger.proof.header import Header, decode_header
from tests.simulators.sealing.bft import Bft, Ibft1, Qbft
from tests.simulators.sealing.clique import Clique
from tests.simulators.sealing.consortium import Consortium, Plan
from tests.simulators.sealing.council import Council, Vote
from tests.simulators.sealing.fields import encode
from tests.simulators.sealing.keys import addresses
from tests.unit.proof.consensus.sealing import BFT, EVERY, Chain, by_name

FOUR, OTHERS = addresses(4), addresses(8, after=4)


def grown(seals: Bft | Clique, blocks: int, epoch: int = 30_000) -> Chain:
    chain = Chain(seals, epoch)
    for _ in range(blocks):
        chain.grow()
    return chain


def refused(
    chain: Chain, point: Point, header: Header, rule: str, descendants: tuple[Header, ...] = ()
) -> None:
    with pytest.raises(SealError, match=rule):
        skip(chain.schedule, point, header, descendants)


@pytest.mark.parametrize("seals", BFT, ids=by_name)
def test_a_quorum_that_is_known_is_believed_far_ahead(seals: Bft) -> None:
    chain = grown(seals, 5)
    point = skip(chain.schedule, chain.points[0], chain.header(5))
    assert point == replace(chain.points[5], votes=None)
    with pytest.raises(SealError, match="votes"):
        follow(chain.schedule, point, chain.offered())
    chain.grow()
    assert skip(chain.schedule, point, chain.header(6)).hash == chain.points[6].hash


@pytest.mark.parametrize("seals", EVERY, ids=by_name)
def test_the_next_header_is_followed_and_the_same_one_is_nothing_new(seals: Bft | Clique) -> None:
    chain = grown(seals, 4)
    built = (chain.header(3), chain.header(4)) if isinstance(seals, Clique) else ()
    assert skip(chain.schedule, chain.points[1], chain.header(2), built) == chain.points[2]
    refused(chain, replace(chain.points[1], hash=bytes(32)), chain.header(2), "parentHash", built)
    assert skip(chain.schedule, chain.points[2], chain.header(2)) is chain.points[2]
    refused(chain, chain.points[2], chain.header(1), "after the block known last")
    refused(chain, replace(chain.points[2], hash=bytes(32)), chain.header(2), "after the block known last")


@pytest.mark.parametrize("seals", BFT, ids=by_name)
def test_at_an_epoch_the_votes_are_known_again(seals: Bft) -> None:
    chain = grown(seals, 6, epoch=4)
    point = skip(chain.schedule, chain.points[0], chain.header(4))
    assert point == chain.points[4]
    assert follow(chain.schedule, point, chain.header(5)) == chain.points[5]


def other_council(chain: Chain, members: tuple[bytes, ...], committers: tuple[bytes, ...]) -> Header:
    """A header far ahead, sealed by a council that came to be meanwhile."""
    link = replace(chain.links[-1], council=Council(members))
    return decode_header(chain.consortium.next(link, Plan(members[0], committers=committers)).rlp)


@pytest.mark.parametrize("seals", BFT, ids=by_name)
def test_more_than_a_third_of_those_known_has_to_be_among_the_quorum(seals: Bft) -> None:
    chain = grown(seals, 5)
    for known, enough in ((1, False), (2, True)):
        members = tuple(sorted(FOUR[:known] + OTHERS[: 4 - known]))
        header = other_council(chain, members, members)
        if enough:
            assert skip(chain.schedule, chain.points[0], header).validators == members
        else:
            refused(chain, chain.points[0], header, "more than a third of the 4 validators known last sealed")


@pytest.mark.parametrize("seals", BFT, ids=by_name)
def test_the_third_has_to_have_sealed_and_the_rest_to_be_a_quorum(seals: Bft) -> None:
    chain = grown(seals, 5)
    members = tuple(sorted(FOUR[:2] + OTHERS[:4]))
    quorum = tuple(address for address in members if address not in FOUR)
    refused(chain, chain.points[0], other_council(chain, members, quorum), "more than a third of the 4")
    refused(chain, chain.points[0], other_council(chain, members, quorum[:1] + FOUR[:2]), "a quorum of 6")
    assert skip(chain.schedule, chain.points[0], other_council(chain, members, members)).validators == members


@pytest.mark.parametrize("listed", [FOUR[::-1], (*FOUR, FOUR[3]), ()])
def test_a_list_is_ascending_and_names_each_once(listed: tuple[bytes, ...]) -> None:
    seals = Qbft()
    chain = grown(seals, 5)
    fields = seals.with_extra(chain.consortium.next(chain.links[-1]).fields, validators=listed)
    header = decode_header(encode(seals.committed(fields, FOUR)))
    with pytest.raises(SealError):
        skip(chain.schedule, chain.points[0], header)


def test_a_transition_since_is_what_is_known_last() -> None:
    chain = grown(Qbft(), 5)
    members = OTHERS[:4]
    header = other_council(chain, members, members)
    refused(chain, chain.points[0], header, "more than a third")
    phases = (*chain.schedule.phases, Phase(4, chain.engine, validators=members))
    assert skip(Schedule(phases), chain.points[0], header).validators == members
    due_next = (
        *chain.schedule.phases,
        Phase(4, chain.engine, validators=members),
        Phase(7, chain.engine, validators=FOUR),
    )
    assert skip(Schedule(due_next), chain.points[0], header).validators == FOUR
    assert skip(Schedule(due_next), chain.points[0], header).votes == ()


@pytest.mark.parametrize("seals", EVERY, ids=by_name)
def test_time_does_not_run_backwards(seals: Bft | Clique) -> None:
    chain = grown(seals, 5)
    late = replace(chain.points[0], timestamp=chain.header(5).timestamp + 1)
    refused(chain, late, chain.header(3), "timestamp", (chain.header(4), chain.header(5)))


def test_the_next_block_of_clique_takes_as_many_signers_as_any() -> None:
    chain = grown(Clique(), 3)
    refused(chain, chain.points[0], chain.header(1), r"ceil\(2N/3\) of 4 signers", (chain.header(2),))
    refused(chain, chain.points[0], chain.header(1), "a bounded number of headers", (chain.header(2),) * 1024)
    built = (chain.header(2), chain.header(3))
    assert skip(chain.schedule, chain.points[0], chain.header(1), built) == chain.points[1]


def test_a_block_of_clique_is_believed_once_enough_signers_built_on_it() -> None:
    chain = grown(Clique(), 6)
    first, *rest = (chain.header(number) for number in (3, 4, 5, 6))
    point = skip(chain.schedule, chain.points[0], first, tuple(rest[:2]))
    assert point == replace(chain.points[3], votes=None, recents=chain.points[3].recents[-1:])
    refused(chain, chain.points[0], first, r"ceil\(2N/3\) of 4 signers", tuple(rest[:1]))
    refused(chain, chain.points[0], first, "parentHash", (rest[0], replace(rest[1], parent_hash=bytes(32))))
    refused(chain, chain.points[0], first, "number", (rest[0], rest[2]))


def test_who_builds_on_a_block_of_clique_counts_once_and_strangers_do_not() -> None:
    chain = grown(Clique(), 3)
    header = chain.offered()
    link = chain.consortium.next(chain.links[-1])
    stranger = chain.consortium.next(link, Plan(OTHERS[0]))
    same = chain.consortium.next(link, Plan(FOUR[0]))
    again = chain.consortium.next(same, Plan(FOUR[0]))
    for second, third in ((stranger, chain.consortium.next(stranger, Plan(OTHERS[1]))), (same, again)):
        built = (decode_header(second.rlp), decode_header(third.rlp))
        refused(chain, chain.points[0], header, r"expected 0x3, found 0x[12]", built)
    third = chain.consortium.next(same, Plan(FOUR[1]))
    fourth = chain.consortium.next(third, Plan(FOUR[2]))
    built = tuple(decode_header(each.rlp) for each in (same, third, fourth))
    assert skip(chain.schedule, chain.points[0], header, built).validators == FOUR


def test_an_epoch_block_of_clique_brings_its_own_list() -> None:
    chain = Chain(Clique(), epoch=4)
    vote = Vote(OTHERS[0], add=True)
    for number in range(1, 9):
        chain.grow(Plan(FOUR[number % 4], vote=vote if number in (1, 2, 3) else None))
    five = tuple(sorted((*FOUR, OTHERS[0])))
    assert chain.points[4].validators == five
    descendants = tuple(chain.header(number) for number in (5, 6, 7))
    point = skip(chain.schedule, chain.points[0], chain.header(4), descendants)
    assert (point.validators, point.votes) == (five, ())
    assert follow(chain.schedule, point, chain.header(5)).hash == chain.points[5].hash
    refused(chain, chain.points[0], chain.header(4), r"ceil\(2N/3\) of 5 signers", descendants[:1])


def test_a_pinned_point_without_its_time_is_one() -> None:
    chain = grown(Ibft1(), 3)
    pinned = Point(1, chain.points[1].hash, FOUR)
    assert follow(chain.schedule, pinned, chain.header(2)) == chain.points[2]
    assert Consortium(Ibft1()).founders == FOUR
