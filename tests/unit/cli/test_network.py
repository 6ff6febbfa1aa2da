"""`tradeline network`, as far as no node has to run: folders made once, faults told at once, keys opened on demand."""

import json
import socket
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from ledger.cli.main import app

PASSPHRASE = "of a network"


def run(*words: object, passphrase: str | None = PASSPHRASE, **environment: str | None) -> Result:
    env = {
        "TRADELINE_PASSPHRASE": passphrase,
        "CREDENTIALS_DIRECTORY": None,
        "GETH_HOME": "/nowhere",
        **environment,
    }
    result = CliRunner(env=env).invoke(app, ["network", *(str(word) for word in words)])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def told(result: Result, code: int) -> Any:
    assert result.exit_code == code, result.output
    return json.loads(result.stdout)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A network of one validator: its keys cost what keys cost."""
    folder = tmp_path_factory.mktemp("n") / "net"
    report = told(run("init", folder, "--engine", "geth", "--validators", 1, "--chain-id", 7, "--json"), 0)
    assert (report["chain_id"], len(report["validators"])) == (7, 1)
    yield folder


def test_a_folder_is_made_once(made: Path) -> None:
    before = (made / "network.json").read_bytes()
    error = told(run("init", made, "--engine", "besu", "--json"), 2)
    assert "is there already" in error["detail"]
    assert (made / "network.json").read_bytes() == before


def test_every_fault_of_a_call_is_told_at_once(tmp_path: Path) -> None:
    words = ("--validators", 1, "--host", "a b", "--base-port", 65_530, "--period", 4000)
    error = told(run("init", tmp_path / "net", "--engine", "geth", *words, "--json"), 1)
    assert {fault["field"] for fault in error["faults"]} == {"hosts", "base_port", "period"}
    assert not (tmp_path / "net").exists()


def test_hosts_are_one_for_each_validator(tmp_path: Path) -> None:
    error = told(run("init", tmp_path / "net", "--engine", "geth", "--host", "10.0.0.1", "--json"), 2)
    assert "4 validators need 4 hosts" in error["detail"]


def test_without_a_passphrase_nothing_is_made_and_nothing_opened(made: Path, tmp_path: Path) -> None:
    for words in (("init", tmp_path / "net", "--engine", "geth"), ("unlock", made, tmp_path / "keys")):
        error = told(run(*words, "--json", passphrase=None), 2)
        assert "need their passphrase" in error["detail"]
    assert list(tmp_path.iterdir()) == []


def test_a_passphrase_of_two_lines_is_refused(tmp_path: Path) -> None:
    error = told(run("init", tmp_path / "net", "--engine", "geth", "--json", passphrase="one\ntwo"), 2)
    assert "on one line" in error["detail"] and "one\ntwo" not in error["detail"]


def test_another_passphrase_opens_nothing_and_is_not_repeated(made: Path, tmp_path: Path) -> None:
    error = told(run("unlock", made, tmp_path / "keys", "--json", passphrase="another"), 1)
    assert error["error"] == "WrongPassphrase" and "another" not in error["detail"]
    assert not (tmp_path / "keys").exists()


def test_unlock_writes_the_nodes_keys_for_their_owner_alone(made: Path, tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    assert told(run("unlock", made, keys, "--json"), 0)["nodes"] == [1]
    (file,) = keys.iterdir()
    assert stat.S_IMODE(keys.stat().st_mode) == 0o700 and stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(bytes.fromhex(file.read_text())) == 32
    assert told(run("unlock", made, keys, "--json"), 2)["error"] == "Misuse"


def test_a_credential_of_systemd_is_a_passphrase_too(made: Path, tmp_path: Path) -> None:
    (tmp_path / "passphrase").write_text(PASSPHRASE + "\n")
    result = run(
        "unlock", made, tmp_path / "keys", "--json", passphrase=None, CREDENTIALS_DIRECTORY=str(tmp_path)
    )
    assert told(result, 0)["nodes"] == [1]


def test_without_the_engine_up_says_how_to_get_it(
    made: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    error = told(run("up", made, "--json", XDG_CACHE_HOME=str(tmp_path)), 1)
    assert error["error"] == "EngineMissing" and "scripts/geth" in error["detail"]
    error = told(run("up", made, "--binary", tmp_path / "geth", "--json"), 1)
    assert error["error"] == "EngineMissing"


def test_a_port_that_is_taken_is_named_and_nothing_is_started(made: Path, tmp_path: Path) -> None:
    ports = json.loads((made / "network.json").read_bytes())["validators"][0]["ports"]
    # A program that ends at once: the ports are looked at before it is run.
    (tmp_path / "geth").symlink_to("/bin/false")
    with socket.create_server(("127.0.0.1", ports["http"])):
        error = told(run("up", made, "--binary", tmp_path / "geth", "--json"), 1)
    assert error["error"] == "PortsTaken"
    assert f"{ports['http']} (RPC of node 1); no node was started" in error["detail"]
    assert not (made / "nodes" / "1" / "data").exists()
    error = told(run("up", made, "--binary", tmp_path / "geth", "--json"), 1)
    assert error["error"] == "NotAllUp" and error["detail"].endswith("living on: nodes none")


@pytest.mark.parametrize("verb", ["down", "status", "up", "unlock"])
def test_keys_that_others_can_read_stop_only_who_uses_them(made: Path, tmp_path: Path, verb: str) -> None:
    key = made / "nodes" / "1" / "node-key.json"
    key.chmod(0o644)
    try:
        words = (tmp_path / "keys",) if verb == "unlock" else ()
        answer = json.loads(run(verb, made, *words, "--json").stdout)
    finally:
        key.chmod(0o600)
    refused = [fault["rule"] for fault in answer.get("faults", [])] == ["network.private"]
    assert refused == (verb in ("up", "unlock"))


def test_a_node_that_has_no_key_here_is_not_started(made: Path) -> None:
    assert "no key of node 7" in told(run("up", made, "--only", 7, "--json"), 2)["detail"]


def test_a_network_that_is_down_is_halted_and_says_so(made: Path) -> None:
    report = told(run("status", made, "--json"), 1)
    assert (report["halted"], report["why"], report["up"]) == (True, "no node answers", 0)
    shown = run("status", made)
    assert shown.exit_code == 1 and "halted: no node answers" in shown.stdout and "down" in shown.stdout
    assert told(run("down", made, "--json"), 0)["ended"] == []


@pytest.mark.parametrize("words", [("fund", "0x" + "11" * 20), ("propose", "add", "0x" + "11" * 20)])
def test_what_needs_a_node_says_that_none_answers(made: Path, words: tuple[str, ...]) -> None:
    verb, *rest = words
    assert told(run(verb, made, *rest, "--json"), 1)["error"] == "NodeAway"


def test_a_registrars_key_that_is_none_deploys_nothing(made: Path, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("00" * 32)
    for words in ((), ("--threshold", 2)):
        assert told(run("deploy", made, "--registrar-key", tmp_path / "key", *words, "--json"), 2)
    assert not (made / "trust.json").exists()


def test_rulebooks_are_registered_on_a_network_that_answers(made: Path, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("11" * 32)
    answer = told(run("rulebooks", made, "--registrar-key", tmp_path / "key", "--json"), 1)
    assert answer["error"] == "NodeAway"
    (tmp_path / "key").write_text("not a key")
    assert told(run("rulebooks", made, "--registrar-key", tmp_path / "key", "--json"), 2)["error"] == "Misuse"


def test_a_folder_that_is_no_network_says_how_to_make_one(tmp_path: Path) -> None:
    for verb in ("up", "down", "status", "mend"):
        assert "tradeline network init" in told(run(verb, tmp_path, "--json"), 2)["detail"]


@pytest.mark.parametrize("text", ["0x11", "11" * 21, "zz" * 20])
def test_an_address_is_twenty_bytes(made: Path, text: str) -> None:
    assert run("fund", made, text).exit_code == 2
