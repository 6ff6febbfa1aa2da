"""A trust root led on by headers from whoever has them: it comes to the councils that were, or it does not come on."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.core.errors import TradelineError
from ledger.proof.consensus.engine import Engine
from ledger.verify.renewal import Renewal, renew
from ledger.verify.trust import TrustRoot
from tests.attacks.exhibit import exhibit
from tests.attacks.watch import BFT, ENGINES, Watch, header, name, watch
from tests.simulators.sealing.bft import Bft
from tests.simulators.sealing.clique import Clique
from tests.simulators.sealing.consortium import Consortium, Link, Plan
from tests.simulators.sealing.council import Council, Vote
from tests.simulators.sealing.keys import addresses

FOUNDERS, NEWCOMERS, STRANGERS = addresses(4), addresses(4, after=20), addresses(4, after=40)
BLOCKS = 60
engines = pytest.mark.parametrize("engine", ENGINES, ids=name)
bft = pytest.mark.parametrize("engine", BFT, ids=name)


@cache
def changing(engine: str) -> Watch:
    """Four founders let in four others, one by one, and leave in the same way; then twenty blocks of peace."""
    kind = next(each for each in ENGINES if each.name == engine)
    votes = [Vote(each, add=True) for each in NEWCOMERS] + [Vote(each, add=False) for each in FOUNDERS]
    plans: dict[int, Plan] = {}
    members = len(FOUNDERS)
    for vote in votes:
        for _ in range(members // 2 + 1):
            plans[len(plans) + 1] = Plan(vote=vote)
        members += 1 if vote.add else -1
    made = watch(Consortium(kind, FOUNDERS, plans=plans), BLOCKS)
    assert made.last.council.members == NEWCOMERS and len(plans) < BLOCKS - 20
    return made


def root(watched: Watch) -> TrustRoot:
    """Of a bank that knows the founders."""
    kind = Engine(watched.house.engine.name)
    known = {"genesis": watched.links[0].hash, "validators": watched.house.founders}
    return replace(exhibit("small").trust, engine=kind, phases=watched.schedule.phases, **known)


def led(watched: Watch, links: Sequence[Link], trust: TrustRoot | None = None) -> Renewal:
    """The bank's root, led on by the headers of these blocks."""
    return renew(trust or root(watched), [header(link.fields) for link in links])


def refuses(watched: Watch, links: Sequence[Link], trust: TrustRoot | None = None) -> None:
    """These headers lead nowhere; those of the whole chain do."""
    assert led(watched, watched.links, trust).last.validators == NEWCOMERS
    with pytest.raises(TradelineError):
        led(watched, links, trust)


@engines
def test_a_root_follows_a_council_that_is_wholly_renewed(engine: Bft | Clique) -> None:
    watched = changing(engine.name)
    renewal = led(watched, watched.links)
    assert renewal.last.validators == NEWCOMERS
    for point in renewal.trust.points:
        assert (point.hash, point.validators) == (
            watched.links[point.number].hash,
            watched.links[point.number].council.members,
        )
    assert len(renewal.changes) == 8


@engines
def test_in_many_steps_it_comes_to_the_same(engine: Bft | Clique) -> None:
    watched = changing(engine.name)
    trust = root(watched)
    for end in range(10, BLOCKS + 1, 10):
        trust = led(watched, watched.links[: end + 1], trust).trust
    assert trust.points == led(watched, watched.links).trust.points


@bft
@given(st.data())
def test_headers_left_out_lead_to_the_true_council_or_nowhere(engine: Bft, data: st.DataObject) -> None:
    """Wherever a root comes to, its point is a block of the chain, and the council one of that block."""
    watched = changing(engine.name)
    numbers = data.draw(st.lists(st.integers(1, BLOCKS), min_size=1, max_size=BLOCKS, unique=True))
    try:
        points = led(watched, [watched.links[number] for number in sorted(numbers)]).trust.points
    except TradelineError:
        return
    for point in points:
        block, parent = watched.links[point.number], watched.links[point.number - 1]
        assert point.hash == block.hash
        assert point.validators in (block.council.members, parent.council.members)


@engines
def test_a_header_left_out_is_not_overlooked_where_it_decided(engine: Bft | Clique) -> None:
    """All but the last block of the founders' last vote: nothing then says who seals."""
    watched = changing(engine.name)
    blind = [link for link in watched.links if link.council.members in (FOUNDERS, NEWCOMERS)]
    refuses(watched, [link for link in blind if link.number > len(FOUNDERS)])


@engines
def test_strangers_who_go_on_where_the_chain_stands(engine: Bft | Clique) -> None:
    watched = changing(engine.name)
    fork = replace(watched.links[-1], council=Council(STRANGERS), proposers=())
    theirs = watched.house.grow(fork, 6)
    refuses(watched, theirs, led(watched, watched.links[:-1]).trust)
    refuses(watched, [*watched.links, *theirs])


@engines
def test_founders_who_left_go_on_from_the_block_that_sent_them_away(engine: Bft | Clique) -> None:
    """They sign with keys that are retired; the root that knows it does not follow."""
    watched = changing(engine.name)
    trust = led(watched, watched.links[: BLOCKS - 10]).trust
    fork = replace(watched.links[trust.points[-1].number], council=Council(FOUNDERS), proposers=())
    refuses(watched, watched.house.grow(fork, 6), trust)


@bft
def test_one_header_of_many_that_too_few_sealed(engine: Bft) -> None:
    watched = changing(engine.name)
    for number in (1, 9, 30, BLOCKS):
        link = watched.links[number]
        needed = watched.links[number - 1].council.quorum
        few = engine.committed(link.fields, watched.links[number - 1].council.members[: needed - 1])
        bent = replace(link, fields=few)
        refuses(watched, [*watched.links[:number], bent, *watched.links[number + 1 :]])


@engines
def test_headers_in_another_order(engine: Bft | Clique) -> None:
    watched = changing(engine.name)
    swapped = list(watched.links)
    swapped[5], swapped[6] = swapped[6], swapped[5]
    refuses(watched, swapped)
    refuses(watched, [*watched.links[:8], *watched.links[5:]])


def test_blocks_of_clique_that_nobody_built_on_are_not_taken_for_settled() -> None:
    """Two signers of four alone, cut off from the others: the root stays behind their branch."""
    house = Consortium(Clique(), FOUNDERS)
    watched = watch(house, 12)
    lonely = [watched.last]
    for turn in range(2):
        lately = lonely[-1].proposers[:2]
        signer = next(each for each in FOUNDERS if each not in lately) if turn else FOUNDERS[1]
        lonely.append(house.next(lonely[-1], Plan(proposer=signer)))
    point = led(watched, [*watched.links, *lonely[1:]]).last
    assert point.number == watched.last.number and point.hash == watched.last.hash
