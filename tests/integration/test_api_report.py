"""The report over HTTP: for the member with names, for another one by consent without, and a page that runs nothing."""

from collections.abc import Iterator

import pytest

from ledger.report.html import POLICY
from tests.unit.api.bank import RIVAL, SELLER, STRANGER, Server, bank, invoice
from tests.unit.report.printed import Printed

REPORT = f"/v1/members/{SELLER}/report"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with bank(tmp_path_factory.mktemp("bank")) as found:
        assert found.ask("POST", "/v1/submissions", SELLER, content=invoice("H-1")).status_code == 200
        yield found


def test_the_member_gets_the_page_of_the_figures_that_it_gets(server: Server) -> None:
    found = server.ask("GET", f"{REPORT}?as_of=2016-05-01", SELLER)
    assert found.status_code == 200, found.text
    assert found.headers["content-type"] == "text/html; charset=utf-8"
    assert found.headers["content-security-policy"] == POLICY
    page = Printed(found.text)
    figures = server.ask("GET", f"/v1/members/{SELLER}/figures?as_of=2016-05-01", SELLER).json()
    ageing = figures["sides"]["is_paid"]["EUR"]["headline"]["all"]["ageing"]
    shown = page.section("Is paid, EUR").rows(0)["open, 1–30 days late"][2]
    assert int(shown.replace(",", "").replace(".", "")) == ageing["1-30"] == 719_712
    assert "H-1" in page.text and f"{figures['known']['block']} " in page.text


def test_another_member_sees_it_by_consent_and_no_names_in_it(server: Server) -> None:
    refused = server.ask("GET", REPORT, RIVAL)
    assert (refused.status_code, refused.json()["type"].rpartition(":")[2]) == (403, "no-consent")
    server.consent(SELLER, RIVAL, "history")
    page = Printed(server.ask("GET", f"{REPORT}?as_of=2016-05-01", RIVAL).text)
    assert page.section(f"member {SELLER}").level == 1
    assert not {"H-1", "[Buyer name]", "[Seller name]"} & set(page.text.split("\n"))
    assert page.section("Ageing of the open balance").tables[1][1][0] == "sealed"
    assert server.ask("GET", REPORT, STRANGER).status_code == 403


def test_its_words_are_in_the_language_that_is_asked_for(server: Server) -> None:
    page = Printed(server.ask("GET", f"{REPORT}?as_of=2016-05-01&language=zh", SELLER).text)
    assert page.attributes("html") == [{"lang": "zh-Hans"}]
    wrong = server.ask("GET", f"{REPORT}?language=de", SELLER)
    assert (wrong.status_code, wrong.json()["type"].rpartition(":")[2]) == (422, "bad-request")
