"""Votes: who is in the council follows from a majority of proposers within an epoch, and from nothing else."""

from collections.abc import Iterable
from dataclasses import replace
from random import Random

import pytest

from ledger.core.errors import ProofError
from ledger.proof.consensus.following import follow, start
from tests.attacks.watch import BFT, ENGINES, Watch, header, name, watch
from tests.simulators.sealing.bft import Bft
from tests.simulators.sealing.clique import Clique
from tests.simulators.sealing.consortium import Consortium, Link, Plan
from tests.simulators.sealing.council import Council, Vote, quorum
from tests.simulators.sealing.fields import bare, number_of
from tests.simulators.sealing.keys import addresses

MEMBERS = addresses(4)
FIRST, SECOND, THIRD, FOURTH = MEMBERS
NEW, OTHER = addresses(2, after=20)
IN, OUT = Vote(NEW, add=True), Vote(FOURTH, add=False)
JOINED = tuple(sorted((*MEMBERS, NEW)))
Plans = dict[int, Plan]

engines = pytest.mark.parametrize("engine", ENGINES, ids=name)
bft = pytest.mark.parametrize("engine", BFT, ids=name)


def votes(cast: dict[int, tuple[bytes, Vote]]) -> Plans:
    """Who votes how, by block."""
    return {number: Plan(proposer=voter, vote=vote) for number, (voter, vote) in cast.items()}


def refuses_council(watched: Watch, members: Iterable[bytes]) -> None:
    """A next block of these is refused, though everything in it is of one council; that of the true one is taken."""
    house, last, council = replace(watched.house, plans={}), watched.last, tuple(sorted(members))
    grown = [*watched.links, *house.grow(last, 5)]
    Watch(house, grown).follow()
    proposer = None
    if isinstance(house.engine, Clique):  # no list between epochs: some block soon tells the councils apart
        last, proposer = next(
            (link, each) for link in grown[last.number :] for each in council if _tells(link, each, council)
        )
    usurped = house.next(replace(last, council=Council(council)), Plan(proposer=proposer))
    with pytest.raises(ProofError):
        watched.follow([*grown[: last.number + 1], usurped])


