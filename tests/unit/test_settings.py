"""What a home's `config.json` may say of its index, its nodes and its engine."""

import json
import stat
from pathlib import Path

import pytest

from ledger.core.contacts import Contacts
from ledger.core.errors import Misuse
from ledger.proof.consensus.engine import Engine
from ledger.proof.events import Contracts
from ledger.settings import (
    CREDENTIALS_VARIABLE,
    PASSPHRASE_VARIABLE,
    Settings,
    load,
    passphrase,
    save,
    save_contacts,
    save_witnesses,
)

PASSWORD = "hunter2-and-more"
URI = f"postgresql://clerk:{PASSWORD}@db.example/ledger"
CONTRACTS = Contracts(7, b"\x01" * 20, b"\x02" * 20, b"\x03" * 20)


def home_with(folder: Path, index: object) -> Path:
    save(Settings(folder, ("http://127.0.0.1:8545",), CONTRACTS, 1))
    path = folder / "config.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "index": index}))
    return folder


def test_an_index_is_in_the_home_unless_an_address_is_named(tmp_path: Path) -> None:
    settings = Settings(tmp_path, ("http://127.0.0.1:8545",), CONTRACTS, 1)
    save(settings)
    assert load(tmp_path) == settings
    assert settings.index == tmp_path / "index.sqlite"
    named = load(home_with(tmp_path, URI))
    assert named.index == URI
    save(named)
    assert load(tmp_path) == named


def test_the_passwords_of_an_index_and_of_a_node_are_not_shown(tmp_path: Path) -> None:
    assert PASSWORD not in repr(load(home_with(tmp_path, URI)))
    node = f"https://clerk:{PASSWORD}@node.example"
    shown = repr(Settings(tmp_path, (node,), CONTRACTS, 1))
    assert PASSWORD not in shown and "start=1" in shown


def test_what_a_home_keeps_is_for_its_owner_alone_also_in_a_folder_that_was_there(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    left = tmp_path / "config.part"
    left.write_text("left by a kill", "utf-8")
    (tmp_path / "contacts.json").write_text("{}", "utf-8")
    assert {stat.S_IMODE(path.stat().st_mode) & 0o044 for path in tmp_path.iterdir()} != {0}
    save(Settings(tmp_path, ("http://127.0.0.1:8545",), CONTRACTS, 1))
    save_contacts(tmp_path, Contacts())
    save_witnesses(tmp_path, ())
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert modes == dict.fromkeys(("config.json", "contacts.json", "witnesses.json"), 0o600)


@pytest.mark.parametrize("index", [f"mysql://clerk:{PASSWORD}@db.example", PASSWORD, 7, [URI], True])
def test_an_index_that_is_no_address_of_postgresql_is_misuse_and_is_not_said_again(
    tmp_path: Path, index: object
) -> None:
    with pytest.raises(Misuse, match="index is an address such as") as caught:
        load(home_with(tmp_path, index))
    assert PASSWORD not in repr(caught.value)


@pytest.mark.parametrize("rpcs", [("http://127.0.0.1:8545",), ("http://127.0.0.1:8545", "https://b.example")])
@pytest.mark.parametrize("engine", list(Engine))
def test_a_home_keeps_its_nodes_in_order_and_its_engine(
    tmp_path: Path, rpcs: tuple[str, ...], engine: Engine
) -> None:
    settings = Settings(tmp_path, rpcs, CONTRACTS, 1, engine=engine, epoch=40)
    save(settings)
    assert load(tmp_path) == settings


def test_a_home_of_before_engines_is_of_a_development_chain(tmp_path: Path) -> None:
    save(Settings(tmp_path, ("http://127.0.0.1:8545",), CONTRACTS, 1, depth=3))
    path = tmp_path / "config.json"
    said = json.loads(path.read_text())
    assert said["rpc"] == "http://127.0.0.1:8545"
    path.write_text(
        json.dumps({name: said[name] for name in ("rpc", "chain_id", "contracts", "start", "depth")})
    )
    found = load(tmp_path)
    assert (found.rpcs, found.engine, found.depth) == (("http://127.0.0.1:8545",), Engine.DEVELOPMENT, 3)


@pytest.mark.parametrize(
    "wrong", [{"rpc": []}, {"rpc": 7}, {"rpc": ["http://a", 7]}, {"engine": "paxos"}, {"epoch": "many"}]
)
def test_nodes_and_engines_that_are_none_are_misuse(tmp_path: Path, wrong: dict[str, object]) -> None:
    save(Settings(tmp_path, ("http://127.0.0.1:8545",), CONTRACTS, 1))
    path = tmp_path / "config.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **wrong}))
    with pytest.raises(Misuse, match=r"config\.json"):
        load(tmp_path)


def test_the_passphrase_is_in_the_environment_or_a_credential_of_systemd(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (PASSPHRASE_VARIABLE, CREDENTIALS_VARIABLE):
        monkeypatch.delenv(name, raising=False)
    assert passphrase() is None
    monkeypatch.setenv(CREDENTIALS_VARIABLE, str(tmp_path))
    assert passphrase() is None, "of another credential than ours"
    (tmp_path / "passphrase").write_text("correct horse\n", "utf-8")
    assert passphrase() == "correct horse"
    (tmp_path / "passphrase").write_text("\n", "utf-8")
    assert passphrase() is None
    monkeypatch.setenv(PASSPHRASE_VARIABLE, "battery staple")
    assert passphrase() == "battery staple"
