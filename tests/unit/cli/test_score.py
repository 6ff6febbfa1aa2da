"""`tradeline score`: a table of loans, to the digit, with reasons in two languages, and what is refused."""

import csv
import re
from pathlib import Path

import pytest

from tests.unit.cli.spoken import run, run_json

HEAD = "loan_no,state,naics,approval_date,term_months,employees,new_exist,status,approved_cents"
# Made up. Score by hand: base 514 and the points of docs/scorecard.md.
LINES = [
    "A-1,XX,441000,1/2/2004,84,1,1,PIF,4000000",  # 514 - 25 + 3 - 8 - 11
    "A-2,XX,621210,1/2/2004,84,7,1,PIF,28700000",  # 514 + 20 + 2 - 8 + 11
    "A-3,XX,0,1/2/2004,84,0,0,PIF,3500000",  # 514 - 4
]
EXPECTED = {"A-1": (473, "E", 3706), "A-2": (539, "A", 1418), "A-3": (510, "C", 2240)}


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return written(tmp_path, LINES)


def written(folder: Path, lines: list[str], head: str = HEAD) -> Path:
    path = folder / "loans.csv"
    path.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    return path


def test_each_loan_is_scored_to_the_digit(table: Path) -> None:
    found = run_json("score", table)
    assert {
        one["loan"]: (one["score"], one["band"], one["probability_bp"]) for one in found["loans"]
    } == EXPECTED
    best = found["scorecard"]["best"]
    for one in found["loans"]:
        assert sum(reason["gap"] for reason in one["reasons"]) == one["below_best"] == best - one["score"]


def test_the_outcome_and_what_leaks_it_change_nothing(table: Path, tmp_path: Path) -> None:
    plain = run_json("score", table)["loans"]
    leaky = [
        line.replace("1/2/2004,84", "9/9/2009,17").replace("PIF", "CHGOFF").replace("XX", "YY")
        for line in LINES
    ]
    assert leaky != LINES
    assert run_json("score", written(tmp_path, leaky))["loans"] == plain
    assert (
        run_json("score", written(tmp_path, [LINES[0].replace("4000000", "3500000")]))["loans"][0] != plain[0]
    )


def test_a_line_a_loan_is_written(table: Path, tmp_path: Path) -> None:
    out = tmp_path / "scores.csv"
    assert run("score", table, "--csv", out).exit_code == 0
    with out.open(newline="", encoding="utf-8") as file:
        lines = list(csv.DictReader(file))
    assert {
        line["loan_no"]: (int(line["score"]), line["band"], int(line["probability_bp"])) for line in lines
    } == EXPECTED
    points = [name for name in lines[0] if name.endswith("_points")]
    assert all(514 + sum(int(line[name]) for name in points) == int(line["score"]) for line in lines)


def test_one_loan_is_explained_in_the_language_asked_for(table: Path) -> None:
    english = run("score", table, "--loan", "A-1").stdout.replace("\n", " ")
    assert "473 of 566, band E" in english
    assert "You asked for $40,000. Points lost against the best group: 45." in english
    assert "band D" in english
    assert "A-2" not in english
    chinese = run("score", table, "--loan", "A-1", "--language", "zh").stdout.replace("\n", "")
    assert "申请金额为 40,000 美元" in chinese


def test_how_many_were_scored_is_said_in_the_language_asked_for(table: Path) -> None:
    assert "3 loans scored by sba-7a-1" in run("score", table).stdout
    assert "1 loan scored by sba-7a-1" in run("score", table, "--loan", "A-1").stdout
    for words, told in (((), "3 笔贷款"), (("--loan", "A-1"), "1 笔贷款")):
        chinese = run("score", table, "--language", "zh", *words).stdout
        assert told in chinese and "scored by" not in chinese


@pytest.mark.parametrize("words", [(), ("--loan", "A-1", "--loan", "A-2")])
def test_no_word_is_left_in_english_where_chinese_is_asked_for(table: Path, words: tuple[str, ...]) -> None:
    def said(language: str) -> set[str]:
        text = run("score", table, "--language", language, *words).stdout
        for name in (table.name, "sba-7a-1", *re.findall("0x[0-9a-f]{64}", text.replace("\n", ""))):
            text = text.replace("\n", "").replace(name, "")
        return set(re.findall("[A-Za-z]{2,}", text))

    assert said("zh") == set()
    assert {"band", "charged"} <= said("en")


@pytest.mark.parametrize("words", [(), ("--loan", "A-1"), ("--json",), ("--language", "zh")])
def test_whom_it_is_not_about_is_always_said(table: Path, words: tuple[str, ...]) -> None:
    told = run("score", table, *words).stdout.replace("\n", " ")
    assert "Not a model of anyone else's borrowers" in told or "不适用于其他任何借款人" in told.replace(
        " ", ""
    )


