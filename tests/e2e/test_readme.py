"""The README's commands, as written."""

import re
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.xdist_group("demo")

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BY_CI = ("./scripts/demo", "./scripts/test")
"""Run by .ci/run itself; the second one runs this test."""


def blocks() -> list[str]:
    return BLOCK.findall((ROOT / "README.md").read_text("utf-8"))


def test_the_two_commands_are_the_ones_that_ci_runs() -> None:
    assert [block.strip() for block in blocks()][:2] == list(BY_CI)
    ci = (ROOT / ".ci" / "run").read_text("utf-8")
    assert all(command in ci for command in BY_CI)


def demo_is_stale() -> bool:
    """Whether the demo was not run, or something of the product has changed since."""
    trust = ROOT / "build" / "demo" / "trust.json"
    changed = max(
        path.stat().st_mtime for path in (ROOT / "ledger").rglob("*") if path.suffix in (".py", ".json")
    )
    return not trust.exists() or trust.stat().st_mtime < changed


def test_every_further_command_of_the_readme_does_what_it_says() -> None:
    if demo_is_stale():
        subprocess.run(["./scripts/demo"], cwd=ROOT, check=True, capture_output=True)
    commands = [block for block in blocks() if block.strip() not in BY_CI]
    assert len(commands) >= 3
    for command in commands:
        done = subprocess.run(["bash", "-ec", command], cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"


def test_links_of_the_readme_and_docs_lead_somewhere() -> None:
    for page in (ROOT / "README.md", *(ROOT / "docs").rglob("*.md")):
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
