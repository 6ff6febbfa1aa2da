"""The last settled block, header by header, in memory that does not grow while nothing is settled."""

import pytest

from ledger.proof.consensus.engine import Engine
from ledger.proof.consensus.errors import SealError
from ledger.proof.consensus.following import start
from ledger.proof.consensus.last_settled import LastSettled, begin, take
from ledger.proof.consensus.schedule import Phase, Schedule
from tests.attacks.watch import header
from tests.simulators.sealing.clique import Clique
from tests.simulators.sealing.consortium import Consortium, Link, Plan
from tests.simulators.sealing.keys import addresses

SCHEDULE = Schedule((Phase(0, Engine.CLIQUE),))
FIVE = addresses(5)


def chain(blocks: int, present: tuple[bytes, ...]) -> list[Link]:
    plans = {number: Plan(proposer=present[number % len(present)]) for number in range(1, blocks + 1)}
    house = Consortium(Clique(), FIVE, plans=plans)
    genesis = house.genesis()
    return [genesis, *house.grow(genesis, blocks)]


def states(links: list[Link], agreed: dict[int, bytes]) -> list[LastSettled]:
    """After each block."""
    found = [begin(start(SCHEDULE, header(links[0].fields)))]
    for link in links[1:]:
        found.append(take(SCHEDULE, found[-1], header(link.fields), agreed))
    return found


def test_four_of_five_settle_a_block_with_the_fourth_of_them() -> None:
    found = states(chain(20, FIVE[:4]), {})
    assert [state.settled.number for state in found] == [0, 0, 0, 0, *range(1, 18)]
    assert all(state.tip.number == number for number, state in enumerate(found))


def test_what_is_kept_does_not_grow_while_nothing_is_settled() -> None:
    found = states(chain(300, FIVE[:3]), {})
    assert {state.settled.number for state in found} == {0}
    assert max(len(state.sealed) for state in found) == 3


def test_a_block_that_was_agreed_on_is_settled_and_no_other_of_its_number() -> None:
    links = chain(12, FIVE[:3])
    found = states(links, {7: links[7].hash})
    assert [state.settled.number for state in found] == [0] * 7 + [7] * 6
    with pytest.raises(SealError, match="as it was agreed on"):
        states(links, {7: links[6].hash})


def test_whoever_is_alone_settles_each_block_at_once() -> None:
    house = Consortium(Clique(), FIVE[:1])
    genesis = house.genesis()
    found = states([genesis, *house.grow(genesis, 5)], {})
    assert [state.settled.number for state in found] == [0, 1, 2, 3, 4, 5]
