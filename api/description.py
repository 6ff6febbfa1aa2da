"""OpenAPI: what FastAPI derives from the endpoints, with one form for every problem."""

import json
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.forms import FaultForm
from api.problems import MEDIA_TYPE

_EXAMPLE = {
    "type": "urn:tradeline:problem:no-consent",
    "title": "The member has not consented",
    "status": 403,
    "detail": "member 7 has not consented that member 11 sees its history for history",
    "instance": "urn:uuid:6d0d2c1e-5c3a-4b53-9c6e-0f7a3b1d9e42",
}
_PROBLEM = {
    "title": "Problem",
    "description": "RFC 9457 problem details. `instance` is the request's id, as in the header X-Request-Id.",
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string", "format": "uri"},
        "faults": {"type": "array", "items": {"$ref": "#/components/schemas/FaultForm"}},
    },
    "examples": [_EXAMPLE],
}
PROBLEM_RESPONSE: dict[int | str, dict[str, Any]] = {
    "default": {
        "description": "A problem.",
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
}


def describe(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document of the server."""
    document = get_openapi(
        title=app.title,
        version=app.version,
        description=app.description,
        routes=app.routes,
        tags=app.openapi_tags,
    )
    schemas = document["components"]["schemas"]
    schemas.setdefault("FaultForm", FaultForm.model_json_schema())
    schemas["Problem"] = _PROBLEM
    return document


def as_text(document: dict[str, Any]) -> str:
    """As it is kept in a file."""
    return json.dumps(document, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
