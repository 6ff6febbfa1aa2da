"""A validator listens before it seals: for how long, and whether at all, by whom it hears."""

import pytest

from ledger.chain.network.quorum import needed
from ledger.chain.network.usher import CYCLE_SECONDS, SETTLED_SECONDS, Hearing
from ledger.proof.consensus.engine import Engine


@pytest.mark.parametrize(
    ("signers", "peers", "syncing", "patience"),
    [
        (4, 3, False, SETTLED_SECONDS),
        (4, 5, False, SETTLED_SECONDS),
        (4, 2, False, CYCLE_SECONDS),
        (4, 1, False, None),
        (4, 0, False, None),
        (4, 3, True, None),
        (1, 0, False, SETTLED_SECONDS),
        (2, 0, False, None),
        (2, 1, False, SETTLED_SECONDS),
        (7, 3, False, CYCLE_SECONDS),
        (7, 2, False, None),
    ],
)
def test_a_validator_seals_once_enough_of_the_others_are_heard(signers, peers, syncing, patience):
    least = needed(Engine.CLIQUE, signers) - 1
    assert Hearing(0, signers - 1, least, peers, syncing).patience() == patience


@pytest.mark.parametrize(
    ("engine", "validators", "least"),
    [
        (Engine.CLIQUE, 1, 1),
        (Engine.CLIQUE, 3, 2),
        (Engine.CLIQUE, 4, 3),
        (Engine.CLIQUE, 5, 3),
        (Engine.CLIQUE, 6, 4),
        (Engine.QBFT, 4, 3),
        (Engine.QBFT, 6, 4),
        (Engine.QBFT, 7, 5),
    ],
)
def test_so_many_have_to_be_up(engine, validators, least):
    assert needed(engine, validators) == least
