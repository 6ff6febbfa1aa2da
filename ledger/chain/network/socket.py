"""JSON-RPC over a node's unix socket, where its votes and peers are: only the socket's owner gets there."""

import json
import socket
from pathlib import Path

from ledger.chain.rpc import BadAnswer, NodeAway, RpcError
from ledger.core.errors import Misuse

TIMEOUT_SECONDS = 15.0
MAX_ANSWER_BYTES = 1 << 22


class Socket:
    """One node's socket; a connection a call."""

    def __init__(self, path: Path, timeout: float = TIMEOUT_SECONDS) -> None:
        """`timeout` in seconds for each step."""
        self._path, self._timeout = path, timeout

    def call(self, method: str, *params: object) -> object:
        """The result of a call. NodeAway, BadAnswer, RpcError."""
        request = {"jsonrpc": "2.0", "id": 1, "method": method, "params": list(params)}
        answer = self._exchange(method, json.dumps(request).encode() + b"\n")
        if not isinstance(answer, dict) or answer.get("id") != 1:
            raise BadAnswer(method, "a JSON-RPC 2.0 response to this request")
        if isinstance(error := answer.get("error"), dict):
            code = error.get("code")
            message = str(error.get("message"))[:500]
            raise RpcError(method, code if isinstance(code, int) else 0, message, error.get("data"))
        return answer.get("result")

    def _exchange(self, method: str, request: bytes) -> object:
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(self._timeout)
                connection.connect(str(self._path))
                connection.sendall(request)
                return self._answer(method, connection)
        except PermissionError as error:
            raise Misuse(f"{self._path}: {error.strerror}: a node's socket is its owner's alone") from error
        except OSError as error:
            raise NodeAway(str(self._path), error.strerror or type(error).__name__) from error

    def _answer(self, method: str, connection: socket.socket) -> object:
        """Engines end an answer with a line's end, or not at all: it is whole when it parses."""
        content = b""
        while part := connection.recv(1 << 16):
            content += part
            if len(content) > MAX_ANSWER_BYTES:
                raise BadAnswer(method, f"within {MAX_ANSWER_BYTES} bytes")
            if part.rstrip().endswith((b"}", b"]")):
                try:
                    return json.loads(content)
                except RecursionError as error:
                    raise BadAnswer(method, "JSON") from error
                except ValueError:
                    continue
        raise BadAnswer(method, "whole")
