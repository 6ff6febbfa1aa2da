"""Importing the signing library leaves the interpreter as it was."""

import subprocess
import sys

CHANGES = (
    "import sys\nbefore = sys.getrecursionlimit()\nimport {}\nsys.exit(before != sys.getrecursionlimit())"
)


def changes_the_recursion_limit(module: str) -> bool:
    return bool(subprocess.run([sys.executable, "-c", CHANGES.format(module)], check=False).returncode)


def test_signing_does_not_let_hostile_json_overflow_the_stack() -> None:
    assert not changes_the_recursion_limit("ledger.chain.sender")


def test_by_itself_the_library_would() -> None:
    # Once this fails the library has been mended, and `ledger.chain.account` is not needed any more.
    assert changes_the_recursion_limit("eth_account")
