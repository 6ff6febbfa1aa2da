"""Where the engines' own programs are: named, in GETH_HOME or BESU_HOME, or built by the project."""

import os
import shutil
from pathlib import Path

from ledger.chain.network.plan import Program
from ledger.core.errors import Unavailable

GETH_VERSION = "1.13.15"
_REMEDY = {
    Program.GETH: "run scripts/geth, or name geth 1.13.15 with --binary or GETH_HOME",
    Program.BESU: "name Besu with --binary or BESU_HOME",
}


class EngineMissing(Unavailable):
    """An engine's program is not on this machine; says how to get it."""

    def __init__(self, kind: Program) -> None:
        super().__init__(f"{kind.value} is not here: {_REMEDY[kind]}")
        self.kind = kind


def program(kind: Program, named: Path | None = None) -> Path:
    """The program: the one that was named, else of GETH_HOME or BESU_HOME, of this project's build, of the PATH."""
    for found in _places(kind, named):
        if found.is_file() and os.access(found, os.X_OK):
            return found.absolute()
        if named is not None:
            break
    raise EngineMissing(kind)


def _places(kind: Program, named: Path | None) -> list[Path]:
    if named is not None:
        return [named]
    places = []
    if home := os.environ.get(f"{kind.name}_HOME"):
        places += [Path(home) / "bin" / kind.value, Path(home) / kind.value]
    if kind is Program.GETH:
        places.append(_built())
    if on_path := shutil.which(kind.value):
        places.append(Path(on_path))
    return places


def _built() -> Path:
    """Where `scripts/geth` puts what it builds (XDG Base Directory Specification)."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "tradeline" / "geth" / GETH_VERSION / "geth"
