"""scripts/setup writes into its own checkout alone. It runs on a copy, where there is nothing to install."""

import shutil
import subprocess
from pathlib import Path

import pytest

SETUP = Path(__file__).parents[2] / "scripts" / "setup"
STAMPS = {
    "locks/dev.txt": ".venv/installed-lock.txt",
    "pyproject.toml": ".venv/installed-pyproject.toml",
    "package-lock.json": "node_modules/.installed-lock.json",
}
"""What is installed, and its copy from the last time."""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout that was set up, by a Python that says so."""
    root = tmp_path / "checkout"
    for name in (name for pair in STAMPS.items() for name in pair):
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("as locked\n")
    python = root / ".venv" / "bin" / "python"
    python.parent.mkdir()
    python.write_text("#!/bin/sh\nexit 0\n")
    python.chmod(0o755)
    (root / "scripts").mkdir()
    shutil.copy(SETUP, root / "scripts")
    return root


def run(checkout: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([checkout / "scripts" / "setup"], capture_output=True, text=True)


def test_where_nothing_changed_it_does_nothing(checkout: Path) -> None:
    done = run(checkout)
    assert (done.returncode, done.stdout, done.stderr) == (0, "setup: ready\n", "")


@pytest.mark.parametrize("folder", [".venv", "node_modules"])
def test_a_folder_that_is_a_link_to_another_checkouts_is_not_written_to(checkout: Path, folder: str) -> None:
    other = checkout.parent / "other" / folder
    other.parent.mkdir()
    (checkout / folder).rename(other)
    (checkout / folder).symlink_to(other)
    for lock in STAMPS:
        (checkout / lock).write_text("another version\n")
    before = {file: file.read_bytes() for file in other.rglob("*") if file.is_file()}
    done = run(checkout)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"setup: {folder} is a link to {other}" in done.stderr and f"rm {folder}" in done.stderr
    assert {file: file.read_bytes() for file in other.rglob("*") if file.is_file()} == before


def test_a_folder_of_its_own_is_written_to(checkout: Path) -> None:
    (checkout / "locks" / "dev.txt").write_text("another version\n")
    assert "setup: installing 1 Python packages" in run(checkout).stdout
    assert (checkout / ".venv" / "installed-lock.txt").read_text() == "another version\n"
