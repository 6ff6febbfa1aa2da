"""Bodies made to harm, and a node that goes away: a clear problem, nothing changed, nothing lost, nothing told."""

import os
import signal
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from api.courier import Courier
from api.envelope import BODY_BYTES, FILE_BYTES
from ledger.app.ports import OutboxState
from ledger.chain.engines.anvil import anvil
from tests.unit.api.bank import BANK, RIVAL, SELLER, Server, bank, invoice, turns_of
from tests.unit.documents.planting import INVOICE, planted

JSON = {"Content-Type": "application/json"}
TABLE = (
    b"invoiceNumber,customerID,InvoiceDate,DueDate,InvoiceAmount,Disputed,SettledDate\n"
    b"1001,C-17,1/6/2025,2/5/2025,1250.00,No,2/3/2025\n"
)
CONSENT = b'{"reader": 4, "purpose": "history", "until": "2149-01-01"}'


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with bank(tmp_path_factory.mktemp("bank")) as found:
        yield found


def is_problem(response: httpx.Response, status: int) -> bool:
    """Whether it is a problem of this status, whole, with the id that its header has."""
    body = response.json()
    whole = {"type", "title", "status", "detail", "instance"} <= set(body)
    same = body["instance"] == f"urn:uuid:{response.headers['x-request-id']}"
    kind = response.headers["content-type"] == "application/problem+json"
    return whole and same and kind and response.status_code == body["status"] == status


def consents(server: Server) -> int:
    return len(server.node.vault.consents.all(SELLER))


@pytest.mark.parametrize(
    ("path", "limit"),
    [("/v1/consents", BODY_BYTES), ("/v1/submissions", FILE_BYTES), ("/v1/verifications", FILE_BYTES)],
)
def test_a_body_that_is_too_large_is_not_taken(server: Server, path: str, limit: int) -> None:
    assert is_problem(server.ask("POST", path, SELLER, content=b" " * (limit + 1)), 413)
    assert server.ask("POST", path, SELLER, content=b" " * limit).status_code != 413


@pytest.mark.parametrize("path", ["/v1/consents", "/v1/submissions"])
def test_a_body_whose_length_is_not_said_is_not_taken_either(server: Server, path: str) -> None:
    pieces = iter([b" " * BODY_BYTES] * (FILE_BYTES // BODY_BYTES + 1))
    assert is_problem(server.ask("POST", path, SELLER, content=pieces), 413)


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"",
        b"\xff\xfe",
        b"[" * 20_000,
        b'{"reader":' * 5_000,
        CONSENT[:-1] + b', "reader": 4}',
        CONSENT.replace(b"4", b"4.0"),
        CONSENT.replace(b"4", b"NaN"),
        CONSENT.replace(b"4", b"9" * 5_000),
        CONSENT.replace(b"4", b"null"),
        b"[]",
        b'"text"',
    ],
    ids=str,
)
def test_json_that_is_malformed_deep_or_ambiguous_changes_nothing(server: Server, body: bytes) -> None:
    before = consents(server)
    found = server.ask("POST", "/v1/consents", SELLER, content=body, headers=JSON)
    assert is_problem(found, found.status_code) and found.status_code in (400, 422)
    assert consents(server) == before


def test_the_same_json_when_it_is_well_formed_is_taken(server: Server) -> None:
    assert server.ask("POST", "/v1/consents", SELLER, content=CONSENT, headers=JSON).status_code == 201


def test_json_that_does_not_say_so_is_no_json(server: Server) -> None:
    found = server.ask(
        "POST", "/v1/consents", SELLER, content=CONSENT, headers={"Content-Type": "text/plain"}
    )
    assert is_problem(found, 422)


def test_what_was_sent_is_not_said_again(server: Server) -> None:
    found = server.ask("POST", "/v1/consents", SELLER, json={"reader": "my secret", "purpose": "my secret"})
    assert is_problem(found, 422)
    assert "my secret" not in found.text
    assert {fault["field"] for fault in found.json()["faults"]} == {"reader", "purpose", "until"}


def test_an_entity_bomb_is_refused_by_its_rule(server: Server) -> None:
    entities = '<!ENTITY e0 "lol">' + "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    bomb = planted(
        INVOICE, ("<ubl:Invoice ", f"<!DOCTYPE Invoice [{entities}]><ubl:Invoice "), (">R123456<", ">&e9;<")
    )
    found = server.ask("POST", "/v1/submissions", SELLER, content=bomb)
    assert is_problem(found, 422)
    assert [fault["rule"] for fault in found.json()["faults"]] == ["xml.doctype"]
    assert server.node.vault.outbox.rows(SELLER) == ()


