"""Signers that go on alone settle nothing of their own: not by votes, not by waiting, not by a restart.

Out of band all may agree on a block of theirs; from there it goes on.
"""

from collections.abc import Sequence
from pathlib import Path

import pytest

from ledger.chain import clique
from ledger.chain.clique import CliqueRule
from ledger.proof.consensus.engine import Engine
from ledger.proof.consensus.errors import SealError
from ledger.proof.consensus.following import start
from ledger.proof.consensus.point import Point
from ledger.proof.consensus.schedule import Phase, Schedule
from tests.attacks.watch import Watch, header
from tests.simulators.sealing.clique import Clique
from tests.simulators.sealing.consortium import Consortium, Link, Plan
from tests.simulators.sealing.council import Vote
from tests.simulators.sealing.headers import Headers, alone
from tests.simulators.sealing.keys import addresses

EPOCH = 20
FIVE = addresses(5)
SPLIT = 5
"""The last block before two of the five are gone; the votes against them are cast by the others after it."""
BLOCKS = 130


def chain(present: Sequence[bytes]) -> list[Link]:
    """All five seal five blocks; then only those who are present do, and vote the others out."""
    plans = {
        number: Plan(proposer=present[(number - SPLIT) % len(present)])
        for number in range(SPLIT + 1, BLOCKS + 1)
    }
    number = SPLIT + 1
    for gone in set(FIVE) - set(present):
        for _ in present:
            plans[number] = Plan(
                proposer=present[(number - SPLIT) % len(present)], vote=Vote(gone, add=False)
            )
            number += 1
    house = Consortium(Clique(), FIVE, epoch=EPOCH, plans=plans)
    genesis = house.genesis()
    return [genesis, *house.grow(genesis, BLOCKS)]


@pytest.fixture(scope="module")
def three() -> list[Link]:
    """The chain on which three of five went on alone."""
    return chain(FIVE[:3])


def rule_over(node: Headers, kept: Path | None = None, agreed: Sequence[Point] = ()) -> CliqueRule:
    return CliqueRule(node, Schedule((Phase(0, Engine.CLIQUE, EPOCH),)), kept, agreed)


def point_at(links: Sequence[Link], number: int) -> Point:
    """What is known after a block, as a trust root has it."""
    return Watch(Consortium(Clique(), FIVE, epoch=EPOCH), links[: number + 1]).follow()


def genesis_of(links: Sequence[Link]) -> Point:
    watch = Watch(Consortium(Clique(), FIVE, epoch=EPOCH), links)
    return start(watch.schedule, header(links[0].fields))


def test_three_of_five_settle_nothing_however_long_they_go_on(
    three: list[Link], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clique, "BEHIND", 8)
    assert three[-1].council.members == FIVE[:3]
    rule = rule_over(Headers(three))
    finals = [rule.last(head) for head in range(BLOCKS + 1)]
    assert finals[8:] == [4] * (BLOCKS - 7)
    assert finals == sorted(finals)
    assert rule_over(Headers(three)).last(BLOCKS) == 4


def test_four_of_five_settle_their_votes_and_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    links = chain(FIVE[:4])
    assert links[-1].council.members == FIVE[:4]
    rule = rule_over(Headers(links))
    finals = [rule.last(head) for head in range(BLOCKS + 1)]
    assert finals == sorted(finals)
    assert finals[-1] == rule_over(Headers(links)).last(BLOCKS) == BLOCKS - 2


def test_neither_a_restart_nor_a_branch_makes_it_forget_where_it_stood(
    three: list[Link], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clique, "KEEP_EVERY", 1)
    monkeypatch.setattr(clique, "BEHIND", 8)
    kept = tmp_path / "followed.json"
    node = Headers(three)
    rule = rule_over(node, kept)
    assert rule.last(BLOCKS) == 4
    assert rule_over(node, kept).last(BLOCKS) == 4
    other = Consortium(Clique(), FIVE, epoch=EPOCH)
    node.links = [*three[:40], *other.grow(three[39], 30)]
    assert rule.last(node.height()) == 4
    node.links = three
    assert rule.last(BLOCKS) == 4


def test_from_a_block_that_all_agreed_on_it_goes_on(three: list[Link]) -> None:
    agreed = [genesis_of(three), point_at(three, 50)]
    rule = rule_over(Headers(three), agreed=agreed)
    assert [rule.last(head) for head in (30, 49, 50, 52, BLOCKS)] == [4, 4, 50, 51, BLOCKS - 1]
    assert rule_over(Headers(three), agreed=agreed).last(BLOCKS) == BLOCKS - 1
    assert rule_over(Headers(three), agreed=agreed[:1]).last(BLOCKS) == 4


def test_a_chain_without_the_block_that_was_agreed_on_is_refused(three: list[Link]) -> None:
    """Whether the reader began before that block or begins after it; up to there it is a chain like any."""
    honest = alone(Consortium(Clique(), FIVE, EPOCH), 60)
    agreed = [genesis_of(three), point_at(three, 50)]
    rules: list[CliqueRule] = [rule_over(Headers(honest), agreed=agreed) for _ in range(2)]
    assert rules[0].last(49) == 46
    for rule in rules:
        with pytest.raises(SealError, match="as it was agreed on"):
            rule.last(60)
    assert rule_over(Headers(honest)).last(60) == 57


def test_what_settles_an_old_block_is_a_few_headers_also_for_who_has_followed_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(clique, "BEHIND", 8)
    node = Headers(alone(Consortium(Clique(), addresses(4), EPOCH), BLOCKS))
    rule = rule_over(node)
    assert rule.last(BLOCKS) == BLOCKS - 2
    for number in (1, 19, 20, 21, 60, 99, BLOCKS - 2):
        node.asked = 0
        assert rule.settled_by(number, BLOCKS) == number + 2
        assert node.asked < 2 * clique.SPAN
    assert rule.settled_by(BLOCKS - 1, BLOCKS) is None


def test_a_block_that_is_settled_late_is_not_looked_for_without_end(
    three: list[Link], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The agreed block settles those before it: at 50, if that is near enough."""
    agreed = [genesis_of(three), point_at(three, 50)]
    rule = rule_over(Headers(three), agreed=agreed)
    assert rule.settled_by(10, BLOCKS) == 50
    monkeypatch.setattr(clique, "MAX_BUILDERS", 30)
    assert rule.settled_by(10, BLOCKS) is None
    assert rule.settled_by(30, BLOCKS) == 50


def test_an_agreement_takes_no_seals_from_those_who_know_nothing_of_it(three: list[Link]) -> None:
    """A trust root led on pins blocks like any: what shows one to a bank with an older root are its seals."""
    honest = alone(Consortium(Clique(), FIVE, EPOCH), 60)
    agreed = [genesis_of(honest), point_at(honest, 50)]
    rules = rule_over(Headers(honest), agreed=agreed), rule_over(Headers(honest))
    for number in (1, 49, 50, 51):
        assert [rule.settled_by(number, 60) for rule in rules] == [number + 3] * 2
    rule = rule_over(Headers(three), agreed=[genesis_of(three), point_at(three, 50)])
    assert [rule.settled_by(number, BLOCKS) for number in (49, 50, 60)] == [50, 50, 61]
