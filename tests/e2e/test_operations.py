"""The runbook's commands, as written and in its order, on four validators to which the incidents happen."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from typer.testing import CliRunner

from api.health.lookout import Lookout, Status
from api.turns import Turns
from ledger.chain.network.directory import Directory
from ledger.chain.network.plan import Program
from ledger.chain.network.processes import is_running, pid_of
from ledger.chain.rpc import Rpc
from ledger.cli.main import app
from ledger.proof.consensus.engine import Engine
from ledger.proof.consensus.hashes import block_hash
from ledger.proof.header import header_from_rpc
from ledger.settings import load
from ledger.wiring import node
from tests.databases import Server
from tests.databases import postgres as postgres
from tests.integration.consortium.conftest import require
from tests.integration.consortium.running import free_base, until
from tests.simulators.lying_node import lying_node

pytestmark = pytest.mark.xdist_group("runbook")

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "operations.md").read_text("utf-8")
PASSPHRASE = "of the runbook"
GROUPS = ("archive", "consent", "network", "trust", "witness")
"""Verbs that have verbs of their own."""


def sections() -> dict[str, list[str]]:
    """Headings, and the commands under each, block by block."""
    parts = re.split(r"^## (.+)$", PAGE, flags=re.MULTILINE)[1:]
    found = {
        title: re.findall(r"^```sh\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
        for title, text in zip(parts[::2], parts[1::2], strict=True)
    }
    return {title: blocks for title, blocks in found.items() if blocks}


@dataclass
class Stage:
    """The folder in which the commands are run, and what lies, dies or is changed by hand there."""

    folder: Path
    environment: dict[str, str]
    postgres: Server
    more: ExitStack = field(default_factory=ExitStack)

    def run(self, commands: str) -> str:
        """What they print. They leave processes behind, which keep no pipe of ours."""
        with (self.folder / "printed").open("w+") as printed:
            done = subprocess.run(
                ["bash", "-euo", "pipefail", "-c", commands],
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=printed,
                stderr=subprocess.STDOUT,
                timeout=240,
                check=False,
            )
            printed.seek(0)
            said = printed.read()
        assert done.returncode == 0, f"{commands}\n{said}\n{self.log()}"
        return said

    def log(self) -> str:
        path = self.folder / "api.log"
        return path.read_text("utf-8") if path.exists() else ""

    @property
    def network(self) -> Directory:
        return Directory(self.folder / "consortium")

    def configure(self, **changed: Any) -> None:
        """By hand, as an operator does."""
        path = self.folder / "bank" / "config.json"
        path.write_text(json.dumps(json.loads(path.read_bytes()) | changed), "utf-8")

    def configured(self) -> dict[str, Any]:
        return dict(json.loads((self.folder / "bank" / "config.json").read_bytes()))

    def stop_the_api(self) -> None:
        path = self.folder / "api.pid"
        if path.exists():
            with suppress(ProcessLookupError):
                os.kill(int(path.read_text()), signal.SIGINT)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory, postgres: Server) -> Iterator[Stage]:
    require(Program.GETH)
    if which("curl") is None:
        pytest.skip("curl is not here")
    with ExitStack() as doors:
        api, metrics = (
            doors.enter_context(socket.create_server(("127.0.0.1", 0))).getsockname()[1] for _ in "ab"
        )
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "TRADELINE_PASSPHRASE": PASSPHRASE,
        "BASE": str(free_base(5)),
        "API": str(api),
        "METRICS": str(metrics),
    }
    found = Stage(tmp_path_factory.mktemp("o"), environment, postgres)
    try:
        with found.more:
            yield found
    finally:
        found.stop_the_api()
        if found.network.path.exists():
            found.run("tradeline network down consortium")


# --- what happens before a block of commands: by section, and which block of it ---


class Forged:
    """The chain of a node, but for its states from a block on: whole, and sealed by nobody."""

    def __init__(self, rpc: Rpc) -> None:
        self._rpc = rpc
        self._first = rpc.height() - 10
        self._forged: dict[str, dict[str, Any]] = {}

    def tell(self, told: Any) -> Any:
        if told is None or int(told["number"], 16) < self._first:
            return told
        if told["hash"] not in self._forged:
            before = self.tell(self._rpc.read("eth_getBlockByHash", told["parentHash"], False))
            changed = {**told, "parentHash": before["hash"], "stateRoot": "0x" + "66" * 32}
            name = block_hash(Engine.CLIQUE, header_from_rpc(changed))
            self._forged[told["hash"]] = {**changed, "hash": f"0x{name.hex()}"}
        return self._forged[told["hash"]]


def a_node_lies(stage: Stage) -> None:
    url = f"http://127.0.0.1:{int(stage.environment['BASE']) + 21}"
    forged = Forged(stage.more.enter_context(Rpc(url)))
    liar = stage.more.enter_context(lying_node(url))
    liar.lies["eth_getBlockByNumber"] = lambda _, told: forged.tell(told)
    stage.configure(rpc=[*stage.configured()["rpc"], liar.url])


def it_is_not_asked_any_more(stage: Stage) -> None:
    stage.configure(rpc=stage.configured()["rpc"][:-1])


def two_validators_die(stage: Stage) -> None:
    for number in (1, 3):
        pid = pid_of(stage.network, number)
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
    until(lambda: not any(is_running(stage.network, number) for number in (1, 3)))
    with node(load(stage.folder / "bank"), PASSPHRASE) as party:
        lookout = Lookout(Turns(party, lambda: int(time.time())), stalled_after=6)
        until(lambda: lookout.look().status is Status.STALLED)
        assert lookout.look().ready, "what is recorded can still be read"


def the_index_is_elsewhere(stage: Stage) -> None:
    stage.configure(index=stage.postgres.uri(stage.postgres.schema()))


INCIDENTS: dict[tuple[str, int], Callable[[Stage], None]] = {
    ("A node lies", 0): a_node_lies,
    ("A node lies", 1): it_is_not_asked_any_more,
    ("The chain is halted", 0): two_validators_die,
    ("Move to PostgreSQL", 0): the_index_is_elsewhere,
}

EXPECTED: dict[tuple[str, int], tuple[str, ...]] = {
    ("Start", 0): ("network of 4 validators made",),
    ("Start", 2): ("tradeline-2 0x", "registered before"),
    ("Start", 4): ("tradeline_ready 1",),
    ("What to look at", 0): ('"route": "/v1/ledger"',),
    ("Add a validator", 0): ("enacted", "validators now: 5"),
    ("Add a validator", 1): ("enacted", "validators now: 4"),
    ("A node lies", 0): (
        '"sealed": false',
        '"sealed": true',
        '"status":"disagreement"',
        "is not asked any more",
    ),
    ("The chain is halted", 0): ("2 validators answer here, 3 have to be up",),
}
"""What the output of a block has to say for its incident to have been one."""


@pytest.mark.parametrize("section", sections())
def test_the_commands_of_a_section_do_what_it_says(section: str, stage: Stage) -> None:
    for number, commands in enumerate(sections()[section]):
        if happens := INCIDENTS.get((section, number)):
            happens(stage)
        said = stage.run(commands)
        for expected in EXPECTED.get((section, number), ()):
            assert expected in " ".join(said.split()), said
    assert PASSPHRASE not in stage.log()


def test_after_all_of_it_the_chain_goes_on_and_nothing_is_amiss(stage: Stage) -> None:
    answer = json.loads(stage.run('curl -sS "http://127.0.0.1:$API/health"'))
    assert (answer["status"], answer["reasons"]) in (("ok", []), ("behind", answer["reasons"]))
    before = answer["chain"]
    until(lambda: json.loads(stage.run('curl -sS "http://127.0.0.1:$API/health"'))["index"] > before + 2)


def test_every_verb_that_the_page_speaks_of_is_one() -> None:
    spoken = set(re.findall(r"(?<=`)tradeline( [a-z-]+)( [a-z-]+)?[^`]*(?=`)", PAGE))
    assert len(spoken) > 8
    for verb, other in spoken:
        words = [verb.strip()] + ([other.strip()] if other and verb.strip() in GROUPS else [])
        assert CliRunner().invoke(app, [*words, "--help"]).exit_code == 0, words
    assert CliRunner().invoke(app, ["network", "nothing", "--help"]).exit_code != 0


def test_every_incident_is_of_a_block_that_the_page_has() -> None:
    known = {(title, number) for title, blocks in sections().items() for number in range(len(blocks))}
    assert set(INCIDENTS) | set(EXPECTED) <= known
    assert len(known) > 12
