"""An audit that was killed goes on and reports the same bytes; a checkpoint smuggles nothing in."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from ledger.app.audit.ahead import WorkerLost
from ledger.app.audit.checkpoint import Checkpoints, NotThisCheckpoint
from ledger.app.audit.hearing import Aids
from ledger.app.audit.report import AuditReport
from ledger.attest.canonical import canonical
from ledger.chain.engines.anvil import CHAIN_ID
from ledger.cli.audit_workers import workers
from ledger.proof.consensus.engine import Engine
from ledger.proof.header import block_hash
from tests.integration.audited import AuditedChain, lived_in, trust_file
from tests.integration.network import deployed_on
from tests.simulators.lying_node import LyingNode, lying_node
from tests.simulators.sealing.bft import Qbft
from tests.simulators.sealing.consortium import Consortium
from tests.simulators.sealing.node import sealed_anvil

KEY, CODE = b"k" * 32, b"c" * 32
HEADER, RECEIPTS = "eth_getBlockByNumber", "eth_getBlockReceipts"


class Killed(Exception):
    """In the midst of it."""


@dataclass
class Shelf:
    """A checkpoint in memory; `saved` counts how often it was kept."""

    data: bytes | None = None
    saved: int = 0

    def load(self) -> bytes | None:
        return self.data

    def save(self, data: bytes) -> None:
        self.data, self.saved = data, self.saved + 1


@pytest.fixture(scope="module")
def chain() -> Iterator[AuditedChain]:
    with sealed_anvil(Consortium(Qbft())) as (below, _):
        chain = lived_in(deployed_on(below, CHAIN_ID))
        yield replace(chain, engine=Engine.QBFT)


@pytest.fixture
def node(chain: AuditedChain) -> Iterator[LyingNode]:
    with lying_node(chain.network.engine.url) as node:
        yield node


def aids(shelf: Shelf, kill_at: int | None = None, every: int = 7) -> Aids:
    def progress(block: int, goal: int) -> None:
        if block == kill_at:
            raise Killed

    return Aids(checkpoints=Checkpoints(shelf, KEY, CODE, every), progress=progress)


def printed(report: AuditReport) -> bytes:
    return canonical(report.render())


def killed(chain: AuditedChain, *urls: str, at: int = 40) -> Shelf:
    """The shelf of an audit that ended in its midst."""
    shelf = Shelf()
    with pytest.raises(Killed):
        chain.audit(*urls, aids=aids(shelf, kill_at=at))
    assert shelf.saved
    return shelf


def test_wherever_it_is_killed_the_report_is_the_same(chain: AuditedChain) -> None:
    whole = printed(chain.audit())
    for at in range(1, chain.last + 1, 9):
        shelf = killed(chain, at=at)
        assert printed(chain.audit(aids=aids(shelf))) == whole


def test_it_goes_on_after_the_last_block_that_was_kept(chain: AuditedChain) -> None:
    shelf, seen = killed(chain, at=40), []
    chain.audit(aids=replace(aids(shelf), progress=lambda block, goal: seen.append(block)))
    assert seen == list(range(36, chain.last + 1))


def test_a_later_audit_takes_only_what_is_new(chain: AuditedChain) -> None:
    shelf, seen = Shelf(), []
    chain.audit(aids=aids(shelf), until=50)
    report = chain.audit(aids=replace(aids(shelf), progress=lambda block, goal: seen.append(block)))
    assert seen == list(range(51, chain.last + 1))
    assert printed(report) == printed(chain.audit())


def test_what_was_found_of_a_source_before_is_not_forgotten(chain: AuditedChain, node: LyingNode) -> None:
    node.lies = {HEADER: lambda params, block: {**block, "gasUsed": "0x1"} if params[0] == "0x5" else block}
    urls = (node.url, chain.network.engine.url)
    whole = chain.audit(*urls)
    assert [(who, what.block) for who, what in whole.differences] == [("node 1", 5)]
    shelf = killed(chain, *urls)
    node.lies = {}
    assert printed(chain.audit(*urls, aids=aids(shelf))) == printed(whole)


def test_a_source_that_fell_silent_before_does_not_come_back_with_a_gap(
    chain: AuditedChain, node: LyingNode
) -> None:
    node.lies = {HEADER: lambda params, block: None if int(params[0], 16) > 10 else block}
    urls = (chain.network.engine.url, node.url)
    whole, shelf = chain.audit(*urls), killed(chain, *urls)
    assert [(item.outcome, item.until) for item in whole.heard] == [("agrees", chain.last), ("silent", 10)]
    node.lies = {}
    assert printed(chain.audit(*urls, aids=aids(shelf))) == printed(whole)


def test_a_source_named_later_is_heard_from_there_on(chain: AuditedChain, node: LyingNode) -> None:
    shelf = killed(chain, at=40)
    report = chain.audit(chain.network.engine.url, node.url, aids=aids(shelf))
    assert [(item.since, item.until) for item in report.heard] == [(0, chain.last), (36, chain.last)]
    (agreement,) = [item.why for item in report.established if item.what == "agreement"]
    assert "from block 36 on" in agreement


# --- a checkpoint is no way round the proofs ---


def test_a_checkpoint_with_any_byte_changed_is_refused(chain: AuditedChain) -> None:
    shelf = killed(chain)
    whole = shelf.data
    assert whole is not None
    for at in (0, 28, 29, 60, 61, len(whole) // 2, len(whole) - 1):
        shelf.data = whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
        with pytest.raises(NotThisCheckpoint):
            chain.audit(aids=aids(shelf))
    for size in (0, 10, 40, len(whole) - 1):
        shelf.data = whole[:size]
        with pytest.raises(NotThisCheckpoint):
            chain.audit(aids=aids(shelf))
    shelf.data = whole
    assert chain.audit(aids=aids(shelf)).difference is None


def test_a_checkpoint_of_other_ground_or_code_or_key_is_refused(chain: AuditedChain) -> None:
    shelf = killed(chain)
    expired = replace(chain.ground, expires=chain.ground.expires + 1)
    with pytest.raises(NotThisCheckpoint):
        chain.audit(aids=aids(shelf), ground=expired)
    for key, code in ((b"x" * 32, CODE), (KEY, b"x" * 32)):
        with pytest.raises(NotThisCheckpoint):
            chain.audit(aids=Aids(checkpoints=Checkpoints(shelf, key, code)))
    with pytest.raises(NotThisCheckpoint):
        chain.audit(aids=aids(shelf), until=10)
    assert chain.audit(aids=aids(shelf)).difference is None


def test_a_node_without_the_block_that_it_ends_at_is_found(chain: AuditedChain, node: LyingNode) -> None:
    """Also where no block follows whose parent would tell."""
    shelf = Shelf()
    chain.audit(node.url, aids=aids(shelf))
    assert chain.audit(node.url, aids=aids(shelf)).difference is None
    header = chain.header(chain.last)
    other = "0x" + block_hash(replace(header, timestamp=header.timestamp + 1)).hex()
    node.lies = {
        HEADER: lambda params, block: {**block, "hash": other} if params[0] == hex(chain.last) else block
    }
    difference = chain.audit(node.url, aids=aids(shelf)).difference
    assert difference is not None and (difference.block, difference.field) == (chain.last, "hash")


# --- the verb, killed as nobody can be asked to stop ---


def test_a_verb_that_is_killed_goes_on_and_prints_the_same(
    chain: AuditedChain, node: LyingNode, tmp_path: Path
) -> None:
    trust, state = trust_file(chain, tmp_path), tmp_path / "state"
    home = {**os.environ, "TRADELINE_HOME": str(tmp_path / "home")}
    argv = [sys.executable, "-c", "from ledger.cli.main import run; run()", "audit", "--json"]
    argv += ["--rpc", node.url, "--trust", str(trust)]
    whole = subprocess.run(argv, env=home, capture_output=True, check=True).stdout
    argv += ["--resume", str(state), "--checkpoint", "5"]
    reached, go = Event(), Event()

    def stuck(params: list[Any], receipts: Any) -> Any:
        if params[0] == hex(33):
            reached.set()
            go.wait(60)
        return receipts

    node.lies = {RECEIPTS: stuck}
    with subprocess.Popen(argv, env=home, stdout=subprocess.PIPE) as audit:
        assert reached.wait(60)
        audit.send_signal(signal.SIGKILL)
        assert audit.communicate()[0] == b""
    go.set()
    kept, node.lies = state.read_bytes(), {}
    assert subprocess.run(argv, env=home, capture_output=True, check=True).stdout == whole
    assert state.read_bytes() != kept
    (key,) = (tmp_path / "home").iterdir()
    assert key.stat().st_mode & 0o077 == 0
    key.unlink()
    assert subprocess.run(argv, env=home, capture_output=True, check=False).returncode == 2


# --- processes ---


@pytest.fixture(scope="module")
def long(chain: AuditedChain) -> AuditedChain:
    """As long as processes are worth it."""
    chain.network.engine.mine(300)
    return replace(chain, last=chain.network.reader().height())


def test_processes_beside_it_change_nothing_in_the_report(long: AuditedChain, node: LyingNode) -> None:
    lie = {HEADER: lambda params, block: {**block, "gasUsed": "0x1"} if params[0] == hex(250) else block}
    with workers(2) as pool:
        beside = Aids(workers=pool)
        assert printed(long.audit(aids=beside)) == printed(long.audit())
        node.lies = lie
        urls = (node.url, long.network.engine.url)
        found = long.audit(*urls, aids=beside)
        assert [(who, what.block) for who, what in found.differences] == [("node 1", 250)]
        assert printed(found) == printed(long.audit(*urls))


def test_a_process_that_dies_is_no_fault_of_a_source(long: AuditedChain) -> None:
    with workers(2) as pool:
        assert pool is not None
        pool.submit(os._exit, 1).exception()
        with pytest.raises(WorkerLost):
            long.audit(aids=Aids(workers=pool))


def test_processes_end_with_the_audit_that_started_them(
    long: AuditedChain, node: LyingNode, tmp_path: Path
) -> None:
    argv = [sys.executable, "-c", "from ledger.cli.main import run; run()", "audit", "--processes", "2"]
    argv += ["--rpc", node.url, "--trust", str(trust_file(long, tmp_path))]
    reached, go = Event(), Event()

    def stuck(params: list[Any], block: Any) -> Any:
        if params[0] == hex(200):
            reached.set()
            go.wait(60)
        return block

    node.lies = {HEADER: stuck}
    with subprocess.Popen(argv, stdout=subprocess.DEVNULL) as audit:
        assert reached.wait(60)
        started = children(audit.pid)
        assert started
        audit.send_signal(signal.SIGKILL)
    go.set()
    for _ in range(1200):
        if not any(map(lives, started)):
            return
        time.sleep(0.05)
    pytest.fail("they live on")


def children(pid: int) -> list[str]:
    """Processes that a process started (proc_pid_task(5))."""
    return Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()


def lives(pid: str) -> bool:
    """Whether a process runs; one that nobody has waited for yet does not (proc_pid_stat(5))."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
