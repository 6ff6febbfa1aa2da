"""A lender's portfolio and an auditor's tables, over HTTP and by the command, on a real chain."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ledger.app.intents import Accept, Intent, Open, RecordInstalment, Share, State
from ledger.app.submit import Accepted, submit
from ledger.chain import contracts as calls
from ledger.core.codes import Capacity, Kind, Role
from ledger.core.content import Facts, Identity
from ledger.core.day import parse_day
from ledger.core.ids import Member, TradelineId
from ledger.core.money import Money
from tests.integration.test_portfolio_loans import HEADER, invented
from tests.unit.api.bank import BANK, BUYER, PASSPHRASE, RIVAL, SELLER, STRANGER, Server, bank
from tests.unit.cli.spoken import run, run_json

pytestmark = pytest.mark.xdist_group("portfolio-home")

PORTFOLIO = f"/v1/members/{BANK}/portfolio"
AS_OF, TODAY = "2025-09-30", parse_day("2025-01-02")
LATE, SOON = parse_day("2025-06-01"), parse_day("2025-12-01")
RATES = "3/1000,16/1000,36/1000,66/1000,106/1000"
ENV = {"TRADELINE_PASSPHRASE": PASSPHRASE}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The bank, and the seller as another lender, have lent to the buyer."""
    with bank(tmp_path_factory.mktemp("bank")) as found:
        set_roles(found, SELLER, Role.SME | Role.LENDER)
        for lender, name, amount, due in ((BANK, "B-1", 900_00, SOON), (SELLER, "S-1", 300_00, LATE)):
            line = lend(found, lender, name, amount, due)
            say(found, BUYER, Accept(line, TODAY))
        yield found


def set_roles(server: Server, member: Member, roles: Role) -> None:
    server.registrar.perform(server.deployment.contracts.registry, calls.set_roles(member, roles))


def say(server: Server, member: Member, *intents: Intent) -> tuple[Accepted, ...]:
    server.node.follow()
    accepted = submit(server.node.desk, member, intents)
    server.node.flush()
    return accepted


def lend(server: Server, lender: Member, name: str, amount: int, due: int) -> TradelineId:
    identity = Identity(number=name, debtor="[Buyer name]")
    opened, *_ = say(
        server, lender, Open(Kind.LOAN, "EUR", TODAY, Capacity.CREDITOR, BUYER, amount, identity)
    )
    drawn = Facts(Kind.DRAWDOWN, "EUR", amount, TODAY)
    instalment = RecordInstalment(opened.tradeline, name, 1, Money(amount, "EUR"), TODAY, due)  # type: ignore[arg-type]
    say(server, lender, State(opened.tradeline, Capacity.CREDITOR, drawn), instalment)
    return opened.tradeline


def asked(server: Server, **query: str) -> dict[str, Any]:
    found = server.ask("GET", PORTFOLIO, BANK, params={"as_of": AS_OF, **query})
    assert found.status_code == 200, found.text
    return dict(found.json())


def across(server: Server) -> dict[str, Any]:
    [obligor] = asked(server)["books"]["EUR"]["obligors"]
    return dict(obligor["across_lenders"])


def looks(server: Server) -> list[str]:
    return [line.action for line in server.node.vault.access_log.of(BUYER)]


def test_a_lender_sees_what_it_is_owed(server: Server) -> None:
    found = asked(server, rates=RATES)
    assert (found["lender"], found["not_in_books"]) == (BANK, {"sealed": 0, "claims": 0})
    book = found["books"]["EUR"]
    assert book["ageing"] == {"current": 900_00, "1-30": 0, "31-60": 0, "61-90": 0, "91+": 0}
    assert book["provision"]["provided"]["current"] == 270
    [obligor] = book["obligors"]
    assert (obligor["obligor"], obligor["name"]) == (f"member:{BUYER}", "[Buyer name]")
    assert book["vintages"][0]["amount"] == 900_00


