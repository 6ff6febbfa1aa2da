"""A file as it comes over HTTP: the body itself, named in the query, or the one file of a multipart form."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, HTTPException, Query, Request

_FORM = "multipart/form-data"
FILE_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            },
        },
    }
}
"""What OpenAPI says of it."""
_UNNAMED = "upload"


@dataclass(frozen=True, slots=True)
class Upload:
    """`name` is only repeated: no file of this name is opened."""

    name: str
    data: bytes


async def _upload(
    request: Request,
    name: Annotated[
        str | None,
        Query(
            max_length=255, description="What the report calls the file, where the body is the file itself."
        ),
    ] = None,
) -> Upload:
    if not request.headers.get("content-type", "").lower().startswith(_FORM):
        return Upload(name or _UNNAMED, await request.body())
    async with request.form(max_files=1, max_fields=0) as form:
        sent = form.get("file")
        if sent is None or isinstance(sent, str):
            raise HTTPException(400, "the form has one part, a file named `file`")
        return Upload(name or (sent.filename or _UNNAMED)[:255], await sent.read())


Uploaded = Annotated[Upload, Depends(_upload)]
