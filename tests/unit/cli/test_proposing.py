"""A table that nobody knows: a profile is proposed, shown, and remembered once somebody says yes."""

from pathlib import Path

import pytest

from tests.unit.cli.spoken import run, run_json

SAMPLES = Path(__file__).parents[3] / "samples"
TABLE = SAMPLES / "csv" / "rechnungen.csv"
GIVEN = ["--value", "currency=EUR", "--value", "creditor=Beispiel Handel GmbH"]


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A home as far as reading goes: a folder with a configuration."""
    monkeypatch.setenv("TRADELINE_HOME", str(tmp_path / "no-home"))
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "config.json").write_text("{}")
    return tmp_path / "home"


def test_what_no_column_gives_is_asked_for(home: Path) -> None:
    (proposal,) = run_json("import", TABLE, "--profile", "propose", code=1)["proposals"]
    assert proposal["missing"] == ["currency", "creditor"]
    assert (proposal["items"], proposal["remembered"]) == ([], None)
    (whole,) = run_json("import", TABLE, "--profile", "propose", *GIVEN)["proposals"]
    assert (whole["missing"], whole["faults"]) == ([], [])
    assert [item["amount"] for item in whole["items"]] == ["1250.00", "980.50"]


def test_a_profile_that_was_said_yes_to_reads_the_next_table_of_its_kind(home: Path, tmp_path: Path) -> None:
    def outcome(code: int) -> object:
        files = run_json("import", TABLE, "--home", home, "--dry-run", code=code)["files"]
        return [(file["outcome"], file["format"]) for file in files]

    assert outcome(1) == [("refused", "not read")]
    run_json("import", TABLE, "--profile", "propose", "--home", home, *GIVEN)
    assert outcome(1) == [("refused", "not read")]
    (proposal,) = run_json("import", TABLE, "--profile", "propose", "--home", home, *GIVEN, "--yes")[
        "proposals"
    ]
    assert proposal["remembered"] == str(home / "profiles" / "rechnungen.toml")
    assert outcome(0) == [("accepted", "CSV, profile rechnungen")]
    (known,) = run_json("import", TABLE, "--profile", "propose", "--home", home)["proposals"]
    assert (known["known"], known["profile"]) == ("CSV, profile rechnungen", None)


@pytest.mark.parametrize(("word", "kept"), [("y", True), ("n", False)])
def test_a_person_sees_it_and_is_asked(home: Path, word: str, kept: bool) -> None:
    words = ["import", TABLE, "--profile", "propose", "--home", home, *GIVEN]
    result = run(*words, stdin=f"{word}\n")
    assert result.exit_code == 0
    assert 'due = "Fällig"' in result.stdout
    assert "980.50" in result.stdout
    assert (home / "profiles" / "rechnungen.toml").is_file() is kept


def test_parties_are_shown_by_name_and_without_a_home_nothing_is_said_to_be_remembered(home: Path) -> None:
    given = [*GIVEN, "--value", "creditor_id=DE123456789"]
    told = run("import", TABLE, "--profile", "propose", *given)
    assert told.exit_code == 0
    assert "Beispiel Handel GmbH" in " ".join(told.stdout.split())
    assert "DE123456789)" in told.stdout and "{'name'" not in told.stdout and "None" not in told.stdout
    assert "not remembered: no home" in told.stdout
    kept = run("import", TABLE, "--profile", "propose", "--home", home, *GIVEN, stdin="n\n")
    assert "no home" not in kept.stdout


def test_another_profile_of_the_same_name_is_not_written_over(home: Path) -> None:
    words = ["import", TABLE, "--profile", "propose", "--home", home, "--yes"]
    run_json(*words, *GIVEN)
    path = home / "profiles" / "rechnungen.toml"
    before = path.read_bytes()
    path.write_bytes(before.replace(b"Kunde", b"Kundin"))
    assert run_json(*words, *GIVEN, code=2)["error"] == "Misuse"
    assert path.read_bytes() != before


def test_a_remembered_profile_that_is_broken_is_named(home: Path) -> None:
    (home / "profiles").mkdir()
    (home / "profiles" / "own.toml").write_text("[file")
    problem = run_json("import", TABLE, "--home", home, "--dry-run", code=1)
    assert [(fault["file"], fault["rule"]) for fault in problem["faults"]] == [("own", "profile.toml")]


@pytest.mark.parametrize("data", [b"", b"hello", b"\x00\x01", b"a,b\n1,2\n", b"PK\x03\x04"])
def test_what_is_no_table_gets_no_proposal(home: Path, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "file").write_bytes(data)
    (proposal,) = run_json("import", tmp_path / "file", "--profile", "propose", code=1)["proposals"]
    assert proposal["profile"] is None
    assert proposal["faults"]


@pytest.mark.parametrize("value", ["currency", "=EUR", "currency= "])
def test_a_value_is_a_field_and_a_text(home: Path, value: str) -> None:
    assert run("import", TABLE, "--profile", "propose", "--value", value).exit_code == 2
