"""What is around every exchange: an id, a bound on the body, headers, and an answer whatever happens inside."""

import uuid
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from fastapi import HTTPException

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
TAKES_FILES = ("/v1/submissions", "/v1/verifications")
_HEADERS = (
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'"),
)


class TooLarge(HTTPException):
    """The body is larger than this door takes."""

    def __init__(self, limit: int) -> None:
        super().__init__(413, f"the body is larger than {limit} bytes", {"Connection": "close"})


class Envelope:
    """ASGI middleware, outside of all that may fail."""

    def __init__(self, app: Application) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = _Exchange(scope, receive, send)
        scope.setdefault("state", {})["request_id"] = exchange.id
        try:
            await self._app(scope, exchange.receive, exchange.send)
        except Exception as error:
            if exchange.begun:
                raise
            await render(error, exchange.id)(scope, receive, exchange.send)


class _Exchange:
    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.id = str(uuid.uuid4())
        self.begun = False
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
            self.begun = True
            own = ((b"x-request-id", self.id.encode()), *_HEADERS)
            message["headers"] = [*message.get("headers", ()), *own]
        await self._send(message)

    async def _drain(self) -> None:
        """Takes what is still on its way: a client that is cut off while it sends reads no answer."""
        while not self._ended and self._taken <= DRAINED_BYTES:
            message = await self._receive()
            self._taken += len(message.get("body", b""))
            self._ended = not message.get("more_body", False)
