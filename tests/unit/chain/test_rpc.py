"""A client that nodes cannot hurt: bounds on time and size, and nothing is sent twice that may change something."""

import json
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from ledger.app.ports import Fate, Sending
from ledger.chain.relay import RpcRelay
from ledger.chain.rpc import BadAnswer, NodeAway, NotYet, Rpc, RpcError
from ledger.core.errors import Misuse, ProofError, Unavailable

Answer = Callable[[Any], bytes | None]
"""From a request's JSON to the body of a response; None hangs up."""


class Node(ThreadingHTTPServer):
    """A node that answers as the test says, and counts what it was asked."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(("127.0.0.1", 0), Door)
        self.answer = answer
        self.asked: list[Any] = []
        self.connections = 0
        self.authorization: str | None = None
        self.status = 200
        self.pause = 0.0
        """Seconds before each byte of a response, its headers included; 0 sends it at once."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Door(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Node

    def setup(self) -> None:
        self.server.connections += 1
        super().setup()

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(request)
        self.server.authorization = self.headers["Authorization"]
        body = self.server.answer(request)
        if body is None:
            self.close_connection = True
            return
        if self.server.pause:
            self._drip(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
            return
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _drip(self, response: bytes) -> None:
        self.close_connection = True
        with suppress(OSError):
            for byte in response:
                time.sleep(self.server.pause)
                self.wfile.write(bytes([byte]))

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def node(answer: Answer, **bounds: Any) -> Iterator[tuple[Node, Rpc]]:
    with Node(answer) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            with Rpc(server.url, **bounds) as rpc:
                yield server, rpc
        finally:
            server.shutdown()
            thread.join()


def result(value: object) -> Answer:
    return lambda request: json.dumps({"jsonrpc": "2.0", "id": request["id"], "result": value}).encode()


def flaky(times: int, then: Answer) -> Answer:
    left = [times]

    def answer(request: Any) -> bytes | None:
        left[0] -= 1
        return None if left[0] >= 0 else then(request)

    return answer


def test_a_result_is_returned_and_connections_are_kept() -> None:
    with node(result("0x10")) as (server, rpc):
        assert [rpc.read("eth_blockNumber"), rpc.read("eth_blockNumber")] == ["0x10", "0x10"]
        assert rpc.read_quantity("eth_blockNumber") == 16
        assert server.connections == 1
        assert [request["method"] for request in server.asked] == ["eth_blockNumber"] * 3


def test_the_node_s_error_keeps_its_code_message_and_data() -> None:
    error = {"code": 3, "message": "execution reverted", "data": "0x01"}
    with (
        node(lambda request: json.dumps({"id": request["id"], "error": error}).encode()) as (_, rpc),
        pytest.raises(RpcError) as caught,
    ):
        rpc.read("eth_call")
    assert (caught.value.code, caught.value.message, caught.value.data) == (3, "execution reverted", "0x01")


def test_what_no_file_can_hold_of_a_node_s_words_is_escaped() -> None:
    def answer(request: Any) -> bytes:
        return b'{"id": %d, "error": {"code": -1, "message": "h\\u00e9 \\ud800"}}' % request["id"]

    with node(answer) as (_, rpc), pytest.raises(RpcError) as caught:
        rpc.read("eth_call")
    assert caught.value.message == "h\u00e9 \\ud800"
    assert str(caught.value).encode()


def test_a_node_that_indexes_its_transactions_yet_denies_none_of_them() -> None:
    error = {"code": -32000, "message": "transaction indexing is in progress"}
    with node(lambda request: json.dumps({"id": request["id"], "error": error}).encode()) as (_, rpc):
        with pytest.raises(NotYet):
            rpc.read("eth_getTransactionReceipt", "0x00")
        assert RpcRelay(rpc).fate(bytes(32)) == Fate(Sending.PENDING)


def test_a_read_is_asked_again_where_the_node_hangs_up() -> None:
    with node(flaky(2, result("0x1"))) as (server, rpc):
        assert rpc.read("eth_chainId") == "0x1"
        assert len(server.asked) == 3


def test_a_write_is_never_sent_twice() -> None:
    with node(flaky(1, result("0x1"))) as (server, rpc):
        with pytest.raises(NodeAway):
            rpc.write("eth_sendRawTransaction", "0x00")
        assert len(server.asked) == 1
        assert rpc.write("eth_sendRawTransaction", "0x00") == "0x1"


def test_a_node_that_is_not_there_is_away() -> None:
    with node(result(None)) as (_, rpc):
        assert rpc.read("eth_chainId") is None
    with pytest.raises(Unavailable, match=r"127\.0\.0\.1"):
        rpc.read("eth_chainId")


def test_a_node_that_does_not_answer_is_away_after_the_timeout() -> None:
    release = threading.Event()

    def late(request: Any) -> bytes | None:
        release.wait(10)
        return None

    with node(late, timeout=0.05) as (_, rpc):
        with pytest.raises(NodeAway):
            rpc.write("eth_chainId")
        release.set()


@pytest.mark.parametrize("padding", [0, 400])
def test_a_node_that_drips_its_answer_is_away_when_the_whole_time_is_over(padding: int) -> None:
    """Each byte comes well within the time; the response, its headers or its body, does not."""

    def answer(request: Any) -> bytes:
        return (result("0x1")(request) or b"") + b" " * padding

    with node(answer, timeout=0.5, retries=()) as (server, rpc):
        assert rpc.read("eth_chainId") == "0x1"
        server.pause = 0.002 if padding else 0.05
        with pytest.raises(NodeAway, match=r"within 0\.5 seconds|timed out"):
            rpc.read("eth_chainId")
        server.pause = 0.0
        assert rpc.read("eth_chainId") == "0x1"
    with node(answer, timeout=30.0, retries=()) as (server, rpc):
        server.pause = 0.0001
        assert rpc.read("eth_chainId") == "0x1"


def test_an_answer_larger_than_the_bound_is_not_read_to_its_end() -> None:
    answer = result("0x" + "00" * 2000)
    with node(answer, max_answer=1000) as (_, rpc), pytest.raises(BadAnswer, match="within 1000 bytes"):
        rpc.read("eth_getCode")
    with node(answer, max_answer=8000) as (_, rpc):
        assert len(str(rpc.read("eth_getCode"))) == 4002


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[" * 100_000,
        b"null",
        b"7",
        b'{"id": 0, "result": "0x1"}',
        b'{"jsonrpc": "2.0"}',
        b'{"id": ' + b"9" * 5000 + b"}",
        b'{"jsonrpc": "2.0", "id": [], "result": "0x1"}',
        b'[{"id": {}, "result": "0x1"}]',
        b'{"id": true, "result": "0x1"}',
        b'{"id": 1.0, "result": "0x1"}',
        b'{"id": "1", "result": "0x1"}',
        b"\xff\xfe",
    ],
)
def test_what_is_no_answer_is_said_to_be_none(body: bytes) -> None:
    with node(lambda request: body) as (_, rpc), pytest.raises(BadAnswer):
        rpc.read("eth_chainId")


