"""A table that nobody knows, over HTTP: a profile is proposed, shown, remembered, and read by from then on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.core.ids import Member
from ledger.documents.remembered import SIZE
from tests.unit.api.bank import BUYER, RIVAL, SELLER, Server, bank
from tests.unit.cli.spoken import run_json

SAMPLES = Path(__file__).parents[2] / "samples"
TABLE = SAMPLES / "csv" / "rechnungen.csv"
PROFILES = "/v1/profiles"
PROPOSALS = f"{PROFILES}/proposals?name=rechnungen.csv"
GIVEN = "&value=currency%3DEUR&value=creditor%3DBeispiel%20Handel%20GmbH"
DRY = "/v1/submissions?name=rechnungen.csv&dry_run=true"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with bank(tmp_path) as found:
        yield found


def proposed(server: Server) -> str:
    sent = server.ask("POST", PROPOSALS + GIVEN, SELLER, content=TABLE.read_bytes())
    assert sent.status_code == 200, sent.text
    text = sent.json()["profile"]
    assert isinstance(text, str)
    return text


def formats(server: Server, member: Member) -> tuple[int, str]:
    sent = server.ask("POST", DRY, member, content=TABLE.read_bytes())
    return sent.status_code, sent.json()["format"]


def test_the_proposal_is_that_of_the_command_line(server: Server) -> None:
    data = TABLE.read_bytes()
    for query, words, code in (
        ("", [], 1),
        (GIVEN, ["--value", "currency=EUR", "--value", "creditor=Beispiel Handel GmbH"], 0),
    ):
        (told,) = run_json("import", TABLE, "--profile", "propose", *words, code=code)["proposals"]
        sent = server.ask("POST", PROPOSALS + query, SELLER, content=data).json()
        assert sent["name"] == "rechnungen"
        same = told.keys() - {"file", "remembered"}
        assert {name: sent[name] for name in same} == {name: told[name] for name in same}
    assert [item["amount"] for item in sent["items"]] == ["1250.00", "980.50"]


def test_nothing_is_read_by_it_before_it_is_remembered_nor_after_it_is_forgotten(server: Server) -> None:
    text = proposed(server)
    assert formats(server, SELLER) == (422, "not read")
    kept = server.ask("PUT", f"{PROFILES}/rechnungen", SELLER, content=text.encode())
    assert (kept.status_code, kept.json()) == (200, {"name": "rechnungen", "profile": text})
    assert formats(server, SELLER) == (200, "CSV, profile rechnungen")
    known = server.ask("POST", PROPOSALS, SELLER, content=TABLE.read_bytes()).json()
    assert (known["known"], known["profile"]) == ("CSV, profile rechnungen", None)
    named = server.ask("POST", f"{DRY}&profile=rechnungen", SELLER, content=TABLE.read_bytes())
    assert named.json()["format"] == "CSV, profile rechnungen"
    assert server.ask("GET", PROFILES, SELLER).json() == {
        "member": SELLER,
        "profiles": [{"name": "rechnungen", "profile": text}],
    }
    assert server.ask("DELETE", f"{PROFILES}/rechnungen", SELLER).status_code == 204
    assert server.ask("DELETE", f"{PROFILES}/rechnungen", SELLER).status_code == 400
    assert formats(server, SELLER) == (422, "not read")


def test_nobody_elses_tables_are_read_by_it(server: Server) -> None:
    server.ask("PUT", f"{PROFILES}/rechnungen", SELLER, content=proposed(server).encode())
    assert formats(server, SELLER)[0] == 200
    assert formats(server, BUYER) == (422, "not read")
    assert server.ask("GET", PROFILES, BUYER).json()["profiles"] == []
    assert server.ask("DELETE", f"{PROFILES}/rechnungen", BUYER).status_code == 400
    assert formats(server, SELLER)[0] == 200


def test_what_the_operator_keeps_is_for_all_and_each_member_s_own_comes_first(server: Server) -> None:
    text = proposed(server)
    folder = server.node.settings.home / "profiles"
    folder.mkdir(exist_ok=True)
    (folder / "common.toml").write_text(text)
    assert formats(server, BUYER) == (200, "CSV, profile common")
    server.ask("PUT", f"{PROFILES}/own", SELLER, content=text.encode())
    assert (formats(server, SELLER)[1], formats(server, BUYER)[1]) == (
        "CSV, profile own",
        "CSV, profile common",
    )


@pytest.mark.parametrize(
    "broken",
    [b"#" * (SIZE + 1), b"[file]\nsecret = 'of the operator'", b"x = " + b"9" * 5_000, b"\xff", None],
    ids=["large", "unknown", "number", "no-text", "folder"],
)
def test_a_broken_one_of_the_operator_s_is_left_out_and_logged(
    server: Server, broken: bytes | None, caplog: pytest.LogCaptureFixture
) -> None:
    text, folder = proposed(server), server.node.settings.home / "profiles"
    folder.mkdir(exist_ok=True)
    (folder / "sound.toml").write_text(text)
    if broken is None:
        (folder / "broken.toml").mkdir()
    else:
        (folder / "broken.toml").write_bytes(broken)
    assert formats(server, SELLER) == (200, "CSV, profile sound")
    sent = server.ask("POST", PROPOSALS, SELLER, content=TABLE.read_bytes())
    assert (sent.status_code, sent.json()["known"]) == (200, "CSV, profile sound")
    left = [line.getMessage() for line in caplog.records if "common profile left out" in line.getMessage()]
    assert left
    assert all("broken" in line and "sound" not in line for line in left)
    assert str(folder) not in "".join(left) + sent.text


def test_a_broken_one_of_its_own_is_named_to_the_member_without_a_path(server: Server) -> None:
    text = proposed(server)
    assert server.ask("PUT", f"{PROFILES}/own", SELLER, content=text.encode()).status_code == 200
    assert formats(server, SELLER) == (200, "CSV, profile own")
    home = server.node.settings.home
    (home / "profiles" / f"member-{SELLER}" / "own.toml").write_bytes(b"#" * (SIZE + 1))
    sent = server.ask("POST", DRY, SELLER, content=TABLE.read_bytes())
    assert (sent.status_code, sent.json()["type"]) == (400, "urn:tradeline:problem:misuse")
    assert "'own': a profile of more than" in sent.json()["detail"]
    assert str(home) not in sent.text
    assert server.ask("DELETE", f"{PROFILES}/own", SELLER).status_code == 204
    assert formats(server, SELLER) == (422, "not read")


def test_another_one_of_the_same_name_is_not_written_over(server: Server) -> None:
    text = proposed(server)
    path = f"{PROFILES}/rechnungen"
    assert server.ask("PUT", path, SELLER, content=text.encode()).status_code == 200
    assert server.ask("PUT", path, SELLER, content=text.encode()).status_code == 200
    other = text.replace("Beispiel Handel GmbH", "Another")
    sent = server.ask("PUT", path, SELLER, content=other.encode())
    assert (sent.status_code, sent.json()["type"]) == (400, "urn:tradeline:problem:misuse")
    assert str(server.node.settings.home) not in sent.text
    assert server.ask("GET", PROFILES, SELLER).json()["profiles"][0]["profile"] == text


@pytest.mark.parametrize("name", ["..", "%2e%2e%2fx", "a%2fb", ".hidden", "a b", "x" * 65, "%00"])
def test_a_name_leads_nowhere_else(server: Server, name: str) -> None:
    text = proposed(server).encode()
    before = sorted(server.node.settings.home.rglob("*"))
    assert server.ask("PUT", f"{PROFILES}/{name}", SELLER, content=text).status_code in (400, 404, 405, 422)
    assert sorted(server.node.settings.home.rglob("*")) == before
    assert server.ask("PUT", f"{PROFILES}/rechnungen", SELLER, content=text).status_code == 200
    assert sorted(server.node.settings.home.rglob("*")) != before


@pytest.mark.parametrize("text", [b"", b"[file", b"\xff", b"[invoice]\nnumber = 1\n"])
def test_what_is_no_profile_is_refused_with_every_fault(server: Server, text: bytes) -> None:
    sent = server.ask("PUT", f"{PROFILES}/own", SELLER, content=text)
    assert (sent.status_code, sent.json()["type"]) == (422, "urn:tradeline:problem:bad-input")
    assert all(fault["rule"].startswith("profile.") for fault in sent.json()["faults"])


def test_a_profile_that_would_take_long_to_read_is_refused(server: Server) -> None:
    good = proposed(server).encode()
    for dots, problem in ((32_000, "misuse"), (4_000, "bad-input")):
        sent = server.ask("PUT", f"{PROFILES}/own", SELLER, content=b"a." * dots + b"a=1")
        assert sent.json()["type"] == f"urn:tradeline:problem:{problem}"
    assert server.ask("PUT", f"{PROFILES}/own", SELLER, content=good).status_code == 200


def test_what_is_no_table_gets_no_proposal_and_a_reason(server: Server) -> None:
    sent = server.ask("POST", PROPOSALS, SELLER, content=b"hello").json()
    assert (sent["profile"], sent["known"]) == (None, None)
    assert [fault["rule"] for fault in sent["faults"]] == ["csv.header"]
    sent = server.ask("POST", f"{PROPOSALS}&value=currency", SELLER, content=TABLE.read_bytes())
    assert (sent.status_code, sent.json()["type"]) == (400, "urn:tradeline:problem:misuse")


def test_it_takes_a_token_of_a_member_of_this_node_that_may_submit(server: Server) -> None:
    assert server.ask("POST", PROPOSALS, RIVAL, content=b"hello").status_code == 404
    headers = {"Authorization": f"Bearer {server.token(SELLER, ('read',))}"}
    for method, path in (
        ("POST", PROPOSALS),
        ("GET", PROFILES),
        ("PUT", f"{PROFILES}/a"),
        ("DELETE", f"{PROFILES}/a"),
    ):
        assert server.ask(method, path, headers=headers).status_code == 403
