"""The table as a file: JSON that people can read, a line a bin, the same bytes for the same table."""

import json
from typing import Any


def published(table: dict[str, Any]) -> bytes:
    """Indented where it has parts; a list or an object of mere values stands on one line."""
    return (_text(table, 0) + "\n").encode("utf-8")


def _text(value: Any, depth: int) -> str:
    if not _has_parts(value):
        return json.dumps(value, ensure_ascii=False)
    inner, outer = "\n" + "  " * (depth + 1), "\n" + "  " * depth
    if isinstance(value, dict):
        lines = [f"{json.dumps(key)}: {_text(part, depth + 1)}" for key, part in value.items()]
        return "{" + inner + f",{inner}".join(lines) + outer + "}"
    return "[" + inner + f",{inner}".join(_text(part, depth + 1) for part in value) + outer + "]"


def _has_parts(value: Any) -> bool:
    """Whether an object is somewhere inside."""
    if isinstance(value, dict):
        return any(isinstance(part, (dict, list)) and not _is_bin(value) for part in value.values())
    return isinstance(value, list) and any(isinstance(part, dict) for part in value)


def _is_bin(value: dict[str, Any]) -> bool:
    return "ranges" in value or "bp" in value
