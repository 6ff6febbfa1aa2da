"""No verb writes over what it reads, over its other output, or over a file of a home."""

import os
from pathlib import Path

import pytest

from ledger.cli.output import check_apart
from ledger.core.errors import Misuse
from tests.unit.cli.spoken import run, run_json
from tests.unit.cli.test_portfolio import INVOICES, RATES, of
from tests.unit.cli.test_score import HEAD, LINES

ROW = "391,C-1,1/1/2013,1,1/1/2013,1/31/2013,1000.00,No,2/10/2013,Paper,40,10"
REFERENCES = 'source = "a bank"\n[reference_rates]\n2024-01-01 = "3.62%"\n'
CLAIM = ("claim", "8", "--buyer", "firm", "--law", "eu")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    texts = {
        "in.csv": f"{INVOICES}\n{ROW}\n", "rates.toml": RATES, "loans.csv": "\n".join((HEAD, *LINES)),
        "references.toml": REFERENCES, "dossier.json": "{}", "font.ttf": "", "in.html.part": f"{INVOICES}\n{ROW}\n",
    }  # fmt: skip
    for name, text in texts.items():
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "link.html").symlink_to("in.csv")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def portfolio(table: str, *words: str) -> tuple[object, ...]:
    return of(Path(table), "receivables", "2013-06-30", *words)


@pytest.mark.parametrize(
    "words",
    [
        portfolio("in.csv", "--html", "in.csv"),
        portfolio("in.csv", "--html", "./none/../in.csv"),
        portfolio("in.csv", "--pdf", "in.csv"),
        portfolio("in.csv", "--csv-out", "in.csv"),
        portfolio("in.csv", "--html", "link.html"),
        portfolio("link.html", "--html", "in.csv"),
        portfolio("in.html.part", "--html", "in.html"),
        portfolio("in.csv", "--rates", "rates.toml", "--html", "rates.toml"),
        portfolio("in.csv", "--pdf", "font.ttf", "--font", "font.ttf"),
        ("portfolio", "--csv", "in.csv", "--profile", "rates.toml", "--html", "rates.toml"),
        ("score", "loans.csv", "--csv", "loans.csv"),
        (*CLAIM, "--reference-rates", "references.toml", "--html", "references.toml"),
        ("history", "7", "--dossier", "dossier.json", "--html", "dossier.json"),
        (*CLAIM, "--agreed-rate", "3%/year", "--dossier", "dossier.json", "--markdown", "dossier.json"),
    ],
)
def test_what_is_read_is_not_written_over(here: Path, words: tuple[object, ...]) -> None:
    before = {path: path.read_bytes() for path in here.iterdir()}
    assert "is read, and would be overwritten" in run_json(*words, code=2)["detail"]
    assert {path: path.read_bytes() for path in here.iterdir()} == before


def test_a_file_that_is_not_read_is_written_and_written_again(here: Path) -> None:
    for _ in range(2):
        assert run(*portfolio("in.csv", "--html", "out.html", "--csv-out", "out.csv")).exit_code == 0
    assert (here / "out.html").read_bytes().startswith(b"<!") and (here / "out.csv").stat().st_size
    assert run("score", "loans.csv", "--csv", "scores.csv").exit_code == 0


@pytest.mark.parametrize("one", ["out", "./out", "none/../out"])
def test_two_outputs_are_two_files(here: Path, one: str) -> None:
    with pytest.raises(Misuse, match="one file cannot be both outputs"):
        check_apart((here / "out", None, Path(one)))
    check_apart((here / "out", None, here / "other"))


def test_a_file_of_a_home_is_not_written_over(here: Path) -> None:
    (home := here / "home").mkdir()
    for name in ("vault.sqlite", "config.json"):
        (home / name).write_text("kept", "utf-8")
    for name in ("vault.sqlite", "config.json"):
        found = run_json(*portfolio("in.csv", "--html", f"home/{name}"), code=2)
        assert "is a file of a home" in found["detail"] and (home / name).read_text("utf-8") == "kept"
    assert run(*portfolio("in.csv", "--html", "home/new.html")).exit_code == 0


def test_a_folder_and_a_pipe_are_left_as_they_are(here: Path) -> None:
    os.mkfifo(here / "pipe")
    for name in (".", "pipe"):
        assert "no regular file" in run_json(*portfolio("in.csv", "--html", name), code=2)["detail"]
    assert (here / "pipe").is_fifo() and not (here / "pipe.part").exists()
