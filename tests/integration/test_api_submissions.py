"""A firm's file over HTTP, as over the command line: recorded once, or refused with every fault."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.attest.pieces import pieces_of
from ledger.cli.import_report import file_json, outcome_of
from ledger.documents.door import read_file
from tests.unit.api.bank import BANK, BUYER, RIVAL, SELLER, Server, bank, invoice
from tests.unit.documents.planting import INVOICE, planted

SUBMISSIONS = "/v1/submissions"
FAULTY = planted(
    INVOICE,
    ("<cbc:IssueDate>2016-04-06<", "<cbc:IssueDate>2016-04-31<"),
    ('EUR">7197.12</cbc:Pay', 'EUR">7197.123</cbc:Pay'),
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with bank(tmp_path_factory.mktemp("bank")) as found:
        yield found


def recorded_by(server: Server) -> int:
    """Entries that the index has of the seller's tradelines."""
    server.node.follow()
    index = server.node.index
    return sum(len(index.entries(tradeline)) for tradeline in index.tradelines_of(SELLER))


def test_a_file_becomes_records_and_the_same_file_again_nothing(server: Server) -> None:
    sent = server.ask("POST", f"{SUBMISSIONS}?name=a.xml", SELLER, content=invoice("A-1"))
    assert sent.status_code == 200, sent.text
    report = sent.json()
    assert (report["file"], report["outcome"], report["format"]) == ("a.xml", "recorded", "UBL 2.1 Invoice")
    assert report["records"][0]["outcome"] == "recorded"
    assert report["recorded"] == {"member": SELLER, "waiting": None, "chain_refused": []}
    before = recorded_by(server)
    again = server.ask("POST", f"{SUBMISSIONS}?name=a.xml", SELLER, content=invoice("A-1"))
    assert (again.status_code, again.json()["outcome"]) == (200, "already recorded")
    assert again.json()["records"][0]["obligation"] == report["records"][0]["obligation"]
    assert recorded_by(server) == before > 0


def test_a_dry_run_says_what_is_then_recorded_and_records_nothing(server: Server) -> None:
    before, rows = recorded_by(server), server.ask("GET", "/v1/outbox", SELLER).json()["rows"]
    dry = f"{SUBMISSIONS}?name=dry.xml&dry_run=true"
    sent = server.ask("POST", dry, SELLER, content=invoice("DRY-1"))
    assert (sent.status_code, sent.json()["outcome"]) == (200, "accepted")
    assert sent.json()["planned"] == {"member": SELLER, "behind": None}
    assert not {"records", "recorded"} & sent.json().keys()
    assert recorded_by(server) == before
    assert server.ask("GET", "/v1/outbox", SELLER).json()["rows"] == rows
    (plan,) = sent.json()["plan"]
    assert (plan["outcome"], plan["counterparty"]["members"]) == ("to be recorded", [BUYER])
    (record,) = server.ask("POST", SUBMISSIONS, SELLER, content=invoice("DRY-1")).json()["records"]
    assert recorded_by(server) > before
    assert (plan["tradeline"], plan["obligation"]) == (record["tradeline"], record["obligation"])
    (again,) = server.ask("POST", dry, SELLER, content=invoice("DRY-1")).json()["plan"]
    assert (again["outcome"], again["opens"]) == ("already recorded", False)
    assert again["counterparty"]["certainty"] == "known"


def test_a_dry_run_foresees_what_a_rule_refuses(server: Server) -> None:
    assert server.ask("POST", SUBMISSIONS, SELLER, content=invoice("DRY-2")).status_code == 200
    other = invoice("dry 2", amount="9999.00")
    sent = server.ask("POST", f"{SUBMISSIONS}?dry_run=true", SELLER, content=other)
    assert (sent.status_code, sent.json()["outcome"]) == (422, "refused")
    assert "is already recorded" in sent.json()["refused"]


@pytest.mark.parametrize("data", [invoice("S-1"), FAULTY, b"no document"], ids=["good", "faulty", "nothing"])
def test_the_report_is_that_of_the_command_line(server: Server, data: bytes) -> None:
    reading = read_file("s.xml", data)
    expected = json.loads("".join(pieces_of(file_json(reading, outcome_of(reading, None), None))))
    sent = server.ask("POST", f"{SUBMISSIONS}?name=s.xml&dry_run=true", SELLER, content=data).json()
    assert {name: sent[name] for name in expected} == expected


