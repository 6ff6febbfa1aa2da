"""Claims and suppositions over HTTP: computed for the member alone, and nothing is recorded."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from ledger.app.erasure import Target, erase
from ledger.app.intents import Accept
from ledger.app.submit import submit
from ledger.core.day import parse_day
from ledger.core.ids import ObligationId, TradelineId
from tests.unit.api.bank import BUYER, RIVAL, SELLER, STRANGER, Server, bank, invoice

CLAIMS = f"/v1/members/{SELLER}/claims"
SUPPOSED = f"/v1/members/{BUYER}/suppositions"
WANTED = {"debtor": f"member:{BUYER}", "buyer": "public", "as_of": "2025-09-11"}
PROBLEM = "urn:tradeline:problem:"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with bank(tmp_path_factory.mktemp("bank")) as found:
        for number in ("C-1", "C-2"):
            assert found.ask("POST", "/v1/submissions", SELLER, content=invoice(number)).status_code == 200
        yield found


@pytest.fixture(scope="module")
def obligations(server: Server) -> dict[str, str]:
    """By number, once the buyer has accepted the seller's tradeline."""
    history = server.ask("GET", f"/v1/members/{SELLER}/history", SELLER).json()
    (line,) = history["tradelines"]
    refused = ask(server, SUPPOSED, BUYER, {"by": "2016-06-01", "payments": [pay(history["obligations"][0])]})
    assert "stranger's claim" in refused.json()["detail"]
    submit(server.node.desk, BUYER, [Accept(TradelineId.parse(line["tradeline"]), parse_day("2016-04-06"))])
    server.node.flush()
    return {item["number"]: item["obligation"] for item in history["obligations"]}


def pay(obligation: Any, **more: str) -> dict[str, str]:
    named = obligation if isinstance(obligation, str) else obligation["obligation"]
    return {"obligation": named, **more}


def ask(server: Server, path: str, member: Any, body: Any) -> httpx.Response:
    return server.ask("POST", path, member, json=body)


def test_a_claim_is_computed_with_its_records(server: Server, obligations: dict[str, str]) -> None:
    before = server.ask("GET", f"/v1/members/{SELLER}/history", SELLER).json()["known"]["block"]
    delivered = [{"obligation": obligations["C-1"], "day": "2025-09-01"}]
    found = ask(server, CLAIMS, SELLER, {**WANTED, "delivered": delivered})
    assert found.status_code == 200, found.text
    claim = found.json()
    (row,) = claim["claimed"]
    assert (row["number"], row["days_late"], row["open"]) == ("C-1", 10, "7197.12")
    # 719712 for 10 days at 5 in 10,000.
    assert row["interest"] == {"amount": "35.98", "remainder": [1120, 2000]}
    assert claim["totals"]["EUR"]["interest"] == "35.98"
    assert [record["kind"] for record in row["records"]] == ["invoice"]
    assert [(it["number"], it["reason"]) for it in claim["aside"]] == [("C-2", "before")]
    dear = {
        "agreed_rate": {"numerator": 1, "denominator": 1000},
        "lpr": {"numerator": 31, "denominator": 365_000},
    }
    agreed = ask(server, CLAIMS, SELLER, {**WANTED, "delivered": delivered, **dear}).json()
    assert (agreed["rate_a_day"], agreed["rate_ground"], agreed["lpr"]) == (
        [1, 1000],
        "agreed",
        [31, 365_000],
    )
    assert (claim["rate_ground"], claim["agreed_rate"]) == ("unagreed", None)
    assert server.ask("GET", f"/v1/members/{SELLER}/history", SELLER).json()["known"]["block"] == before


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"debtor": f"member:{RIVAL}"}, 400),
        ({"debtor": "Buyer"}, 422),
        ({"buyer": "small"}, 422),
        ({"buyer": None}, 422),
        ({"agreed_rate": {"numerator": 1, "denominator": 1000}}, 400),
        ({"agreed_rate": {"numerator": 1, "denominator": 0}}, 422),
        ({"agreed_rate": {"numerator": 1, "denominator": 2}, "lpr": {"numerator": 0, "denominator": 1}}, 422),
        ({"delivered": [{"obligation": "0x" + "00" * 32, "day": "2025-09-01"}]}, 400),
        ({"as_of": "1969-12-31"}, 422),
        ({"debtor": "tradeline:99-1"}, 400),
        ({"more": 1}, 422),
    ],
)
def test_a_claim_without_meaning_is_refused(
    server: Server, obligations: dict[str, str], change: dict[str, Any], status: int
) -> None:
    found = ask(server, CLAIMS, SELLER, {**WANTED, **change})
    assert (found.status_code, found.headers["content-type"]) == (status, "application/problem+json")


