"""Clique has no quorum in a header: a block is settled when ceil(2N/3) of its signers sealed it or built on it."""

from collections.abc import Sequence

import pytest

from ledger.core.errors import ProofError
from ledger.proof.consensus.engine import Finality
from ledger.proof.consensus.following import Point, skip
from ledger.proof.consensus.settlement import Settlement, settlement_of
from tests.attacks.watch import BFT, Watch, header, name, watch
from tests.simulators.sealing.bft import Bft
from tests.simulators.sealing.clique import Clique
from tests.simulators.sealing.consortium import Consortium, Link, Plan
from tests.simulators.sealing.council import Vote, quorum
from tests.simulators.sealing.keys import addresses

STRANGER, NEWCOMER = addresses(2, after=40)
CLIQUE = Clique()


def branch(house: Consortium, parent: Link, signers: Sequence[bytes]) -> list[Link]:
    """Blocks on `parent`, by these in order."""
    links = [parent]
    for signer in signers:
        links.append(house.next(links[-1], Plan(proposer=signer)))
    return links[1:]


def judged(watched: Watch, links: Sequence[Link]) -> Settlement:
    """What the light client says of the first of these, which stand on its chain."""
    return settlement_of(watched.schedule, watched.follow(), [header(link.fields) for link in links])


# --- settled ---


@pytest.mark.parametrize("members", range(1, 10))
def test_a_block_is_settled_by_so_many_distinct_signers_and_not_by_fewer(members: int) -> None:
    council = addresses(members)
    watched = watch(Consortium(CLIQUE, council), 0)
    links = branch(watched.house, watched.last, council)
    for count in range(1, members + 1):
        found = judged(watched, links[:count])
        assert set(found.signers) == set(council[:count])
        assert found.point.hash == links[0].hash
        enough = count >= quorum(members)
        assert found.finality is (Finality.PROBABILISTIC if enough else Finality.NONE)


def test_a_part_of_the_network_that_goes_on_for_ever_settles_nothing() -> None:
    """Five of nine may seal in turn without end; six are needed."""
    council = addresses(9)
    watched = watch(Consortium(CLIQUE, council), 0)
    for start in range(5):
        alone = branch(watched.house, watched.last, (council[start : start + 5]) * 6)
        found = judged(watched, alone)
        assert len(found.signers) == 5 and found.finality is Finality.NONE


def test_two_parts_with_one_double_signer_do_not_both_settle_a_block() -> None:
    """The weaker rule, a majority, would have called both settled: three of five on either side."""
    council = addresses(5)
    watched = watch(Consortium(CLIQUE, council), 0)
    twice = council[2]
    left = branch(watched.house, watched.last, [*council[:2], twice] * 4)
    right = branch(watched.house, watched.last, [*council[3:], twice] * 4)
    for side in (left, right):
        assert len(judged(watched, side).signers) == 3 == len(council) // 2 + 1
        assert judged(watched, side).finality is Finality.NONE
    healed = [*left, *branch(watched.house, left[-1], council[3:4])]
    assert judged(watched, healed).finality is Finality.PROBABILISTIC


def test_who_came_in_later_does_not_settle_what_was_before_it() -> None:
    council = addresses(4)
    watched = watch(Consortium(CLIQUE, council), 0)
    vote, links = Vote(NEWCOMER, add=True), [watched.last]
    for signer in council[:3]:
        links.append(watched.house.next(links[-1], Plan(proposer=signer, vote=vote)))
    links += branch(watched.house, links[-1], [NEWCOMER])
    early = Watch(watched.house, links[:2])
    assert set(judged(early, links[2:]).signers) == {*council[1:3]}
    late = Watch(watched.house, links[:-1])
    assert set(judged(late, links[-1:]).signers) == {NEWCOMER}


def test_descendants_that_are_none_settle_nothing() -> None:
    council = addresses(4)
    watched = watch(Consortium(CLIQUE, council), 0)
    first, second, third = branch(watched.house, watched.last, council[:3])
    rival = branch(watched.house, watched.last, council[3:])[0]
    on_rival = branch(watched.house, rival, council[1:3])
    foreign = branch(watched.house, second, [STRANGER])
    assert judged(watched, [first, second, third]).finality is Finality.PROBABILISTIC
    for links in (
        [first, third],
        [first, *on_rival],
        [first, second, *foreign],
        [first, second, second],
        [second, third],
        [first, third, second],
        [],
    ):
        with pytest.raises(ProofError):
            judged(watched, links)


@pytest.mark.parametrize("engine", BFT, ids=name)
def test_a_quorum_s_seals_settle_at_once(engine: Bft) -> None:
    watched = watch(Consortium(engine), 2)
    following = watched.house.next(watched.last)
    assert judged(watched, [following]).finality is Finality.IMMEDIATE


# --- from a pinned set to a block far ahead ---


def far(watched: Watch, signers: Sequence[bytes], from_block: int = 50) -> list[Link]:
    """Blocks far ahead of what is known, by these in order, the first of them at `from_block`."""
    links = watched.house.grow(watched.last, from_block - 1 - watched.last.number)
    return branch(watched.house, links[-1], signers)


def skipped(watched: Watch, links: Sequence[Link]) -> Point:
    first, *rest = (header(link.fields) for link in links)
    return skip(watched.schedule, watched.follow(), first, rest)


def test_a_block_that_enough_of_the_pinned_signers_built_on_is_taken() -> None:
    council = addresses(6)
    watched = watch(Consortium(CLIQUE, council, epoch=30), 3)
    links = far(watched, council)
    for count in range(1, 7):
        if count >= 4:
            point = skipped(watched, links[:count])
            assert (point.number, point.hash, point.validators) == (50, links[0].hash, council)
        else:
            with pytest.raises(ProofError):
                skipped(watched, links[:count])


def test_strangers_do_not_make_up_for_signers_who_are_missing() -> None:
    council = addresses(6)
    watched = watch(Consortium(CLIQUE, council, epoch=30), 3)
    links = far(watched, [*council[:3], STRANGER, NEWCOMER, STRANGER])
    with pytest.raises(ProofError):
        skipped(watched, links)


def test_one_signer_many_times_is_one() -> None:
    council = addresses(6)
    watched = watch(Consortium(CLIQUE, council, epoch=30), 3)
    with pytest.raises(ProofError):
        skipped(watched, far(watched, council[:3] * 4))


def test_descendants_that_do_not_follow_are_no_descendants() -> None:
    council = addresses(6)
    watched = watch(Consortium(CLIQUE, council, epoch=30), 3)
    links = far(watched, council)
    assert skipped(watched, links).number == 50
    for broken in ([links[0], *links[2:]], [*links[:2], links[1], *links[2:]], [links[0], *links[:0:-1]]):
        with pytest.raises(ProofError):
            skipped(watched, broken)


def test_an_epoch_block_s_list_is_taken_from_those_in_it_and_enough_of_the_pinned() -> None:
    pinned, later = addresses(6), tuple(sorted((*addresses(6)[:4], *addresses(2, after=20))))
    watched = watch(Consortium(CLIQUE, pinned, epoch=30), 3)
    theirs = Consortium(CLIQUE, later, epoch=30)
    links = theirs.grow(theirs.genesis(), 40)[29:]
    assert links[0].number == 30
    assert skipped(watched, links).validators == later
    for known in (0, 2, 3):
        others = (*addresses(6)[:known], *addresses(6 - known, after=20))
        usurpers = Consortium(CLIQUE, tuple(sorted(others)), epoch=30)
        with pytest.raises(ProofError):
            skipped(watched, usurpers.grow(usurpers.genesis(), 40)[29:])
