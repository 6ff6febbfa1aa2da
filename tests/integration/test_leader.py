"""Processes that share an index and are killed: the lead passes on, and what they took is what the chain says."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

import pytest

from ledger.app.index import follow
from ledger.app.leading import Behind, keep_up
from ledger.settings import Settings, save
from ledger.store.index import SqlIndex, SqliteIndex
from ledger.store.opening import index_at
from tests.databases import Shelf
from tests.integration.agreement import differences
from tests.integration.life import Life
from tests.integration.network import Network

DEPTH = 30
COMMAND = [sys.executable, "-c", "from ledger.cli.main import run; run()", "follow", "--watch", "--home"]


@dataclass(frozen=True)
class Watcher:
    """A process of `tradeline follow --watch`."""

    process: subprocess.Popen[bytes]
    printed: Path

    def leads(self) -> bool:
        """It says which it does, when that changes."""
        lines = self.printed.read_text().splitlines()
        return self.process.poll() is None and [line for line in lines if "lead" in line][-1:] == ["leading"]


@dataclass
class Crew:
    """Watchers of one index, each with a home of its own where the index is not in it."""

    folder: Path
    settings: Settings
    watchers: list[Watcher] = field(default_factory=list)
    started: int = 0

    def start(self) -> None:
        """One more."""
        self.started += 1
        home = self.settings.home
        if self.settings.index_uri is not None:
            home = self.folder / f"home-{self.started}"
        save(replace(self.settings, home=home))
        self.watchers.append(started(home, self.folder / f"printed-{self.started}"))

    def leader(self) -> Watcher:
        """The one that leads, as soon as one does; there are never two."""
        while True:
            for watcher in self.watchers:
                assert watcher.process.poll() is None, watcher.printed.read_text()
            leaders = [watcher for watcher in self.watchers if watcher.leads()]
            if leaders:
                (leader,) = leaders
                return leader
            time.sleep(0.01)

    def kill(self) -> None:
        """The one that leads, without a word."""
        leader = self.leader()
        leader.process.kill()
        leader.process.wait()
        self.watchers.remove(leader)

    def patience(self) -> bool:
        """As long as they run, they come to the head."""
        time.sleep(0.05)
        return all(watcher.process.poll() is None for watcher in self.watchers)

    def stop(self) -> list[int]:
        """All of them, in order; their exit codes."""
        for watcher in self.watchers:
            while "lead" not in watcher.printed.read_text() and watcher.process.poll() is None:
                time.sleep(0.01)
            watcher.process.send_signal(signal.SIGTERM)
        return [watcher.process.wait(60) for watcher in self.watchers]


@contextmanager
def watcher_on(home: Path, printed: Path) -> Iterator[Watcher]:
    """One that leads; killed in the end."""
    watcher = started(home, printed)
    try:
        while not watcher.leads():
            assert watcher.process.poll() is None, printed.read_text()
            time.sleep(0.01)
        yield watcher
    finally:
        watcher.process.kill()
        watcher.process.wait()


def started(home: Path, printed: Path) -> Watcher:
    with printed.open("wb") as out:
        process = subprocess.Popen([*COMMAND, str(home)], stdout=out, stderr=out)
    return Watcher(process, printed)


@contextmanager
def crew_of(number: int, network: Network, address: Path | str, folder: Path) -> Iterator[Crew]:
    home = address.parent if isinstance(address, Path) else folder
    uri = None if isinstance(address, Path) else address
    start = network.deployment.block
    settings = Settings(home, (network.engine.url,), network.contracts, start, DEPTH, index_uri=uri)
    crew = Crew(folder, settings)
    try:
        for _ in range(number):
            crew.start()
        yield crew
    finally:
        for watcher in crew.watchers:
            watcher.process.kill()
            watcher.process.wait()


def taken(index: SqlIndex) -> int:
    position = index.position()
    return position.number if position else 0


def test_killed_again_and_again_the_lead_passes_on_and_nothing_is_lost_or_doubled(
    on_anvil: Network, shelf: Shelf, tmp_path: Path
) -> None:
    life = Life(on_anvil, [on_anvil.admit() for _ in range(4)])
    reader, rpc, random = on_anvil.reader(DEPTH), on_anvil.engine.rpc, Random(3)
    contracts, start = on_anvil.contracts, on_anvil.deployment.block
    life.live(100)
    address = shelf("index.sqlite")
    with (
        closing(index_at(address, contracts, start)) as index,
        crew_of(2, on_anvil, address, tmp_path) as crew,
    ):
        for round_ in range(4):
            crew.start()
            leader, goal = crew.leader(), taken(index) + random.randrange(1, 30)
            while leader.process.poll() is None and taken(index) < min(goal, reader.height()):
                time.sleep(random.random() / 100)
            crew.kill()
            snapshot = rpc.write("evm_snapshot")
            life.live(8)
            if round_ % 2:
                rpc.write("evm_revert", snapshot)
                life.live(10)
        keep_up(reader, index, crew.patience, leads=False)
        with closing(SqliteIndex(tmp_path / "rebuilt", contracts, start)) as rebuilt:
            follow(reader, rebuilt)
            assert index.digest() == rebuilt.digest()
        assert differences(index, reader, contracts, life)[0] == []
        assert crew.stop() == [0, 0]
        with index.leading() as leads:
            assert leads
        assert "Traceback" not in "".join(watcher.printed.read_text() for watcher in crew.watchers)


def test_who_does_not_lead_waits_for_the_head_and_is_told_when_it_does_not_come(
    on_anvil: Network, shelf: Shelf
) -> None:
    contracts, start, reader = on_anvil.contracts, on_anvil.deployment.block, on_anvil.reader()
    on_anvil.engine.mine(3)
    with (
        closing(index_at(shelf("index"), contracts, start)) as leader,
        closing(index_at(shelf("index"), contracts, start)) as other,
        leader.leading(),
    ):
        looks = iter([True, True, False])
        with pytest.raises(Behind) as caught:
            keep_up(reader, other, lambda: next(looks))
        assert (caught.value.block, caught.value.goal) == (None, reader.height())

        def meanwhile() -> bool:
            follow(reader, leader)
            return True

        assert keep_up(reader, other, meanwhile) == 0
        assert other.position() == leader.position()
        assert keep_up(reader, other, lambda: False, leads=False) == 0
