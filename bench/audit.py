"""What an audit costs, alone and with processes beside it: seconds, memory, and what the processes gain.

    python bench/audit.py [BATCHES [PROCESSES]]

A chain of BATCHES blocks of 100 statements each is made and archived; the archive is audited ROUNDS times by each
number of processes in turn, and the best of each counts; that they take a while to start does not. Then the same chain,
longer by EMPTY times as many blocks of the same state: what it takes more of memory, a longer chain takes. The ratio
depends on the processors that are free, the seconds on the machine.
"""

import os
import resource
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from ledger.app.archiving import Exporter
from ledger.app.audit.auditor import audit
from ledger.app.audit.ground import Ground
from ledger.app.audit.hearing import Aids
from ledger.app.audit.state import TrustedContract
from ledger.app.ports import SealedEntry
from ledger.archive.chain import ArchiveFolder
from ledger.archive.manifest import Contract, Origin
from ledger.archive.writer import ArchiveWriter
from ledger.chain import contracts as calls
from ledger.chain.deployment import Deployment, deploy
from ledger.chain.engines.anvil import CHAIN_ID, anvil
from ledger.chain.rpc import Rpc
from ledger.chain.sender import KeySender
from ledger.chain.whole import WholeReader
from ledger.cli.audit_workers import workers
from ledger.core.codes import Capacity, EntryClass, Role, Status
from ledger.core.ids import Member, TradelineId
from ledger.proof.consensus.engine import Engine
from ledger.proof.consensus.schedule import Phase, Schedule
from ledger.proof.header import block_hash, header_from_rpc
from ledger.proof.meta import Meta
from ledger.proof.payload import SIZES

ROUNDS = 3
BATCH = 100
EMPTY = 20


@dataclass(frozen=True)
class Cost:
    """Of one audit: seconds; of its own process, seconds at work, and the most bytes that it held."""

    seconds: float
    busy: float
    bytes: int


@dataclass(frozen=True)
class Archived:
    """A chain in a folder, and what its auditor starts from."""

    folder: Path
    ground: Ground
    entries: int

    def cost(self, processes: int) -> Cost:
        """An audit in a process of its own, so that its memory is nobody else's."""
        with ProcessPoolExecutor(1, get_context("spawn")) as apart:
            return apart.submit(_audited, self, processes).result()


@dataclass(frozen=True)
class Final:
    """Nobody takes anything back here: the head is final."""

    reader: WholeReader

    def final(self) -> int:
        return self.reader.height()

    def settled(self, last: int) -> int:
        return last


def main(arguments: list[str]) -> int:
    batches, processes = (int(text) for text in (*arguments, *("400", "2")[len(arguments) :]))
    with tempfile.TemporaryDirectory() as folder:
        chain, longer = _made(Path(folder), batches)
        rounds = [{number: chain.cost(number) for number in (1, processes)} for _ in range(ROUNDS)]
        numbers = (1, processes)
        seconds = {number: min(found[number].seconds for found in rounds) for number in numbers}
        busy = {number: min(found[number].busy for found in rounds) for number in numbers}
        for number in numbers:
            rate = chain.entries / seconds[number]
            print(
                f"{number} processes: {seconds[number]:6.2f} s for {chain.entries} entries, {rate:7.0f} entries a"
                f" second, the audit itself at work for {busy[number]:.2f} s"
            )
        print(
            f"ratio of 1 to {processes}: {seconds[1] / seconds[processes]:.2f} on {os.cpu_count()} processors"
        )
        print(f"the most that any number of processes can gain: {busy[1] / busy[processes]:.2f}")
        short, long = rounds[0][1].bytes, longer.cost(1).bytes
        more = EMPTY * batches
        print(f"memory: {short >> 20} MiB; with {more} more blocks and the same state {long >> 20} MiB")
    return 0


def _audited(chain: Archived, processes: int) -> Cost:
    source = ArchiveFolder(chain.folder, chain.ground.contracts)
    with workers(processes) as pool:
        for started in [pool.submit(int) for _ in range(processes)] if pool else ():
            started.result()
        began, worked = time.perf_counter(), time.process_time()
        report = audit([source], chain.ground, now=0, aids=Aids(workers=pool))
        seconds, busy = time.perf_counter() - began, time.process_time() - worked
    assert report.difference is None and report.counts.entries == chain.entries
    return Cost(seconds, busy, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10)


def _made(folder: Path, batches: int) -> tuple[Archived, Archived]:
    """The chain, and the same with empty blocks after it."""
    with anvil() as engine:
        registrar = KeySender(engine.rpc, os.urandom(32), CHAIN_ID)
        engine.fund(registrar.address())
        deployment = deploy(engine.rpc, registrar, [registrar.address()], 1, 0)
        entries = _recorded(engine.rpc, registrar, deployment, batches)
        found = []
        for name, more in (("short", 0), ("long", EMPTY * batches)):
            engine.mine(more)
            ground = _archived(engine.rpc, deployment, folder / name)
            found.append(Archived(folder / name, ground, entries))
    return found[0], found[1]


def _recorded(rpc: Rpc, registrar: KeySender, deployment: Deployment, batches: int) -> int:
    """One tradeline, and batches of statements on it; how many entries there are."""
    contracts, line = deployment.contracts, TradelineId(Member(1), 1)
    admission = calls.admit(os.urandom(32), os.urandom(32), Role.SME, registrar.address())
    registrar.perform(contracts.registry, admission)
    registrar.perform(contracts.ledger, calls.record(0, 0, [_entry(EntryClass.OPEN, line)]))
    for sequence in range(1, batches + 1):
        batch = [_entry(EntryClass.STATEMENT, line) for _ in range(BATCH)]
        registrar.perform(contracts.ledger, calls.record(0, sequence, batch))
    return 1 + batches * BATCH


def _entry(entry_class: EntryClass, line: TradelineId) -> SealedEntry:
    meta = Meta(entry_class, Capacity.CREDITOR, Status.PROPOSED, Member(1), line)
    return SealedEntry(meta.handed_in(), bytes(32), os.urandom(32), os.urandom(SIZES[entry_class]))


def _archived(rpc: Rpc, deployment: Deployment, folder: Path) -> Ground:
    contracts = deployment.contracts
    reader = WholeReader(rpc, contracts.addresses)
    genesis = block_hash(header_from_rpc(reader.header(0)))
    placed = {
        "registry": (contracts.registry, deployment.registry_code),
        "ledger": (contracts.ledger, deployment.ledger_code),
        "attestations": (contracts.attestations, deployment.attestations_code),
    }
    origin = Origin(
        CHAIN_ID, genesis, ((0, Engine.DEVELOPMENT),), *(Contract(*place) for place in placed.values())
    )
    with ArchiveWriter(folder, origin) as archive:
        Exporter(contracts).export(reader, archive, Final(reader))
    trusted = {name: TrustedContract(name, *place) for name, place in placed.items()}
    return Ground(CHAIN_ID, genesis, Schedule((Phase(0, Engine.DEVELOPMENT),)), 0, **trusted)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
