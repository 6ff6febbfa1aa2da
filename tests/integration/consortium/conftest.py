"""Networks on the engines that this machine has."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.chain.network.binaries import EngineMissing, program
from ledger.chain.network.plan import Program
from tests.integration.consortium.running import Running, running

ROOT = Path(__file__).resolve().parents[3]


def require(kind: Program) -> None:
    """Skips where the engine is not here and cannot be built; builds geth where Go is."""
    if kind is Program.BESU and not os.environ.get("BESU_HOME"):
        pytest.skip("BESU_HOME is not set")
    try:
        program(kind)
    except EngineMissing:
        if kind is Program.BESU or shutil.which("go") is None:
            pytest.skip("geth is not here, and Go, which builds it, is not either")
        subprocess.run([ROOT / "scripts" / "geth"], check=True)


@pytest.fixture(scope="module", params=[each.value for each in Program])
def network(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Four validators, for all tests of a file: each leaves them as it found them, up and on one chain."""
    kind = Program(request.param)
    require(kind)
    with running(kind, tmp_path_factory.mktemp("v") / "net") as found:
        yield found
