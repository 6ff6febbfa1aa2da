"""A node that lies: a JSON-RPC proxy before a real one, which alters the answers of one method as it is told."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.request import Request, urlopen

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

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # one answer, one write: a header that goes ahead waits for its acknowledgement

        def do_POST(self) -> None:
            content = node.answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        node.url = f"http://127.0.0.1:{server.server_address[1]}"
        try:
            yield node
        finally:
            server.shutdown()
            thread.join()
