"""A trust root led on by headers alone: through every change of validators, and past nobody's forged ones."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain

import pytest

from ledger.app.proofs import SPARE
from ledger.core.errors import ProofError
from ledger.proof.consensus.engine import Engine, Finality
from ledger.proof.consensus.schedule import Phase
from ledger.proof.header import Header
from ledger.verify.case import Missing, Refusal
from ledger.verify.renewal import NothingToFollow, renew
from ledger.verify.steps.seals import judge
from ledger.verify.trust import TrustRoot, parse_trust, serialise_trust
from tests.attacks.exhibit import exhibit
from tests.attacks.watch import BFT, ENGINES, PERIOD, header, name
from tests.simulators.sealing.bft import Bft
from tests.simulators.sealing.clique import Clique
from tests.simulators.sealing.consortium import Consortium, Link, Plan
from tests.simulators.sealing.council import Vote
from tests.simulators.sealing.keys import addresses

FOUNDERS = addresses(4)
NEW = addresses(1, after=20)[0]
STRANGERS = addresses(4, after=30)
JOINED = tuple(sorted((*FOUNDERS, NEW)))
engines = pytest.mark.parametrize("engine", ENGINES, ids=name)
bft = pytest.mark.parametrize("engine", BFT, ids=name)


def grown(engine: Bft | Clique, blocks: int, epoch: int = 50) -> tuple[Consortium, list[Link]]:
    """A chain on which the fifth member is voted in with block 4, and votes are cleared every `epoch` blocks."""
    voted = {at: Plan(vote=Vote(NEW, add=True)) for at in (2, 3, 4)}
    house = Consortium(engine, FOUNDERS, epoch=epoch, plans=voted)
    genesis = house.genesis()
    return house, [genesis, *house.grow(genesis, blocks)]


def trust_of(house: Consortium, links: Sequence[Link]) -> TrustRoot:
    """A bank's trust root at the genesis of a consortium's chain."""
    kind = Engine(house.engine.name)
    phases = (Phase(0, kind, house.epoch, period=PERIOD),)
    return replace(
        exhibit("small").trust, engine=kind, genesis=links[0].hash, validators=FOUNDERS, phases=phases
    )


def headers(links: Sequence[Link]) -> list[Header]:
    return [header(link.fields) for link in links]


def read_again(trust: TrustRoot) -> TrustRoot:
    """Through its file."""
    assert parse_trust(serialise_trust(trust)) == trust
    return parse_trust(serialise_trust(trust))


@engines
def test_a_trust_root_follows_a_vote(engine: Bft | Clique) -> None:
    house, links = grown(engine, 12)
    renewal = renew(trust_of(house, links), headers(links))
    trust = read_again(renewal.trust)
    change = next(link for link in links if link.council.members == JOINED)
    assert [point.number for point in renewal.changes] == [change.number]
    assert renewal.last.validators == JOINED
    assert trust.point_at(change.number - 1).validators == FOUNDERS
    assert trust.point_at(change.number).hash == change.hash
    # Under Clique the last blocks are not settled yet.
    assert renewal.last.number == (12 if engine.name != "clique" else 9)


@engines
def test_it_is_led_on_in_parts_to_where_it_is_led_at_once(engine: Bft | Clique) -> None:
    house, links = grown(engine, 60)
    at_once = renew(trust_of(house, links), headers(links)).trust
    trust = trust_of(house, links)
    for start in range(1, 60, 13):
        upto = min(start + 13 + 4, 61)
        trust = read_again(renew(trust, headers(links[start:upto])).trust)
    assert trust.points[-1] == at_once.points[-1]
    assert [point.number for point in at_once.points] == [point.number for point in trust.points]


@engines
def test_blocks_that_a_stranger_sealed_lead_nowhere(engine: Bft | Clique) -> None:
    house, links = grown(engine, 12)
    forged = Consortium(engine, STRANGERS, epoch=house.epoch)
    theirs = forged.grow(replace(links[6], council=forged.genesis().council, proposers=()), 6)
    with pytest.raises(ProofError):
        renew(trust_of(house, links), headers([*links[:7], *theirs]))
    assert renew(trust_of(house, links), headers(links)).last.number > 6


@bft
def test_a_gap_is_skipped_where_enough_of_the_trusted_sealed_the_other_side(engine: Bft) -> None:
    house, links = grown(engine, 60)
    renewal = renew(trust_of(house, links), headers([links[20]]))
    assert (renewal.last.number, renewal.last.validators, renewal.last.votes) == (20, JOINED, None)
    # Votes of the blocks between are unknown until an epoch block clears them; from there every rule holds again.
    further = renew(read_again(renewal.trust), headers(links[21:])).last
    assert (further.number, further.votes) == (60, ())


def test_clique_goes_on_after_a_gap_from_an_epoch_block() -> None:
    house, links = grown(Clique(), 60)
    trust = trust_of(house, links)
    with pytest.raises(NothingToFollow, match="block 1, or from an epoch block"):
        renew(trust, headers(links[20:30]))
    assert renew(trust, headers(links[50:])).last.validators == JOINED


@engines
def test_nothing_that_was_there_goes_and_the_end_of_belief_stays(engine: Bft | Clique) -> None:
    house, links = grown(engine, 20)
    first = renew(trust_of(house, links), headers(links[:12])).trust
    second = renew(first, headers(links)).trust
    assert second.points[0] == first.points[0]
    assert (second.expires, second.genesis, second.validators) == (first.expires, links[0].hash, FOUNDERS)


def test_a_development_chain_has_nobody_to_follow() -> None:
    with pytest.raises(NothingToFollow, match="development"):
        renew(exhibit("small").trust, [])


@engines
def test_headers_of_old_lead_nowhere_new(engine: Bft | Clique) -> None:
    house, links = grown(engine, 20)
    trust = renew(trust_of(house, links), headers(links)).trust
    with pytest.raises(NothingToFollow, match="no header leads on"):
        renew(trust, headers(links[:10]))


# --- Clique: signers who go, part, or make themselves the whole set ---


FIVE = addresses(5)


def side(alive: Sequence[bytes]) -> tuple[Consortium, list[Link]]:
    """Five signers to block 5; from then on these three, who vote the others out. Who is on both sides signs twice."""
    dead = [each for each in FIVE if each not in alive]
    plans = {at: Plan(proposer=FIVE[at % 5]) for at in range(1, 6)}
    plans |= {at: Plan(proposer=alive[(at - 6) % 3]) for at in range(6, 30)}
    for first, gone in zip((9, 12), dead, strict=True):
        for at in range(first, first + 3):
            plans[at] = Plan(proposer=alive[(at - 6) % 3], vote=Vote(gone, add=False))
    house = Consortium(Clique(), FIVE, plans=plans)
    genesis = house.genesis()
    return house, [genesis, *house.grow(genesis, 29)]


def test_neither_side_of_a_split_network_makes_itself_the_whole_set() -> None:
    twice = FIVE[2]
    one, other = side([FIVE[1], twice, FIVE[0]]), side([twice, FIVE[3], FIVE[4]])
    assert one[1][5].hash == other[1][5].hash and one[1][6].hash != other[1][6].hash
    for house, links in (one, other):
        trust = replace(trust_of(house, links), validators=FIVE)
        renewal = renew(trust, headers(links))
        assert renewal.last.validators == FIVE and not renewal.changes
        assert renewal.last.number <= 6
        # What the consortium decides out of band leads on: it names a block of the side that it takes.
        agreed = renew(trust, headers(links), links[20].hash)
        assert [len(point.validators) for point in agreed.changes] == [4, 3]
        assert agreed.last.number > 20 and len(agreed.last.validators) == 3
        with pytest.raises(NothingToFollow, match="none of the headers has the hash"):
            renew(trust, headers(links), b"\x11" * 32)


def test_two_of_four_do_not_become_the_set_by_listing_themselves_at_an_epoch() -> None:
    house, links = grown(Clique(), 60)
    trust = trust_of(house, links)
    two = Consortium(Clique(), tuple(sorted(FOUNDERS[:2])), epoch=house.epoch)
    at = replace(links[49], council=two.genesis().council, proposers=())
    usurped = []
    for number in range(6):
        at = two.next(at, Plan(proposer=FOUNDERS[number % 2]))
        usurped.append(at)
    with pytest.raises(ProofError, match="of those known last"):
        renew(trust, headers(usurped))
    assert renew(trust, headers(links[50:])).last.number > 50


@bft
def test_any_number_of_headers_is_taken_one_by_one(engine: Bft) -> None:
    """What does not hold is refused before the next one is asked for."""
    house, links = grown(engine, 12)
    asked = 0

    def endless() -> Iterator[Header]:
        nonlocal asked
        for link in headers(links[:5]):
            asked += 1
            yield link
        while True:
            asked += 1
            yield headers(links[11:])[0]

    forged = replace(links[11], fields=engine.committed(links[11].fields, STRANGERS))
    with pytest.raises(ProofError):
        renew(trust_of(house, links), chain(headers(links[1:5]), headers([forged]), endless()))
    assert asked == 0


def test_a_signer_who_left_makes_no_honest_block_a_forged_one() -> None:
    """Two of the three who stayed settle a block for who knows it; a bank that does not asks for three of four."""
    out = {at: Plan(vote=Vote(FOUNDERS[3], add=False)) for at in (2, 3, 4)}
    house = Consortium(Clique(), FOUNDERS, plans=out)
    genesis = house.genesis()
    links = [genesis, *house.grow(genesis, 30)]
    assert len(links[-1].council.members) == 3
    trust = trust_of(house, links)
    block, *later = headers(links[20:])
    assert judge(trust, block, later[:SPARE]) is Finality.PROBABILISTIC
    with pytest.raises(Missing, match=r"2 of the 4 validators .* trust update"):
        judge(trust, block, later[:1])
    assert judge(renew(trust, headers(links)).trust, block, later[:1]) is Finality.PROBABILISTIC
    with pytest.raises(Refusal):
        judge(trust, block, [])
    with pytest.raises(Refusal, match="of 1024 at most"):
        judge(trust, block, later * 200)
