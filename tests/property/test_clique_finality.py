"""The rule that calls a Clique block final, against its definition: enough signers sealed it or built on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.chain import clique
from ledger.chain.clique import CliqueRule
from ledger.core.errors import ProofError
from ledger.proof.consensus.engine import Engine
from ledger.proof.consensus.point import Point
from ledger.proof.consensus.schedule import Phase, Schedule
from tests.simulators.sealing.clique import Clique
from tests.simulators.sealing.consortium import Consortium, Link, Plan
from tests.simulators.sealing.council import Vote
from tests.simulators.sealing.headers import Headers, alone
from tests.simulators.sealing.keys import addresses

EPOCH = 20


@dataclass(frozen=True)
class Choice:
    """Which of those who may seal does, and whom it votes in or out."""

    sealer: int
    vote: int | None


choices = st.builds(Choice, st.integers(0, 8), st.one_of(st.none(), st.integers(0, 9)))


def grown(house: Consortium, links: Sequence[Link], plan: Sequence[Choice]) -> list[Link]:
    """The chain with one more block for each choice."""
    chain = list(links)
    for choice in plan:
        parent = chain[-1]
        members = parent.council.members
        lately = parent.proposers[: len(members) // 2]
        able = [each for each in members if each not in lately]
        vote = None
        if choice.vote is not None and (parent.number + 1) % EPOCH:
            candidate = addresses(10)[choice.vote]
            vote = Vote(candidate, candidate not in members)
            if not vote.add and len(members) < 2:
                vote = None
        chain.append(house.next(parent, Plan(proposer=able[choice.sealer % len(able)], vote=vote)))
    return chain


def last_final(links: Sequence[Link]) -> int:
    """By the definition, over again at each head: those count who are signers after the last final block."""
    final = 0
    for head in range(len(links)):
        while higher := [each for each in range(final + 1, head + 1) if is_settled(links, final, each, head)]:
            final = max(higher)
    return final


def is_settled(links: Sequence[Link], final: int, number: int, head: int) -> bool:
    signers = set(links[final].council.members)
    vouching = {later.proposers[0] for later in links[number : head + 1]} & signers
    return 3 * len(vouching) >= 2 * len(signers)


def rule_over(node: Headers, kept: Path | None = None, agreed: Sequence[Point] = ()) -> CliqueRule:
    return CliqueRule(node, Schedule((Phase(0, Engine.CLIQUE, EPOCH),)), kept, agreed)


@given(st.integers(1, 7), st.lists(choices, max_size=25))
def test_the_last_final_block_is_that_of_the_definition_at_every_head(
    members: int, plan: list[Choice]
) -> None:
    house = Consortium(Clique(), addresses(members), EPOCH)
    links = grown(house, [house.genesis()], plan)
    node = Headers(links)
    rule = rule_over(node)
    for head in range(len(links)):
        assert rule.last(head) == last_final(links[: head + 1])
    for head in range(len(links)):
        assert rule.last(head) == last_final(links[: head + 1]), "asked again of an older head"


@given(st.integers(2, 6), st.lists(choices, max_size=12), st.lists(st.lists(choices, max_size=8), max_size=4))
def test_through_any_reorganisation_it_is_that_of_the_chain_that_stands(
    members: int, trunk: list[Choice], branches: list[list[Choice]]
) -> None:
    house = Consortium(Clique(), addresses(members), EPOCH)
    links = grown(house, [house.genesis()], trunk)
    node = Headers(links)
    rule = rule_over(node)
    for branch in branches:
        node.links = grown(house, links[: len(links) - len(links) // 3], branch)
        assert rule.last(node.height()) == last_final(node.links)
        node.links = links
        assert rule.last(node.height()) == last_final(links)


def test_a_vote_that_is_not_final_takes_nobody_out_of_the_count() -> None:
    """Of five signers one is voted out: it takes four of five until the block that did it is final."""
    members = addresses(5)
    house = Consortium(Clique(), members, EPOCH)
    out = Vote(members[4], add=False)
    links = [house.genesis()]
    for sealer, vote in ((0, out), (1, out), (2, out), (0, None), (1, None), (2, None), (3, None)):
        links.append(house.next(links[-1], Plan(proposer=members[sealer], vote=vote)))
    assert links[3].council.members == members[:4]
    rule = rule_over(Headers(links))
    assert [rule.last(head) for head in range(8)] == [0, 0, 0, 0, 0, 0, 0, 5]
    assert last_final(links) == 5


def test_only_new_headers_are_asked_for(tmp_path: Path) -> None:
    node = Headers(alone(Consortium(Clique(), addresses(4), EPOCH), 90))
    rule = rule_over(node)
    assert rule.last(88) == 86
    node.asked = 0
    assert rule.last(90) == 88
    assert node.asked == 3


def test_another_process_goes_on_from_what_was_written_down(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clique, "KEEP_EVERY", 1)
    house = Consortium(Clique(), addresses(4), EPOCH)
    node, kept = Headers(alone(house, 90)), tmp_path / "followed.json"
    assert rule_over(node, kept).last(80) == 78
    node.asked = 0
    assert rule_over(node, kept).last(90) == 88
    assert node.asked <= 20
    other = Consortium(Clique(), addresses(4, after=1), EPOCH)
    assert rule_over(Headers(alone(other, 90)), kept).last(90) == 88, "not a point of this chain"
    for damaged in (b"", b"{}", b"[" * 100_000, kept.read_bytes()[:-9]):
        kept.write_bytes(damaged)
        assert rule_over(node, kept).last(90) == 88


def test_it_begins_epoch_by_epoch_where_nothing_is_written_down() -> None:
    node = Headers(alone(Consortium(Clique(), addresses(4), EPOCH), 95))
    assert rule_over(node).last(95) == 93
    assert node.asked < 60


@given(st.integers(1, 7), st.lists(choices, max_size=45), st.data())
def test_begun_anywhere_it_calls_no_block_final_that_the_definition_does_not(
    members: int, plan: list[Choice], data: st.DataObject
) -> None:
    house = Consortium(Clique(), addresses(members), EPOCH)
    links = grown(house, [house.genesis()], plan)
    head = data.draw(st.integers(0, len(links) - 1))
    assert rule_over(Headers(links)).last(head) <= last_final(links[: head + 1])


@given(st.integers(1, 7), st.lists(choices, max_size=25), st.data())
def test_what_settles_a_block_is_the_same_in_a_process_that_is_warm(
    members: int, plan: list[Choice], data: st.DataObject
) -> None:
    house = Consortium(Clique(), addresses(members), 100)
    links = grown(house, [house.genesis()], plan)
    head, number = len(links) - 1, data.draw(st.integers(0, len(links) - 1))
    finals = (each for each in range(head + 1) if last_final(links[: each + 1]) >= number)
    first = next(finals, None)
    warm, cold = rule_over(Headers(links)), rule_over(Headers(links))
    for each in range(head + 1):
        warm.last(each)
    assert warm.settled_by(number, head) == cold.settled_by(number, head) == first


def test_a_header_that_no_signer_sealed_is_refused() -> None:
    house = Consortium(Clique(), addresses(4), EPOCH)
    honest = alone(house, 9)
    stranger = house.next(honest[-1], Plan(proposer=addresses(1, after=20)[0]))
    rule = rule_over(Headers(honest))
    assert rule.last(9) == 7
    with pytest.raises(ProofError, match="a signer seals"):
        rule_over(Headers([*honest, stranger])).last(10)
