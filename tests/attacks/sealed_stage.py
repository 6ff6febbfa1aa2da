"""The stage on a consortium that seals: what a bank is shown there is proved down to the validators' seals."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from ledger.attest.dossier import Dossier, ProvedState
from ledger.proof.consensus.engine import Engine
from ledger.proof.consensus.schedule import Phase
from ledger.settings import Settings
from ledger.verify.policy import Policy
from ledger.verify.report import Report, Step
from ledger.verify.trust import TrustRoot, parse_trust, serialise_trust
from ledger.verify.verifier import STUMBLED, verify
from tests.attacks.exhibit import refused
from tests.attacks.stage import Stage, deployed
from tests.simulators.sealing.chain import SealedChain
from tests.simulators.sealing.consortium import Consortium
from tests.simulators.sealing.fields import Fields, decode, encode
from tests.simulators.sealing.node import sealed_anvil

CHAIN_ID = 31337


@dataclass
class SealedStage(Stage):
    """A stage whose chain `houses` seal: the first as all know it, the others as they show it at /1, /2…"""

    chains: Sequence[SealedChain] = field(default_factory=list)

    @property
    def chain(self) -> SealedChain:
        """The chain that everybody knows."""
        return self.chains[0]

    @property
    def house(self) -> Consortium:
        """Who seals it."""
        return self.chain.consortium

    def settings(self, home: Path) -> Settings:
        kind = Engine(self.house.engine.name)
        return replace(super().settings(home), engine=kind, epoch=self.house.epoch)

    def trust(self) -> TrustRoot:
        """As the bank has it: the founders' set after the genesis, through the file's own form."""
        kind, house = Engine(self.house.engine.name), self.house
        phases = (Phase(0, kind, house.epoch, period=1),)
        root = replace(super().trust(), engine=kind, validators=house.founders, phases=phases)
        return parse_trust(serialise_trust(root))

    def judged(self, data: bytes, trust: TrustRoot | None = None) -> Report:
        """What the bank makes of a file."""
        report = verify(data, trust or self.trust(), Policy(), self.now() + 60)
        assert not [step for step in report.steps if step.reason.startswith(STUMBLED)]
        assert not (refused(report) and report.shown)
        return report


def with_headers(
    dossier: Dossier, bend: Callable[[Fields], Fields], which: Sequence[int] = (0, 1)
) -> Dossier:
    """A dossier with other headers in its states, and the same proofs."""
    states = [
        replace(state, header=encode(bend(decode(state.header)))) if at in which else state
        for at, state in enumerate(dossier.states)
    ]
    return replace(dossier, states=(states[0], states[1]))


def with_state(dossier: Dossier, which: int, state: ProvedState) -> Dossier:
    """A dossier with another of its states."""
    states = [state if at == which else kept for at, kept in enumerate(dossier.states)]
    return replace(dossier, states=(states[0], states[1]))


def step_3(report: Report) -> Step:
    """What is said of the headers."""
    return next(step for step in report.steps if step.number == "3")


@contextmanager
def sealed_stage(folder: Path, *houses: Consortium) -> Iterator[SealedStage]:
    """Three contracts on a chain of the first consortium; files stay in `folder`."""
    with sealed_anvil(*houses, chain_id=CHAIN_ID) as (engine, node), ExitStack() as stack:
        chains = list(node.chains.values())
        yield SealedStage(engine, *deployed(engine, CHAIN_ID), folder, stack, chains=chains)
