"""Several processes on one index: one leads and takes blocks, the others wait for it, and for the lead."""

from collections.abc import Callable
from typing import Protocol

from ledger.app.index import Progress, follow
from ledger.app.ports import Chain, Index
from ledger.core.errors import Unavailable
from ledger.proof import hexadecimal

Wait = Callable[[], bool]
"""Lets time pass; whether to go on."""


class Behind(Unavailable):
    """The process that leads has not brought the index to the head in time."""

    def __init__(self, block: int | None, goal: int) -> None:
        super().__init__(f"the index is at block {block}, not at {goal}: the process that leads is behind")
        self.block = block
        self.goal = goal


class Stop(Protocol):
    """Told from elsewhere; a `threading.Event` is one."""

    def is_set(self) -> bool: ...

    def wait(self, timeout: float | None = None) -> bool: ...


class _Stopped(Exception):
    pass


def advance(
    chain: Chain, index: Index, progress: Callable[[Progress], None] | None = None, leads: bool = True
) -> int | None:
    """Brings the index to the head unless another process leads; blocks taken, None if another does."""
    if not leads:
        return None
    with index.leading() as alone:
        return follow(chain, index, progress=progress) if alone else None


def keep_up(
    chain: Chain,
    index: Index,
    wait: Wait,
    progress: Callable[[Progress], None] | None = None,
    leads: bool = True,
) -> int:
    """The same, or waits until the process that leads has brought it to where the head is now. Behind."""
    goal = chain.height()
    while (taken := advance(chain, index, progress, leads)) is None:
        if _has(chain, index, goal):
            return 0
        if not wait():
            position = index.position()
            raise Behind(position.number if position else None, goal)
    return taken


def watch(chain: Chain, index: Index, stop: Stop, say: Callable[[str], None], every: float) -> int:
    """Keeps the index at the head whenever no other process does, until it is told to stop; blocks taken.

    Looks every `every` seconds, and stops between two blocks. What does not answer is said and tried again, and the
    lead given up meanwhile: another process may have a node that does. FinalityBroken, LogRefused and their like end
    it: someone must look.
    """
    taken = 0

    def count(_: Progress) -> None:
        nonlocal taken
        taken += 1
        if stop.is_set():
            raise _Stopped

    while not stop.is_set():
        try:
            with index.leading() as alone:
                say("leading" if alone else "another process leads")
                while alone and not stop.is_set():
                    follow(chain, index, progress=count)
                    stop.wait(every)
        except _Stopped:
            break
        except Unavailable as error:
            say(str(error))
        stop.wait(every)
    return taken


def _has(chain: Chain, index: Index, goal: int) -> bool:
    """Whether the index is at block `goal` of the chain that stands, or above it."""
    position = index.position()
    if position is None or position.number < goal:
        return False
    return position.number > goal or hexadecimal.data(chain.header(goal), "hash", 32) == position.hash
