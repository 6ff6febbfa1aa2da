"""The server as it is started, beside others that use the same home; and many callers at once."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest

from api.courier import Courier
from api.turns import Busy, Turns
from ledger.app.index import follow
from ledger.app.intents import Open
from ledger.app.ports import OutboxState
from ledger.app.submit import submit
from ledger.core.codes import Capacity, Kind
from ledger.core.day import parse_day
from ledger.store.opening import index_at
from tests.unit.api.bank import BUYER, PASSPHRASE, SELLER, Server, bank, invoice, turns_of

ROOT = Path(__file__).resolve().parents[2]
_RUNNING = re.compile(r"running on (http://127\.0\.0\.1:[0-9]+)")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with bank(tmp_path_factory.mktemp("bank")) as found:
        yield found


@contextmanager
def started(home: Path, *options: str) -> Iterator[httpx.Client]:
    """A client of `python -m api.main` on a home; the process is told to end, and does."""
    command = [sys.executable, "-m", "api.main", "--home", str(home), "--port", "0", *options]
    environment = {**os.environ, "TRADELINE_PASSPHRASE": PASSPHRASE}
    printed = home / "-".join(["printed", *options])
    with printed.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=out)
    try:
        while (found := _RUNNING.search(printed.read_text())) is None:
            assert process.poll() is None, printed.read_text()
            time.sleep(0.02)
        with httpx.Client(base_url=found[1], timeout=60) as client:
            yield client
    finally:
        process.send_signal(signal.SIGINT)
        code = process.wait(60)
    assert code == 0


def test_the_server_starts_on_a_home_and_ends_when_told_to(server: Server) -> None:
    token = {"Authorization": f"Bearer {server.token(SELLER)}"}
    with started(server.node.settings.home) as client:
        assert client.get("/health").json()["status"] in ("ok", "behind")
        assert client.get("/v1/ledger").status_code == 401
        assert client.get("/v1/ledger", headers=token).json()["chain_id"] == 31337
        sent = client.post("/v1/submissions?name=p.xml", headers=token, content=invoice("P-1"))
        assert sent.json()["outcome"] == "recorded"
    server.node.follow()
    assert server.node.index.tradelines_of(SELLER) != ()


def test_what_another_program_left_in_the_outbox_is_sent(server: Server) -> None:
    node = server.node
    # To nobody on the ledger: a pending proposal would stand in the way of the other tests.
    opening = Open(Kind.TRADE_CREDIT, "USD", parse_day("2026-01-01"), Capacity.CREDITOR)
    submit(node.desk, SELLER, [opening])
    assert node.vault.outbox.rows(SELLER, OutboxState.ACCEPTED)
    courier = Courier(turns_of(node))
    for _ in range(5):
        courier.round()
    assert not node.vault.outbox.rows(SELLER, OutboxState.ACCEPTED, OutboxState.SUBMITTED, OutboxState.MINED)


def test_many_at_once_are_served_one_by_one_and_nothing_is_mixed_up(server: Server) -> None:
    paths = {
        "/v1/outbox": SELLER,
        f"/v1/members/{SELLER}/history": SELLER,
        f"/v1/members/{BUYER}/history": BUYER,
    }

    def send(number: int) -> str:
        sent = server.ask("POST", f"/v1/submissions?name={number}", SELLER, content=invoice(f"MANY-{number}"))
        return f"{sent.json()['file']} {sent.json()['outcome']}"

    def read(path: str) -> int:
        return server.ask("GET", path, paths[path]).json()["member"]  # type: ignore[no-any-return]

    with ThreadPoolExecutor(6) as pool:
        sent, found = pool.map(send, [*range(6), *range(6)]), pool.map(read, [*paths] * 4)
        assert sorted(sent) == sorted(
            [*(f"{n} recorded" for n in range(6)), *(f"{n} already recorded" for n in range(6))]
        )
        assert list(found) == [*paths.values()] * 4
    seen = server.ask("GET", f"/v1/members/{SELLER}/history", SELLER).json()["obligations"]
    numbers = [item["number"] for item in seen if item["number"].startswith("MANY")]
    assert sorted(numbers) == [f"MANY-{number}" for number in range(6)]


def test_who_waits_too_long_is_told(server: Server) -> None:
    turns = Turns(server.node, lambda: 0)
    with turns.take():
        with pytest.raises(Busy), turns.take(seconds=0):
            pass
        Courier(turns).round()  # gives way
    with turns.take(seconds=0) as node:
        assert node is server.node


def test_while_another_process_leads_and_does_not_come_to_the_head_nothing_is_answered_from_what_was(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.turns.PATIENCE_SECONDS", 0.2)
    settings, path = server.node.settings, f"/v1/members/{SELLER}/history"
    with closing(index_at(settings.index, settings.contracts, settings.start)) as other:
        with other.leading():
            assert server.ask("GET", path, SELLER).status_code == 200
            server.engine.mine()
            Courier(turns_of(server.node)).round()
            refused = server.ask("GET", path, SELLER)
            assert (refused.status_code, refused.json()["type"]) == (503, "urn:tradeline:problem:unavailable")
            follow(server.node.chain, other)
            assert server.ask("GET", path, SELLER).status_code == 200
            server.engine.mine()
        assert server.ask("GET", path, SELLER).status_code == 200
