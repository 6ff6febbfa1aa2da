"""`tradeline history`: words that say nothing without a report are misuse, not passed over."""

from pathlib import Path

import pytest

from tests.unit.cli.spoken import run_json


@pytest.mark.parametrize("words", [("--language", "zh"), ("--dossier", "firm.json")], ids=lambda it: it[0])
def test_a_word_that_is_of_a_report_needs_one(tmp_path: Path, words: tuple[str, str]) -> None:
    problem = run_json("history", "4", "--home", tmp_path, *words, code=2)
    assert problem["error"] == "Misuse"
    assert f"{words[0]} is of a report" in problem["detail"]


def test_a_language_with_a_report_is_none_of_that(tmp_path: Path) -> None:
    words = ("--language", "zh", "--html", tmp_path / "report.html")
    problem = run_json("history", "4", "--home", tmp_path / "none", *words, code=2)
    assert "is of a report" not in problem["detail"]