def test_only_a_whole_number_answers_to_the_number_of_a_request() -> None:
    with node(lambda request: b'{"id": 1, "result": "0x1"}') as (_, rpc):
        assert rpc.read("eth_chainId") == "0x1"


def test_a_number_that_is_none_is_no_proof_of_anything() -> None:
    with node(result("0x01")) as (_, rpc), pytest.raises(ProofError):
        rpc.read_quantity("eth_blockNumber")


def test_a_proxy_s_error_page_is_a_node_that_is_away() -> None:
    with node(lambda request: b"<h1>Bad Gateway</h1>") as (server, rpc):
        server.status = 502
        with pytest.raises(NodeAway, match="502"):
            rpc.write("eth_chainId")


def test_many_reads_go_in_batches_and_come_back_in_order_whatever_the_node_s() -> None:
    def backwards(requests: list[Any]) -> bytes:
        return json.dumps(
            [{"id": one["id"], "result": one["params"][0]} for one in reversed(requests)]
        ).encode()

    with node(backwards) as (server, rpc):
        assert rpc.read_all([("echo", [number]) for number in range(250)]) == list(range(250))
        assert [len(requests) for requests in server.asked] == [100, 100, 50]


def test_an_answer_missing_from_a_batch_is_missed() -> None:
    def short(requests: list[Any]) -> bytes:
        return json.dumps([{"id": one["id"], "result": 1} for one in requests[1:]]).encode()

    with node(short) as (_, rpc), pytest.raises(BadAnswer):
        rpc.read_all([("echo", [1]), ("echo", [2])])


def test_a_password_in_the_address_goes_to_the_node_and_into_no_message() -> None:
    with node(result("0x1")) as (server, _):
        url = server.url.replace("http://", "http://ann:s%40cret@") + "/key-of-ann"
        with Rpc(url) as rpc:
            assert rpc.read("eth_chainId") == "0x1"
    assert server.authorization == "Basic " + b64encode(b"ann:s@cret").decode()
    with pytest.raises(NodeAway) as caught:
        rpc.write("eth_chainId")
    assert not [secret for secret in ("cret", "ann", "key-of") if secret in str(caught.value)]
    assert str(server.server_port) in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "127.0.0.1:8545",
        "ws://127.0.0.1",
        "file:///etc/passwd",
        "http://",
        "http://a:b",
        "http://[",
        "http://a:0",
    ],
)
def test_an_address_that_is_not_http_is_a_mistake_of_the_caller(url: str) -> None:
    with pytest.raises(Misuse):
        Rpc(url)
