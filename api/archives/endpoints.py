"""GET /v1/archive, GET /v1/archive/segments/{name}."""

from typing import Any

from fastapi import APIRouter, Request, Response

from api.archives.folder import ZSTD, manifest_response, segment_response
from api.archives.schemas import ManifestForm
from api.bodies import BoundedRoute
from api.callers import Anyone, At

router = APIRouter(prefix="/v1/archive", tags=["archive"], route_class=BoundedRoute)

_UNCHANGED = {"description": "As the client has it (If-None-Match)."}
_MANIFEST: dict[int | str, dict[str, Any]] = {200: {"model": ManifestForm}, 304: _UNCHANGED}
_BYTES = {"content": {ZSTD: {"schema": {"type": "string", "format": "binary"}}}}
_SEGMENT: dict[int | str, dict[str, Any]] = {
    200: {"description": "The file.", **_BYTES},
    206: {"description": "The range that was asked for.", **_BYTES},
    304: _UNCHANGED,
    416: {"description": "Not one range, or none that the file has."},
}


@router.get("", response_class=Response, responses=_MANIFEST)
def show_manifest(request: Request, at: At, caller: Anyone) -> Response:
    """Show the manifest of the node's archive: saved as `manifest.json` beside the segments, it is the archive."""
    return manifest_response(request, at.node.settings.archive)


@router.get("/segments/{name}", response_class=Response, responses=_SEGMENT)
def send_segment(request: Request, at: At, caller: Anyone, name: str) -> Response:
    """Send a segment, or the one range of it that `Range` names; `If-Range` and `If-None-Match` are heeded."""
    return segment_response(request, at.node.settings.archive, name)
