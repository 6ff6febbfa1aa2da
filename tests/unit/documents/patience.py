"""Runs what would take for ever if it were wrong, and has patience for some seconds of the processor."""

import resource
import subprocess
import sys
from textwrap import dedent

SECONDS = 20
"""Many times what an honest reading takes, on a slow machine too; far below what an attack aims at."""


def in_seconds(program: str) -> str:
    """What a Python program prints. The kernel kills it after SECONDS of computing, and the test fails."""
    ran = subprocess.run(
        [sys.executable, "-c", _BOUND + dedent(program)], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, f"ended with {ran.returncode}: {ran.stderr[-500:]}"
    return ran.stdout


_BOUND = f"import resource; resource.setrlimit({resource.RLIMIT_CPU}, ({SECONDS}, {SECONDS}))\n"
