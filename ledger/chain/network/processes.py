"""Nodes as processes: started with their secrets through pipes, found by a lock that ends with them, stopped.

A node holds an exclusive lock (flock(2)) on a file of its folder, which it inherits: however it ends, the lock ends
with it. So nobody has to guess whether a process of some number is still the node.
"""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ledger.chain.engines.process import die_with_parent
from ledger.chain.network import besu, geth
from ledger.chain.network.binaries import program
from ledger.chain.network.directory import Directory
from ledger.chain.network.identity import is_of
from ledger.chain.network.keystore import opened
from ledger.chain.network.plan import Plan, Program, Validator
from ledger.chain.rpc import Rpc
from ledger.core.errors import Misuse, TradelineError, Unavailable

READY_SECONDS: Final = 120.0
STOP_SECONDS: Final = 60.0
_CAREFUL: Final = ("/bin/sh", "-c", 'umask 077; ulimit -c 0; exec "$@"', "sh")
"""Files of a node are its owner's alone, and what is in its memory is in no core dump."""
LOG_BYTES: Final = 64 << 20
"""A log that is larger when its node starts is moved aside, over the one before it."""


class NodeFailed(Unavailable):
    """A node did not come up: its number, and the end of its log."""

    def __init__(self, number: int, log: Path, said: str) -> None:
        super().__init__(f"node {number} did not come up; {log} ends with: {said or 'nothing'}")
        self.number = number


class NotAllUp(Unavailable):
    """One of several nodes did not come up: why, and the numbers of those that were started with it and live on."""

    def __init__(self, failed: NodeFailed, living: Sequence[int]) -> None:
        named = ", ".join(map(str, living)) or "none"
        super().__init__(f"{failed}\nstarted, and living on: nodes {named}")
        self.number, self.living = failed.number, tuple(living)


@dataclass(frozen=True, slots=True)
class Keys:
    """What a node is started with: the passphrase of its account, and the key its peers know it by."""

    passphrase: str
    node_key: bytes


def keys_of(directory: Directory, number: int, passphrase: str) -> Keys:
    """Opens a node's key. WrongPassphrase, BadInput."""
    file = directory.node_key(number)
    return Keys(passphrase, opened(file.read_bytes(), passphrase, str(file)))


def is_running(directory: Directory, number: int) -> bool:
    """Whether a process holds the node's lock."""
    try:
        with directory.lock(number).open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def pid_of(directory: Directory, number: int) -> int | None:
    """The process of a running node; None if it does not run."""
    if not is_running(directory, number):
        return None
    text = directory.lock(number).read_text("ascii").strip()
    return int(text) if text.isdecimal() else None


def start(
    directory: Directory,
    plan: Plan,
    validator: Validator,
    keys: Keys,
    *,
    binary: Path | None = None,
    tied: bool = False,
) -> int:
    """Starts a node in a session of its own and returns its process id, or that of the one that runs already.

    It lives on after this process unless `tied`, then it ends with the thread that started it.

    NodeFailed, EngineMissing.
    """
    if (running := pid_of(directory, validator.number)) is not None:
        return running
    engine = program(plan.program, binary)
    prepare(directory, plan, validator.number, engine)
    log = directory.log(validator.number)
    if log.exists() and log.stat().st_size > LOG_BYTES:
        log.replace(log.with_suffix(".log.1"))
    with (
        locked(directory, validator.number) as lock,
        piped(keys.node_key.hex()) as key,
        log.open("ab") as out,
    ):
        _forget_socket(directory, validator.number)
        for descriptor in (lock, key):
            os.set_inheritable(descriptor, True)
        argv = [*(die_with_parent() if tied else ()), *_argv(engine, directory, plan, validator, key)]
        pid = _spawned(argv, out.fileno())
        _write_down(lock, pid)
    if plan.program is Program.GETH:
        attend(directory, validator.number, keys.passphrase, tied=tied)
    return pid


def attend(directory: Directory, number: int, passphrase: str | None, *, tied: bool = False) -> None:
    """Starts what lets a geth node seal once it has heard its peers (see `usher`); None where its account is open."""
    usher = [sys.executable, "-m", "ledger.chain.network.usher", str(directory.path), str(number)]
    with directory.log(number).open("ab") as out, piped(passphrase or "") as secret:
        _spawned([*(die_with_parent() if tied else ()), *usher], out.fileno(), secret)


def become(directory: Directory, plan: Plan, validator: Validator, keys: Keys, binary: Path | None) -> None:
    """Turns this process into the node, for a supervisor such as systemd. Misuse if it runs already."""
    engine = program(plan.program, binary)
    prepare(directory, plan, validator.number, engine)
    with locked(directory, validator.number) as lock, piped(keys.node_key.hex()) as key:
        _forget_socket(directory, validator.number)
        _write_down(lock, os.getpid())
        if plan.program is Program.GETH:
            attend(directory, validator.number, keys.passphrase)
        for descriptor in (lock, key):
            os.set_inheritable(descriptor, True)
        argv = [*_CAREFUL, *_argv(engine, directory, plan, validator, key)]
        os.execve(argv[0], argv, _environment())


