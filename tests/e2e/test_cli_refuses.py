"""What the command says when something is not as it should be: in words, with an exit code, and nothing changed."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.chain import contracts as calls
from ledger.chain.engines.anvil import anvil
from ledger.chain.sender import KeySender
from ledger.core.ids import Member
from tests.e2e.consortium import INVOICE, Consortium

pytestmark = pytest.mark.xdist_group("cli-refuses")


@pytest.fixture(scope="module")
def firm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Consortium]:
    """One firm with a home, whose trade partner is not on the ledger."""
    with anvil() as engine:
        made = Consortium(engine, tmp_path_factory.mktemp("firm"))
        made.found()
        made.make_home("firm")
        made.admit("firm", "firm", "[Seller name]", "vat:DE123456789", "sme")
        yield made


def changed_home(firm: Consortium, name: str, **changes: object) -> str:
    """A copy of the firm's home whose configuration says something else."""
    source, target = firm.folder / "firm", firm.folder / name
    target.mkdir()
    for file in ("vault.sqlite", "contacts.json", "config.json"):
        (target / file).write_bytes((source / file).read_bytes())
    config = json.loads((source / "config.json").read_bytes()) | changes
    (target / "config.json").write_text(json.dumps(config), "utf-8")
    return name


@pytest.mark.parametrize("words", [["history", "1"], ["send"], ["outbox"], ["follow"], ["accept", "1-1"]])
def test_a_missing_home_is_misuse_that_says_how_to_make_one(firm: Consortium, words: list[str]) -> None:
    problem = firm.ask("nowhere", *words, code=2)
    assert problem["error"] == "Misuse"
    assert "tradeline init" in problem["detail"]
    assert not (firm.folder / "nowhere").exists()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"rpc": 1}', "\x00", '{"contracts": {"registry": "0xzz"}}'])
