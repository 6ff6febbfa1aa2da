"""What is around every exchange: an id, a bound on the body, headers, and an answer whatever happens inside."""

import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from fastapi import HTTPException

from api.logs import REQUEST, log_exchange, request_id
from api.meter import UNMATCHED, UNMETERED, Answered, Meter
from api.problems import render

# ASGI 3.0, https://asgi.readthedocs.io/en/latest/specs/main.html#applications
Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

BODY_BYTES = 64 << 10
FILE_BYTES = 16 << 20
DRAINED_BYTES = 64 << 20
GONE = 499
"""In the place of a status where the client went before it had one, as proxies write it."""
TAKES_FILES = ("/v1/submissions", "/v1/profiles/proposals", "/v1/verifications")
# Of an endpoint that says otherwise, as a page with styles does, its own word stands.
_HEADERS = (
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'"),
)
# RFC 9110, section 9, and RFC 5789: whoever invents others makes no new series of them.
_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"))


class TooLarge(HTTPException):
    """The body is larger than this door takes."""

    def __init__(self, limit: int) -> None:
        super().__init__(413, f"the body is larger than {limit} bytes", {"Connection": "close"})


class Envelope:
    """ASGI middleware, outside of all that may fail."""

    def __init__(self, app: Application, meter: Meter = UNMETERED) -> None:
        self._app = app
        self._meter = meter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = _Exchange(scope, receive, send)
        scope.setdefault("state", {})["request_id"] = exchange.id
        entered = REQUEST.set(exchange.id)
        try:
            await self._serve(exchange, scope, receive)
        finally:
            answered = exchange.answered()
            self._meter.answered(answered)
            log_exchange(answered)
            REQUEST.reset(entered)

    async def _serve(self, exchange: "_Exchange", scope: Scope, receive: Receive) -> None:
        try:
            await self._app(scope, exchange.receive, exchange.send)
        except Exception as error:
            if exchange.begun:
                raise
            await render(error, exchange.id)(scope, receive, exchange.send)


class _Exchange:
    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.id = request_id(_sent_id(scope))
        self.begun = False
        self._scope, self._status, self._began = scope, GONE, time.perf_counter()
        self._receive, self._send = receive, send
        self._limit = FILE_BYTES if scope["path"] in TAKES_FILES else BODY_BYTES
        self._taken = 0
        self._ended = False

    async def receive(self) -> Message:
        """What the client sends on, up to the limit: a length that was not said, or was a lie, changes nothing."""
        message = await self._receive()
        self._taken += len(message.get("body", b""))
        self._ended = not message.get("more_body", False)
        if self._taken > self._limit:
            raise TooLarge(self._limit)
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            await self._drain()
            self.begun, self._status = True, message["status"]
            said = list(message.get("headers", ()))
            named = {name.lower() for name, _ in said}
            own = [(name, value) for name, value in _HEADERS if name not in named]
            message["headers"] = [*said, (b"x-request-id", self.id.encode()), *own]
        await self._send(message)

    def answered(self) -> Answered:
        """What of it is counted and logged."""
        route, method = self._scope.get("route"), self._scope["method"]
        return Answered(
            method if method in _METHODS else "other",
            getattr(route, "path", UNMATCHED),
            self._status,
            time.perf_counter() - self._began,
        )

    async def _drain(self) -> None:
        """Takes what is still on its way: a client that is cut off while it sends reads no answer."""
        while not self._ended and self._taken <= DRAINED_BYTES:
            message = await self._receive()
            self._taken += len(message.get("body", b""))
            self._ended = not message.get("more_body", False)


def _sent_id(scope: Scope) -> str | None:
    found = [value for name, value in scope["headers"] if name == b"x-request-id"]
    return found[0].decode("latin-1") if len(found) == 1 else None
