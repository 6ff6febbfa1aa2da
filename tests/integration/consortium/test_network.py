"""Validators make a chain together: each seals, any may die, votes say who validates, secrets stay where they are."""

import ipaddress
import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ledger.chain.engines.process import die_with_parent
from ledger.chain.network.founding import Safe, Wish, enlarge, found, here, ports_from
from ledger.chain.network.identity import is_of
from ledger.chain.network.keystore import WrongPassphrase
from ledger.chain.network.mending import NothingToMend, mend
from ledger.chain.network.plan import Program
from ledger.chain.network.ports import PortsTaken, require_free
from ledger.chain.network.processes import (
    NodeFailed,
    is_running,
    keys_of,
    locked,
    pid_of,
    start,
    wait_until_up,
)
from ledger.chain.network.socket import Socket
from ledger.chain.network.status import NetworkStatus, survey
from ledger.chain.network.votes import VoteRefused, discard, introduce, propose, validators_now
from ledger.chain.rpc import NodeAway, Rpc, RpcError
from ledger.cli.main import app
from ledger.core.errors import Misuse
from ledger.proof.consensus.engine import Engine, Finality
from ledger.proof.consensus.following import follow
from ledger.proof.consensus.following import start as start_following
from ledger.proof.consensus.hashes import block_hash
from tests.integration.consortium.running import CHAIN_ID, CHEAP, PASSPHRASE, Running, until

pytestmark = pytest.mark.xdist_group("validators")


def look(network: Running) -> NetworkStatus:
    return survey(network.directory, network.plan, int(time.time()))


def test_every_validator_seals_and_all_have_the_same_chain(network: Running) -> None:
    addresses = {one.address for one in network.plan.validators}
    until(lambda: set(look(network).sealers) == addresses)
    found = look(network)
    assert not found.halted and found.why_halted is None
    assert set(found.validators or ()) == addresses
    assert [(node.running, node.answers, node.peers) for node in found.nodes] == [(True, True, 3)] * 4
    network.agree()


def test_passphrase_and_keys_are_in_no_command_line_environment_or_file(network: Running) -> None:
    secrets = secrets_of(network)
    network.kill(2)
    network.up(2)
    seen = processes_of(network)
    assert {pid_of(network.directory, number) for number in network.numbers} <= seen.keys()
    if network.plan.program is Program.GETH:
        assert any(b"network.usher" in told for told in seen.values())
    assert not any(secret in told for told in seen.values() for secret in secrets)
    network.agree()
    files = [file for file in network.directory.path.rglob("*") if file.is_file()]
    assert len(files) > 20
    for file in files:
        content = file.read_bytes()
        assert not any(secret in content for secret in secrets), file


def secrets_of(network: Running) -> list[bytes]:
    keys = (keys_of(network.directory, number, PASSPHRASE).node_key for number in network.numbers)
    return [PASSPHRASE.encode(), *(key.hex().encode() for key in keys)]


def processes_of(network: Running) -> dict[int, bytes]:
    """Command line and environment of every process that was started for the network."""
    found = {}
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            line = (process / "cmdline").read_bytes()
            if str(network.directory.path).encode() in line and process.name != str(os.getpid()):
                found[int(process.name)] = line + (process / "environ").read_bytes()
    return found


def test_votes_peers_and_keys_are_spoken_of_over_the_owners_socket_alone(network: Running) -> None:
    for one in network.plan.validators:
        socket_file = network.directory.ipc(one.number)
        assert stat.S_ISSOCK(socket_file.stat().st_mode)
        assert not stat.S_IMODE(socket_file.stat().st_mode) & 0o077
        assert network.ask(one.number, "admin_nodeInfo")
        with Rpc(one.url, retries=()) as rpc:
            assert rpc.read_quantity("eth_chainId") == network.plan.chain_id
            for method in ("admin_nodeInfo", "admin_peers", "clique_proposals", "qbft_getPendingVotes"):
                with pytest.raises(RpcError):
                    rpc.read(method)
            for method in ("personal_listAccounts", "debug_setHead", "miner_stop", "txpool_content"):
                with pytest.raises(RpcError):
                    rpc.read(method)


def test_http_moves_nothing_in_a_validators_name(network: Running) -> None:
    for one in network.plan.validators:
        transaction = {"from": f"0x{one.address.hex()}", "to": f"0x{bytes(20).hex()}", "value": "0x1"}
        with Rpc(one.url, retries=()) as rpc, pytest.raises(RpcError) as caught:
            rpc.read("eth_sendTransaction", transaction)
        # With geth the account is open, but poor; Besu keeps no accounts.
        poor = "insufficient funds" if network.plan.program is Program.GETH else "not supported"
        assert poor in caught.value.message


