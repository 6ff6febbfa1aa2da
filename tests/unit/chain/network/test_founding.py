"""A network's folder: whole or not at all, the same from the same entropy, and with nothing secret in the clear."""

import configparser
import json
import re
import stat
import tomllib
from pathlib import Path
from random import Random

import pytest

from ledger.chain.network.directory import SOCKET_BYTES, Directory, load
from ledger.chain.network.founding import Safe, Wish, allow, enlarge, found, here, ports_from
from ledger.chain.network.keystore import Cost, address_of, opened
from ledger.chain.network.plan import Plan, Program
from ledger.core.errors import BadInput, Misuse
from ledger.proof.consensus import extra_data
from ledger.proof.consensus.engine import Engine
from ledger.proof.consensus.schedule import schedule_of_genesis

PASSPHRASE = "a phrase of this test"
CHEAP = Cost(n=2, r=1, p=1)
BOTH = pytest.mark.parametrize("program", list(Program))


def safe(seed: int = 1) -> Safe:
    return Safe(PASSPHRASE, Random(seed).randbytes, CHEAP)


def wish(program: Program = Program.GETH, **more: object) -> Wish:
    return Wish(**{"program": program, "chain_id": 4242, "hosts": here(4), **more})  # type: ignore[arg-type]


def made(path: Path, program: Program, seed: int = 1) -> tuple[Directory, Plan]:
    return found(path, wish(program), safe(seed), time=1_700_000_000)


def contents(path: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(path)): file.read_bytes() for file in sorted(path.rglob("*")) if file.is_file()
    }


def extra_of(directory: Directory) -> bytes:
    return bytes.fromhex(json.loads(directory.genesis.read_bytes())["extraData"][2:])


@BOTH
def test_what_is_founded_is_loaded_again(tmp_path, program):
    directory, plan = made(tmp_path / "net", program)
    assert load(tmp_path / "net") == (directory, plan)
    assert len(plan.validators) == 4


@BOTH
def test_the_same_entropy_gives_the_same_bytes(tmp_path, program):
    for name, seed in (("one", 1), ("again", 1), ("other", 2)):
        made(tmp_path / name, program, seed)
    assert contents(tmp_path / "one") == contents(tmp_path / "again") != contents(tmp_path / "other")


@BOTH
def test_keys_open_with_the_passphrase_and_are_those_that_the_plan_names(tmp_path, program):
    directory, plan = made(tmp_path / "net", program)
    for one in plan.validators:
        key = directory.validator_key if program is Program.GETH else directory.node_key
        secret = opened(key(one.number).read_bytes(), PASSPHRASE, "key")
        assert address_of(secret) == one.address
    assert address_of(opened(directory.treasury.read_bytes(), PASSPHRASE, "treasury")) == plan.treasury


@BOTH
def test_no_secret_lies_in_the_clear_and_keys_are_their_owners_alone(tmp_path, program):
    directory, _ = made(tmp_path / "net", program)
    sealed = [
        directory.treasury,
        *directory.path.rglob("node-key.json"),
        *directory.path.rglob("validator.json"),
    ]
    assert len(sealed) == (9 if program is Program.GETH else 5)
    secrets = [opened(file.read_bytes(), PASSPHRASE, "key") for file in sealed]
    for content in contents(directory.path).values():
        assert PASSPHRASE.encode() not in content
        for secret in secrets:
            assert secret not in content and secret.hex().encode() not in content.lower()
    assert {stat.S_IMODE(file.stat().st_mode) for file in sealed} == {0o600}
    assert stat.S_IMODE(directory.path.stat().st_mode) == 0o700


@BOTH
def test_the_genesis_names_the_validators_as_its_engine_reads_them(tmp_path, program):
    directory, plan = made(tmp_path / "net", program)
    extra = extra_data.decode(program.engine, extra_of(directory))
    assert extra.validators == tuple(sorted(one.address for one in plan.validators))
    genesis = json.loads(directory.genesis.read_bytes())
    (phase,) = schedule_of_genesis(genesis).phases
    assert (phase.engine, phase.epoch, phase.period) == (program.engine, 30_000, 1)
    assert genesis["config"]["chainId"] == 4242
    assert list(genesis["alloc"]) == [plan.treasury.hex()]
    assert not {"shanghaiTime", "terminalTotalDifficulty"} & set(genesis["config"])


def test_gas_costs_nothing_with_besu_and_a_wei_with_geth(tmp_path):
    besu, geth = (
        json.loads(made(tmp_path / each.value, each)[0].genesis.read_bytes())
        for each in (Program.BESU, Program.GETH)
    )
    assert (besu["config"]["zeroBaseFee"], besu["baseFeePerGas"]) == (True, "0x0")
    assert geth["baseFeePerGas"] == "0x1"
    assert (Program.BESU.engine, Program.GETH.engine) == (Engine.QBFT, Engine.CLIQUE)


def test_every_node_knows_every_other_and_not_itself(tmp_path):
    directory, plan = made(tmp_path / "geth", Program.GETH)
    for one in plan.validators:
        p2p = tomllib.loads(directory.config(one.number).read_text())["Node"]["P2P"]
        others = [each.enode for each in plan.validators if each != one]
        assert p2p["StaticNodes"] == p2p["TrustedNodes"] == others
        assert p2p["NoDiscovery"] is True
        assert p2p["ListenAddr"] == f"127.0.0.1:{one.ports.p2p}"


def test_besu_has_allowlists_of_nodes_and_of_accounts(tmp_path):
    directory, plan = made(tmp_path / "besu", Program.BESU)
    allow(directory, plan, [b"\x07" * 20, plan.treasury])
    for one in plan.validators:
        lists = tomllib.loads(directory.permissions(one.number).read_text())
        assert lists["nodes-allowlist"] == [each.enode for each in plan.validators]
        assert lists["accounts-allowlist"] == [f"0x{plan.treasury.hex()}", f"0x{'07' * 20}"]
        peers = json.loads(directory.static_nodes(one.number).read_text())
        assert peers == [each.enode for each in plan.validators if each != one]


