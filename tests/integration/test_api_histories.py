"""A history leaves for its own member, and for another one by a consent that stands on chain; every look is logged."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from ledger.chain import contracts as calls
from ledger.core.ids import Member
from ledger.rulebook.rulebook import STANDARD
from tests.unit.api.bank import BANK, BUYER, RIVAL, SELLER, STRANGER, Server, bank, invoice

HISTORY = f"/v1/members/{SELLER}/history"
FIGURES = f"/v1/members/{SELLER}/figures"
PROBLEM = "urn:tradeline:problem:"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with bank(tmp_path_factory.mktemp("bank")) as found:
        for number in ("H-1", "H-2"):
            assert found.ask("POST", "/v1/submissions", SELLER, content=invoice(number)).status_code == 200
        yield found


def refused_as(response: httpx.Response, status: int, problem: str) -> bool:
    """Whether it is this problem, and says nothing of what was recorded."""
    silent = not any(word in response.text for word in ("7197.12", "719712", "H-1", "Buyer", "obligation"))
    return (response.status_code, response.json()["type"], silent) == (status, PROBLEM + problem, True)


def test_a_member_reads_its_own_history_with_names(server: Server) -> None:
    found = server.ask("GET", HISTORY, SELLER)
    assert found.status_code == 200, found.text
    history = found.json()
    assert [item["number"] for item in history["obligations"]] == ["H-1", "H-2"]
    assert {(item["amount"], item["open"], item["side"]) for item in history["obligations"]} == {
        ("7197.12", "7197.12", "is_paid")
    }
    [tradeline] = history["tradelines"]
    assert (tradeline["creditor"], tradeline["debtor"], tradeline["name"]) == (SELLER, BUYER, "[Buyer name]")
    assert tradeline["entries"] == {"total": 4, "sealed": 0, "void": 0}


def test_invoices_that_are_alike_are_named_to_each_other(server: Server) -> None:
    obligations = server.ask("GET", HISTORY, SELLER).json()["obligations"]
    first, second = (item["obligation"] for item in obligations)
    assert [item["near"] for item in obligations] == [[second], [first]]


def test_figures_are_those_of_the_rulebook_on_the_day_asked_for(server: Server) -> None:
    found = server.ask("GET", f"{FIGURES}?as_of=2016-05-01", SELLER).json()
    assert (found["as_of"], found["rulebook"]["id"]) == ("2016-05-01", STANDARD.id)
    assert found["sides"]["is_paid"]["EUR"]["headline"]["all"]["ageing"]["1-30"] == 2 * 719_712
    # Ten years later no window holds them, but the default clocks go on while they are unpaid.
    today = server.ask("GET", FIGURES, SELLER).json()["sides"]["is_paid"]["EUR"]
    assert today["headline"]["all"]["obligations"] == 0
    assert today["defaults"]["ifrs9"]["level"] == 3


@pytest.mark.parametrize("path", [HISTORY, FIGURES])
def test_without_a_token_that_is_valid_nothing_leaves(server: Server, path: str) -> None:
    revoked = server.token(SELLER)
    server.node.vault.tokens.revoke(revoked[:16], 0)
    good = server.token(SELLER)
    other_secret = good[:16] + server.token(SELLER)[16:]
    sent = [
        {},
        {"Authorization": "Bearer"},
        {"Authorization": f"Basic {good}"},
        *(
            {"Authorization": f"Bearer {token}"}
            for token in ("00", "no hex", good[:-2], other_secret, revoked, server.token(SELLER, expires=1))
        ),
    ]
    for headers in sent:
        found = server.ask("GET", path, headers=headers)
        assert refused_as(found, 401, "no-token"), headers
        assert found.headers["www-authenticate"].startswith("Bearer")
    assert server.ask("GET", path, headers={"Authorization": f"Bearer {good}"}).status_code == 200


@pytest.mark.parametrize("path", [HISTORY, FIGURES])
def test_another_member_reads_by_consent_and_only_while_it_stands(server: Server, path: str) -> None:
    assert refused_as(server.ask("GET", path, RIVAL), 403, "no-consent")
    assert refused_as(server.ask("GET", path, BANK), 403, "no-consent"), "the host is another member too"
    commitment = server.consent(SELLER, RIVAL, "history")
    assert server.ask("GET", path, RIVAL).status_code == 200
    assert refused_as(server.ask("GET", path, BUYER), 403, "no-consent"), "it was given to one reader"
    assert refused_as(server.ask("GET", path.replace("/2/", "/3/"), RIVAL), 403, "no-consent"), (
        "and by one member"
    )
    withdrawn = server.ask("DELETE", f"/v1/consents/{commitment}", SELLER)
    assert (withdrawn.status_code, withdrawn.json()["stands"]) == (200, False)
    assert refused_as(server.ask("GET", path, RIVAL), 403, "no-consent")


def test_a_reader_by_consent_sees_amounts_and_no_names(server: Server) -> None:
    commitment = server.consent(SELLER, RIVAL, "history")
    found = server.ask("GET", HISTORY, RIVAL)
    assert [item["amount"] for item in found.json()["obligations"]] == ["7197.12", "7197.12"]
    assert {item["number"] for item in found.json()["obligations"]} == {None}
    assert "Buyer" not in found.text and "H-1" not in found.text
    server.ask("DELETE", f"/v1/consents/{commitment}", SELLER)


def test_a_consent_withdrawn_elsewhere_counts_at_once(server: Server) -> None:
    commitment = server.consent(SELLER, RIVAL, "history")
    assert server.ask("GET", HISTORY, RIVAL).status_code == 200
    # Past this server: the index learns of it from the chain alone.
    sender = server.node.own_sender(SELLER)
    sender.perform(
        server.deployment.contracts.attestations, calls.withdraw_consent(bytes.fromhex(commitment[2:]))
    )
    assert refused_as(server.ask("GET", HISTORY, RIVAL), 403, "no-consent")


def test_a_consent_for_another_purpose_or_of_yesterday_opens_nothing(server: Server) -> None:
    yesterday = (datetime.now(UTC) - timedelta(days=1)).date().isoformat()
    given = [
        server.consent(SELLER, RIVAL, "attestation"),
        server.consent(SELLER, RIVAL, "history", yesterday),
    ]
    assert refused_as(server.ask("GET", HISTORY, RIVAL), 403, "no-consent")
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()
    given.append(server.consent(SELLER, RIVAL, "history", tomorrow))
    assert server.ask("GET", HISTORY, RIVAL).status_code == 200
    for commitment in given:
        server.ask("DELETE", f"/v1/consents/{commitment}", SELLER)


def test_who_is_no_active_member_reads_nothing_even_with_consent(server: Server) -> None:
    registry = server.deployment.contracts.registry
    assert refused_as(server.ask("GET", HISTORY, STRANGER), 403, "not-a-member")
    commitment = server.consent(SELLER, RIVAL, "history")
    server.registrar.perform(registry, calls.suspend(RIVAL))
    assert refused_as(server.ask("GET", HISTORY, RIVAL), 403, "not-a-member")
    server.registrar.perform(registry, calls.reinstate(RIVAL))
    assert server.ask("GET", HISTORY, RIVAL).status_code == 200
    server.ask("DELETE", f"/v1/consents/{commitment}", SELLER)


def test_a_suspended_member_still_reads_its_own_history(server: Server) -> None:
    registry = server.deployment.contracts.registry
    server.registrar.perform(registry, calls.suspend(SELLER))
    assert server.ask("GET", HISTORY, SELLER).status_code == 200
    stopped = server.ask("POST", "/v1/submissions", SELLER, content=invoice("SUSPENDED-1"))
    assert (stopped.status_code, stopped.json()["refused"]) == (422, f"member {SELLER} is suspended")
    server.registrar.perform(registry, calls.reinstate(SELLER))


@pytest.mark.parametrize("member", [RIVAL, STRANGER, 4_294_967_295])
def test_a_member_that_is_not_here_is_not_found(server: Server, member: int) -> None:
    found = server.ask("GET", f"/v1/members/{member}/history", SELLER)
    assert refused_as(found, 404, "unknown-member")


@pytest.mark.parametrize("member", ["0", "-1", "4294967296", "x", "1.5"])
def test_what_is_no_member_number_is_a_fault(server: Server, member: str) -> None:
    found = server.ask("GET", f"/v1/members/{member}/history", SELLER)
    assert refused_as(found, 422, "bad-request")
    assert [fault["field"] for fault in found.json()["faults"]] == ["member"]


@pytest.mark.parametrize(
    "query", ["as_of=1969-12-31", "as_of=2150-01-01", "known_on=x", "as_of=2026-02-30", "rulebook=none"]
)
def test_a_day_or_rulebook_that_there_is_not_is_a_fault(server: Server, query: str) -> None:
    found = server.ask("GET", f"{FIGURES}?{query}", SELLER)
    assert found.status_code in (400, 422)
    assert server.ask("GET", f"{FIGURES}?as_of=2149-06-06&known_on=2149-06-06", SELLER).status_code == 200


def test_every_look_and_every_refusal_is_logged_for_the_member_alone(server: Server) -> None:
    before = len(server.ask("GET", f"/v1/members/{SELLER}/accesses", SELLER).json()["accesses"])
    server.ask("GET", HISTORY, RIVAL)
    server.ask("GET", FIGURES, SELLER)
    lines = server.ask("GET", f"/v1/members/{SELLER}/accesses", SELLER).json()["accesses"][before:]
    assert [(line["actor"].split(",")[0], line["action"]) for line in lines] == [
        (f"member {RIVAL}", "refused: history"),
        (f"member {SELLER}", "history"),
    ]
    assert refused_as(server.ask("GET", f"/v1/members/{SELLER}/accesses", RIVAL), 403, "wrong-caller")


def test_as_known_on_a_day_and_as_of_a_day(server: Server) -> None:
    first = datetime.fromtimestamp(server.ask("GET", HISTORY, SELLER).json()["known"]["time"], UTC)
    server.engine.rpc.write("evm_setNextBlockTimestamp", int((first + timedelta(days=2)).timestamp()))
    assert server.ask("POST", "/v1/submissions", SELLER, content=invoice("H-3")).status_code == 200

    def numbers(query: str) -> list[str]:
        return [item["number"] for item in server.ask("GET", HISTORY + query, SELLER).json()["obligations"]]

    assert numbers("") == ["H-1", "H-2", "H-3"]
    assert numbers(f"?known_on={first.date()}") == ["H-1", "H-2"]
    assert numbers(f"?known_on={(first + timedelta(days=1)).date()}") == ["H-1", "H-2"]
    assert numbers(f"?known_on={(first + timedelta(days=2)).date()}") == ["H-1", "H-2", "H-3"]
    assert numbers("?as_of=2016-04-05") == []
    assert numbers("?as_of=2016-04-06") == ["H-1", "H-2", "H-3"]
    assert numbers("?known_on=2020-01-01") == []


def test_what_was_known_on_a_day_stands_beside_what_is_known_now(server: Server) -> None:
    first = datetime.fromtimestamp(server.ask("GET", HISTORY, SELLER).json()["known"]["time"], UTC)
    told = server.ask("GET", f"{FIGURES}?as_of=2016-05-01", SELLER).json()
    server.engine.rpc.write("evm_setNextBlockTimestamp", int((first + timedelta(days=2)).timestamp()))
    assert server.ask("POST", "/v1/submissions", SELLER, content=invoice("H-9")).status_code == 200
    path = f"/v1/members/{SELLER}/revisions?as_of=2016-05-01&known_on="
    found = server.ask("GET", f"{path}{first.date()}", SELLER)
    assert found.status_code == 200, found.text
    (revised,) = found.json()["obligations"]
    assert (revised["number"], revised["then"], revised["now"]["amount"]) == ("H-9", None, "7197.12")
    assert [record["kind"] for record in revised["records"]] == ["invoice"]
    place = ["is_paid", "EUR", "headline", "all", "ageing", "1-30"]
    (change,) = [one for one in found.json()["changes"] if one["place"] == place]
    assert change["then"] == told["sides"]["is_paid"]["EUR"]["headline"]["all"]["ageing"]["1-30"]
    assert change["now"] == change["then"] + 719_712
    same = server.ask("GET", f"{path}2149-06-06", SELLER).json()
    assert (same["changes"], same["obligations"], same["known_then"]) == ([], [], same["known_now"])
    assert refused_as(server.ask("GET", f"{path}{first.date()}", RIVAL), 403, "no-consent")
    commitment = server.consent(SELLER, RIVAL, "history")
    read = server.ask("GET", f"{path}{first.date()}", RIVAL)
    assert [one["number"] for one in read.json()["obligations"]] == [None]
    assert "H-9" not in read.text
    server.ask("DELETE", f"/v1/consents/{commitment}", SELLER)
    assert server.ask("GET", path.removesuffix("&known_on="), SELLER).status_code == 422


def test_consents_are_listed_for_the_member_that_gave_them(server: Server) -> None:
    commitment = server.consent(BUYER, RIVAL, "history")
    assert server.consent(BUYER, RIVAL, "history") == commitment, "the same consent is one while it stands"
    listed = server.ask("GET", "/v1/consents", BUYER).json()["consents"]
    assert [(item["commitment"], item["reader"], item["stands"]) for item in listed] == [
        (commitment, RIVAL, True)
    ]
    stolen = server.ask("DELETE", f"/v1/consents/{commitment}", SELLER)
    assert (stolen.status_code, stolen.json()["type"]) == (404, "about:blank")
    assert server.ask("GET", f"/v1/members/{BUYER}/history", RIVAL).status_code == 200


@pytest.mark.parametrize(
    ("change", "status"),
    [({"reader": SELLER}, 400), ({"reader": STRANGER}, 403), ({"until": "2150-01-01"}, 422), ({"purpose": "any"}, 422),
     ({"reader": 0}, 422), ({"reader": "4"}, 422), ({"more": 1}, 422), ({"until": None}, 422)],
)  # fmt: skip
def test_a_consent_without_meaning_is_refused(server: Server, change: dict[str, object], status: int) -> None:
    wanted = {"reader": int(RIVAL), "purpose": "history", "until": "2149-01-01", **change}
    found = server.ask("POST", "/v1/consents", Member(SELLER), json=wanted)
    assert (found.status_code, found.headers["content-type"]) == (status, "application/problem+json")
