"""Two sets of figures side by side."""

import json
from collections.abc import Iterator, Mapping
from typing import Any


def canonical(value: Any) -> str:
    """JSON with keys in order and nothing between: the same figures are the same text."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def differences(product: Mapping[str, Any], second: Mapping[str, Any]) -> list[str]:
    """Each key of which the two say different things, or of which one says nothing."""
    one, other = dict(_leaves(product)), dict(_leaves(second))
    return [
        f"{path}: the product says {one.get(path)!r}, the second opinion {other.get(path)!r}"
        for path in sorted(one.keys() | other.keys())
        if (path in one, repr(one.get(path))) != (path in other, repr(other.get(path)))
    ]


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping) and value:
        for key, item in value.items():
            yield from _leaves(item, f"{path}/{key}")
    else:
        yield path, dict(value) if isinstance(value, Mapping) else value
