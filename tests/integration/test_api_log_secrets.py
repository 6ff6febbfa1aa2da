"""Secrets go in through every route; the log knows none of them. A log that leaks is caught by the same search."""

import io
import json
import logging
import logging.config
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from fastapi import Request

from api.application import application
from api.courier import Courier
from api.logs import CONFIGURATION
from ledger.app.vault import Private
from tests.unit.api.bank import PASSPHRASE, RIVAL, SELLER, Server, bank, invoice, served, turns_of

pytestmark = pytest.mark.xdist_group("api-logs")

NAME = "Weissmann Geheimrat KG"
PLANTED = (NAME, "vat:DE000424242", "4711.42", "geheim-2026.xml", "s3cr3t-query")
"""A name, an identity, an amount, a file's name, and whatever else may stand in a request."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with bank(tmp_path_factory.mktemp("bank")) as found:
        yield found


@contextmanager
def logged() -> Iterator[io.StringIO]:
    """What the server's own configuration writes, down to the last level."""
    written = io.StringIO()
    wanted = deepcopy(CONFIGURATION)
    wanted["handlers"]["stderr"]["stream"] = written
    wanted["root"]["level"] = "DEBUG"
    # The test's own client, in the same process.
    wanted["loggers"] |= {name: {"propagate": False} for name in ("httpx", "httpcore")}
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    logging.config.dictConfig(wanted)
    try:
        yield written
    finally:
        root.handlers[:], root.level = before, level


def leaks(written: str, *secret: str) -> set[str]:
    """What of it a reader of the log would find, in any spelling of JSON."""
    said = written + "".join(
        json.dumps(json.loads(line), ensure_ascii=False) for line in written.splitlines()
    )
    return {each for each in secret if each.casefold() in said.casefold()}


def bodies() -> list[bytes]:
    """What opens, what almost opens, and what never could."""
    told = json.dumps({"reader": int(RIVAL), "purpose": NAME, "until": PLANTED[2], "member": int(SELLER)})
    named = invoice(NAME, PLANTED[2])
    return [
        b"",
        told.encode(),
        told.encode()[:-1],
        b'{"a":' * 60,
        named,
        named[:900],
        NAME.encode() + b"\xff",
    ]


def requests(server: Server) -> list[tuple[str, str]]:
    """Every operation, with what is secret in each place of its path and query."""
    found = []
    for path, methods in application().openapi()["paths"].items():
        for filled in (str(int(SELLER)), NAME, f"0x{'5f' * 32}"):
            where = re.sub(r"\{\w+\}", filled, path)
            assert "{" not in where, path
            for method in methods:
                found.append(
                    (
                        method.upper(),
                        f"{where}?name=geheim-2026.xml&audience=s3cr3t-query&entity={PLANTED[1]}",
                    )
                )
    return found


def test_nothing_that_was_sent_stands_in_the_log(server: Server) -> None:
    tokens = [server.token(SELLER), server.token(RIVAL, ()), secrets.token_hex(24)]
    statuses: set[int] = set()
    with logged() as written:
        for method, path in requests(server):
            for token in tokens:
                for body in bodies() if method != "GET" and token is tokens[0] else [b""]:
                    headers = {"Authorization": f"Bearer {token}", "X-Api-Key": "s3cr3t-query"}
                    sent = server.client.request(method, path, headers=headers, content=body)
                    statuses.add(sent.status_code)
        server.client.get("/v1/nothing/s3cr3t-query", headers={"Cookie": "s3cr3t-query"})
        Courier(turns_of(server.node)).round()
    assert {200, 401, 403, 404, 422} <= statuses
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    answered = [line for line in lines if line["event"] == "answered"]
    assert len(answered) > 100 and all(
        {"time", "level", "request", "route", "status"} <= set(line) for line in answered
    )
    keys = [vault_key.hex() for vault_key in _keys(server)]
    assert keys
    assert leaks(written.getvalue(), *PLANTED, *tokens, PASSPHRASE, *keys) == set()


def _keys(server: Server) -> list[bytes]:
    kept = server.node.vault.keys
    found = (kept.get(member, kind) for member in kept.members() for kind in Private)
    return [key for key in found if key is not None]


def test_what_fails_for_a_reason_that_nobody_foresaw_is_logged_without_its_words(server: Server) -> None:
    app = application(turns_of(server.node))

    @app.get("/fails")
    def fails(name: str) -> None:
        raise ValueError(f"cannot read {name}")

    with served(app) as client, logged() as written:
        answer = client.get("/fails", params={"name": NAME})
    assert answer.status_code == 500 and NAME not in answer.text
    (failed,) = (
        line for line in map(json.loads, written.getvalue().splitlines()) if line["event"] == "failed"
    )
    assert failed["error"] == "ValueError" and failed["request"] == answer.headers["x-request-id"]
    assert any(Path(__file__).name in frame for frame in failed["trace"])
    assert leaks(written.getvalue(), NAME) == set()


def test_a_log_that_leaks_is_caught(server: Server) -> None:
    app = application(turns_of(server.node))
    leaky = logging.getLogger("leaky")

    @app.middleware("http")
    async def tell(request: Request, call_next: Any) -> Any:
        leaky.info("%s?%s %s", request.url.path, request.url.query, dict(request.headers))
        leaky.info("%r", await request.body())
        return await call_next(request)

    token = server.token(SELLER)
    with served(app) as client, logged() as written:
        headers = {"Authorization": f"Bearer {token}"}
        client.post("/v1/consents?entity=s3cr3t-query", headers=headers, content=NAME.encode())
    assert leaks(written.getvalue(), token, NAME, "s3cr3t-query") == {token, NAME, "s3cr3t-query"}
