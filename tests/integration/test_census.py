"""The figures of all members by one command are those that each member is told, as far as the home can read."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from ledger.app.chronicle import chronicle
from ledger.attest.account import recompute
from ledger.core.day import parse_day
from ledger.core.ids import Member
from ledger.rulebook.rulebook import STANDARD
from tests.unit.api.bank import BANK, BUYER, PASSPHRASE, RIVAL, SELLER, Server, bank, invoice
from tests.unit.cli.spoken import run

AS_OF = "2016-05-01"
ENV = {"TRADELINE_PASSPHRASE": PASSPHRASE}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with bank(tmp_path_factory.mktemp("bank")) as found:
        assert found.ask("POST", "/v1/submissions", SELLER, content=invoice("C-1")).status_code == 200
        yield found


def told(server: Server, reader: int, *more: str) -> dict[int, Any]:
    home = str(server.node.settings.home)
    said = run("census", "--home", home, "--as", reader, "--as-of", AS_OF, *more, env=ENV)
    assert said.exit_code == 0, said.output
    lines = [json.loads(line) for line in said.stdout.splitlines()]
    return {line["member"]: line for line in lines}


def test_each_members_line_has_the_figures_that_its_history_gives(server: Server) -> None:
    lines = told(server, SELLER)
    assert sorted(lines) == [BANK, SELLER, BUYER, RIVAL]
    for member, line in lines.items():
        related = server.node.related(line["known"]["block"])
        history = chronicle(server.node.desk, SELLER, Member(member), related).history
        found = recompute(history, parse_day(AS_OF), STANDARD).as_json()
        assert {name: line[name] for name in found} == json.loads(json.dumps(found))
    assert lines[SELLER]["sides"]["is_paid"]["EUR"]["headline"]["all"]["obligations"] == 1
    assert lines[SELLER]["entries"]["sealed"] == 0


def test_what_a_reader_has_no_key_for_is_counted_as_sealed_and_is_in_no_figure(server: Server) -> None:
    line = told(server, BANK)[SELLER]
    assert (line["tradelines"], line["entries"]["total"]) == (
        1,
        told(server, SELLER)[SELLER]["entries"]["total"],
    )
    assert line["entries"]["sealed"] > 0
    assert line["sides"] == {"is_paid": {}, "pays": {}}


def test_parts_together_are_all_members_and_none_twice(server: Server) -> None:
    parts = [told(server, SELLER, "--part", f"{which}/2") for which in (1, 2)]
    assert parts[0].keys() & parts[1].keys() == set()
    assert parts[0] | parts[1] == told(server, SELLER)
    home = str(server.node.settings.home)
    for wrong in ("0/2", "3/2", "2", "x/y"):
        assert run("census", "--home", home, "--part", wrong, env=ENV).exit_code == 2