def test_the_command_tells_the_same(server: Server) -> None:
    words = ("--home", server.node.settings.home, "--as", BANK, "--as-of", AS_OF)
    told = run_json("portfolio", *words, env=ENV)
    assert told["behind"] is None
    over_http = asked(server)
    assert told["books"] == over_http["books"]
    assert told["known"]["block"] == over_http["known"]["block"]
    printed = run("portfolio", *words, env=ENV).stdout
    assert "900.00 open in 1 obligations of 1 obligors" in printed and "[Buyer name]" in printed


def test_another_lenders_claims_count_by_the_borrowers_consent_alone_and_the_look_is_logged(
    server: Server,
) -> None:
    assert (across(server)["answer"], across(server)["other_lenders"]) == ("not known", 1)
    assert looks(server) == []
    given = server.consent(BUYER, BANK, "history")
    assert across(server) == {
        "answer": "yes", "other_lenders": 1, "read_in_full": True,
        "debts": {"EUR": {"owed": 1_200_00, "late": 300_00}},
    }  # fmt: skip
    assert looks(server) == ["portfolio"]
    registry = server.deployment.contracts.registry
    server.registrar.perform(registry, calls.suspend(BANK))
    assert (across(server)["answer"], looks(server)[1:]) == ("not known", ["refused: portfolio"])
    server.registrar.perform(registry, calls.reinstate(BANK))
    assert (across(server)["answer"], looks(server)[2:]) == ("yes", ["portfolio"])
    assert server.ask("DELETE", f"/v1/consents/{given}", BUYER).status_code == 200
    assert across(server)["answer"] == "not known"
    assert looks(server) == ["portfolio", "refused: portfolio", "portfolio"]


def test_nobody_else_sees_it(server: Server) -> None:
    for member in (SELLER, BUYER, RIVAL, STRANGER):
        found = server.ask("GET", PORTFOLIO, member)
        assert (found.status_code, "balance" in found.text) == (403, False)
    assert server.ask("GET", PORTFOLIO).status_code == 401
    assert server.ask("GET", f"/v1/members/{RIVAL}/portfolio", RIVAL).status_code == 404


@pytest.mark.parametrize(
    "query",
    [{"rates": "1/2"}, {"rates": "1/2,1/2,1/2,1/2,3/2"}, {"rates": "a,b,c,d,e"}, {"cohort_months": "0"}],
)
def test_a_request_without_meaning_is_a_problem(server: Server, query: dict[str, str]) -> None:
    found = server.ask("GET", PORTFOLIO, BANK, params=query)
    assert (found.status_code, found.headers["content-type"]) == (422, "application/problem+json")


def test_an_auditor_tells_what_it_was_shown_and_of_a_few_nothing(server: Server) -> None:
    refused = server.ask("GET", "/v1/supervision", SELLER)
    assert (refused.status_code, refused.json()["type"]) == (403, "urn:tradeline:problem:role-missing")
    set_roles(server, BUYER, Role.SME | Role.AUDITOR)
    found = server.ask("GET", "/v1/supervision", BUYER, params={"as_of": AS_OF}).json()
    assert found["coverage"] == {
        "members": 4, "tradelines": 2, "obligations": 2, "sealed": 0, "void": 0, "claims": 0
    }  # fmt: skip
    [table] = found["tables"]
    assert (table["currency"], table["standing"]) == ("EUR", "between members")
    assert {str(cell) for row in table["cells"].values() for cell in row.values()} == {"None"}


