"""How final a block is: at once where a quorum seals, by those who build on it under Clique."""

import pytest

from ledger.proof.consensus.engine import Finality
from ledger.proof.consensus.errors import SealError
from ledger.proof.consensus.settlement import settlement_of
from tests.simulators.sealing.bft import Bft
from tests.simulators.sealing.clique import Clique
from tests.simulators.sealing.consortium import Plan
from tests.simulators.sealing.council import Vote
from tests.simulators.sealing.keys import addresses
from tests.unit.proof.consensus.sealing import BFT, Chain, by_name

FOUR, (NEWCOMER,) = addresses(4), addresses(1, after=4)


@pytest.mark.parametrize("seals", BFT, ids=by_name)
def test_a_block_that_a_quorum_sealed_is_final_at_once(seals: Bft) -> None:
    chain = Chain(seals)
    header = chain.offered(Plan(committers=FOUR[1:]))
    found = settlement_of(chain.schedule, chain.points[0], [header])
    assert (found.signers, found.needed, found.finality) == (FOUR[1:], 3, Finality.IMMEDIATE)
    assert found.point == chain.tried(header)
    with pytest.raises(SealError):
        settlement_of(chain.schedule, chain.points[0], [chain.offered(Plan(committers=FOUR[2:]))])


def test_a_block_of_clique_is_settled_by_the_third_of_four() -> None:
    chain = Chain(Clique())
    for number in range(1, 5):
        chain.grow()
        headers = [chain.header(each) for each in range(1, number + 1)]
        found = settlement_of(chain.schedule, chain.points[0], headers)
        assert (len(found.signers), found.needed) == (min(number, 4), 3)
        assert found.finality is (Finality.PROBABILISTIC if number >= 3 else Finality.NONE)
        assert found.point == chain.points[1]


def test_two_settle_what_two_signers_have_and_three_nothing_for_six() -> None:
    for signers, needed, finality in ((2, 2, Finality.PROBABILISTIC), (6, 4, Finality.NONE)):
        chain = Chain(Clique(), founders=addresses(signers))
        for number in (1, 2, 3):
            chain.grow(Plan(addresses(signers)[number % signers]))
        found = settlement_of(chain.schedule, chain.points[0], [chain.header(number) for number in (1, 2, 3)])
        assert (found.needed, found.finality) == (needed, finality)


def test_a_signer_voted_in_later_does_not_count() -> None:
    chain = Chain(Clique())
    plans = [Plan(FOUR[at], vote=Vote(NEWCOMER, add=True)) for at in (1, 2, 3)]
    for plan in (*plans, Plan(NEWCOMER)):
        chain.grow(plan)
    found = settlement_of(chain.schedule, chain.points[2], [chain.header(3), chain.header(4)])
    assert found.signers == (FOUR[3],)


def test_every_header_is_followed_and_there_is_one() -> None:
    chain = Chain(Clique())
    chain.grow()
    chain.grow()
    with pytest.raises(SealError, match="headers"):
        settlement_of(chain.schedule, chain.points[0], [])
    with pytest.raises(SealError, match="number"):
        settlement_of(chain.schedule, chain.points[0], [chain.header(1), chain.header(1)])