EU = {
    "law": "eu",
    "debtor": f"member:{BUYER}",
    "buyer": "firm",
    "as_of": "2016-06-30",
    "reference_rates": {"source": "ECB", "rates": {"2016-01-01": "0.05%"}},
}


def test_a_claim_by_the_directive_has_rates_and_fixed_sums(
    server: Server, obligations: dict[str, str]
) -> None:
    found = ask(server, CLAIMS, SELLER, EU)
    assert found.status_code == 200, found.text
    claim = found.json()
    (half,) = claim["statutory"]["half_years"]
    assert (half["from"], half["rate"], half["rate_a_day"]) == ("2016-01-01", "8.05%", [161, 730_000])
    assert (claim["law"], claim["totals"]["EUR"]["fixed_sums"]) == ("eu", "80.00")
    first = claim["claimed"][0]
    # 719712 for the days late at 8.05 % of 365: base x days x 161 / 730000.
    exact = divmod(719_712 * first["days_late"] * 161, 730_000)
    assert first["interest"] == {
        "amount": f"{exact[0] // 100}.{exact[0] % 100:02}",
        "remainder": [exact[1], 730_000],
    }
    assert (first["fixed_sum"], first["spells"][0]["rate_a_day"]) == ("40.00", [161, 730_000])
    dear = ask(
        server,
        CLAIMS,
        SELLER,
        {
            **EU,
            "margin": "9%",
            "next_working_day": True,
            "days_in_year": "actual",
            "fixed_sum": {"EUR": "70"},
        },
    )
    assert dear.json()["statutory"]["half_years"][0]["rate_a_day"] == [181, 732_000]
    assert dear.json()["totals"]["EUR"]["fixed_sums"] == "140.00"
    agreed = {key: EU[key] for key in ("law", "debtor", "buyer", "as_of")}
    flat = ask(
        server, CLAIMS, SELLER, {**agreed, "agreed_rate": {"numerator": 1, "denominator": 7300}}
    ).json()
    assert (flat["statutory"], flat["agreed_rate"]) == (None, [1, 7300])


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"law": "us"}, 422),
        ({"law": ["eu"]}, 422),
        ({"law": None}, 422),
        ({"law": "cn"}, 422),
        ({"buyer": "large"}, 422),
        ({"lpr": {"numerator": 1, "denominator": 10_000}}, 422),
        ({"as_of": "2016-07-01"}, 400),
        ({"reference_rates": None}, 400),
        ({"reference_rates": {"source": "", "rates": {"2016-01-01": "1%"}}}, 422),
        ({"reference_rates": {"source": "x", "rates": {}}}, 422),
        ({"reference_rates": {"source": "x", "rates": {"2016-02-01": "1%", "soon": "1%"}}}, 422),
        ({"reference_rates": {"source": "x", "rates": {"2016-01-01": "1000000000%"}}}, 422),
        ({"reference_rates": {"source": "x", "rates": {"2016-01-01": "999%"}}}, 422),
        ({"margin": "7.9%"}, 422),
        ({"margin": "9"}, 422),
        ({"days_in_year": "366"}, 422),
        ({"holidays": ["2016-05-05"]}, 400),
        ({"next_working_day": True, "holidays": ["soon"]}, 422),
        ({"fixed_sum": {"SEK": "450.00"}}, 400),
        ({"fixed_sum": {"EUR": "39.99"}}, 400),
        ({"fixed_sum": {"EURO": "40.00"}}, 422),
        ({"fixed_sum": {"EUR": "forty"}}, 422),
        ({"agreed_rate": {"numerator": 1, "denominator": 7300}}, 400),
        ({"agreed_rate": {"numerator": 1, "denominator": 1}, "reference_rates": None}, 422),
        (
            {
                "agreed_rate": {"numerator": 1, "denominator": 7300},
                "reference_rates": None,
                "buyer": "public",
            },
            400,
        ),
    ],
)
def test_a_claim_that_the_directive_does_not_know_is_refused(
    server: Server, obligations: dict[str, str], change: dict[str, Any], status: int
) -> None:
    found = ask(server, CLAIMS, SELLER, {**EU, **change})
    assert (found.status_code, found.headers["content-type"]) == (status, "application/problem+json"), (
        found.text
    )


