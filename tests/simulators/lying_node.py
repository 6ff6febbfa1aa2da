"""A node that lies: a JSON-RPC proxy before a real one, which alters the answers of one method as it is told."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.request import Request, urlopen

from tests.simulators.loopback import served

Lie = Callable[[list[Any], Any], Any]
"""Parameters and the true result to the result that is told."""


@dataclass
class LyingNode:
    """Tells the truth until `lies` has something for a method; `told` counts how often each lie changed an answer."""

    truth: str
    url: str = ""
    lies: dict[str, Lie] = field(default_factory=dict)
    told: dict[str, int] = field(default_factory=dict)

    def answer(self, body: bytes) -> bytes:
        """The true answer, but for the results that a lie is told of."""
        request = Request(self.truth, body, {"Content-Type": "application/json"})
        with urlopen(request, timeout=30) as response:
            answers = json.load(response)
        asked = json.loads(body)
        pairs = [(asked, answers)]
        if isinstance(asked, list):
            by_id = {one["id"]: one for one in answers}
            pairs = [(one, by_id[one["id"]]) for one in asked]
        for question, reply in pairs:
            lie = self.lies.get(question["method"])
            if lie is not None and "result" in reply:
                self._lie(question["method"], lie, question["params"], reply)
        return json.dumps(answers).encode()

    def _lie(self, method: str, lie: Lie, params: list[Any], reply: dict[str, Any]) -> None:
        before = json.dumps(reply["result"])
        reply["result"] = lie(params, reply["result"])
        self.told[method] = self.told.get(method, 0) + (json.dumps(reply["result"]) != before)


@contextmanager
def lying_node(truth: str) -> Iterator[LyingNode]:
    """A proxy on loopback, on a port of the system's choice, before the node at the address `truth`."""
    node = LyingNode(truth)
    with served(lambda _, body: node.answer(body)) as node.url:
        yield node
