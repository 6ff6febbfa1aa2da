"""`tradeline history`: what is of a report needs one; and what a terminal shows, however narrow."""

import re
from pathlib import Path

import pytest

from ledger.app.chronicle import Chronicle
from ledger.app.register import Page
from ledger.cli.history_report import HistoryReport
from ledger.cli.output import console
from ledger.core.contacts import Contacts
from ledger.core.history import History
from tests.unit.cli.spoken import run_json
from tests.unit.report.firm import AS_OF, OTHER, OWN, purchases


@pytest.mark.parametrize("words", [("--language", "zh"), ("--dossier", "firm.json")], ids=lambda it: it[0])
def test_a_word_that_is_of_a_report_needs_one(tmp_path: Path, words: tuple[str, str]) -> None:
    problem = run_json("history", "4", "--home", tmp_path, *words, code=2)
    assert problem["error"] == "Misuse"
    assert f"{words[0]} is of a report" in problem["detail"]


def test_a_language_with_a_report_is_none_of_that(tmp_path: Path) -> None:
    words = ("--language", "zh", "--html", tmp_path / "report.html")
    problem = run_json("history", "4", "--home", tmp_path / "none", *words, code=2)
    assert "is of a report" not in problem["detail"]


@pytest.mark.parametrize("width", [20, 40, 80])
def test_a_narrow_terminal_loses_no_number(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    bought = purchases(1)
    invoice = bought.invoice("RE-2026-0000000000118/77", 1_234_567_890_12, AS_OF - 40, AS_OF - 10)
    bought.pay(invoice, 987_654_321_09, AS_OF - 5, OTHER)
    state = bought.state()
    found = Chronicle(History(OWN, (state,)), {state.id: Page(state)})
    report = HistoryReport(found, Contacts(()), AS_OF, 1, None, None)

    def printed(columns: int) -> str:
        monkeypatch.setattr(console, "_width", columns)
        with console.capture() as captured:
            report.print(in_full=False)
        return captured.get()

    def numbers(text: str) -> list[str]:
        return sorted(re.findall(r"\d+\.\d\d", text))

    wide, narrow = printed(300), printed(width)
    assert {"1234567890.12", "246913569.03"} <= set(numbers(wide))
    assert numbers(narrow) == numbers(wide)
    assert "…" not in narrow
