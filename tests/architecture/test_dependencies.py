"""Whatever is imported is declared: a package that only happens to be installed may be gone tomorrow."""

import ast
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
OWN = {"ledger", "api", "tests", "scripts", "bench"}
MANIFEST = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
EXTRAS = MANIFEST["project"]["optional-dependencies"]


def names(requirements: list[str]) -> set[str]:
    return {canonicalize_name(Requirement(line).name) for line in requirements}


# What only a comparison of models needs is declared, and not installed with the rest.
OWNERS = {"numpy": ["numpy"], "sklearn": ["scikit-learn"], **packages_distributions()}
BASE = names(MANIFEST["project"]["dependencies"])
NODE = BASE | names(EXTRAS["documents"]) | names(EXTRAS["node"])
REPORT = BASE | names(EXTRAS["report"])
STORE = NODE | REPORT | names(EXTRAS["postgres"])
DOOR = NODE | names(EXTRAS["metrics"])
GROUPS = MANIFEST["dependency-groups"]
DEV = STORE | DOOR | names(GROUPS["dev"])


def imported(text: str) -> Iterator[str]:
    """The top-level name of every import, wherever it stands in the file."""
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Import(names=aliases):
                yield from (alias.name.partition(".")[0] for alias in aliases)
            case ast.ImportFrom(module=str(module), level=0):
                yield module.partition(".")[0]


def undeclared(text: str, declared: set[str], own: set[str]) -> set[str]:
    """Imports that are neither the standard library, nor the project's, nor of a declared distribution."""
    foreign = set(imported(text)) - own - set(sys.stdlib_module_names)
    return {
        name for name in foreign if not {canonicalize_name(dist) for dist in OWNERS.get(name, ())} & declared
    }


@pytest.mark.parametrize(
    ("folder", "declared"),
    [
        ("ledger/verify", BASE),
        ("ledger/documents", BASE | names(EXTRAS["documents"])),
        ("ledger/report", REPORT),
        ("ledger", STORE),
        ("api", DOOR),
        ("scripts", DEV | names(GROUPS["scorecard"])),
        ("tests", DEV),
    ],
)
def test_every_import_is_declared(folder, declared):
    files = sorted((ROOT / folder).rglob("*.py"))
    assert files
    # A script may import the one that stands beside it.
    own = OWN | {path.stem for path in (ROOT / "scripts").iterdir()}
    found = {path: undeclared(path.read_text("utf-8"), declared, own) for path in files}
    assert {path.relative_to(ROOT).as_posix(): names for path, names in found.items() if names} == {}


def test_an_undeclared_import_is_seen():
    text = "import os\nimport ledger.core\n\ndef f():\n    from pycparser import c_parser\n    import lxml.etree\n"
    assert undeclared(text, NODE, OWN) == {"pycparser"}
    assert undeclared(text, BASE, OWN) == {"pycparser", "lxml"}
