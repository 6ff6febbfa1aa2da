"""A node as a child process: started on loopback, waited for, ended with whoever started it."""

import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ledger.chain.rpc import Rpc, quantity
from ledger.core.errors import Unavailable

READY_SECONDS = 30.0
STOP_SECONDS = 15.0
_LISTENING = re.compile(r"^Listening on 127\.0\.0\.1:([0-9]+)", re.MULTILINE)


class EngineFailed(Unavailable):
    """The node did not come up: its program, and the end of what it printed."""

    def __init__(self, program: Path, printed: str) -> None:
        super().__init__(f"{program.name} did not start: {printed.strip()[-400:] or 'no output'}")
        self.program = program
        self.printed = printed


@dataclass(frozen=True, slots=True)
class Engine:
    """A running development node. `pid` is the child's; `set_balance` its own RPC for giving an account money."""

    url: str
    pid: int
    rpc: Rpc
    set_balance: str

    def fund(self, address: bytes, wei: int = 10**24) -> None:
        """Sets the balance of a 20-byte address."""
        self.rpc.write(self.set_balance, "0x" + address.hex(), quantity(wei))

    def mine(self, blocks: int = 1) -> None:
        """Makes blocks at once, in every mining mode."""
        for _ in range(blocks):
            self.rpc.write("evm_mine")


@contextmanager
def running(argv: Sequence[str], set_balance: str) -> Iterator[Engine]:
    """Runs `argv` until the block ends; it must print `Listening on 127.0.0.1:PORT`. EngineFailed if it does not.

    On Linux the kernel ends the node when the thread that started it ends, however that happens.
    """
    with tempfile.NamedTemporaryFile() as printed:
        process = subprocess.Popen(
            [*die_with_parent(), *argv], stdin=subprocess.DEVNULL, stdout=printed, stderr=printed
        )
        try:
            url = f"http://127.0.0.1:{_port(process, Path(argv[0]), Path(printed.name))}"
            with Rpc(url) as rpc:
                yield Engine(url, process.pid, rpc, set_balance)
        finally:
            _stop(process)


def _port(process: "subprocess.Popen[bytes]", program: Path, printed: Path) -> int:
    deadline = time.monotonic() + READY_SECONDS
    ended = False
    while not ended and time.monotonic() < deadline:
        ended = process.poll() is not None
        if found := _LISTENING.search(printed.read_text(errors="replace")):
            return int(found[1])
        time.sleep(0.02)
    raise EngineFailed(program, printed.read_text(errors="replace"))


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def die_with_parent() -> tuple[str, ...]:
    """What stands before a command so that the kernel ends it with the thread that started it, where it can."""
    # prctl(2), PR_SET_PDEATHSIG, through util-linux: code run in the child before exec is unsafe beside threads.
    setpriv = shutil.which("setpriv")
    return (setpriv, "--pdeathsig", "TERM", "--") if setpriv else ()
