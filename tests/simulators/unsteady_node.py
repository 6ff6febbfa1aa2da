"""A node that is there at times: a JSON-RPC proxy before a real one, which hangs up, or lacks the newest blocks."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.request import Request, urlopen

from tests.simulators.loopback import served


@dataclass
class UnsteadyNode:
    """As the real one, unless it is `away`, or `stuck` at a block after which it has heard of none.

    `asked` are the methods that reached it; `dies_at` one that it does not live to answer; `says` what it answers to
    everything.
    """

    truth: str
    url: str = ""
    away: bool = False
    stuck: int | None = None
    dies_at: str | None = None
    says: bytes | None = None
    asked: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.url.removeprefix("http://")

    def answer(self, body: bytes) -> bytes | None:
        """The answer; None where it hangs up instead."""
        asked = json.loads(body)
        questions = asked if isinstance(asked, list) else [asked]
        self.asked += [question["method"] for question in questions]
        self.away |= self.dies_at in (question["method"] for question in questions)
        if self.away or self.says is not None:
            return None if self.away else self.says
        request = Request(self.truth, body, {"Content-Type": "application/json"})
        with urlopen(request, timeout=30) as response:
            answers = json.load(response)
        if self.stuck is not None:
            by_id = {one["id"]: one for one in (answers if isinstance(answers, list) else [answers])}
            for question in questions:
                self._forget(question, by_id[question["id"]], self.stuck)
        return json.dumps(answers).encode()

    @staticmethod
    def _forget(question: dict[str, Any], answer: dict[str, Any], stuck: int) -> None:
        match question:
            case {"method": "eth_blockNumber"}:
                answer["result"] = hex(min(stuck, int(answer["result"], 16)))
            case {"method": "eth_getBlockByNumber", "params": [str(number), _]} if int(number, 16) > stuck:
                answer["result"] = None


@contextmanager
def unsteady_node(truth: str) -> Iterator[UnsteadyNode]:
    """A proxy on loopback, on a port of the system's choice, before the node at the address `truth`."""
    node = UnsteadyNode(truth)
    with served(lambda _, body: node.answer(body)) as node.url:
        yield node