def _tells(parent: Link, signer: bytes, council: tuple[bytes, ...]) -> bool:
    """Whether the signer may seal the next block in this council; and not so, or not with this difficulty, in truth."""

    def turn(members: tuple[bytes, ...]) -> bool | None:
        if signer not in members or signer in parent.proposers[: len(members) // 2]:
            return None
        return members.index(signer) == (parent.number + 1) % len(members)

    return turn(council) is not None and turn(council) != turn(parent.council.members)


# --- what a majority decides ---


@engines
@pytest.mark.parametrize("members", [1, 2, 3, 4, 5, 6])
def test_a_majority_of_proposers_lets_in_whom_it_votes_for(engine: Bft | Clique, members: int) -> None:
    council, needed = addresses(members), members // 2 + 1
    house = Consortium(engine, council, plans={number: Plan(vote=IN) for number in range(1, needed + 1)})
    watched = watch(house, needed)
    joined = tuple(sorted((*council, NEW)))
    assert watched.before.validators == council
    assert watched.follow().validators == watched.last.council.members == joined
    refuses_council(watched, council)
    refuses_council(Watch(house, watched.links[:-1]), joined)


@engines
@pytest.mark.parametrize("members", [2, 3, 4, 5, 6])
def test_a_majority_of_proposers_sends_away_whom_it_votes_against(engine: Bft | Clique, members: int) -> None:
    council, needed = addresses(members), members // 2 + 1
    leaves = Vote(council[-1], add=False)
    house = Consortium(engine, council, plans={number: Plan(vote=leaves) for number in range(1, needed + 1)})
    watched = watch(house, needed)
    assert watched.before.validators == council
    assert watched.follow().validators == watched.last.council.members == council[:-1]
    refuses_council(watched, council)
    refuses_council(Watch(house, watched.links[:-1]), council[:-1])


DECIDED: dict[str, tuple[Plans, int]] = {
    "three one after another": (votes({1: (FIRST, IN), 2: (SECOND, IN), 3: (THIRD, IN)}), 3),
    "with pauses": (votes({1: (FIRST, IN), 4: (SECOND, IN), 9: (THIRD, IN)}), 9),
    "one of them twice": (votes({1: (FIRST, IN), 4: (FIRST, IN), 5: (SECOND, IN), 6: (THIRD, IN)}), 6),
    "with one against": (
        votes({1: (FIRST, IN), 2: (SECOND, Vote(NEW, add=False)), 3: (THIRD, IN), 4: (FOURTH, IN)}),
        4,
    ),
    "one who changed its mind twice": (
        votes({1: (FIRST, IN), 4: (FIRST, Vote(NEW, add=False)), 7: (FIRST, IN)})
        | votes({8: (SECOND, IN), 9: (THIRD, IN)}),
        9,
    ),
    "beside votes on another": (
        votes({1: (FIRST, IN), 2: (SECOND, OUT), 3: (THIRD, IN), 5: (SECOND, IN)}),
        5,
    ),
    "after an epoch that took earlier ones away": (
        votes({11: (FOURTH, IN)}) | votes({13: (SECOND, IN), 14: (THIRD, IN), 15: (FOURTH, IN)}),
        15,
    ),
}


@engines
@pytest.mark.parametrize("story", DECIDED)
def test_votes_that_are_enough(engine: Bft | Clique, story: str) -> None:
    plans, blocks = DECIDED[story]
    watched = watch(Consortium(engine, MEMBERS, epoch=12, plans=plans), blocks)
    assert watched.before.validators == MEMBERS
    assert watched.follow().validators == JOINED
    refuses_council(watched, MEMBERS)


UNDECIDED: dict[str, tuple[Plans, int]] = {
    "half of them": (votes({1: (FIRST, IN), 2: (SECOND, IN)}), 3),
    "one proposer three times": (votes({1: (FIRST, IN), 4: (FIRST, IN), 7: (FIRST, IN)}), 8),
    "one proposer three times and another": (
        votes({1: (FIRST, IN), 4: (FIRST, IN), 7: (FIRST, IN), 8: (SECOND, IN)}),
        8,
    ),
    "one changed its mind": (
        votes({1: (FIRST, IN), 2: (SECOND, IN), 4: (FIRST, Vote(NEW, add=False)), 5: (THIRD, IN)}),
        5,
    ),
    "two for one and one for another": (
        votes({1: (FIRST, IN), 2: (SECOND, Vote(OTHER, add=True)), 3: (THIRD, IN)}),
        3,
    ),
    "two before an epoch and one after it": (
        votes({10: (THIRD, IN), 11: (FOURTH, IN), 13: (SECOND, IN)}),
        13,
    ),
    "three against one who is not in": (
        votes({number: (MEMBERS[number - 1], Vote(NEW, add=False)) for number in (1, 2, 3)}),
        3,
    ),
}


@engines
@pytest.mark.parametrize("story", UNDECIDED)
def test_votes_that_are_not_enough(engine: Bft | Clique, story: str) -> None:
    plans, blocks = UNDECIDED[story]
    watched = watch(Consortium(engine, MEMBERS, epoch=12, plans=plans), blocks)
    assert watched.follow().validators == watched.last.council.members == MEMBERS
    refuses_council(watched, JOINED)


@bft
def test_the_vote_of_an_epoch_block_is_not_counted(engine: Bft) -> None:
    plans = votes({12: (FIRST, IN), 13: (SECOND, IN), 14: (THIRD, IN)})
    watched = watch(Consortium(engine, MEMBERS, epoch=12, plans=plans), 14)
    assert watched.follow().validators == MEMBERS
    refuses_council(watched, JOINED)


@engines
def test_whoever_is_sent_away_takes_its_open_votes_along(engine: Bft | Clique) -> None:
    """Of five: the fifth has voted for a candidate when it goes; two more votes are not the three that four need."""
    five = addresses(5)
    gone, (a, b, c, d) = five[-1], five[:-1]
    leaves = Vote(gone, add=False)
    cast = {1: (gone, IN), 2: (a, leaves), 3: (b, leaves), 4: (c, leaves), 5: (a, IN), 6: (b, IN), 9: (c, IN)}
    house = Consortium(engine, five, plans=votes(cast))
    whole = watch(house, 9)
    assert whole.last.council.members == tuple(sorted((a, b, c, d, NEW)))
    assert whole.follow().validators == whole.last.council.members
    early = Watch(house, whole.links[:7])
    assert early.follow().validators == (a, b, c, d)
    refuses_council(early, (a, b, c, d, NEW))


# --- who seals after a change ---


@bft
def test_the_deciding_block_is_sealed_by_those_who_were_in_before_it(engine: Bft) -> None:
    members_of = {1: FIRST, 2: SECOND, 3: THIRD}
    plans = votes({number: (voter, IN) for number, voter in members_of.items()})
    watched = watch(Consortium(engine, MEMBERS, plans=plans), 3)
    watched.refuses(engine.committed(watched.last.fields, (*MEMBERS[:2], NEW)))
    watched.refuses(engine.committed(watched.last.fields, (*MEMBERS[:3], NEW)))


@bft
def test_the_quorum_grows_and_shrinks_with_the_council(engine: Bft) -> None:
    for vote, after in ((IN, JOINED), (OUT, MEMBERS[:3])):
        plans = votes({1: (FIRST, vote), 2: (SECOND, vote), 3: (THIRD, vote)})
        watched = watch(Consortium(engine, MEMBERS, plans=plans), 4)
        needed = quorum(len(after))
        assert watched.links[-2].council.members == after
        enough = engine.committed(watched.last.fields, after[:needed])
        assert watched.takes(enough).hash == watched.last.hash
        watched.refuses(engine.committed(watched.last.fields, after[: needed - 1]))


@bft
def test_one_who_was_voted_out_neither_seals_nor_proposes(engine: Bft) -> None:
    plans = votes({1: (FIRST, OUT), 2: (SECOND, OUT), 3: (THIRD, OUT)})
    watched = watch(Consortium(engine, MEMBERS, plans=plans), 4)
    left = MEMBERS[:3]
    watched.refuses(engine.committed(watched.last.fields, (FIRST, FOURTH)))
    watched.refuses(engine.committed(watched.last.fields, MEMBERS))
    proposed = watched.house.next(watched.links[-2], Plan(proposer=FOURTH, committers=left))
    watched.refuses(proposed.fields)


@engines
def test_a_vote_changed_after_the_block_was_sealed(engine: Bft | Clique) -> None:
    plans = votes({1: (FIRST, IN), 2: (SECOND, IN), 3: (THIRD, IN)})
    watched = watch(Consortium(engine, MEMBERS, plans=plans), 3)
    others = (None, Vote(OTHER, add=True), Vote(NEW, add=False))
    for vote in others:
        unsealed = engine.proposed(watched.last.fields, Council(MEMBERS), THIRD, vote, 0, epoch=False)
        if isinstance(engine, Clique):
            seal = watched.last.fields["extraData"][-65:]
            forged = {**unsealed, "extraData": unsealed["extraData"][:-65] + seal}
        else:
            said = engine.extra(watched.last.fields)
            forged = engine.with_extra(unsealed, seals=said.seals, proposal=said.proposal)
        watched.refuses(forged)


# --- everything at once, against the simulator's own council ---


@engines
@pytest.mark.parametrize("seed", range(3))
def test_after_every_block_of_a_long_life_the_council_is_the_consortium_s(
    engine: Bft | Clique, seed: int
) -> None:
    random = Random(seed)
    house = Consortium(engine, addresses(random.randint(1, 6)), epoch=30)
    link = house.genesis()
    watched = Watch(house, [link])
    point, councils = start(watched.schedule, header(link.fields)), {link.council.members}
    for _ in range(120):
        link = _some_block(house, link, random)
        point = follow(watched.schedule, point, header(link.fields))
        assert (point.number, point.hash) == (link.number, link.hash)
        assert point.validators == link.council.members
        councils.add(link.council.members)
    assert len(councils) > 5


def _some_block(house: Consortium, parent: Link, random: Random) -> Link:
    """Any round, any quorum, and votes on one candidate for a while, then on another; but none that leaves nobody."""
    number, members = parent.number + 1, parent.council.members
    candidate = addresses(9)[number // 10 * 7 % 9]
    vote = Vote(candidate, (candidate in members) == (random.random() < 0.2))
    if number % house.epoch == 0 or members == (candidate,) or random.random() < 0.2:
        vote = None
    plan = Plan(
        round=random.choice([0, 0, 0, 1, 5, 300]),
        vote=vote,
        committers=random.sample(members, random.randint(quorum(len(members)), len(members))),
    )
    if isinstance(house.engine, Clique):
        lately = parent.proposers[: len(members) // 2]
        plan = replace(plan, proposer=random.choice([each for each in members if each not in lately]))
    base = bare(number, number_of(parent.fields, "timestamp") + random.randint(1, 9))
    return house.seal(parent, base, plan)
