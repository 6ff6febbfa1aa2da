"""`tradeline verify` runs where nothing is installed but the verifier's packages; other verbs say what they miss."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]

# The command, with these packages not to be found.
WITHOUT = """
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"lxml", "eth_account", "eth_abi", "cbor2", "coincurve", "zstandard", "psycopg"}:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Missing())
from ledger.cli.main import run
sys.argv = ["tradeline", *sys.argv[1:]]
run()
"""


def without_extras(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", WITHOUT, *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_help_shows_what_can_be_done_here() -> None:
    done = without_extras("--help")
    assert done.returncode == 0, done.stderr
    assert " verify " in done.stdout
    assert " history " not in done.stdout


def test_the_verifier_judges_seals_alone() -> None:
    folder = ROOT / "tests" / "fixtures" / "sealed"
    at = str(json.loads((folder / "run.json").read_bytes())["clique"]["at"])
    files = [str(folder / "clique.dossier.json"), "--trust", str(folder / "clique.trust.json")]
    done = without_extras("verify", *files, "--at", at)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "probabilistic finality" in done.stdout
    assert without_extras("trust", "show", files[2]).returncode == 0


def test_the_verifier_runs_alone() -> None:
    done = without_extras("verify", "--help")
    assert done.returncode == 0, done.stderr
    assert "--trust" in done.stdout


def test_a_verb_that_needs_more_says_what_to_install() -> None:
    done = without_extras("import", "samples", "--dry-run")
    assert done.returncode == 2
    assert "install tradeline[node]" in done.stderr
    assert "Traceback" not in done.stderr
