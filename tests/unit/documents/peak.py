"""What a process of its own takes at most while it reads a file: in megabytes, as the kernel counts it."""

import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[3]
_READ = """
import pathlib, sys
from ledger.documents import profile_named, read_file
reading = read_file("f", pathlib.Path(sys.argv[1]).read_bytes(), profile_named(sys.argv[2]) if sys.argv[2:] else None)
rules = ",".join(sorted({fault.rule for fault in reading.faults}))
"""
_IMPORT = """
import contextlib, json, pathlib, sys
from ledger.cli.main import app
out = pathlib.Path(sys.argv[1] + ".json")
with out.open("w") as sys.stdout, contextlib.suppress(SystemExit):
    app(["import", "--json", sys.argv[1]])
sys.stdout = sys.__stdout__
"""
_TELL = """
status = pathlib.Path("/proc/self/status").read_text()
print(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")), end=" ")
"""


class Peak(NamedTuple):
    """Megabytes, drafts, and the rules of the faults."""

    megabytes: int
    drafts: int
    rules: str = ""


def of_reading(file: Path, profile: str = "") -> Peak:
    """Of `read_file` alone."""
    told = _told(_READ + _TELL + "print(len(reading.drafts), rules)", str(file), *filter(None, [profile]))
    return Peak(int(told[0]) // 1000, int(told[1]), "".join(told[2:]))


def of_import(file: Path) -> Peak:
    """Of `tradeline import --json`; the drafts are counted in what it printed."""
    told = _told(_IMPORT + _TELL + "print(out.read_text().count('end_to_end_id'))", str(file))
    return Peak(int(told[0]) // 1000, int(told[1]))


def of_holding(size: int) -> int:
    """Of holding so many bytes: that the measure sees what is held."""
    return int(_told("import pathlib, sys\nheld = b'x' * int(sys.argv[1])\n" + _TELL, str(size))[0]) // 1000


def _told(script: str, *words: str) -> list[str]:
    command = [sys.executable, "-c", script, *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
