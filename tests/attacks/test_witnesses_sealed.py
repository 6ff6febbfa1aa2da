"""Validators that show one chain to a bank's firm and another to the rest, and nodes whose seals are nobody's."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ledger.app.keys import make_key
from ledger.app.statements import collect, collected, equivocations, witnessed
from ledger.app.vault import Private
from ledger.app.witness import Watch, cosign_head, members_at
from ledger.core.codes import Role
from ledger.core.ids import Member
from ledger.proof.consensus.errors import SealError
from ledger.proof.statement import Statement
from ledger.vault.cipher import Cost
from ledger.vault.file import VaultFile
from ledger.verify.case import Refusal
from ledger.verify.quorum import Quorum
from ledger.verify.witnesses import ProvedHead, check_witnesses
from ledger.wiring import Node, node
from tests.attacks.sealed_stage import SealedStage, sealed_stage
from tests.simulators.sealing.bft import Qbft
from tests.simulators.sealing.clique import Clique
from tests.simulators.sealing.consortium import Consortium, Plan
from tests.simulators.sealing.council import Vote
from tests.simulators.sealing.keys import addresses

NOW = 1_800_000_000
FORK = 3
OUTSIDERS = addresses(8)[4:]
VOTED = {FORK: Plan(vote=Vote(OUTSIDERS[0], True))}
"""Block 3 says another thing: every later block has another hash, and all validators seal both."""

STRANGE = {number: Plan(committers=OUTSIDERS) for number in range(FORK, 200)}
"""The same blocks, with the seals of others."""


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SealedStage]:
    houses = (
        Consortium(Qbft()),
        Consortium(Qbft(), plans=VOTED),
        Consortium(Qbft(), plans=STRANGE),
    )
    with sealed_stage(tmp_path_factory.mktemp("sealed"), *houses) as found:
        for name in ("one", "other"):
            found.admit(name, Role.SME)
        yield found


def at_path(stage: SealedStage, folder: Path, path: str) -> Node:
    """A witness's own node, that is shown the chain at this path."""
    settings = replace(stage.settings(folder), rpcs=(stage.engine.url + path,))
    folder.mkdir()
    VaultFile.create(settings.vault, "own", settings.contracts.place, Cost(n=2, r=8, p=1)).close()
    return stage.stack.enter_context(node(settings, "own"))


def signed(stage: SealedStage, party: Node, member: int) -> tuple[Watch, Statement]:
    make_key(party.desk, Member(member), Private.WITNESS)
    party.follow()
    watch = party.watch(stage.trust())
    return watch, cosign_head(watch, party.chain, Member(member), NOW)


def test_validators_that_show_two_chains_are_seen_by_the_witnesses_of_both(
    stage: SealedStage, tmp_path: Path
) -> None:
    shown_one, shown_other = (
        at_path(stage, tmp_path / name, path) for name, path in (("a", ""), ("b", "/1"))
    )
    watch, one = signed(stage, shown_one, 1)
    _, other = signed(stage, shown_other, 2)
    assert one.checkpoint.block == other.checkpoint.block > FORK
    assert one.checkpoint.hash != other.checkpoint.hash and one.checkpoint.heads == other.checkpoint.heads
    keys = (one.key, other.key)
    assert collect(watch, keys, bytes(one)).collected.agrees
    assert not collect(watch, keys, bytes(other)).collected.agrees
    assert [each.agrees for each in collected(watch, one.checkpoint.block)] == [True, False]
    assert equivocations(watch) == (), "each witness was honest about what it saw"
    (heads,) = (each for each in members_at(watch, one.checkpoint.block) if each.member == 1)
    proved = [ProvedHead(one.checkpoint.block, one.checkpoint.hash, heads)]
    shown = witnessed(watch, Member(1), one.checkpoint.block)
    assert shown is not None
    assert check_witnesses(Quorum(1, keys), [shown], watch.log.origin, proved, NOW)
    split = replace(shown, note=bytes(other).decode())
    with pytest.raises(Refusal, match="not 0x"):
        check_witnesses(Quorum(1, keys), [split], watch.log.origin, proved, NOW)


def test_a_chain_that_strangers_seal_is_not_signed_for(stage: SealedStage, tmp_path: Path) -> None:
    strange = at_path(stage, tmp_path / "strange", "/2")
    with pytest.raises(SealError):
        signed(stage, strange, 1)
    party = at_path(stage, tmp_path / "known", "")
    _, statement = signed(stage, party, 1)
    assert strange.index.standing(statement.checkpoint.block) == party.index.standing(
        statement.checkpoint.block
    )
    assert strange.vault.statements.stated(strange.watch(stage.trust()).log.origin, 1, 1) == ()


def test_on_clique_the_blocks_built_on_it_settle_what_is_signed(tmp_path: Path) -> None:
    with sealed_stage(tmp_path, Consortium(Clique())) as stage:
        stage.admit("one", Role.SME)
        party = at_path(stage, tmp_path / "witness", "")
        _, statement = signed(stage, party, 1)
        assert 0 < statement.checkpoint.block < party.chain.height(), "the head is not settled yet"
