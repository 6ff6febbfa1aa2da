"""JSON-RPC 2.0 over HTTP, with bounds: on time, on the size of an answer, on what may be asked twice."""

import http.client
import itertools
import json
import threading
import time
from base64 import b64encode
from collections.abc import Sequence
from functools import partial
from typing import Protocol, Self
from urllib.parse import SplitResult, unquote, urlsplit

from ledger.chain.deadline import Deadline, TimedResponse
from ledger.core.errors import Misuse, TradelineError, Unavailable
from ledger.proof import hexadecimal

TIMEOUT_SECONDS = 30.0
MAX_ANSWER_BYTES = 64 << 20
RETRY_AFTER_SECONDS = (0.1, 0.5)
BATCH = 100
_NOT_YET = "transaction indexing is in progress"
"""geth's words where it does not know yet whether it has a transaction: neither an error nor a no."""

Call = tuple[str, Sequence[object]]
"""A method and its parameters."""


class NodeAway(Unavailable):
    """No answer from the node: the host and port at which it was sought, and what the network said."""

    def __init__(self, host: str, why: object) -> None:
        super().__init__(f"node at {host} does not answer: {why}")
        self.host = host


class BadAnswer(Unavailable):
    """The node answered something that is no answer to what was asked."""

    def __init__(self, method: str, rule: str) -> None:
        super().__init__(f"{method}: answer is not {rule}")
        self.method = method
        self.rule = rule


class NotYet(BadAnswer):
    """The node does not know yet, and will in a moment."""


class RpcError(TradelineError):
    """The node's own error object (JSON-RPC 2.0, section 5.1): `data` is whatever it added."""

    def __init__(self, method: str, code: int, message: str, data: object) -> None:
        super().__init__(f"{method}: {message} ({code})")
        self.method = method
        self.code = code
        self.message = message
        self.data = data

    @property
    def unknown_method(self) -> bool:
        """The engine lacks the method: code -32601, or ganache's words for it."""
        return self.code == -32601 or "does not exist/is not available" in self.message


class Endpoint(Protocol):
    """What answers JSON-RPC: one node, or several behind one face. Each call raises what the same of `Rpc` does."""

    def height(self) -> int: ...

    def read(self, method: str, *params: object) -> object: ...

    def read_quantity(self, method: str, *params: object, bits: int = 256) -> int: ...

    def read_all(self, calls: Sequence[Call]) -> list[object]: ...

    def write(self, method: str, *params: object) -> object: ...


