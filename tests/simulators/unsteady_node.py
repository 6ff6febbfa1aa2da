"""A node that is there at times: a JSON-RPC proxy before a real one, which hangs up, or lacks the newest blocks."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.request import Request, urlopen


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

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # one answer, one write: a header that goes ahead waits for its acknowledgement

        def do_POST(self) -> None:
            content = node.answer(self.rfile.read(int(self.headers["Content-Length"])))
            if content is None:
                self.close_connection = True
                return
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