def test_the_command_publishes_the_same(server: Server, tmp_path: Path) -> None:
    set_roles(server, BUYER, Role.SME | Role.AUDITOR)
    out = tmp_path / "published.csv"
    words = ("--home", server.node.settings.home, "--as", BUYER, "--as-of", AS_OF, "--supervisor")
    told = run_json("portfolio", *words, "--csv-out", out, env=ENV)
    over_http = server.ask("GET", "/v1/supervision", BUYER, params={"as_of": AS_OF}).json()
    assert told["tables"] == over_http["tables"]
    assert "EUR,between members,all,all,,,1" in out.read_text("utf-8")
    printed = run("portfolio", *words, env=ENV).stdout
    assert "4 members, 2 tradelines, 2 obligations" in printed
    set_roles(server, BUYER, Role.SME)
    refused = run("portfolio", *words, env=ENV)
    assert (refused.exit_code, "auditor" in refused.stderr) == (1, True)


def test_pages_of_the_same_home_hold_what_each_reader_may_know(server: Server, tmp_path: Path) -> None:
    """The bank reads what it is owed; of that single debt the auditor's page has nothing but that it is suppressed."""
    set_roles(server, BUYER, Role.SME | Role.AUDITOR)
    own, published = tmp_path / "own.html", tmp_path / "published.html"
    home = ("--home", server.node.settings.home, "--as-of", AS_OF)
    assert run("portfolio", *home, "--as", BANK, "--html", own, env=ENV).exit_code == 0
    assert run("portfolio", *home, "--as", BUYER, "--supervisor", "--html", published, env=ENV).exit_code == 0
    set_roles(server, BUYER, Role.SME)
    assert "900.00" in own.read_text("utf-8") and "[Buyer name]" in own.read_text("utf-8")
    text = published.read_text("utf-8")
    assert "× suppressed" in text
    for secret in ("900.00", "90000", "300.00", "30000", "1,200.00", "120000", "[Buyer name]", "B-1"):
        assert secret not in text


def test_what_an_auditor_was_not_shown_is_sealed_to_it(server: Server) -> None:
    set_roles(server, SELLER, Role.SME | Role.LENDER | Role.AUDITOR)
    found = server.ask("GET", "/v1/supervision", SELLER, params={"as_of": AS_OF}).json()
    assert (found["coverage"]["obligations"], found["coverage"]["sealed"]) == (2, 1)
    [line] = (line for line in server.node.index.tradelines_of(BANK))
    say(server, BANK, Share(line, Capacity.CREDITOR, SELLER))
    found = server.ask("GET", "/v1/supervision", SELLER, params={"as_of": AS_OF}).json()
    assert found["coverage"]["sealed"] == 0
    set_roles(server, SELLER, Role.SME | Role.LENDER)


def test_loans_that_were_imported_have_the_vintages_of_their_file(server: Server, tmp_path: Path) -> None:
    """But for what no record can say: a charge-off over nothing, and one of a loan that was never paid out."""
    table = tmp_path / "loans.csv"
    rows = [row.split(",") for row in invented(60)]
    told = [row for row in rows if row[2] and row[3] != "0" and (not row[5] or row[6] != "0")]
    table.write_text("\n".join([HEADER, *map(",".join, told)]) + "\n", encoding="utf-8")
    home = ("--home", server.node.settings.home, "--as", BANK)
    taken = run("import", table, "--profile", "sba-loans", *home, env=ENV)
    assert taken.exit_code == 0, taken.output
    words = ("--as-of", "2012-12-31", "--cohort", "year")
    book = run_json("portfolio", *home, *words, env=ENV)["books"]["USD"]
    own = book["vintages"]
    assert {one["across_lenders"]["answer"] for one in book["obligors"]} == {"not known"}
    filed = run_json("portfolio", "--csv", table, "--profile", "sba-loans", *words)["books"]["USD"][
        "vintages"
    ]
    assert [(one["cohort"], one["booked"], one["amount"]) for one in own] == [
        (one["cohort"], one["booked"], one["amount"]) for one in filed
    ]
    for mine, its in zip(own, filed, strict=True):
        for curve in ("by_count", "by_amount", "by_loss"):
            months = dict(zip(its["months"], its[curve], strict=True))
            assert mine[curve] == [months[month] for month in mine["months"]], curve
    assert any(any(one["by_loss"]) for one in own)
