"""Genesis files of Besu and geth, and the phases that they make; a set that changes by a transition."""

from typing import Any

import pytest

from ledger.proof.consensus.engine import Engine
from ledger.proof.consensus.errors import SealError
from ledger.proof.consensus.following import follow, start
from ledger.proof.consensus.schedule import Phase, Schedule, schedule_of_genesis
from ledger.proof.header import decode_header
from tests.simulators.sealing.bft import Bft, Ibft1, Ibft2, Qbft
from tests.simulators.sealing.clique import Clique
from tests.simulators.sealing.consortium import Consortium, Link, Plan
from tests.simulators.sealing.council import Council, Vote
from tests.simulators.sealing.keys import addresses
from tests.unit.proof.consensus.sealing import Chain

FOUR, OTHERS = addresses(4), addresses(4, after=4)
NEWCOMER = addresses(1, after=10)[0]
HEX = ["0x" + address.hex() for address in OTHERS]


def phases(**config: Any) -> tuple[Phase, ...]:
    return schedule_of_genesis({"config": {"chainId": 1, **config}}).phases


@pytest.mark.parametrize(
    ("config", "phase"),
    [
        ({"qbft": {}}, Phase(0, Engine.QBFT, 30000, period=1)),
        ({"qbft": {"epochlength": 9, "blockperiodseconds": 5}}, Phase(0, Engine.QBFT, 9, period=5)),
        ({"QBFT": {"epochLength": 9, "BlockPeriodSeconds": 5}}, Phase(0, Engine.QBFT, 9, period=5)),
        ({"qbft": {"xblockperiodmilliseconds": 200}}, Phase(0, Engine.QBFT, period=0)),
        ({"qbft": {"validatorContractAddress": HEX[0]}}, Phase(0, Engine.QBFT, contract=True, period=1)),
        ({"ibft2": {"blockperiodseconds": 2}}, Phase(0, Engine.IBFT2, period=2)),
        ({"ibft": {"epochlength": 100, "ceil2Nby3Block": 0}}, Phase(0, Engine.IBFT1, 100, period=1)),
        ({"clique": {"period": 5, "epoch": 300}}, Phase(0, Engine.CLIQUE, 300, period=5)),
        ({"clique": {}}, Phase(0, Engine.CLIQUE)),
        ({"clique": {"blockperiodseconds": 10, "epochlength": 300}}, Phase(0, Engine.CLIQUE, 300, period=10)),
        ({"qbft": {}, "ecCurve": "secp256k1"}, Phase(0, Engine.QBFT, period=1)),
    ],
)
def test_a_genesis_file_names_its_engine(config: dict[str, Any], phase: Phase) -> None:
    assert phases(**config) == (phase,)


def test_transitions_change_validators_periods_and_where_validators_are_kept() -> None:
    transitions = [
        {"block": 60, "validatorSelectionMode": "blockheader", "validators": HEX[:1]},
        {"block": 20, "validators": HEX[::-1], "blockperiodseconds": 3},
        {"block": 40, "validatorselectionmode": "contract", "validatorcontractaddress": HEX[0]},
        {"block": 50, "blockperiodseconds": 4},
    ]
    assert phases(qbft={"epochlength": 9}, transitions={"qbft": transitions, "ibft2": [{"block": 7}]}) == (
        Phase(0, Engine.QBFT, 9, period=1),
        Phase(20, Engine.QBFT, 9, OTHERS, period=3),
        Phase(40, Engine.QBFT, 9, contract=True, period=3),
        Phase(50, Engine.QBFT, 9, contract=True, period=4),
        Phase(60, Engine.QBFT, 9, OTHERS[:1], period=4),
    )


def test_a_migration_ends_the_older_engine_where_qbft_starts() -> None:
    assert phases(
        ibft2={},
        qbft={"startBlock": 10, "epochlength": 9},
        transitions={"ibft2": [{"block": 5}, {"block": 15}]},
    ) == (
        Phase(0, Engine.IBFT2, period=1),
        Phase(5, Engine.IBFT2, period=1),
        Phase(10, Engine.QBFT, 9, period=1),
    )


