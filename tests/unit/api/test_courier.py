"""The courier's thread outlives what a node answers, and a defect of our own: the next round is tried."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

import pytest

from api.courier import Courier
from api.turns import Turns
from ledger.chain.rpc import Rpc
from ledger.wiring import Node
from tests.simulators.unsteady_node import unsteady_node


class Reading:
    """What the courier needs of a node: a turn asks a real client for the chain's height."""

    def __init__(self, rpc: Rpc) -> None:
        self._rpc = rpc
        self.heights: list[int] = []
        self.rounds = 0
        self.broken = False
        self.indexer = self

    def turn(self) -> None:
        self.rounds += 1
        if self.broken:
            raise TypeError("a defect")
        self.heights.append(self._rpc.height())

    def advance(self) -> None:
        """There is no index here."""


@contextmanager
def couriered(node: Reading) -> Iterator[Courier]:
    courier = Courier(Turns(cast(Node, node), lambda: 0), every=0.001)
    courier.start()
    try:
        yield courier
    finally:
        courier.stop()


def wait_for_rounds(node: Reading, more: int) -> bool:
    goal, end = node.rounds + more, time.monotonic() + 30
    while node.rounds < goal and time.monotonic() < end:
        time.sleep(0.005)
    return node.rounds >= goal


@pytest.mark.parametrize(
    "rubbish", [b'{"id": [], "result": "0x1"}', b'{"id": {}}', b"[" * 100_000, b"<html>", b"null"]
)
def test_it_goes_on_after_an_answer_that_is_none(rubbish: bytes) -> None:
    with unsteady_node("") as door, Rpc(door.url, retries=()) as rpc:
        node = Reading(rpc)
        door.says = rubbish
        with couriered(node):
            assert wait_for_rounds(node, 3)
            assert not node.heights
            door.says = b'{"error": {"code": -32005, "message": "too many requests"}}'
            assert wait_for_rounds(node, 3)
            assert "courier" in {thread.name for thread in threading.enumerate()}


def test_it_goes_on_after_a_defect_and_shows_it_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with unsteady_node("") as door, Rpc(door.url, retries=()) as rpc:
        node = Reading(rpc)
        node.broken = True
        with couriered(node):
            assert wait_for_rounds(node, 3)
            assert "TypeError: a defect" in caplog.text
            node.broken = False
            door.says = b'{"id": 1, "result": "0x7"}'
            assert wait_for_rounds(node, 2)
            assert node.heights == [7]
