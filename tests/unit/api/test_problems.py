"""Every error becomes problem details, and tells a caller nothing that only the operator should know."""

import inspect
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

import ledger.app.refusals as refusals
from api.envelope import Envelope
from api.logs import JsonLines
from api.problems import MEDIA_TYPE, PROBLEMS, install, problem_of, render
from ledger.chain.rpc import NodeAway, RpcError
from ledger.core.errors import BadContent, BadInput, Misuse, ProofError, Refused, TradelineError, Unavailable
from ledger.core.faults import Fault
from ledger.vault.errors import VaultDamaged
from tests.unit.api.bank import served

ID = "6d0d2c1e-5c3a-4b53-9c6e-0f7a3b1d9e42"
SECRET = "hunter2"
FAULT = Fault("a.xml", "line 3", "amount", "amount.decimals", "1.234", "at most 2 decimals")


def rendered(error: Exception) -> dict[str, object]:
    response = render(error, ID)
    body = json.loads(bytes(response.body))
    assert (response.media_type, response.status_code) == (MEDIA_TYPE, body["status"])
    return dict(body)


@pytest.mark.parametrize(
    ("error", "status", "name"),
    [
        (BadInput((FAULT,)), 422, "bad-input"),
        (BadContent("day", "a date", "x"), 422, "bad-content"),
        (Refused("no"), 409, "refused"),
        (Misuse("no"), 400, "misuse"),
        (Unavailable("away"), 503, "unavailable"),
        (NodeAway("http://127.0.0.1:1", "refused"), 503, "unavailable"),
        (ProofError("not proved"), 502, "bad-proof"),
        (RpcError("eth_call", -32000, "no", None), 502, "node-error"),
        (sqlite3.OperationalError("disk"), 503, "unavailable"),
        (OSError("disk"), 503, "unavailable"),
        (TradelineError("what"), 500, "internal"),
        (ValueError("what"), 500, "internal"),
        (VaultDamaged("what"), 500, "vault-damaged"),
    ],
)
def test_a_family_of_errors_has_its_status(error: Exception, status: int, name: str) -> None:
    body = rendered(error)
    assert (body["status"], body["type"]) == (status, f"urn:tradeline:problem:{name}")
    assert body["instance"] == f"urn:uuid:{ID}"
    assert body["title"] and body["detail"]


def test_what_was_found_is_repeated_in_few_signs() -> None:
    for found in ("9" * 5_000, 10**5_000, b"x" * 5_000):
        body = rendered(BadContent("day", "a date", found))
        assert len(str(body["detail"])) < 120 and len(str(body["faults"])) < 300
    assert rendered(BadContent("day", "a date", "x" * 60))["detail"] == f"day: a date; found '{'x' * 60}'"


def test_faults_are_all_there() -> None:
    assert (
        rendered(BadInput((FAULT, FAULT)))["faults"]
        == [
            {
                "file": "a.xml",
                "where": "line 3",
                "field": "amount",
                "rule": "amount.decimals",
                "found": "1.234",
                "expected": "at most 2 decimals",
            }
        ]
        * 2
    )


@pytest.mark.parametrize(
    "error",
    [
        Unavailable(SECRET),
        RpcError("eth_call", 1, SECRET, SECRET),
        ProofError(SECRET),
        VaultDamaged(SECRET),
        sqlite3.DatabaseError(SECRET),
        OSError(2, SECRET, SECRET),
        TradelineError(SECRET),
    ],
)
def test_what_only_the_operator_should_read_stands_in_the_log(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    assert SECRET not in json.dumps(rendered(error))
    (line,) = lines(caplog)
    assert (line["error"], line["level"]) == (type(error).__name__, "error")
    assert SECRET in line["event"]


def test_of_an_error_that_nobody_foresaw_the_log_has_the_place_and_not_the_words(
    caplog: pytest.LogCaptureFixture,
) -> None:
    try:
        {}[SECRET]
    except KeyError as error:
        assert SECRET not in json.dumps(rendered(error))
    (line,) = lines(caplog)
    assert (line["error"], line["event"]) == ("KeyError", "failed")
    assert Path(__file__).name in line["trace"][0]
    assert SECRET not in json.dumps(line)
    assert SECRET in caplog.text, "another formatter would say it"


def lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    """What the server's own log would say."""
    return [json.loads(JsonLines().format(record)) for record in caplog.records]


def test_what_the_caller_should_mend_is_said() -> None:
    assert rendered(Misuse("name an issuer"))["detail"] == "name an issuer"


def test_a_refusal_of_the_ledger_has_a_problem_of_its_own_or_is_a_conflict() -> None:
    kinds = [kind for _, kind in inspect.getmembers(refusals, inspect.isclass) if issubclass(kind, Refused)]
    assert len(kinds) > 5
    for kind in kinds:
        assert problem_of(kind.__new__(kind)).status in (403, 404, 409)


def test_no_problem_is_hidden_behind_one_that_stands_before_it() -> None:
    for place, (kind, _) in enumerate(PROBLEMS):
        assert not [earlier for earlier, _ in PROBLEMS[:place] if issubclass(kind, earlier)], kind
    assert len({problem.name for _, problem in PROBLEMS}) == len(PROBLEMS) - 3, (
        "AWAY stands three times, one twice"
    )


@pytest.fixture(scope="module")
def broken() -> Iterator[httpx.Client]:
    """A server whose endpoints fail in ways that nobody foresaw."""
    app = FastAPI()

    @app.get("/fails")
    def fails() -> None:
        raise RuntimeError(SECRET)

    @app.get("/refuses")
    def refuses() -> None:
        raise Refused("as foreseen")

    install(app)
    app.add_middleware(Envelope)
    with served(app) as client:
        yield client


def test_an_error_that_nobody_foresaw_is_a_problem_too(broken: httpx.Client) -> None:
    answer = broken.get("/fails")
    assert (answer.status_code, answer.headers["content-type"]) == (500, MEDIA_TYPE)
    assert answer.json()["instance"] == f"urn:uuid:{answer.headers['x-request-id']}"
    assert SECRET not in answer.text and "Traceback" not in answer.text
    assert broken.get("/refuses").json()["detail"] == "as foreseen"