@pytest.mark.parametrize(
    ("config", "field"),
    [
        ({}, "config"),
        ({"ethash": {}}, "config"),
        ({"qbft": {}, "clique": {}}, "config"),
        ({"ibft": {}, "ibft2": {}}, "config"),
        ({"ibft": {}, "qbft": {}}, "config.qbft.startBlock"),
        ({"qbft": {}, "ecCurve": "secp256r1"}, "config.ecCurve"),
        ({"ibft": {"ceil2Nby3Block": 5}}, "config.ibft.ceil2Nby3Block"),
        ({"qbft": []}, "qbft"),
        ({"qbft": {"epochlength": 0}}, "phases.epoch"),
        ({"qbft": {"epochlength": "9"}}, "epochlength"),
        ({"qbft": {"epochlength": True}}, "epochlength"),
        ({"qbft": {"epochlength": -1}}, "epochlength"),
        ({"qbft": {}, "transitions": [{"block": 3, "algorithm": "qbft"}]}, "transitions"),
        ({"qbft": {}, "transitions": {"qbft": {}}}, "config.transitions.qbft"),
        ({"qbft": {}, "transitions": {"qbft": [{"validators": HEX}]}}, "config.transitions.block"),
        ({"qbft": {}, "transitions": {"qbft": [{"block": 3}, {"block": 3}]}}, "phases"),
        ({"qbft": {}, "transitions": {"qbft": [{"block": 3, "validators": []}]}}, "phases.validators"),
        ({"qbft": {}, "transitions": {"qbft": [{"block": 3, "validators": HEX[0]}]}}, "validators"),
        ({"qbft": {}, "transitions": {"qbft": [{"block": 3, "validators": ["0x12"]}]}}, "validators"),
        ({"qbft": {}, "transitions": {"qbft": [{"block": 3, "validators": [5]}]}}, "validators"),
        (
            {"qbft": {}, "transitions": {"qbft": [{"block": 3, "validatorselectionmode": "blockheader"}]}},
            "config.transitions.validators",
        ),
    ],
)
def test_a_genesis_file_that_says_something_else_is_refused(config: dict[str, Any], field: str) -> None:
    with pytest.raises(SealError) as refusal:
        phases(**config)
    assert refusal.value.field == field


def test_phases_begin_at_the_genesis_and_follow_each_other() -> None:
    for wrong in (
        (),
        (Phase(1, Engine.QBFT),),
        (Phase(0, Engine.QBFT), Phase(0, Engine.QBFT)),
        (Phase(0, Engine.QBFT), Phase(5, Engine.IBFT2)),
        (Phase(0, Engine.CLIQUE), Phase(5, Engine.QBFT)),
        (Phase(0, Engine.QBFT, validators=(bytes(19),)),),
        (Phase(0, Engine.IBFT2, contract=True),),
    ):
        with pytest.raises(SealError):
            Schedule(wrong)
    schedule = Schedule((Phase(0, Engine.IBFT1), Phase(5, Engine.QBFT), Phase(9, Engine.QBFT)))
    assert [schedule.at(number).first for number in (0, 4, 5, 8, 9, 1000)] == [0, 0, 5, 5, 9, 9]


def test_qbft_that_took_over_counts_its_epochs_from_the_block_before() -> None:
    schedule = Schedule((Phase(0, Engine.IBFT1, 4), Phase(7, Engine.QBFT, 5), Phase(9, Engine.QBFT, 5)))
    assert [number for number in range(20) if schedule.is_epoch(number)] == [0, 4, 6, 11, 16]


def followed(links: list[Link], schedule: Schedule) -> list[tuple[bytes, ...]]:
    point = start(schedule, decode_header(links[0].rlp))
    sets = [point.validators]
    for link in links[1:]:
        point = follow(schedule, point, decode_header(link.rlp))
        sets.append(point.validators)
    return sets


