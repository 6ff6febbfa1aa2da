"""A bank whose index is in PostgreSQL, served by several processes."""

from pathlib import Path

import pytest

from tests.databases import Server as Postgres
from tests.integration.test_api_process import started
from tests.integration.test_leader import watcher_on
from tests.unit.api.bank import SELLER, Server, bank, invoice
from tests.unit.cli.spoken import run


def record(server: Server, client, number: str) -> None:  # type: ignore[no-untyped-def]
    token = {"Authorization": f"Bearer {server.token(SELLER)}"}
    sent = client.post(f"/v1/submissions?name={number}.xml", headers=token, content=invoice(number))
    assert sent.json()["outcome"] == "recorded", sent.text


def numbers(server: Server, client) -> list[str]:  # type: ignore[no-untyped-def]
    token = {"Authorization": f"Bearer {server.token(SELLER)}"}
    history = client.get(f"/v1/members/{SELLER}/history", headers=token)
    assert history.status_code == 200, history.text
    return sorted(item["number"] for item in history.json()["obligations"])


def add_home(
    server: Server, folder: Path, postgres: Postgres, uri: str, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A home of another machine, with its own vault, on the same index."""
    monkeypatch.setenv("TRADELINE_PASSPHRASE", "another horse")
    refused = run("init", "--rpc", "x", "--trust", "x", "--home", folder, "--index", uri)
    assert refused.exit_code == 2 and "carries a password" in refused.stderr
    bare = uri.replace(f":{postgres.password}@", "@")
    monkeypatch.setenv("PGPASSWORD", postgres.password)
    trust = server.node.settings.trust
    words = ["--rpc", server.engine.url, "--trust", trust, "--home", folder]
    made = run("init", *words, "--start", server.deployment.block, "--index", bare)
    assert made.exit_code == 0, made.output
    monkeypatch.delenv("TRADELINE_PASSPHRASE")
    assert server.node.settings.index == uri and run("follow", "--home", folder).exit_code == 0
    return folder


def test_one_process_follows_the_chain_and_every_other_one_answers_as_of_its_head(
    postgres: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    uri = postgres.uri(postgres.schema())
    with bank(tmp_path / "bank", index=uri) as server:
        home = server.node.settings.home
        assert not (home / "index.sqlite").exists()
        other = add_home(server, tmp_path / "other", postgres, uri, monkeypatch)
        with started(home) as first, started(home, "--no-index") as second:
            with watcher_on(other, tmp_path / "printed"):
                record(server, first, "PG-1")
                assert numbers(server, second) == ["PG-1"]
                record(server, second, "PG-2")
                assert numbers(server, first) == ["PG-1", "PG-2"]
            # The watcher was killed: the first server takes the lead, the second one still waits for whoever has it.
            record(server, second, "PG-3")
            assert numbers(server, second) == numbers(server, first) == ["PG-1", "PG-2", "PG-3"]
