"""What every file of this project keeps to."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CODE = {".py", ".sol", ".js", ".mjs", ".html", ".css", ".sh", ""}
LONGEST = 400
# A drawer for everything names nothing; these are where monsters grow.
DRAWERS = {
    "utils",
    "util",
    "common",
    "helpers",
    "helper",
    "models",
    "service",
    "services",
    "misc",
    "base",
    "manager",
}
# The hosts that package managers write into lock files and configuration.
HOST = re.compile(
    rb"(registry\.(npmjs|yarnpkg)|(files\.)?pythonhosted|(test\.)?pypi\.(org|io|python)|(static\.|index\.)?crates\.io"
    rb"|(proxy|sum)\.golang|repo1?\.maven|(deb|security)\.debian|--(extra-)?index-url|\"resolved\":)",
    re.IGNORECASE,
)


def committed() -> list[Path]:
    """Every file that git holds or is about to."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    return [
        ROOT / name.decode()
        for name in listed.stdout.split(b"\0")
        if name and (ROOT / name.decode()).is_file()
    ]


def is_too_long(text: str) -> bool:
    return text.count("\n") > LONGEST


def is_a_drawer(path: Path) -> bool:
    return path.stem.lower() in DRAWERS


def names_a_registry(content: bytes) -> bool:
    return HOST.search(content) is not None


@pytest.fixture(scope="module")
def files() -> list[Path]:
    found = committed()
    assert ROOT / "pyproject.toml" in found
    return found


def test_no_file_of_code_is_too_long_to_read(files):
    code = [path for path in files if path.suffix in CODE and path.name != "LICENSE"]
    assert [path.name for path in code if is_too_long(path.read_text("utf-8"))] == []


def test_no_file_is_a_drawer(files):
    assert [path.relative_to(ROOT).as_posix() for path in files if is_a_drawer(path)] == []


def test_no_file_names_a_package_registry(files):
    others = [path for path in files if path != Path(__file__)]
    assert [path.relative_to(ROOT).as_posix() for path in others if names_a_registry(path.read_bytes())] == []


def test_the_rules_see_what_they_forbid():
    assert is_too_long("x\n" * (LONGEST + 1))
    assert is_a_drawer(Path("ledger/core/utils.py"))
    assert names_a_registry(b'"resolved": "https://registry.npmjs.org/solc/-/solc-0.8.37.tgz"')
    assert names_a_registry(b"--index-url https://pypi.org/simple")
    assert not is_too_long("x\n" * LONGEST)
    assert not is_a_drawer(Path("ledger/core/money.py"))
    assert not names_a_registry(b'"integrity": "sha512-"')