def test_every_fault_is_told_with_its_line(tmp_path: Path) -> None:
    bad = [
        LINES[0],
        "A-4,XX,441000,,84,1,1,PIF,0",
        "A-5,XX,441000,,84,-1,1,PIF,100",
        "A-6,XX,441000,,84,1,3,PIF,100",
        "A-7,XX,100000,,84,1,1,PIF,100",
        "A-8,XX,441000,,84,1,1,PIF",
        "A-1,XX,441000,,84,1,1,PIF,100",
    ]
    found = run_json("score", written(tmp_path, bad), code=1)
    assert [(fault["where"], fault["field"]) for fault in found["faults"]] == [
        ("line 3", "approved_cents"),
        ("line 4", "employees"),
        ("line 5", "new_exist"),
        ("line 6", "naics"),
        ("line 7", "line"),
        ("line 8", "loan_no"),
    ]


def test_rows_with_faults_are_left_out_and_named_where_that_is_asked_for(tmp_path: Path) -> None:
    bad = ["A-4,XX,999999,,84,1,1,PIF,100", "A-1,XX,441000,,84,1,1,PIF,100", "A-6,XX,441000,,84,1,1,PIF"]
    table, out = written(tmp_path, [LINES[0], *bad, *LINES[1:]]), tmp_path / "scores.csv"
    found = run_json("score", table, "--partial", "--csv", out)
    assert {
        one["loan"]: (one["score"], one["band"], one["probability_bp"]) for one in found["loans"]
    } == EXPECTED
    assert [(fault["where"], fault["rule"]) for fault in found["left_out"]] == [
        ("line 3", "loan.value"),
        ("line 4", "loan.once"),
        ("line 5", "table.width"),
    ]
    assert len(out.read_text("utf-8").splitlines()) == 1 + len(EXPECTED)
    assert "999999" in run("score", table, "--partial").stderr
    assert run_json("score", written(tmp_path, LINES), "--partial")["left_out"] == []


def test_a_table_of_nothing_but_faults_is_refused_also_in_part(tmp_path: Path) -> None:
    table = written(tmp_path, ["A-4,XX,999999,,84,1,1,PIF,100"])
    assert [fault["field"] for fault in run_json("score", table, "--partial", code=1)["faults"]] == ["naics"]


def test_what_a_spreadsheet_does_to_a_table_changes_no_score(tmp_path: Path) -> None:
    """A mark before the first byte, CRLF, quotes, spaces, 4.0 for 4, other columns and order, an empty row."""
    expected = run_json("score", written(tmp_path, LINES))["loans"]
    order = ["approved_cents", "naics", "more", "new_exist", "loan_no", "employees"]
    rows = [dict(zip(HEAD.split(","), line.split(","), strict=True)) for line in LINES]
    for row in rows:
        row["more"], row["employees"] = 'a "quoted", cell', f" {row['employees']}.0"
        row["naics"], row["new_exist"] = row["naics"] + ".0", row["new_exist"] + ".00 "
    table = tmp_path / "saved.csv"
    with table.open("w", encoding="utf-8-sig", newline="") as file:
        lines = csv.DictWriter(file, order, extrasaction="ignore", quoting=csv.QUOTE_ALL)
        lines.writeheader()
        lines.writerows(rows)
        file.write(",,,,,\r\n\r\n")
    assert run_json("score", table)["loans"] == expected
    table.write_text(table.read_text("utf-8").replace(" 7.0", "7.5"), "utf-8")
    assert [fault["field"] for fault in run_json("score", table, code=1)["faults"]] == ["employees"]


@pytest.mark.parametrize("column", ["loan_no", "naics", "employees", "new_exist", "approved_cents"])
def test_a_column_that_is_missing_or_there_twice_is_named(tmp_path: Path, column: str) -> None:
    for head in (HEAD.replace(column, "other"), HEAD.replace("state", column)):
        found = run_json("score", written(tmp_path, LINES, head), code=1)
        assert [fault["field"] for fault in found["faults"]] == [column]


def test_a_table_without_a_loan_and_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    assert run_json("score", written(tmp_path, []), code=1)["faults"][0]["rule"] == "table.rows"
    (tmp_path / "loans.csv").write_bytes(b"loan_no\xff")
    assert run_json("score", tmp_path / "loans.csv", code=1)["faults"][0]["rule"] == "text.utf8"


def test_a_loan_that_is_not_there_and_a_file_that_is_not_there_are_misuse(
    table: Path, tmp_path: Path
) -> None:
    assert run_json("score", table, "--loan", "B-1", code=2)["error"] == "Misuse"
    assert run_json("score", tmp_path / "none.csv", code=2)["error"] == "Misuse"
