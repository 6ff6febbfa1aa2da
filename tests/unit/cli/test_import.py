"""`tradeline import` without a home: files are read and told of, whatever their bytes."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.documents import SIZE
from tests.unit.cli.spoken import run, run_json

SAMPLES = Path(__file__).parents[3] / "samples"
INVOICE = SAMPLES / "xrechnung" / "01.09a-INVOICE_ubl.xml"
TABLE = SAMPLES / "csv" / "receivables.csv"
BOMB = b'<!DOCTYPE i [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><i>&b;</i>'


@pytest.fixture(autouse=True)
def no_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TRADELINE_HOME", str(tmp_path / "no-home"))


def test_a_file_gives_its_outcome_its_format_and_its_fields() -> None:
    report = run_json("import", INVOICE, "--dry-run")
    (file,) = report["files"]
    assert (file["file"], file["outcome"], file["format"]) == (str(INVOICE), "accepted", "UBL 2.1 Invoice")
    (fields,) = file["fields"]
    assert (fields["number"], fields["amount"], fields["currency"]) == ("R123456", "7197.12", "EUR")
    assert file["faults"] == []
    assert report["recorded"] is None


def test_every_fault_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text(
        TABLE.read_text("utf-8").replace("1250.00", "1250.005").replace("3/6/2025", "13/6/2025"), "utf-8"
    )
    (file,) = run_json("import", table, "--profile", "receivables", code=1)["files"]
    assert (file["outcome"], file["fields"]) == ("refused", [])
    told = {(fault["where"], fault["field"], fault["rule"]) for fault in file["faults"]}
    assert told == {
        ("line 2", "InvoiceAmount", "amount.decimals"),
        ("line 3", "DueDate", "date.calendar"),
    }
    assert all({"file", "found", "expected"} <= fault.keys() for fault in file["faults"])


@pytest.mark.parametrize(
    ("old", "new", "way_on"),
    [
        ("1250.00", "1250.005", "mend this row, or move it to a file of its own for later"),
        ("1001", "1001", None),
        ("/2025,", "/20250,", "mend these rows, or move them to a file of their own for later"),
        ("InvoiceAmount", "Amount", None),
        ("Disputed", "DueDate", None),
    ],
)
def test_of_a_table_with_faulty_rows_it_is_said_how_to_go_on(
    tmp_path: Path, old: str, new: str, way_on: str | None
) -> None:
    table = tmp_path / "table.csv"
    table.write_bytes(TABLE.read_bytes().replace(old.encode(), new.encode()))
    result = run("import", table, "--profile", "receivables")
    told = " ".join(result.stdout.split())
    assert result.exit_code == int(old != new)
    if way_on is None:
        assert "nothing of this file was taken" not in told
    else:
        assert f"nothing of this file was taken: {way_on}" in told


def test_a_document_has_no_rows_to_take_out(tmp_path: Path) -> None:
    document = tmp_path / "a.xml"
    document.write_bytes(INVOICE.read_bytes().replace(b"7197.12", b"7197.1x"))
    result = run("import", document)
    assert result.exit_code == 1 and "amount" in result.stdout
    assert "nothing of this file was taken" not in result.stdout


def test_one_refused_file_does_not_hide_the_others(tmp_path: Path) -> None:
    (tmp_path / "b.xml").write_bytes(BOMB)
    (tmp_path / "a.xml").write_bytes(INVOICE.read_bytes())
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "d.xml").write_bytes(INVOICE.read_bytes())
    files = run_json("import", tmp_path, code=1)["files"]
    assert [(Path(file["file"]).name, file["outcome"]) for file in files] == [
        ("a.xml", "accepted"),
        ("b.xml", "refused"),
        ("d.xml", "accepted"),
    ]
    assert [fault["rule"] for fault in files[1]["faults"]] == ["xml.doctype"]


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_bytes(INVOICE.read_bytes())
    assert len(run_json("import", tmp_path, tmp_path / "a.xml")["files"]) == 1


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"", "file.empty"),
        (b"\xff\xfe\x00", "format.unknown"),
        (BOMB, "xml.doctype"),
        (b"<a>" * 50_000, "xml.limit"),
        ("<a>ü</a>".encode("latin-1"), "xml.malformed"),
        (INVOICE.read_bytes()[:500], "xml.malformed"),
        (b"%PDF-1.7", "pdf.malformed"),
    ],
    ids=["empty", "no-text", "bomb", "deep", "encoding", "truncated", "pdf"],
)
def test_a_hostile_file_is_refused_by_its_rule(tmp_path: Path, data: bytes, rule: str) -> None:
    (tmp_path / "file").write_bytes(data)
    (file,) = run_json("import", tmp_path / "file", code=1)["files"]
    assert [fault["rule"] for fault in file["faults"]] == [rule]


def test_a_table_in_another_encoding_is_refused_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes(TABLE.read_bytes().replace(b"C-17", b"C\xfc17", 1))
    (file,) = run_json("import", tmp_path / "t.csv", "--profile", "receivables", code=1)["files"]
    assert [fault["rule"] for fault in file["faults"]] == ["csv.encoding"]


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "large.xml").open("wb") as file:
        file.truncate(SIZE + 1)
    (report,) = run_json("import", tmp_path / "large.xml", code=1)["files"]
    assert [fault["rule"] for fault in report["faults"]] == ["file.size"]


def test_what_is_no_file_is_told_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "good.xml").write_bytes(INVOICE.read_bytes())
    files = run_json("import", tmp_path, code=1)["files"]
    assert [file["outcome"] for file in files] == ["accepted", "refused"]
    assert [fault["rule"] for fault in files[1]["faults"]] == ["file.read"]


def test_a_name_that_is_no_text_is_shown_all_the_same(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\x1b[31m.xml"))
    path.write_bytes(INVOICE.read_bytes())
    assert run_json("import", path)["files"][0]["outcome"] == "accepted"
    shown = run("import", path)
    assert shown.exit_code == 0
    assert "\x1b[31m.xml" not in shown.stdout


@pytest.mark.parametrize(
    "words",
    [
        ["import"],
        ["import", "no-such-file"],
        ["import", INVOICE, "--profile", "no-such-profile"],
        ["import", INVOICE, "--as", "0"],
        ["import", INVOICE, "--as", "seven"],
        ["import", INVOICE, "--home", "no-such-home"],
        ["import", INVOICE, "--as", "7"],
        ["import", INVOICE, "--no-such-option"],
    ],
)
def test_misuse_is_said_and_ends_in_2(words: list[object]) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert result.stderr.strip()


def test_an_empty_folder_is_misuse(tmp_path: Path) -> None:
    assert run_json("import", tmp_path, code=2)["error"] == "Misuse"


def test_a_profile_with_faults_is_refused_with_all_of_them(tmp_path: Path) -> None:
    (tmp_path / "p.toml").write_text('[file]\nencoding = "ebcdic"\n[invoice]\nnumber = 7\n', "utf-8")
    problem = run_json("import", TABLE, "--profile", tmp_path / "p.toml", code=1)
    assert {"profile.encoding", "profile.form", "profile.missing"} <= {
        fault["rule"] for fault in problem["faults"]
    }


def test_a_profile_of_ones_own_is_read() -> None:
    folder = SAMPLES / "csv"
    (file,) = run_json("import", folder / "rechnungen.csv", "--profile", folder / "rechnungen.toml")["files"]
    assert file["outcome"] == "accepted"


def test_people_read_the_same(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_bytes(BOMB)
    result = run("import", tmp_path / "a.xml")
    assert result.exit_code == 1
    assert "refused" in result.stdout
    assert "xml.doctype" in result.stdout


@given(
    data=st.binary(max_size=400) | st.binary(max_size=100).map(lambda tail: INVOICE.read_bytes()[:900] + tail)
)
def test_no_bytes_end_in_a_traceback(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "file"
    path.write_bytes(data)
    for words in ([], ["--profile", "receivables"]):
        (file,) = run_json("import", path, *words, "--dry-run", code=1)["files"]
        assert file["outcome"] == "refused"
        assert file["faults"]
