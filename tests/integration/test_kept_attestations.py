"""A member presents an attestation long after its day, to a chain that proves new state only."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from ledger.app.identity import identity_of
from ledger.app.keeping import KeptAttestation, keep, kept_attestation
from ledger.app.ports import ProvedWords
from ledger.app.prepare import prepare
from ledger.app.present import Audience, assemble, bind, state_at_as_of
from ledger.app.refusals import NotKept
from ledger.attest.dossier import ProvedState, serialise
from ledger.chain.reader import Reader
from ledger.chain.rpc import RpcError
from ledger.verify.policy import Policy
from ledger.verify.report import Outcome
from ledger.verify.verifier import verify
from tests.attacks.stage import BANK, Firm, Stage, stage
from tests.attacks.story import Cast, cast, sale


class Forgetful(Reader):
    """Proves the last few states, as full nodes do that prune."""

    KEPT = 2

    def prove(self, address: bytes, slots: Sequence[bytes], number: int) -> ProvedWords:
        if number <= self.height() - self.KEPT:
            raise RpcError("eth_getProof", -32000, "missing trie node", None)
        return super().prove(address, slots, number)


@pytest.fixture
def made(tmp_path: Path) -> Iterator[tuple[Stage, Cast]]:
    with stage(tmp_path) as ready:
        players = cast(ready)
        sale(players)
        yield ready, players


def _present(ready: Stage, firm: Firm, kept: KeptAttestation, state: ProvedState | None) -> bytes:
    node, contracts = firm.node, ready.deployment.contracts
    chain = Forgetful(ready.engine.rpc, contracts.addresses)
    statement = prepare(node.desk, firm.number, kept.block)
    opening = identity_of(node.vault, firm.number)
    dossier = assemble(chain, contracts, statement, kept.issued, opening, state)
    return serialise(bind(node.vault, firm.number, dossier, Audience(BANK, ready.now(), "again")))


def test_what_was_proved_then_is_shown_when_it_cannot_be_proved_any_more(made: tuple[Stage, Cast]) -> None:
    ready, players = made
    mill, issuer, contracts = players.mill, players.nordkap, ready.deployment.contracts
    statement = ready.state(mill)
    state = state_at_as_of(mill.node.chain, contracts, statement, issuer.number)
    issued = ready.attest(issuer, mill, statement)
    keep(mill.node.vault, mill.number, KeptAttestation(issued, statement.block, False, state))
    for _ in range(Forgetful.KEPT + 1):
        ready.wait(1)
    digest = KeptAttestation(issued, statement.block, False, state).digest
    kept = kept_attestation(mill.node.vault, mill.number, digest)
    assert kept.issued == issued
    report = verify(_present(ready, mill, kept, kept.state), ready.trust(), Policy(), ready.now())
    assert {step.number for step in report.steps if step.outcome is not Outcome.ESTABLISHED} == {"3"}
    # Nobody proves that day's state any more: without what was kept, there is no dossier.
    with pytest.raises(RpcError, match="missing trie node"):
        _present(ready, mill, kept, None)


def test_only_what_was_kept_is_presented(made: tuple[Stage, Cast]) -> None:
    mill = made[1].mill
    with pytest.raises(NotKept, match=f"about member {mill.number} is kept here"):
        kept_attestation(mill.node.vault, mill.number, b"\x00" * 32)