def test_every_port_is_on_loopback_alone(network: Running) -> None:
    listening = {port: address for address, port in listeners()}
    for one in network.plan.validators:
        ports = [one.ports.http, one.ports.p2p]
        if network.plan.program is Program.GETH:
            ports.append(one.ports.authrpc)
        assert [listening.get(port) for port in ports] == ["127.0.0.1"] * len(ports)


def listeners() -> Iterator[tuple[str, int]]:
    """(address, port) of every TCP socket of this machine that listens; "elsewhere" for one of IPv6."""
    for table, size in (("tcp", 8), ("tcp6", 32)):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            _, local, _, state, *_ = line.split()
            address, _, port = local.partition(":")
            if state == "0A":
                shown = str(ipaddress.ip_address(bytes.fromhex(address)[::-1])) if size == 8 else "elsewhere"
                yield shown, int(port, 16)


def test_run_becomes_the_node_for_a_supervisor(network: Running, tmp_path: Path) -> None:
    network.down(3)
    (tmp_path / "passphrase").write_text(PASSPHRASE + "\n")
    home = f"{network.plan.program.name}_HOME"
    environment = {
        **os.environ,
        "TRADELINE_PASSPHRASE": "",
        "CREDENTIALS_DIRECTORY": str(tmp_path),
        home: str(network.binary.parent),
    }
    command = [Path(sys.executable).parent / "tradeline", "network", "run", network.directory.path, "3"]
    with subprocess.Popen([*die_with_parent(), *map(str, command)], env=environment) as process:
        until(lambda: pid_of(network.directory, 3) == process.pid)
        wait_until_up(network.directory, network.validator(3))
        told = processes_of(network)[process.pid]
        assert b"--" in told and not any(secret in told for secret in secrets_of(network))
        until(lambda: look(network).nodes[2].sealing is True)
        network.agree()
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
    assert not is_running(network.directory, 3)
    network.up(3)
    network.agree()


def test_another_passphrase_starts_nothing(network: Running) -> None:
    with pytest.raises(WrongPassphrase):
        keys_of(network.directory, 1, "another")


def test_a_node_that_runs_is_not_started_twice(network: Running) -> None:
    before = pid_of(network.directory, 1)
    keys = keys_of(network.directory, 1, PASSPHRASE)
    assert start(network.directory, network.plan, network.validator(1), keys, binary=network.binary) == before
    with pytest.raises(Misuse, match="runs already"), locked(network.directory, 1):
        pass


def test_down_and_up_again_the_chain_goes_on(network: Running) -> None:
    network.agree()
    height = network.height(1)
    before = network.header(1, height)
    network.down()
    found = look(network)
    assert found.halted and found.why_halted == "no node answers"
    assert not any(is_running(network.directory, number) for number in network.numbers)
    with pytest.raises(NodeAway):
        propose(network.directory, network.plan, bytes(20), True, 0)
    network.up()
    network.agree()
    assert block_hash(network.plan.program.engine, network.header(1, before.number)) in {
        block_hash(network.plan.program.engine, before),
        network.header(1, before.number + 1).parent_hash,
    }


def test_halves_that_were_parted_stand_on_two_branches_and_are_brought_back_to_one(network: Running) -> None:
    if network.plan.program.engine.finality is Finality.IMMEDIATE:
        pytest.skip("a quorum makes no second branch")
    with pytest.raises(NothingToMend, match="blocks come"):
        mend(network.directory, network.plan, look(network))
    one, other = halves(network)
    network.cut(one, other)
    network.rest(*network.numbers)
    parted = survey(network.directory, network.plan, int(time.time()) + 60)
    assert parted.halted and parted.forked and (parted.up, parted.needed) == (4, 3)
    mended = mend(network.directory, network.plan, parted, tied=True)
    assert {number for number, _ in mended.back} == set(other if mended.kept in one else one)
    for number, block in mended.back:
        assert network.height(number) == block
        assert block_hash(Engine.CLIQUE, network.header(number, block)) == block_hash(
            Engine.CLIQUE, network.header(mended.kept, block)
        )
    network.join(one, other)
    network.agree()
    assert not look(network).forked


def halves(network: Running) -> tuple[list[int], list[int]]:
    """Two halves of which each can seal a block of its own: who sealed last is in one, who did before in the other."""
    last, before, *_ = look(network).sealers
    numbers = {one.address: one.number for one in network.plan.validators}
    rest = [number for address, number in numbers.items() if address not in (last, before)]
    return [numbers[last], rest[0]], [numbers[before], rest[1]]


def test_status_is_drawn_until_it_is_interrupted(network: Running) -> None:
    program = Path(sys.executable).parent / "tradeline"
    command = [*die_with_parent(), program, "network", "status", network.directory.path, "--watch"]
    # As for a terminal: else what is drawn over and over would come once, at the end.
    environment = {**os.environ, "FORCE_COLOR": "1", "COLUMNS": "120"}
    with subprocess.Popen(
        list(map(str, command)), stdout=subprocess.PIPE, env=environment, text=True
    ) as process:
        assert process.stdout is not None
        drawn = [line for line, _ in zip(process.stdout, range(20), strict=False)]
        process.send_signal(signal.SIGINT)
        process.stdout.read()
        assert process.wait(60) == 0
    shown = "".join(drawn)
    assert "last sealers" in shown and "4 validators answer here, 3 have to be up" in shown