def test_a_faulty_file_is_refused_with_every_fault_at_once(server: Server) -> None:
    before = recorded_by(server)
    sent = server.ask("POST", f"{SUBMISSIONS}?name=f.xml", SELLER, content=FAULTY)
    assert (sent.status_code, sent.headers["content-type"]) == (422, "application/problem+json")
    problem = sent.json()
    assert problem["type"] == "urn:tradeline:problem:file-refused"
    assert (problem["outcome"], problem["file"]) == ("refused", "f.xml")
    assert [fault["rule"] for fault in problem["faults"]] == [
        fault.rule for fault in read_file("f.xml", FAULTY).faults
    ]
    assert len(problem["faults"]) == 2
    assert recorded_by(server) == before


def test_an_invoice_that_says_something_else_under_its_old_number_is_refused(server: Server) -> None:
    assert server.ask("POST", SUBMISSIONS, SELLER, content=invoice("TWICE-1")).status_code == 200
    before = recorded_by(server)
    sent = server.ask("POST", SUBMISSIONS, SELLER, content=invoice("twice-1", amount="9999.00"))
    assert (sent.status_code, sent.json()["outcome"]) == (422, "refused")
    assert "is already recorded" in sent.json()["refused"]
    assert recorded_by(server) == before


def test_a_form_with_one_file_is_the_same(server: Server) -> None:
    sent = server.ask("POST", SUBMISSIONS, SELLER, files={"file": ("m.xml", invoice("M-1"), "text/xml")})
    assert (sent.status_code, sent.json()["outcome"], sent.json()["file"]) == (200, "recorded", "m.xml")


@pytest.mark.parametrize("files", [{"other": b"x"}, [("file", b"x"), ("file", b"y")]], ids=["unnamed", "two"])
def test_a_form_without_its_one_file_is_refused(server: Server, files: object) -> None:
    sent = server.ask("POST", SUBMISSIONS, SELLER, files=files)
    assert (sent.status_code, sent.headers["content-type"]) == (400, "application/problem+json")


def test_a_name_opens_no_file(server: Server, tmp_path: Path) -> None:
    (tmp_path / "there.xml").write_bytes(invoice("PATH-1"))
    sent = server.ask("POST", SUBMISSIONS, SELLER, params={"name": str(tmp_path / "there.xml")}, content=b" ")
    assert (sent.status_code, [fault["rule"] for fault in sent.json()["faults"]]) == (422, ["file.empty"])


def test_a_table_is_read_by_the_profile_that_is_named(server: Server) -> None:
    sent = server.ask("POST", f"{SUBMISSIONS}?profile=no-such&dry_run=true", SELLER, content=b"a,b\n")
    assert (sent.status_code, sent.json()["type"]) == (400, "urn:tradeline:problem:misuse")


def test_the_outbox_is_the_callers_own(server: Server) -> None:
    server.ask("POST", SUBMISSIONS, SELLER, content=invoice("OUT-1"))
    own = server.ask("GET", "/v1/outbox", SELLER).json()
    assert own["member"] == SELLER
    assert {row["state"] for row in own["rows"]} == {"final"}
    assert all(row["transaction"].startswith("0x") for row in own["rows"])
    assert server.ask("GET", "/v1/outbox", BUYER).json() == {
        "member": BUYER,
        "known": own["known"],
        "rows": [],
    }
    assert own["known"]["block"] == server.node.chain.height()


def test_nobody_submits_for_a_member_whose_keys_are_elsewhere(server: Server) -> None:
    sent = server.ask("POST", SUBMISSIONS, RIVAL, content=invoice("R-1"))
    assert (sent.status_code, sent.json()["type"]) == (404, "urn:tradeline:problem:unknown-member")


def test_a_token_of_another_scope_submits_nothing(server: Server) -> None:
    before = recorded_by(server)
    headers = {"Authorization": f"Bearer {server.token(SELLER, ('read',))}"}
    sent = server.ask("POST", SUBMISSIONS, headers=headers, content=invoice("SCOPE-1"))
    assert (sent.status_code, sent.json()["type"]) == (403, "urn:tradeline:problem:scope-missing")
    assert 'error="insufficient_scope"' in sent.headers["www-authenticate"]
    assert recorded_by(server) == before
    headers = {"Authorization": f"Bearer {server.token(SELLER, ('submit',))}"}
    assert server.ask("POST", SUBMISSIONS, headers=headers, content=invoice("SCOPE-1")).status_code == 200


def test_a_bank_s_own_paper_is_left_where_it_is_no_party(server: Server) -> None:
    sent = server.ask("POST", SUBMISSIONS, BANK, content=invoice("B-1"))
    assert (sent.status_code, sent.json()["outcome"]) == (200, "left")