def test_a_malformed_configuration_is_misuse(firm: Consortium, text: str, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(text, "utf-8")
    result = firm.run("outbox", "--home", tmp_path, "--json")
    assert (result.exit_code, json.loads(result.stdout)["error"]) == (2, "Misuse")


def test_a_wrong_passphrase_opens_nothing(firm: Consortium) -> None:
    words = ["outbox", "--home", firm.folder / "firm", "--json"]
    result = firm.run(*words, passphrase="battery staple")
    assert (result.exit_code, json.loads(result.stdout)["error"]) == (1, "WrongPassphrase")
    nobody = firm.run(*words, passphrase=None)
    assert nobody.exit_code == 2
    assert "TRADELINE_PASSPHRASE" in json.loads(nobody.stdout)["detail"]
    assert firm.run(*words).exit_code == 0


@pytest.mark.parametrize("file", ["vault.sqlite", "index.sqlite"])
def test_a_file_that_is_something_else_is_named(firm: Consortium, file: str) -> None:
    home = firm.folder / changed_home(firm, f"spoiled-{file}")
    (home / file).write_bytes(b"this is no database, and long enough to be read as one" * 100)
    result = firm.run("outbox", "--home", home, "--json")
    assert result.exit_code in (1, 2)
    assert json.loads(result.stdout)["detail"]


def test_a_member_that_is_not_ours_cannot_be_acted_for(firm: Consortium) -> None:
    problem = firm.ask("firm", "accept", "1-1", "--as", "7", code=2)
    assert "no keys of member 7" in problem["detail"]


def test_a_member_that_nobody_knows_has_no_history(firm: Consortium) -> None:
    assert "knows no member 99" in firm.ask("firm", "history", "99", code=1)["detail"]


def test_a_tradeline_that_is_not_there_is_refused(firm: Consortium) -> None:
    assert firm.ask("firm", "accept", "1-77", code=1)["error"] == "UnknownTradeline"
    assert firm.ask("firm", "dispute", "no such number", code=2)["error"] == "Misuse"


def test_an_identity_is_admitted_once(firm: Consortium) -> None:
    files = ["--registrar-key", firm.folder / "registrar.key", "--tag-secret", firm.folder / "tags.key"]
    words = ["member", "create", "--name", "Again", "--id", "vat:DE 123 456 789", "--role", "sme", *files]
    before = firm.ask("firm", "member", "list")["members"]
    assert firm.ask("firm", *words, code=1)["error"] == "ContractRefused"
    assert firm.ask("firm", "member", "list")["members"] == before
    assert firm.ask("firm", "contact", "list")["contacts"][0]["name"] == "[Seller name]"
    words[3] = "[Seller name]"
    assert firm.ask("firm", *words)["member"] == before[0]["member"]
    home = firm.folder / "firm"
    shown = firm.run(*words, "--home", home).stdout
    assert f"next: tradeline keys {before[0]['member']} --register --home {home}" in shown.splitlines()


def test_what_is_imported_while_the_node_is_away_is_stored_and_sent_later(firm: Consortium) -> None:
    name = changed_home(firm, "away", rpc="http://127.0.0.1:9")
    (firm.folder / name / "index.sqlite").write_bytes((firm.folder / "firm/index.sqlite").read_bytes())
    report = firm.ask(name, "import", INVOICE)
    assert report["files"][0]["outcome"] == "recorded"
    assert "does not answer" in report["recorded"]["waiting"]
    assert firm.ask(name, "outbox")["states"]["accepted"] >= 1
    assert firm.ask(name, "send", code=1)["error"] == "NodeAway"
    config = json.loads((firm.folder / "firm/config.json").read_bytes())
    (firm.folder / name / "config.json").write_text(json.dumps(config), "utf-8")
    sent = firm.ask(name, "send")
    assert sent["states"]["accepted"] == 0
    assert sent["states"]["final"] >= 1
    assert firm.ask(name, "import", INVOICE)["files"][0]["outcome"] == "already recorded"


def test_a_node_of_another_chain_is_not_used(firm: Consortium) -> None:
    with anvil(chain_id=4242) as other:
        name = changed_home(firm, "elsewhere", rpc=other.url)
        for words in (["send"], ["follow"], ["import", INVOICE]):
            assert "is of chain 4242" in firm.ask(name, *words, code=2)["detail"]
        init = ["init", "--rpc", other.url, "--trust", firm.folder / "trust.json"]
        assert "is of chain 4242" in firm.ask("fresh", *init, code=2)["detail"]
        assert not (firm.folder / "fresh").exists()


@pytest.mark.parametrize(
    ("field", "said"),
    [("code_hash", "another code"), ("address", "is not there"), ("genesis", "genesis block is")],
)
def test_a_home_is_not_made_on_contracts_that_are_not_the_expected_ones(
    firm: Consortium, field: str, said: str
) -> None:
    root = json.loads((firm.folder / "trust.json").read_bytes())
    place = root if field == "genesis" else root["contracts"]["ledger"]
    place[field] = place[field][:-1] + ("1" if place[field][-1] == "0" else "0")
    changed = firm.folder / f"{field}.json"
    changed.write_text(json.dumps(root), "utf-8")
    problem = firm.ask("fresh", "init", "--rpc", firm.engine.url, "--trust", changed, code=2)
    assert said in problem["detail"]
    assert not (firm.folder / "fresh").exists()
    again = firm.ask("firm", "init", "--rpc", firm.engine.url, "--trust", firm.folder / "trust.json", code=2)
    assert "is a home already" in again["detail"]


def test_a_suspended_member_records_nothing(firm: Consortium, tmp_path: Path) -> None:
    key = bytes.fromhex((firm.folder / "registrar.key").read_text("utf-8"))
    registrar = KeySender(firm.engine.rpc, key, firm.engine.rpc.read_quantity("eth_chainId"))
    registry = bytes.fromhex(
        json.loads((firm.folder / "trust.json").read_bytes())["contracts"]["registry"]["address"][2:]
    )
    number = Member(int(firm.numbers["firm"]))
    another = tmp_path / "another.xml"
    another.write_text(INVOICE.read_text("utf-8").replace("R123456", "R-2"), "utf-8")
    registrar.perform(registry, calls.suspend(number))
    (file,) = firm.ask("firm", "import", another, code=1)["files"]
    assert (file["outcome"], file["records"]) == ("refused", [])
    assert "is suspended" in file["refused"]
    registrar.perform(registry, calls.reinstate(number))
    assert firm.ask("firm", "import", another)["files"][0]["outcome"] == "recorded"


def test_the_command_itself_runs_as_a_process_of_its_own(firm: Consortium, tmp_path: Path) -> None:
    (tmp_path / "bomb.xml").write_bytes(b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    command = [Path(sys.executable).with_name("tradeline"), "import", tmp_path, INVOICE, "--json"]
    env = {"TRADELINE_HOME": str(tmp_path / "none"), "LC_ALL": "C", "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(command, capture_output=True, env=env, check=False)
    assert (done.returncode, done.stderr) == (1, b"")
    report = json.loads(done.stdout)
    assert [file["outcome"] for file in report["files"]] == ["refused", "accepted"]
    shown = subprocess.run(command[:-1], capture_output=True, env=env, check=False)
    assert (shown.returncode, shown.stderr) == (1, b"")