def test_a_network_whose_ports_another_has_is_not_up_and_sees_none_of_its_blocks(
    network: Running, tmp_path: Path
) -> None:
    first, safe = network.validator(1), Safe(PASSPHRASE, os.urandom, CHEAP)
    # Of the same chain id: what tells them apart is their first block.
    wish = Wish(network.plan.program, CHAIN_ID, here(1), base_port=first.ports.p2p)
    directory, plan = found(tmp_path / "other", wish, safe, int(time.time()))
    (one,) = plan.validators
    with pytest.raises(PortsTaken, match=f"{first.ports.http} \\(RPC of node 1\\)"):
        require_free(plan.program, plan.validators)
    start(directory, plan, one, keys_of(directory, 1, PASSPHRASE), binary=network.binary, tied=True)
    with pytest.raises(NodeFailed, match="node 1 did not come up"):
        wait_until_up(directory, one)
    seen = survey(directory, plan, int(time.time()))
    assert (seen.foreign, seen.halted, seen.up) == ((1,), True, 0) and not seen.nodes[0].answers
    ours = look(network)
    assert (ours.foreign, ours.nodes[0].answers) == ((), True)
    with Rpc(first.url) as rpc:
        assert is_of(network.directory, rpc) and not is_of(directory, rpc)


def test_who_waits_for_a_chain_that_stands_is_told_so_at_once(
    network: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRADELINE_PASSPHRASE", PASSPHRASE)
    path, newcomer = str(network.directory.path), f"0x{bytes(19).hex()}07"
    fine = CliRunner().invoke(app, ["network", "fund", path, newcomer, "--json"])
    assert (fine.exit_code, "halted" in fine.stderr) == (0, False), fine.output
    network.down(3, 4)
    network.rest(1, 2)
    found = CliRunner().invoke(app, ["network", "propose", path, "add", newcomer, "--wait", "0", "--json"])
    assert found.exit_code == 3 and json.loads(found.stdout)["voted"] == [1, 2]
    assert "2 validators answer here, 3 have to be up; votes stand in their nodes" in found.stderr
    discard(network.directory, network.plan, bytes(19) + b"\x07", network.plan.validators[:2])
    network.up(3, 4)
    network.agree()


def test_a_vote_that_means_nothing_is_refused(network: Running) -> None:
    with pytest.raises(VoteRefused, match="it is a validator"):
        propose(network.directory, network.plan, network.validator(1).address, True, 0)
    with pytest.raises(VoteRefused, match="it is no validator"):
        propose(network.directory, network.plan, bytes(20), False, 0)


def test_a_validator_is_voted_out_and_another_in_and_the_rules_follow_it_from_genesis(
    network: Running,
) -> None:
    directory, leaving = network.directory, network.validator(4)
    gone = propose(directory, network.plan, leaving.address, False, 60)
    assert gone.enacted and leaving.address not in gone.validators
    last = network.plan.validators[-1].ports.authrpc
    safe = Safe(PASSPHRASE, os.urandom, CHEAP)
    network.plan, newcomer = enlarge(directory, network.plan, "127.0.0.1", ports_from(last + 8), safe)
    assert set(introduce(directory, network.plan, newcomer)) == {1, 2, 3, 4}
    network.up(newcomer.number)
    came = propose(directory, network.plan, newcomer.address, True, 60)
    assert came.enacted and set(came.validators) == {
        one.address for one in network.plan.validators if one != leaving
    }
    until(lambda: newcomer.address in look(network).sealers)
    proposals = {Program.GETH: "clique_proposals", Program.BESU: "qbft_getPendingVotes"}[network.plan.program]
    assert not any(network.ask(number, proposals) for number in (1, 2, 3))
    followed = follow_all(network, 1)
    assert set(followed) == set(validators_now(directory, network.plan, network.validator(1)))
    assert newcomer.address in followed and leaving.address not in followed


def follow_all(network: Running, number: int) -> tuple[bytes, ...]:
    """The validators after a node's last block, by the engine's own rules from its genesis on."""
    headers = network.headers(number)
    point = start_following(network.schedule, next(headers))
    for header in headers:
        point = follow(network.schedule, point, header)
    assert point.number > network.plan.epoch
    return point.validators


def test_a_socket_that_is_not_there_is_a_node_that_is_away(network: Running) -> None:
    with pytest.raises(NodeAway):
        Socket(network.directory.path / "nobody").call("eth_chainId")
