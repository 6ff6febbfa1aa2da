"""A trust root led on by headers alone: through every change of validators, and past nobody's forged ones."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from ledger.core.errors import ProofError
from ledger.proof.consensus.engine import Engine
from ledger.proof.consensus.schedule import Phase
from ledger.proof.header import Header
from ledger.verify.renewal import NothingToFollow, renew
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