class Rpc:
    """One node. Safe to use from several threads: each has its own connection, kept until `close`."""

    def __init__(
        self,
        url: str,
        timeout: float = TIMEOUT_SECONDS,
        max_answer: int = MAX_ANSWER_BYTES,
        retries: Sequence[float] = RETRY_AFTER_SECONDS,
    ) -> None:
        """`url` is http or https, with `user:password@` for basic authentication (RFC 7617) where the node asks for it.

        `timeout` in seconds for a whole exchange, however its bytes come; `max_answer` in bytes; `retries`: the
        seconds before each time that a read is asked again.
        """
        parts = _parts(url)
        # What may be secret in an address, its user, path and query, is never shown.
        self.name = f"{parts.hostname}:{parts.port}" if parts.port else str(parts.hostname)
        self._headers = {"Content-Type": "application/json"} | _authorization(parts)
        self._open = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        self._host, self._port = parts.hostname or "", parts.port
        self._path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self._timeout, self._max_answer, self._retries = timeout, max_answer, retries
        self._ids = itertools.count(1)
        self._thread = threading.local()
        self._kept: set[http.client.HTTPConnection] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends every connection. Asking again makes a new one."""
        for connection in list(self._kept):
            connection.close()

    def height(self) -> int:
        """Number of the node's latest block."""
        return self.read_quantity("eth_blockNumber", bits=64)

    def read(self, method: str, *params: object) -> object:
        """The result of a call that changes nothing, asked again where the node is away.

        NodeAway, BadAnswer, RpcError.
        """
        return self._retried([(method, params)])[0]

    def read_quantity(self, method: str, *params: object, bits: int = 256) -> int:
        """The same for a result that is a number below 2^bits; ProofError if it is none."""
        return hexadecimal.quantity({method: self.read(method, *params)}, method, bits)

    def read_all(self, calls: Sequence[Call]) -> list[object]:
        """The results of many reading calls, in order, as JSON-RPC batches."""
        results: list[object] = []
        for start in range(0, len(calls), BATCH):
            results += self._retried(calls[start : start + BATCH])
        return results

    def write(self, method: str, *params: object) -> object:
        """The result of a call that may change something: sent once, on a fresh connection."""
        self._hang_up()
        return self._exchange([(method, params)])[0]

    def _retried(self, calls: Sequence[Call]) -> list[object]:
        for seconds in self._retries:
            try:
                return self._exchange(calls)
            except NodeAway:
                time.sleep(seconds)
        return self._exchange(calls)

    def _exchange(self, calls: Sequence[Call]) -> list[object]:
        method = calls[0][0]
        requests = [
            {"jsonrpc": "2.0", "id": next(self._ids), "method": name, "params": list(params)}
            for name, params in calls
        ]
        answer = self._post(method, json.dumps(requests if len(requests) > 1 else requests[0]).encode())
        answers = answer if isinstance(answer, list) else [answer]
        # A batch may be answered in any order (JSON-RPC 2.0, section 6).
        by_id = {
            item["id"]: item for item in answers if isinstance(item, dict) and type(item.get("id")) is int
        }
        return [
            _result(name, by_id.get(request["id"]))
            for (name, _), request in zip(calls, requests, strict=True)
        ]

    def _post(self, method: str, body: bytes) -> object:
        try:
            connection = self._connection()
            connection.request("POST", self._path, body, self._headers)
            response = connection.getresponse()
            content = response.read(self._max_answer + 1)
        except (OSError, http.client.HTTPException) as error:
            self._hang_up()
            raise NodeAway(self.name, str(error) or type(error).__name__) from error
        if len(content) > self._max_answer:
            self._hang_up()
            raise BadAnswer(method, f"within {self._max_answer} bytes")
        if response.status >= 500 and not content.startswith((b"{", b"[")):
            raise NodeAway(self.name, f"HTTP {response.status}")
        try:
            return json.loads(content)
        except (ValueError, RecursionError) as error:
            raise BadAnswer(method, f"JSON (HTTP {response.status})") from error

    def _connection(self) -> http.client.HTTPConnection:
        """This thread's, kept or new, with the whole time of an exchange before it."""
        connection: http.client.HTTPConnection | None = getattr(self._thread, "connection", None)
        if connection is None:
            self._thread.deadline = deadline = Deadline(self._timeout)
            connection = self._thread.connection = self._open(self._host, self._port, timeout=self._timeout)
            connection.response_class = partial(TimedResponse, deadline)  # type: ignore[assignment]
            self._kept.add(connection)
        seconds = self._thread.deadline.begin()
        if connection.sock is not None:
            connection.sock.settimeout(seconds)
        return connection

    def _hang_up(self) -> None:
        connection = getattr(self._thread, "connection", None)
        self._thread.connection = None
        if connection is not None:
            self._kept.discard(connection)
            connection.close()


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        known = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        known = False
    if not known:
        raise Misuse(
            "a node's address is http:// or https://, a host, and a port where it is not the usual one"
        )
    return parts


def _authorization(parts: SplitResult) -> dict[str, str]:
    if parts.username is None:
        return {}
    pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}".encode()
    return {"Authorization": "Basic " + b64encode(pair).decode("ascii")}


def quantity(number: int) -> str:
    """A number as JSON-RPC writes it (execution-apis, "Hex encoding": QUANTITY)."""
    return hex(number)


def data(value: bytes) -> str:
    """Bytes as JSON-RPC writes them (execution-apis, "Hex encoding": DATA)."""
    return "0x" + value.hex()


def _result(method: str, answer: object) -> object:
    if not isinstance(answer, dict):
        raise BadAnswer(method, "a JSON-RPC 2.0 response to this request")
    if (error := answer.get("error")) is not None:
        fields = error if isinstance(error, dict) else {}
        # A lone surrogate in a node's words would break whatever writes them down.
        said = str(fields.get("message"))[:500].encode("utf-8", "backslashreplace").decode()
        code = fields.get("code")
        if _NOT_YET in said:
            raise NotYet(method, "there yet: the node has just started, and indexes its transactions")
        raise RpcError(method, code if isinstance(code, int) else 0, said, fields.get("data"))
    if "result" not in answer:
        raise BadAnswer(method, "a response with a result or an error")
    return answer["result"]
