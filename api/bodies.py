"""Bodies of requests: JSON within the bounds that this project reads it in everywhere, and raw bytes."""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import Depends, HTTPException, Request, Response
from fastapi.routing import APIRoute

from ledger.attest.canonical import Json, parse
from ledger.core.errors import ProofError


class _BoundedRequest(Request):
    async def json(self) -> Json:
        try:
            return parse(await self.body(), exact=False)
        except ProofError as error:
            raise HTTPException(400, f"the body: {error}") from error


class BoundedRoute(APIRoute):
    """A route whose JSON body has bounded depth, each name once, and whole numbers only."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, given the request that reads so."""
        handler = super().get_route_handler()

        async def bounded(request: Request) -> Response:
            return await handler(_BoundedRequest(request.scope, request.receive))

        return bounded


async def _raw(request: Request) -> bytes:
    return await request.body()


Raw = Annotated[bytes, Depends(_raw)]
"""The body as it came."""
