"""Processes beside the audit's own, one for each processor."""

import multiprocessing
import os
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from threading import Thread


@contextmanager
def workers(number: int) -> Iterator[Executor | None]:
    """So many processes, started when there is work; none for a number below 2: then the audit does it all itself."""
    if number < 2:
        yield None
        return
    # Started anew, not forked: the audit's process may have threads, and connections that are its own.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(number, context, _end_with_parent) as pool:
        try:
            yield pool
        finally:
            pool.shutdown(cancel_futures=True)


def _end_with_parent() -> None:
    """A worker waits for work on a pipe that it holds open itself: it would outlive an audit that was killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: "multiprocessing.process.BaseProcess") -> None:
    parent.join()
    os._exit(1)
