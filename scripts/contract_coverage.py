"""Runs the contracts' tests with coverage and names every line that none of them reaches.

Exit codes: 0 every line is reached, 1 some are not, or a test fails.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REPORT = ROOT / "coverage/lcov.info"


def main() -> int:
    """Runs, reads the report, prints."""
    REPORT.unlink(missing_ok=True)
    # hardhat starts `node` by name: the one beside this Python.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    hardhat = [ROOT / "node_modules/.bin/hardhat", "test", "solidity", "--coverage"]
    if subprocess.run(hardhat, cwd=ROOT, env=os.environ | {"PATH": path}).returncode:
        return 1
    lines = list(counts(REPORT.read_text("utf-8")))
    missed = [f"{file}:{line} is reached by no test" for file, line, count in lines if count == 0]
    print(
        "\n".join(missed) or f"every one of {len(lines)} lines is reached",
        file=sys.stderr if missed else sys.stdout,
    )
    return 1 if missed or not lines else 0


def counts(report: str) -> Iterator[tuple[str, int, int]]:
    """File, line and how often it ran, for every line of the contracts in an LCOV tracefile (its SF and DA records)."""
    file = ""
    for record in report.splitlines():
        kind, _, value = record.partition(":")
        if kind == "SF":
            file = value
        elif kind == "DA" and file.startswith("contracts/"):
            line, count, *_ = value.split(",")
            yield file, int(line), int(count)


if __name__ == "__main__":
    sys.exit(main())