def wait_until_up(directory: Directory, validator: Validator, seconds: float = READY_SECONDS) -> None:
    """Until the node itself answers over HTTP: while it starts, one of another network may. NodeFailed."""
    deadline = time.monotonic() + seconds
    with Rpc(validator.url, timeout=5, retries=()) as rpc:
        while is_running(directory, validator.number) and time.monotonic() < deadline:
            with suppress(TradelineError):
                if is_of(directory, rpc):
                    return
            time.sleep(0.1)
    raise NodeFailed(
        validator.number, directory.log(validator.number), _end_of(directory.log(validator.number))
    )


def stop(directory: Directory, number: int, seconds: float = STOP_SECONDS) -> bool:
    """Asks a node to end, and after `seconds` ends it; False if it did not run. Safe at any time. Misuse."""
    pid = pid_of(directory, number)
    if pid is None:
        if is_running(directory, number):
            raise Misuse(f"node {number} runs, but nobody wrote down its process: end it by hand")
        return False
    for name, patience in ((signal.SIGINT, seconds), (signal.SIGKILL, STOP_SECONDS)):
        with suppress(ProcessLookupError):
            os.kill(pid, name)
        deadline = time.monotonic() + patience
        while is_running(directory, number) and time.monotonic() < deadline:
            _reap(pid)
            time.sleep(0.05)
    _reap(pid)
    return True


def prepare(directory: Directory, plan: Plan, number: int, engine: Path) -> None:
    """geth's data begins with the genesis block, which `geth init` writes; what is there stays."""
    data = directory.data(number)
    if plan.program is not Program.GETH or data.exists():
        return
    # Made beside and moved over: without its genesis block geth would begin another chain.
    part = data.with_suffix(".part")
    shutil.rmtree(part, ignore_errors=True)
    argv = geth.init_argv(engine, part, directory.genesis)
    done = subprocess.run(
        argv, stdin=subprocess.DEVNULL, capture_output=True, check=False, env=_environment()
    )
    if done.returncode != 0:
        raise NodeFailed(number, directory.genesis, done.stderr.decode(errors="replace").strip()[-400:])
    # A p2p key that init makes up and no node uses.
    (part / "geth" / "nodekey").unlink(missing_ok=True)
    part.rename(data)


@contextmanager
def locked(directory: Directory, number: int) -> Iterator[int]:
    """The descriptor of the node's lock, held by whoever inherits it. Misuse if the node runs."""
    lock = os.open(directory.lock(number), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield lock
    except BlockingIOError:
        raise Misuse(f"node {number} runs already") from None
    finally:
        os.close(lock)


@contextmanager
def piped(secret: str) -> Iterator[int]:
    """The end of a pipe from which a secret can be read once; a pipe holds what is so short without a reader."""
    reading, writing = os.pipe()
    try:
        os.write(writing, secret.encode())
        os.close(writing)
        yield reading
    finally:
        os.close(reading)


def _forget_socket(directory: Directory, number: int) -> None:
    # One that a killed node left would be in the way: nobody else listens there while the lock is held.
    directory.ipc(number).unlink(missing_ok=True)


def _write_down(lock: int, pid: int) -> None:
    os.ftruncate(lock, 0)
    os.pwrite(lock, f"{pid}\n".encode(), 0)


def _spawned(argv: list[str], log: int, given: int | None = None) -> int:
    """A process in a session of its own, which nobody has to wait for; `given` is what it reads, else nothing."""
    with Path(os.devnull).open("rb") as nothing:
        ends = ((nothing.fileno() if given is None else given, 0), (log, 1), (log, 2))
        places = [(os.POSIX_SPAWN_DUP2, source, to) for source, to in ends]
        argv = [*_CAREFUL, *argv]
        return os.posix_spawn(argv[0], argv, _environment(), file_actions=places, setsid=True)


def _argv(engine: Path, directory: Directory, plan: Plan, validator: Validator, key: int) -> list[str]:
    argv = geth.argv if plan.program is Program.GETH else besu.argv
    return argv(engine, directory, plan, validator, f"/dev/fd/{key}")


def _environment() -> dict[str, str]:
    """What an engine needs of the environment; no secret of ours, and no option of its own from there."""
    wanted = ("PATH", "HOME", "JAVA_HOME", "LANG", "LC_ALL", "TMPDIR", "TZ", "PYTHONPATH")
    return {name: value for name, value in os.environ.items() if name in wanted}


def _reap(pid: int) -> None:
    # Where the node is a child of this process, it holds nothing any more, but its number is taken.
    with suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)


def _end_of(log: Path) -> str:
    try:
        return log.read_bytes()[-400:].decode(errors="replace").strip()
    except OSError:
        return ""
