"""A node's socket: what it answers, or does not, comes out as an answer, its error, or a node that is away."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ledger.chain.network.socket import MAX_ANSWER_BYTES, Socket
from ledger.chain.rpc import BadAnswer, NodeAway, RpcError


@contextmanager
def answering(path: Path, *parts: bytes) -> Iterator[list[bytes]]:
    """A node that takes one request, and answers in these parts."""
    asked: list[bytes] = []
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
        server.listen(1)

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                asked.append(connection.recv(1 << 16))
                for part in parts:
                    try:
                        connection.sendall(part)
                    except OSError:
                        return

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield asked
        finally:
            thread.join()


def response(**members: object) -> bytes:
    return json.dumps({"jsonrpc": "2.0", "id": 1, **members}).encode()


def test_a_result_is_returned_and_the_request_is_one_line(tmp_path: Path) -> None:
    with answering(tmp_path / "ipc", response(result=["0x1"]) + b"\n") as asked:
        assert Socket(tmp_path / "ipc").call("clique_getSigners", "latest") == ["0x1"]
    assert json.loads(asked[0]) == {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "clique_getSigners",
        "params": ["latest"],
    }
    assert asked[0].endswith(b"\n")


def test_an_answer_that_comes_in_parts_is_put_together(tmp_path: Path) -> None:
    whole = response(result={"a": {"b": [1, 2]}})
    with answering(tmp_path / "ipc", *(whole[at : at + 7] for at in range(0, len(whole), 7))):
        assert Socket(tmp_path / "ipc").call("admin_nodeInfo") == {"a": {"b": [1, 2]}}


def test_the_nodes_own_error_keeps_its_code_and_words(tmp_path: Path) -> None:
    error = {"code": -32601, "message": "the method clique_x does not exist"}
    with answering(tmp_path / "ipc", response(error=error)), pytest.raises(RpcError) as caught:
        Socket(tmp_path / "ipc").call("clique_x")
    assert caught.value.unknown_method


@pytest.mark.parametrize("answer", [b"", b"{", b'{"id": 2, "result": 1}', b"[]", b"7", b"[" * 100_000 + b"]"])
def test_what_is_no_answer_is_refused(tmp_path: Path, answer: bytes) -> None:
    with answering(tmp_path / "ipc", answer), pytest.raises(BadAnswer):
        Socket(tmp_path / "ipc").call("eth_mining")


def test_an_answer_without_end_is_refused(tmp_path: Path) -> None:
    parts = [b"x" * (1 << 20)] * (MAX_ANSWER_BYTES // (1 << 20) + 1)
    with answering(tmp_path / "ipc", *parts), pytest.raises(BadAnswer, match="within"):
        Socket(tmp_path / "ipc").call("eth_mining")


def test_a_node_that_says_nothing_is_away(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "ipc"))
        server.listen(1)
        with pytest.raises(NodeAway):
            Socket(tmp_path / "ipc", timeout=0.1).call("eth_mining")


def test_a_socket_that_is_not_there_or_nobody_serves_is_a_node_that_is_away(tmp_path: Path) -> None:
    with pytest.raises(NodeAway):
        Socket(tmp_path / "ipc").call("eth_mining")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "ipc"))
    with pytest.raises(NodeAway):
        Socket(tmp_path / "ipc").call("eth_mining")