def test_figures_with_payments_stand_beside_those_without(
    server: Server, obligations: dict[str, str]
) -> None:
    payments = [pay(obligations["C-1"], day="2016-05-01"), pay(obligations["C-2"], amount="7000.00")]
    wanted = {"by": "2016-06-01", "payments": payments, "confirmed": "payee"}
    found = ask(server, SUPPOSED, BUYER, wanted)
    assert found.status_code == 200, found.text
    told = found.json()
    figures = server.ask("GET", f"/v1/members/{BUYER}/figures?as_of=2016-06-01", BUYER).json()["sides"]
    assert told["without"]["sides"] == figures
    assert [(it["amount"], it["day"], it["binds"]) for it in told["payments"]] == [
        ("7197.12", "2016-05-01", True),
        ("7000.00", "2016-06-01", True),
    ]
    paid = told["supposing"]["sides"]["pays"]["EUR"]["headline"]["all"]
    assert sum(paid["ageing"].values()) == 719_712 - 700_000
    assert (
        ask(server, SUPPOSED, BUYER, {"by": "2016-06-01", "all_overdue": True}).json()["payments"][0]["grade"]
        == "C"
    )
    reach = {"by": "2016-06-01", "on": "2016-04-21", "reach": {"index": 7_000}}
    reached = ask(server, SUPPOSED, BUYER, reach).json()["reach"]
    assert (reached["reached"], len(reached["payments"])) == (True, 2)
    assert (
        server.ask("GET", f"/v1/members/{BUYER}/figures?as_of=2016-06-01", BUYER).json()["sides"] == figures
    )


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({}, 400),
        ({"all_overdue": True, "reach": {"index": 7_000}}, 400),
        ({"all_overdue": True, "on": "2016-06-02"}, 400),
        ({"all_overdue": True, "by": "2016-04-07"}, 400),
        ({"payments": [{"obligation": "0x" + "00" * 32}]}, 400),
        ({"reach": {"index": 0}}, 422),
        ({"reach": {"index": 10_001}}, 422),
        ({"reach": {"index": 7_000, "currency": "USD"}}, 400),
        ({"all_overdue": True, "confirmed": "agent"}, 400),
        ({"all_overdue": "yes", "more": 1}, 422),
    ],
)
def test_a_supposition_without_meaning_is_refused(
    server: Server, obligations: dict[str, str], change: dict[str, Any], status: int
) -> None:
    found = ask(server, SUPPOSED, BUYER, {"by": "2016-06-01", **change})
    assert (found.status_code, found.headers["content-type"]) == (status, "application/problem+json"), (
        found.text
    )


def test_both_are_the_members_own_to_ask(server: Server, obligations: dict[str, str]) -> None:
    supposed = {"by": "2016-06-01", "all_overdue": True}
    for path, body, own in ((CLAIMS, WANTED, SELLER), (SUPPOSED, supposed, BUYER)):
        for other in {SELLER, BUYER, RIVAL} - {own}:
            found = ask(server, path, other, body)
            assert (found.status_code, found.json()["type"]) == (403, f"{PROBLEM}wrong-caller")
            assert "7197" not in found.text
        missing = path.replace(f"/{own}/", f"/{STRANGER}/")
        assert ask(server, missing, own, body).json()["type"] == f"{PROBLEM}unknown-member"
        assert server.ask("POST", path, None, json=body).status_code == 401
        assert ask(server, path, own, body).status_code == 200


def test_what_is_sealed_to_the_node_is_counted(server: Server, obligations: dict[str, str]) -> None:
    """Last: what is erased here is missing from then on."""
    assert server.ask("POST", "/v1/submissions", SELLER, content=invoice("C-3")).status_code == 200
    wanted = {"by": "2016-06-01", "payments": [pay(obligations["C-1"])]}
    revisions = f"/v1/members/{BUYER}/revisions?known_on=2100-01-01&as_of=2016-06-01"

    def told() -> tuple[int, int]:
        supposed, revised = ask(server, SUPPOSED, BUYER, wanted), server.ask("GET", revisions, BUYER)
        assert (supposed.status_code, revised.status_code) == (200, 200), supposed.text + revised.text
        return supposed.json()["sealed"], revised.json()["sealed"]

    assert told() == (0, 0)
    history = server.ask("GET", f"/v1/members/{SELLER}/history", SELLER).json()
    [(line, last)] = [
        (one["tradeline"], one["obligation"]) for one in history["obligations"] if one["number"] == "C-3"
    ]
    target = Target(TradelineId.parse(line), ObligationId(bytes.fromhex(last[2:])))
    for member in (SELLER, BUYER):
        erase(server.node.desk, server.node.registrations(member), member, target, 1_750_000_000)
    assert told() == (1, 1)
    assert [
        one["entries"]["sealed"]
        for one in server.ask("GET", f"/v1/members/{BUYER}/history", BUYER).json()["tradelines"]
    ] == [1]