def test_the_compose_file_runs_a_pinned_image_and_carries_no_key(tmp_path):
    directory, plan = made(tmp_path / "besu", Program.BESU)
    text = (directory.path / "compose.yaml").read_text()
    assert len(re.findall(r"image: hyperledger/besu:\d+\.\d+\.\d+$", text, re.MULTILINE)) == len(
        plan.validators
    )
    for one in plan.validators:
        assert f'"--node-private-key-file=/run/secrets/node-key-{one.number}"' in text
        assert f'"--rpc-http-port={one.ports.http}"' in text
    assert '"--rpc-http-api=ETH,NET,WEB3"' in text


@BOTH
def test_a_unit_runs_one_node_with_few_rights_and_a_credential(tmp_path, program):
    directory, plan = made(tmp_path / "net", program)
    for one in plan.validators:
        unit = configparser.RawConfigParser(strict=False, delimiters=("=",))
        unit.optionxform = str  # type: ignore[method-assign,assignment]
        unit.read(directory.path / "systemd" / f"tradeline-node-{one.number}.service")
        service = unit["Service"]
        assert service["ExecStart"].endswith(f"network run %S/tradeline/network {one.number}")
        assert service["LoadCredential"].startswith("passphrase:")
        assert (service["DynamicUser"], service["ProtectSystem"]) == ("yes", "strict")
        assert ("MemoryDenyWriteExecute" in service) == (program is Program.GETH)


def test_a_folder_that_holds_something_is_left_as_it_is(tmp_path):
    made(tmp_path / "net", Program.GETH)
    before = contents(tmp_path / "net")
    with pytest.raises(Misuse, match="is there already"):
        made(tmp_path / "net", Program.GETH, seed=2)
    (tmp_path / "file").write_text("something else")
    with pytest.raises(Misuse, match="is there already"):
        made(tmp_path / "file", Program.GETH)
    assert contents(tmp_path / "net") == before


def test_every_fault_of_a_wish_is_told_at_once_and_nothing_is_written(tmp_path):
    bad = wish(chain_id=0, period=0, epoch=1, base_port=65_530, hosts=("a b", "127.0.0.1"))
    with pytest.raises(BadInput) as caught:
        found(tmp_path / "net", bad, safe(), time=0)
    fields = [fault.field for fault in caught.value.faults]
    assert fields == ["chain_id", "period", "epoch", "base_port", "hosts"]
    assert not (tmp_path / "net").exists()


def test_a_folder_whose_sockets_would_have_too_long_a_path_is_refused(tmp_path):
    deep = tmp_path / ("x" * SOCKET_BYTES)
    with pytest.raises(BadInput, match=r"network\.socket"):
        found(deep, wish(), safe(), time=0)
    assert not deep.exists()


def test_every_fault_of_a_folder_is_told_at_once(tmp_path):
    directory, _ = made(tmp_path / "net", Program.GETH)
    directory.genesis.unlink()
    directory.node_key(2).chmod(0o644)
    directory.validator_key(3).unlink()
    with pytest.raises(BadInput) as caught:
        load(tmp_path / "net", keys=True)
    assert {(fault.where, fault.rule) for fault in caught.value.faults} == {
        ("genesis.json", "network.missing"),
        ("nodes/2/node-key.json", "network.private"),
        ("nodes/3/keystore/validator.json", "network.missing"),
    }


@BOTH
def test_keys_that_others_can_read_are_in_the_way_only_where_keys_are_used(tmp_path, program):
    directory, plan = made(tmp_path / "net", program)
    directory.node_key(2).chmod(0o644)
    assert load(tmp_path / "net") == (directory, plan)
    with pytest.raises(BadInput, match=r"network\.private"):
        load(tmp_path / "net", keys=True)


def test_a_node_is_here_where_its_keys_are(tmp_path):
    directory, plan = found(
        tmp_path / "net", wish(hosts=("a.example", "b.example", "10.0.0.3")), safe(), time=0
    )
    for number in (1, 3):
        directory.node_key(number).unlink()
        directory.validator_key(number).unlink()
    assert directory.here(load(tmp_path / "net")[1]) == (plan.validators[1],)


def test_a_folder_without_a_plan_is_no_network(tmp_path):
    with pytest.raises(Misuse, match="tradeline network init"):
        load(tmp_path)


@BOTH
def test_a_validator_more_has_keys_of_its_own_and_is_everybodys_peer(tmp_path, program):
    directory, plan = made(tmp_path / "net", program)
    keys = contents(directory.path)
    larger, newcomer = enlarge(directory, plan, "127.0.0.1", ports_from(40_000), safe(9))
    assert load(directory.path) == (directory, larger)
    assert newcomer.number == 5 and larger.validators[:4] == plan.validators
    listing = directory.config if program is Program.GETH else directory.static_nodes
    assert all(newcomer.enode in listing(one.number).read_text() for one in plan.validators)
    for name, content in contents(directory.path).items():
        assert not name.endswith("-key.json") or name.startswith("nodes/5/") or keys[name] == content


def test_a_validator_more_takes_no_port_that_is_taken(tmp_path):
    directory, plan = made(tmp_path / "net", Program.GETH)
    taken = plan.validators[1].ports
    with pytest.raises(BadInput) as caught:
        enlarge(directory, plan, "127.0.0.1", ports_from(taken.http), safe(9))
    assert [fault.found for fault in caught.value.faults] == [str(taken.http), str(taken.authrpc)]
    assert load(directory.path)[1] == plan
