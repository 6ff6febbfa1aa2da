"""The node's own archive as HTTP gives it: names that may be asked for, validators, one range (RFC 9110)."""

import hashlib
import re
from pathlib import Path

from fastapi import HTTPException, Request, Response
from fastapi.responses import FileResponse

from ledger.archive.manifest import MANIFEST, is_segment_name
from ledger.core.errors import Refused

JSON, ZSTD = "application/json", "application/zstd"
_RANGE = re.compile(r"bytes=(?:([0-9]{1,18})-([0-9]{0,18})|-([0-9]{1,18}))", re.ASCII)


class NoArchive(Refused):
    """The node's operator has not begun an archive."""

    def __init__(self) -> None:
        super().__init__("this node keeps no archive")


class UnknownSegment(Refused):
    """No such file, or not any more: the manifest names those that are."""

    def __init__(self, name: str) -> None:
        super().__init__(f"the archive has no segment {name[:64]!r}: look into the manifest again")


def manifest_response(request: Request, folder: Path) -> Response:
    """The manifest, byte for byte. NoArchive."""
    try:
        content = (folder / MANIFEST).read_bytes()
    except FileNotFoundError as error:
        raise NoArchive from error
    etag = f'"{hashlib.sha256(content).hexdigest()}"'
    if _known(request, etag):
        return Response(status_code=304, headers={"ETag": etag})
    return Response(content, headers={"ETag": etag}, media_type=JSON)


def segment_response(request: Request, folder: Path, name: str) -> Response:
    """A segment, or one range of it. UnknownSegment; HTTP 416.

    Also one that the manifest does not name any more, for whoever reads by the manifest before.
    """
    path = folder / name
    if not is_segment_name(name) or not path.is_file():
        raise UnknownSegment(name)
    response = FileResponse(path, media_type=ZSTD, stat_result=path.stat())
    etag, size = response.headers["etag"], int(response.headers["content-length"])
    if _known(request, etag):
        return Response(status_code=304, headers={"ETag": etag})
    if request.headers.get("if-range", etag) == etag:
        _check_range(request.headers.get("range"), size)
    return response


def _known(request: Request, etag: str) -> bool:
    """Whether the client has it already (RFC 9110, section 13.1.2)."""
    tags = request.headers.get("if-none-match", "")
    return tags.strip() == "*" or etag in (tag.strip().removeprefix("W/") for tag in tags.split(","))


def _check_range(asked: str | None, size: int) -> None:
    """One range that the file has; HTTP 416 otherwise (RFC 9110, section 14.2 lets a server reject the others)."""
    if asked is None:
        return
    found = _RANGE.fullmatch(asked.replace(" ", ""))
    if found is not None:
        first, last, suffix = found.groups()
        if (suffix is not None and int(suffix) > 0) or (
            first is not None and int(first) < size and (not last or int(first) <= int(last))
        ):
            return
    raise HTTPException(416, "one range of bytes that the file has", {"Content-Range": f"bytes */{size}"})