def overridden(link: Link, members: tuple[bytes, ...]) -> Link:
    return Link(link.fields, link.hash, Council(members), link.proposers)


@pytest.mark.parametrize("seals", [Qbft(), Ibft2()], ids=lambda seals: seals.name)
def test_a_transition_puts_its_validators_in_place(seals: Bft) -> None:
    consortium = Consortium(seals)
    genesis = consortium.genesis()
    first, second = consortium.grow(genesis, 2)
    third = consortium.next(overridden(second, OTHERS))
    schedule = Schedule((Phase(0, Engine(seals.name)), Phase(3, Engine(seals.name), validators=OTHERS[::-1])))
    assert followed([genesis, first, second, third], schedule) == [FOUR, FOUR, OTHERS, OTHERS]
    with pytest.raises(SealError, match=r"extraData\.validators"):
        followed([genesis, first, second, consortium.next(second)], schedule)
    without = Schedule((Phase(0, Engine(seals.name)),))
    with pytest.raises(SealError, match=r"extraData\.validators"):
        followed([genesis, first, second, third], without)


def test_a_transition_forgets_votes_but_that_of_the_block_before() -> None:
    """Besu's ForkingVoteTallyCache begins with the new set, and then counts the block that it came with."""
    consortium = Consortium(Qbft())
    genesis = consortium.genesis()
    vote = Vote(NEWCOMER, add=True)
    first = consortium.next(genesis, Plan(FOUR[0], vote=vote))
    second = consortium.next(first, Plan(FOUR[1], vote=vote))
    schedule = Schedule((Phase(0, Engine.QBFT), Phase(3, Engine.QBFT, validators=FOUR)))
    third = consortium.next(overridden(second, FOUR), Plan(FOUR[2], vote=vote))
    fourth = consortium.next(overridden(third, FOUR), Plan(FOUR[3], vote=vote))
    assert followed([genesis, first, second, third, fourth], schedule)[-2:] == [
        FOUR,
        tuple(sorted((*FOUR, NEWCOMER))),
    ]


def test_ibft1_hands_over_to_qbft_the_set_of_its_last_block() -> None:
    old, new = Consortium(Ibft1()), Consortium(Qbft())
    genesis = old.genesis()
    vote = Vote(NEWCOMER, add=True)
    votes = [Plan(FOUR[at], vote=vote) for at in range(3)]
    first = old.next(genesis, votes[0])
    second = old.next(first, votes[1])
    third = old.next(second, votes[2])
    schedule = Schedule((Phase(0, Engine.IBFT1), Phase(4, Engine.QBFT)))
    assert third.council.members == tuple(sorted((*FOUR, NEWCOMER)))
    fourth = new.next(overridden(third, FOUR))
    assert followed([genesis, first, second, third, fourth], schedule)[-2:] == [FOUR, FOUR]


def test_validators_in_a_contract_are_refused_with_a_clear_word() -> None:
    chain = Chain(Qbft())
    kept = Schedule((Phase(0, Engine.QBFT, contract=True),))
    with pytest.raises(SealError, match="those in a contract's state do not follow from headers"):
        start(kept, chain.header(0))
    later = Schedule((Phase(0, Engine.QBFT), Phase(2, Engine.QBFT, contract=True)))
    point = follow(later, start(later, chain.header(0)), chain.offered())
    chain.grow()
    with pytest.raises(SealError, match="those in a contract's state"):
        follow(later, point, chain.offered())


def test_clique_has_no_transition_of_signers() -> None:
    assert phases(clique={}, transitions={"clique": [{"block": 5, "blockperiodseconds": 2}]}) == (
        Phase(0, Engine.CLIQUE),
        Phase(5, Engine.CLIQUE, period=2),
    )
    assert Clique().name == Engine.CLIQUE.value
