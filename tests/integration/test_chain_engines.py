"""Development chains as children: they come up, keep what they were told to keep, and never outlive their parent."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ledger.chain.engines.anvil import CHAIN_ID, Interval, Manual, anvil
from ledger.chain.engines.process import EngineFailed
from ledger.chain.reader import Reader
from ledger.chain.rpc import NodeAway, RpcError
from ledger.core.errors import Unavailable
from ledger.proof import slots
from ledger.proof.events import Contracts
from tests.integration.network import Network, deployed_on


def is_running(pid: int) -> bool:
    """Whether a process is there and is no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def gone(pid: int, seconds: float = 15.0) -> bool:
    deadline = time.monotonic() + seconds
    while is_running(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not is_running(pid)


def count_members(contracts: Contracts, reader: Reader) -> int:
    return reader.word(contracts.registry, slots.member_count())


def test_an_engine_answers_on_loopback_until_its_block_ends(network: Network) -> None:
    engine = network.engine
    assert engine.url.startswith("http://127.0.0.1:")
    assert network.reader().chain_id() == network.contracts.chain_id
    assert is_running(engine.pid)


def test_an_engine_ends_with_its_block_and_only_it_ends() -> None:
    with anvil() as other:
        with anvil() as engine:
            assert engine.rpc.read("eth_blockNumber") == "0x0"
        assert not is_running(engine.pid)
        with pytest.raises(NodeAway):
            engine.rpc.read("eth_blockNumber")
        assert other.rpc.read("eth_blockNumber") == "0x0"


def test_an_engine_ends_where_its_parent_is_killed() -> None:
    script = (
        "import time\nfrom ledger.chain.engines.anvil import anvil\n"
        "with anvil() as engine:\n print(engine.pid, flush=True)\n time.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        assert is_running(pid)
        parent.send_signal(signal.SIGKILL)
    assert gone(pid)


def test_an_engine_that_cannot_start_says_what_it_printed(tmp_path: Path) -> None:
    program = tmp_path / "broken"
    program.write_text("#!/bin/sh\necho cannot find my things >&2\nexit 3\n")
    program.chmod(0o755)
    with pytest.raises(EngineFailed, match="cannot find my things") as caught, anvil(program=program):
        pass
    assert isinstance(caught.value, Unavailable)


def test_a_port_that_is_taken_is_not_taken_twice() -> None:
    with anvil() as engine, pytest.raises(EngineFailed), anvil(port=int(engine.url.rsplit(":", 1)[1])):
        pass


@pytest.mark.parametrize("ending", ["block", "kill"])
def test_a_chain_that_is_kept_goes_on_where_it_was(tmp_path: Path, ending: str) -> None:
    state = tmp_path / "chain"
    with anvil(state) as engine:
        network = deployed_on(engine, CHAIN_ID)
        network.admit()
        height = network.reader().height()
        before = [network.reader().header(number) for number in range(height + 1)]
        receipts = network.reader().receipts(height)
        if ending == "kill":
            written = time.time()
            while not state.exists() or state.stat().st_mtime <= written:
                time.sleep(0.05)
            os.kill(engine.pid, signal.SIGKILL)
    with anvil(state) as engine:
        reader = Reader(engine.rpc, network.contracts.addresses)
        assert reader.height() == height
        assert [reader.header(number) for number in range(height + 1)] == before
        assert reader.receipts(height) == receipts
        assert count_members(network.contracts, reader) == 1


def test_a_chain_that_is_not_kept_begins_anew() -> None:
    with anvil() as engine:
        engine.mine(3)
        assert engine.rpc.read("eth_blockNumber") == "0x3"
    with anvil() as engine:
        assert engine.rpc.read("eth_blockNumber") == "0x0"


@pytest.mark.parametrize("kept", [True, False])
def test_old_states_are_provable_after_a_restart_only_where_they_are_kept(tmp_path: Path, kept: bool) -> None:
    with anvil(tmp_path / "chain", keep_old_states=kept) as engine:
        network = deployed_on(engine, CHAIN_ID)
        old = network.reader().height()
        network.admit()
    registry = network.contracts.registry
    slot = slots.member_count().to_bytes(32, "big")
    with anvil(tmp_path / "chain", keep_old_states=kept) as engine:
        reader = Reader(engine.rpc, network.contracts.addresses)
        assert reader.prove(registry, [slot], reader.height()).account_proof
        if kept:
            assert reader.prove(registry, [slot], old).account_proof
        else:
            with pytest.raises(RpcError):
                reader.prove(registry, [slot], old)


def test_a_block_is_made_only_when_asked_for_where_mining_is_manual() -> None:
    with anvil(mining=Manual()) as engine:
        assert engine.rpc.read("eth_blockNumber") == "0x0"
        engine.mine(2)
        assert engine.rpc.read("eth_blockNumber") == "0x2"


def test_blocks_come_by_themselves_where_mining_is_by_interval() -> None:
    with anvil(mining=Interval(1)) as engine:
        deadline = time.monotonic() + 30
        while engine.rpc.read("eth_blockNumber") == "0x0":
            assert time.monotonic() < deadline
            time.sleep(0.1)
