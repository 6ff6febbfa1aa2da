"""Transitions of a consortium's configuration: from a block on another engine, another epoch, another council."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest

from ledger.core.errors import ProofError
from ledger.proof.consensus.engine import Engine
from ledger.proof.consensus.following import Point, follow, start
from ledger.proof.consensus.schedule import Phase, Schedule
from tests.attacks.watch import BFT, header, name
from tests.simulators.sealing.bft import Bft, Ibft1, Ibft2, Qbft
from tests.simulators.sealing.consortium import Consortium, Link, Plan
from tests.simulators.sealing.council import Council, Vote
from tests.simulators.sealing.keys import addresses

FIRST, SECOND = addresses(4), addresses(4, after=20)
AT = 5
"""The first block of the second phase."""


@dataclass(frozen=True)
class Change:
    """A chain whose configuration changes at block 5, and what the light client knows of it."""

    before: Consortium
    after: Consortium
    schedule: Schedule
    council: tuple[bytes, ...] | None = None

    def chain(self, blocks: int = AT + 2) -> list[Link]:
        """Blocks as the consortium makes them."""
        links = [self.before.genesis()]
        for number in range(1, blocks + 1):
            parent = links[-1]
            if number == AT and self.council is not None:
                parent = replace(parent, council=Council(self.council), proposers=())
            links.append((self.before if number < AT else self.after).next(parent))
        return links

    def follow(self, links: Sequence[Link]) -> Point:
        first, *rest = links
        point = start(self.schedule, header(first.fields))
        for link in rest:
            point = follow(self.schedule, point, header(link.fields))
        return point

    def refuses(self, links: Sequence[Link]) -> None:
        """The last of these, and only it."""
        self.follow(links[:-1])
        with pytest.raises(ProofError):
            self.follow(links)


def overridden(engine: Bft, plans: dict[int, Plan] | None = None) -> Change:
    """From block 5 on another council."""
    house, kind = Consortium(engine, FIRST, plans=plans or {}), Engine(engine.name)
    return Change(house, house, Schedule((Phase(0, kind), Phase(AT, kind, validators=SECOND))), SECOND)


@pytest.mark.parametrize("engine", [Ibft1(), Ibft2()], ids=name)
def test_another_engine_seals_from_its_block_on(engine: Bft) -> None:
    change = Change(
        Consortium(engine, FIRST),
        Consortium(Qbft(), FIRST),
        Schedule((Phase(0, Engine(engine.name)), Phase(AT, Engine.QBFT))),
    )
    links = change.chain()
    assert change.follow(links).hash == links[-1].hash
    parent = links[AT - 1]
    change.refuses([*links[:AT], change.before.next(parent)])
    change.refuses([*links[: AT - 1], change.after.next(links[AT - 2])])


@pytest.mark.parametrize("engine", BFT, ids=name)
def test_another_council_seals_from_its_block_on(engine: Bft) -> None:
    change = overridden(engine)
    links = change.chain()
    assert change.follow(links[:AT]).validators == SECOND
    assert change.follow(links).validators == SECOND
    change.refuses([*links[:AT], change.before.next(links[AT - 1])])
    early = replace(links[AT - 2], council=Council(SECOND), proposers=())
    change.refuses([*links[: AT - 1], change.before.next(early)])


@pytest.mark.parametrize("engine", BFT, ids=name)
def test_votes_for_a_council_end_with_it(engine: Bft) -> None:
    """Two of four before the change, one of four after it: were the first two counted, somebody would come in."""
    joins = Vote(addresses(1, after=30)[0], add=True)
    change = overridden(engine, {number: Plan(vote=joins) for number in (3, 4, 5)})
    links = change.chain()
    assert change.follow(links).validators == SECOND == links[-1].council.members


def test_an_epoch_of_another_length_clears_votes_at_its_own_blocks() -> None:
    """Every four blocks up to block 4, then every three: votes at 5, 7 and 8 straddle block 6."""
    joins = Vote(addresses(1, after=30)[0], add=True)
    plans = {number: Plan(vote=joins) for number in (5, 7, 8)}
    phases = Phase(0, Engine.QBFT, epoch=4), Phase(AT, Engine.QBFT, epoch=3)
    change = Change(
        Consortium(Qbft(), FIRST, epoch=4), Consortium(Qbft(), FIRST, epoch=3, plans=plans), Schedule(phases)
    )
    links = change.chain(8)
    assert change.follow(links).validators == FIRST == links[-1].council.members
    unchanged = replace(change, schedule=Schedule((Phase(0, Engine.QBFT, epoch=100),)))
    assert len(unchanged.follow(links).validators) == 5


def test_validators_kept_in_a_contract_are_refused_by_name() -> None:
    house = Consortium(Qbft(), FIRST)
    change = Change(house, house, Schedule((Phase(0, Engine.QBFT), Phase(AT, Engine.QBFT, contract=True))))
    links = change.chain()
    assert change.follow(links[:AT]).number == AT - 1
    with pytest.raises(ProofError, match="contract"):
        change.follow(links)
    for engine in (Engine.IBFT2, Engine.IBFT1, Engine.CLIQUE):
        with pytest.raises(ProofError, match="contract"):
            Schedule((Phase(0, engine, contract=True),))
