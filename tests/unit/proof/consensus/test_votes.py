"""Votes, block after block, sealed by a consortium: the cases that the engines' own tests have."""

from typing import Any

import pytest

from ledger.proof.consensus.engine import Engine
from ledger.proof.consensus.errors import SealError
from ledger.proof.consensus.following import Point, follow, start
from ledger.proof.consensus.schedule import Phase, Schedule
from ledger.proof.header import decode_header
from tests.simulators.sealing.bft import Ibft1, Ibft2, Qbft
from tests.simulators.sealing.clique import Clique
from tests.simulators.sealing.consortium import EPOCH, Consortium, Plan
from tests.simulators.sealing.council import Vote
from tests.simulators.sealing.keys import addresses
from tests.vectors.headers import load

PEOPLE = dict(zip("ABCDEF", addresses(6), strict=True))
CASES = load("votes")


def named(letters: str) -> tuple[bytes, ...]:
    return tuple(PEOPLE[letter] for letter in letters)


def played(case: dict[str, Any], seals: Qbft | Ibft2 | Ibft1 | Clique) -> Point:
    """The point after the blocks of a case, sealed by its letters and followed."""
    epoch = case.get("epoch", EPOCH)
    consortium = Consortium(seals, named(case["founders"]), epoch)
    schedule = Schedule((Phase(0, Engine(seals.name), epoch),))
    link = consortium.genesis()
    point = start(schedule, decode_header(link.rlp))
    for step in case["blocks"].split():
        vote = Vote(PEOPLE[step[2]], step[1] == "+") if len(step) > 1 else None
        link = consortium.next(link, Plan(PEOPLE[step[0]], vote=vote))
        point = follow(schedule, point, decode_header(link.rlp))
    return point


@pytest.mark.parametrize("seals", [Qbft(), Ibft2(), Ibft1()], ids=lambda seals: seals.name)
@pytest.mark.parametrize("case", CASES["besu"], ids=lambda case: case["case"])
def test_a_vote_of_qbft_and_ibft_counts_as_besu_counts_it(
    case: dict[str, Any], seals: Qbft | Ibft2 | Ibft1
) -> None:
    assert played(case, seals).validators == named(case["then"])


@pytest.mark.parametrize("case", CASES["geth"], ids=lambda case: case["case"])
def test_a_vote_of_clique_counts_as_geth_counts_it(case: dict[str, Any]) -> None:
    if "refused" in case:
        with pytest.raises(SealError, match=case["refused"]):
            played(case, Clique())
    else:
        assert played(case, Clique()).validators == named(case["then"])