@pytest.mark.parametrize(
    "path", ["/", "/docs", "/redoc", "/v1", "/v1/nothing", "/v1/members/2", "/../../etc/passwd"]
)
def test_what_is_not_there_is_a_problem(server: Server, path: str) -> None:
    assert is_problem(server.ask("GET", path, SELLER), 404)


def test_another_method_is_a_problem(server: Server) -> None:
    assert is_problem(server.ask("DELETE", "/v1/outbox", SELLER), 405)


def test_every_answer_has_an_id_of_its_own_and_is_kept_by_nobody(server: Server) -> None:
    answers = [server.ask("GET", "/health") for _ in range(2)]
    assert len({str(uuid.UUID(answer.headers["x-request-id"])) for answer in answers}) == 2
    assert {answer.headers["cache-control"] for answer in answers} == {"no-store"}
    for forged in ("mine", "", f"{uuid.uuid4()}\u00e9", f"{uuid.uuid4()},{uuid.uuid4()}", "0" * 4096):
        answer = server.ask("GET", "/health", headers={"X-Request-Id": forged.encode()})  # type: ignore[dict-item]
        assert str(uuid.UUID(answer.headers["x-request-id"])) not in forged
    sent = str(uuid.uuid4())
    known = server.ask("GET", "/v1/nothing", headers={"X-Request-Id": sent})
    assert (known.headers["x-request-id"], known.json()["instance"]) == (sent, f"urn:uuid:{sent}")


def test_health_says_how_far_the_index_is(server: Server) -> None:
    assert server.ask("GET", "/health").status_code == 200
    server.ask("GET", f"/v1/members/{SELLER}/history", SELLER)
    assert server.ask("GET", "/health").json()["status"] == "ok"
    server.engine.mine()
    behind = server.ask("GET", "/health").json()
    assert (behind["status"], behind["chain"] - behind["index"]) == ("behind", 1)
    Courier(turns_of(server.node)).round()
    assert server.ask("GET", "/health").json()["status"] == "ok"


def test_the_ledger_is_named_to_members_alone(server: Server) -> None:
    contracts = server.deployment.contracts
    found = server.ask("GET", "/v1/ledger", RIVAL).json()
    assert found["chain_id"] == contracts.chain_id
    assert found["contracts"]["ledger"] == f"0x{contracts.ledger.hex()}"
    assert found["finalised"] <= found["index"]
    assert is_problem(server.ask("GET", "/v1/ledger"), 401)


def test_a_node_that_goes_away_is_told_and_nothing_is_lost(tmp_path: Path) -> None:
    state = tmp_path / "chain.json"
    with bank(tmp_path, state) as server:
        assert server.ask("GET", f"/v1/members/{SELLER}/history", SELLER).status_code == 200
        consent = server.consent(SELLER, RIVAL, "history")
        os.kill(server.engine.pid, signal.SIGTERM)
        while server.ask("GET", "/health").json()["status"] != "down":
            time.sleep(0.1)
        told = [
            server.ask("GET", f"/v1/members/{SELLER}/history", SELLER),
            server.ask("GET", f"/v1/members/{SELLER}/history", RIVAL),
            server.ask("DELETE", f"/v1/consents/{consent}", SELLER),
            server.ask("POST", "/v1/attestations", SELLER, json={"member": int(SELLER)}),
        ]
        assert all(is_problem(answer, 503) and "retry-after" in answer.headers for answer in told)
        down = server.ask("GET", "/health")
        assert (down.status_code, down.json()["status"]) == (503, "down")
        sent = server.ask("POST", "/v1/submissions", SELLER, content=invoice("AWAY-1"))
        assert (sent.status_code, sent.json()["outcome"]) == (200, "recorded")
        assert sent.json()["recorded"]["waiting"] == "the chain's node does not answer"
        table = server.ask("POST", "/v1/submissions?profile=receivables", BANK, content=TABLE)
        assert [item["outcome"] for item in table.json()["records"]] == ["recorded", "left"]
        assert table.json()["records"][1]["reason"].endswith("the chain's node does not answer")
        rows = server.node.vault.outbox.rows(SELLER)
        assert rows and {row.state for row in rows} == {OutboxState.ACCEPTED}
        courier = Courier(turns_of(server.node))
        courier.round()
        assert not any("127.0.0.1" in answer.text for answer in (*told, down, sent, table)), (
            "the node's address is nobody's"
        )
        port = int(server.engine.url.rpartition(":")[2])
        with anvil(state, port=port):
            for _ in range(5):
                courier.round()
            assert {row["state"] for row in server.ask("GET", "/v1/outbox", SELLER).json()["rows"]} == {
                "final"
            }
            history = server.ask("GET", f"/v1/members/{SELLER}/history", RIVAL).json()
            assert [item["amount"] for item in history["obligations"]] == ["7197.12"], (
                "the consent stands as it stood"
            )
