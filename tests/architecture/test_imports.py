"""The import contracts fail where they should, and the verifier needs no more than its own packages."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# Imports every module of a room with nothing to be found but the standard library, the project, and what is listed.
ALONE = """
import importlib, importlib.metadata, pkgutil, re, sys

listed = set(re.findall(r"^([a-z0-9.-]+)==", open("locks/verify.txt").read(), re.MULTILINE))
allowed = {"ledger", *sys.stdlib_module_names}
for module, owners in importlib.metadata.packages_distributions().items():
    if any(re.sub(r"[-_.]+", "-", owner).lower() in listed for owner in owners):
        allowed.add(module)

class OnlyWhatIsListed:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] not in allowed:
            raise ModuleNotFoundError(f"{name} is not among the verifier's packages", name=name)

sys.meta_path.insert(0, OnlyWhatIsListed())
room = importlib.import_module(sys.argv[1])
for module in pkgutil.walk_packages(room.__path__, room.__name__ + "."):
    importlib.import_module(module.name)
"""


@pytest.fixture
def copy(tmp_path):
    """The packages and their contracts, in a place where a test may spoil them."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for package in ("ledger", "api"):
        shutil.copytree(
            ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__", "abi")
        )
    return tmp_path


@pytest.mark.parametrize(
    ("file", "planted", "broken"),
    [
        ("ledger/core/planted.py", "import ledger.proof.rlp", "Rooms know only the rooms below them"),
        ("ledger/vault/planted.py", "import ledger.chain", "Rooms know only the rooms below them"),
        ("ledger/chain/planted.py", "import ledger.app.desk", "Rooms know only the rooms below them"),
        ("ledger/archive/planted.py", "import ledger.chain", "Rooms know only the rooms below them"),
        ("ledger/garage/__init__.py", "", "Rooms know only the rooms below them"),
        ("ledger/app/planted.py", "import api", "Nothing in the ledger knows its HTTP door"),
        ("ledger/verify/planted.py", "import socket", "Verifying opens no socket"),
        ("ledger/proof/planted.py", "import web3", "Verifying opens no socket"),
    ],
)
def test_a_planted_import_breaks_its_contract(copy, file, planted, broken):
    (copy / file).parent.mkdir(exist_ok=True)
    (copy / file).write_text(planted + "\n", "utf-8")
    lint = [Path(sys.executable).parent / "lint-imports", "--no-logo", "--no-cache"]
    result = subprocess.run(lint, cwd=copy, capture_output=True, text=True, env={"PYTHONPATH": str(copy)})
    assert result.returncode == 1
    assert any(line.startswith(broken) and "BROKEN" in line for line in result.stdout.splitlines())


def import_alone(room: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", ALONE, room], cwd=ROOT, capture_output=True, text=True)


@pytest.mark.parametrize(
    "room", ["ledger.core", "ledger.proof", "ledger.rulebook", "ledger.attest", "ledger.verify"]
)
def test_the_verifier_needs_no_package_beyond_its_lock(room):
    result = import_alone(room)
    assert result.returncode == 0, result.stderr


def test_a_room_that_needs_more_is_seen():
    result = import_alone("ledger.chain")
    assert result.returncode == 1
    assert "is not among the verifier's packages" in result.stderr
