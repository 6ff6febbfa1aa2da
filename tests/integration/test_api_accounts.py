"""Accounts over HTTP: a firm opens one, its bank alone says what a month brought, both read it and nobody else."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from api.callers import Scope
from ledger.app.intents import Appoint
from ledger.app.submit import submit
from ledger.core.codes import Capacity
from ledger.core.day import parse_day
from ledger.core.ids import EXTERNAL, TradelineId
from tests.unit.api.bank import BANK, BUYER, RIVAL, SELLER, STRANGER, Server, bank

pytestmark = pytest.mark.xdist_group("api-accounts")

PROBLEM = "urn:tradeline:problem:"
ACCOUNTS = "/v1/accounts"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with bank(tmp_path_factory.mktemp("bank")) as found:
        yield found


@pytest.fixture(scope="module")
def line(server: Server) -> str:
    opened = server.ask("POST", ACCOUNTS, SELLER, json={"bank": BANK, "currency": "EUR"})
    assert opened.status_code == 201, opened.text
    account = opened.json()["account"]
    assert (account["firm"], account["agents"], opened.json()["waiting"]) == (SELLER, [BANK], None)
    return str(account["tradeline"])


def say(server: Server, line: str, month: str, member: Any = BANK, **sums: Any) -> httpx.Response:
    return server.ask("PUT", f"{ACCOUNTS}/{line}/months/{month}", member, json=sums)


def months(server: Server, member: Any) -> dict[str, Any]:
    (account,) = server.ask("GET", ACCOUNTS, member).json()["accounts"]
    return {month["month"]: month for month in account["months"]}


def test_what_the_bank_says_is_read_by_both_and_by_nobody_else(server: Server, line: str) -> None:
    said = say(server, line, "2025-09", received="12345.67", paid_out="0")
    assert said.status_code == 200, said.text
    assert [(one["side"], one["amount"], one["recorded"]) for one in said.json()["said"]] == [
        ("received", "12345.67", True),
        ("paid_out", "0.00", True),
    ]
    for member in (SELLER, BANK):
        found = months(server, member)["2025-09"]
        assert (found["received"], found["agent"], found["counts"]) == ("12345.67", BANK, True)
    assert server.ask("GET", ACCOUNTS, BUYER).json()["accounts"] == []


def test_the_same_again_records_nothing_and_another_sum_is_a_new_word(server: Server, line: str) -> None:
    first = say(server, line, "2025-08", paid_out="10").json()["said"]
    again = say(server, line, "2025-08", paid_out="10.00").json()["said"]
    other = say(server, line, "2025-08", paid_out="9.5").json()["said"]
    assert [one["recorded"] for (one,) in (first, again, other)] == [True, False, True]
    assert (again[0]["commitment"], other[0]["instead_of"]) == (None, "10.00")
    assert months(server, SELLER)["2025-08"]["paid_out"] == "9.50"


def test_every_fault_is_told_at_once(server: Server, line: str) -> None:
    refused = say(server, line, "2099-02", received="-1", paid_out="1.234")
    assert (refused.status_code, refused.json()["type"]) == (422, PROBLEM + "bad-input")
    rules = [fault["rule"] for fault in refused.json()["faults"]]
    assert rules == ["month.ended", "amount.negative", "amount.form"]
    assert say(server, line, "2025-8").json()["faults"][1]["rule"] == "amount.missing"
    assert say(server, line, "2025-08", received=12).json()["type"] == PROBLEM + "bad-request"
    assert say(server, "7", "2025-08", received="1").json()["type"] == PROBLEM + "bad-content"


@pytest.mark.parametrize(
    ("member", "status", "name"),
    [(SELLER, 403, "not-entitled"), (BUYER, 404, "unknown-tradeline"), (RIVAL, 404, "unknown-member")],
)
def test_nobody_else_says_it(server: Server, line: str, member: Any, status: int, name: str) -> None:
    refused = say(server, line, "2025-07", member, received="1")
    assert (refused.status_code, refused.json()["type"]) == (status, PROBLEM + name)
    assert "2025-07" not in months(server, BANK)


@pytest.mark.parametrize("number", ["9" * 5_000 + "-1", "7-" + "9" * 5_000], ids=["opener", "sequence"])
def test_an_account_of_any_length_is_none_and_is_not_said_back(
    server: Server, line: str, number: str
) -> None:
    refused = say(server, number, "2025-07", received="1.00")
    assert (refused.status_code, refused.json()["type"]) == (422, PROBLEM + "bad-content")
    assert len(refused.text) < 1_000
    assert say(server, line, "2025-06", received="1.00").status_code == 200


@pytest.mark.parametrize(
    ("wanted", "status", "name"),
    [
        ({"bank": BANK, "currency": "EUR"}, 409, "refused"),
        ({"bank": BUYER, "currency": "EUR"}, 403, "role-missing"),
        ({"bank": STRANGER, "currency": "EUR"}, 403, "not-a-member"),
        ({"bank": SELLER, "currency": "EUR"}, 400, "misuse"),
        ({"bank": BANK, "currency": "CHF", "on": "2099-01-01"}, 400, "misuse"),
        ({"bank": BANK, "currency": "XXX"}, 422, "bad-content"),
        ({"bank": BANK, "currency": "ZZZ"}, 422, "bad-content"),
        ({"bank": BANK}, 422, "bad-request"),
    ],
)
def test_no_other_account_is_opened(
    server: Server, line: str, wanted: dict[str, Any], status: int, name: str
) -> None:
    refused = server.ask("POST", ACCOUNTS, SELLER, json=wanted)
    assert (refused.status_code, refused.json()["type"]) == (status, PROBLEM + name), refused.text
    assert "Facts(" not in refused.text
    assert len(server.ask("GET", ACCOUNTS, SELLER).json()["accounts"]) == 1


def test_reading_and_writing_need_a_scope_each(server: Server, line: str) -> None:
    calls: list[tuple[str, str, Scope, dict[str, Any]]] = [
        ("GET", ACCOUNTS, Scope.READ, {}),
        ("POST", ACCOUNTS, Scope.SUBMIT, {"json": {"bank": BANK, "currency": "EUR"}}),
        ("PUT", f"{ACCOUNTS}/{line}/months/2025-09", Scope.SUBMIT, {"json": {"received": "12345.67"}}),
    ]
    for method, path, needed, body in calls:
        others = tuple(scope.value for scope in Scope if scope is not needed)
        for scopes, refused in ((others, True), ((needed.value,), False)):
            headers = {"Authorization": f"Bearer {server.token(BANK, scopes)}"}
            answer = server.ask(method, path, None, headers=headers, **body)
            assert ("scope-missing" in answer.text) is refused, (method, scopes)


def test_an_account_that_was_ended_is_told_of_no_more_until_it_goes_on(server: Server) -> None:
    wanted = {"bank": BANK, "currency": "USD", "on": "2025-01-02"}
    line = server.ask("POST", ACCOUNTS, BUYER, json=wanted).json()["account"]["tradeline"]
    assert say(server, line, "2025-03", received="1").status_code == 200
    ended = Appoint(TradelineId.parse(line), Capacity.CREDITOR, EXTERNAL, 0, parse_day("2025-04-01"))
    submit(server.node.desk, BUYER, [ended])
    server.node.flush()
    assert say(server, line, "2025-04", received="1").json()["type"] == PROBLEM + "not-entitled"
    assert server.ask("POST", ACCOUNTS, BUYER, json=wanted).status_code == 409
    again = server.ask("POST", ACCOUNTS, BUYER, json={**wanted, "on": "2025-05-01"}).json()["account"]
    assert (again["tradeline"], [one["month"] for one in again["months"]]) == (line, ["2025-03"])
    assert say(server, line, "2025-04", received="1").status_code == 200
