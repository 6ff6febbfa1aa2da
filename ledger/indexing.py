"""An index and the chain that it follows, joined from a home's settings: what needs no vault and no passphrase."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace

from ledger.app.index import Progress
from ledger.app.leading import Stop, advance, keep_up, watch
from ledger.app.ports import Standing
from ledger.chain.alarms import AlarmFolder
from ledger.chain.comparing import Comparison
from ledger.chain.disagreement import Alarms
from ledger.chain.finality import FinalityRule, Undisputed, rule_of
from ledger.chain.nodes import Nodes
from ledger.chain.reader import Reader
from ledger.core.errors import Unavailable
from ledger.proof.consensus.engine import Engine, Finality
from ledger.proof.consensus.point import Point
from ledger.proof.consensus.schedule import Phase, Schedule
from ledger.settings import Settings
from ledger.store.index import SqlIndex
from ledger.store.opening import index_at
from ledger.store.writer import FinalityBroken
from ledger.verify.trust import parse_trust

PATIENCE = 60.0
PAUSE = 0.05
"""Seconds without a move after which the rest is left for later; seconds between two looks."""


class NothingYet(Unavailable):
    """The index has no block of the kind that is asked for."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"no block of the ledger is {kind} yet")
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Indexer:
    """An index and the chain that it follows.

    `leads`: takes blocks itself where no other process does; if not, its rights on the index may be to read only.
    """

    rpc: Nodes
    rule: FinalityRule
    chain: Reader
    index: SqlIndex
    comparison: Comparison
    leads: bool = True

    @property
    def alarms(self) -> Alarms:
        """Evidence against nodes that nobody has taken away."""
        return self.comparison.alarms

    def follow(self, progress: Callable[[Progress], None] | None = None, patience: float = PATIENCE) -> int:
        """Brings the index to the head, or waits `patience` seconds for the process that does; blocks taken. Behind."""
        end = time.monotonic() + patience

        def wait() -> bool:
            time.sleep(PAUSE)
            return time.monotonic() < end

        with self._evidence():
            return keep_up(self.chain, self.index, wait, progress, self.leads)

    def advance(self) -> int | None:
        """The same without waiting: None where another process leads."""
        with self._evidence():
            return advance(self.chain, self.index, leads=self.leads)

    def watch(self, stop: Stop, say: Callable[[str], None], every: float) -> int:
        """Keeps the index at the head, or stands by for the process that does, until told to stop; blocks taken."""
        with self._evidence():
            return watch(self.chain, self.index, stop, say, every)

    def last_read(self) -> int:
        """The last block of the index; 0 before its first."""
        position = self.index.position()
        return position.number if position else 0

    def standing(self, until: int | None = None) -> Standing | None:
        """As of which block the index speaks up to `until`, and how final that is; None before its first block.

        A block that an alarm disputes is not final, though it was.
        """
        found = self.index.standing(until)
        if found is None or found.number <= self._undisputed():
            return found
        return replace(found, finality=Finality.NONE)

    def final(self) -> Standing | None:
        """The last final block of the index; None where there is none yet."""
        last = min(self.index.finalised(), self._undisputed())
        found = self.index.standing(last)
        return found if found is not None and found.number == last else None

    def _undisputed(self) -> int:
        disputed = (alarm.number - 1 for alarm in self.alarms.standing() if alarm.disputed)
        return min([self.index.finalised(), *disputed])

    @contextmanager
    def _evidence(self) -> Iterator[None]:
        """Keeps what was told before and what is told now, where a block is taken back that was final."""
        try:
            yield
        except FinalityBroken as error:
            gone = self.index.standing(error.number + 1)
            if gone is not None:
                self.comparison.taken_back(gone)
            raise


@contextmanager
def indexer(settings: Settings, leads: bool = True) -> Iterator[Indexer]:
    """Opens a home's index, and nothing secret; closes it at the end. NotThisIndex, IndexBusy."""
    contracts = settings.contracts
    with (
        Nodes(settings.rpcs, contracts.chain_id) as rpc,
        closing(index_at(settings.index, contracts, settings.start)) as index,
    ):
        alarms, (schedule, agreed) = AlarmFolder(settings.alarms), _known_of(settings)
        engines = rule_of(schedule, rpc, settings.depth, settings.followed, agreed)
        rule = Undisputed(engines, alarms)
        comparison = Comparison(
            rpc,
            schedule,
            engines,
            lambda alone: rule_of(schedule, alone, settings.depth, agreed=agreed),
            alarms,
        )
        chain = Reader(
            rpc,
            contracts.addresses,
            rule,
            settings.engine,
            hash_of=None if settings.engine is Engine.DEVELOPMENT else comparison.hash_of,
            before_stream=comparison.look,
        )
        yield Indexer(rpc, rule, chain, index, comparison, leads)


def _known_of(settings: Settings) -> tuple[Schedule, tuple[Point, ...]]:
    """Which engine seals from which block on, and the points that count as final, the genesis first.

    As the home's trust root says, if it has one; else the engine as its settings do, and no point.
    """
    if settings.trust.is_file():
        root = parse_trust(settings.trust.read_bytes())
        if root.engine is settings.engine:
            return root.schedule, (root.point_at(0), *root.points)
    return Schedule((Phase(0, settings.engine, settings.epoch),)), ()
