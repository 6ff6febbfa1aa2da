"""docs/cli.md is what the command says, and every verb is on it."""

import subprocess
import sys
from pathlib import Path

from ledger.cli.main import VERBS
from tests.unit.cli.spoken import run

ROOT = Path(__file__).parents[3]


def test_the_page_is_written_from_the_command() -> None:
    command = [sys.executable, "scripts/cli_page.py"]
    written = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    page = (ROOT / "docs/cli.md").read_bytes()
    assert written.stdout == page, "run: python scripts/cli_page.py > docs/cli.md"


def test_every_verb_has_its_section_and_its_help() -> None:
    page = (ROOT / "docs/cli.md").read_text("utf-8")
    listed = run("--help").stdout
    for name in VERBS:
        assert f"## tradeline {name}\n" in page
        assert f" {name} " in listed
        assert run(name, "--help").exit_code == 0


def test_no_verb_and_an_unknown_one_are_misuse() -> None:
    assert run().exit_code == 2
    assert run("no-such-verb").exit_code == 2
