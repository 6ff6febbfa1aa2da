"""The files embedded in a PDF, read in a process of its own: the PDF on stdin; on stdout a line of JSON for each file
and its bytes after it (no `size`: it could not be read), then a line that says how it ended.

A PDF can be made to ask any reader for any time and memory. Here the kernel bounds both, and what it ends is this
process alone: it is started as a script, and imports nothing of the ledger.
"""

import io
import json
import resource
import sys
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader, apply_configuration
from pypdf.errors import LimitReachedError, PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, StreamObject

MEMORY = 192 * 1024 * 1024
"""Bytes of address space; reading an ordinary invoice takes 60 MB."""

SECONDS = 10
"""Of processor time; an ordinary invoice takes half a second."""

LARGEST = 16 * 1024 * 1024
"""Bytes of all embedded files together, inflated; and of any one stream that leads to them."""

FILES = 1000
"""Embedded files looked at; and nodes of the tree of their names."""


def main() -> None:
    _bound(resource.RLIMIT_AS, MEMORY)
    _bound(resource.RLIMIT_CPU, SECONDS)
    limits: dict[str, Any] = {
        f"{kind}_maximum_output_length": LARGEST
        for kind in ("zlib", "lzw", "run_length", "brotli", "jbig2", "array_based_stream")
    }
    try:
        with apply_configuration(disable_legacy_handling=True, **limits):
            end = _extract(sys.stdin.buffer.read())
    except (MemoryError, RecursionError, LimitReachedError):
        end = "limit"
    except Exception:
        # Whatever a malformed file provokes in the library is one thing to the one who sent it.
        end = "malformed"
    _write({"end": end})


def _bound(kind: int, most: int) -> None:
    _, given = resource.getrlimit(kind)
    most = most if given == resource.RLIM_INFINITY else min(most, given)
    resource.setrlimit(kind, (most, most))


def _extract(data: bytes) -> str:
    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted:
        return "encrypted"
    room = LARGEST
    for name, stream in sorted(
        _embedded(reader.root_object), key=lambda item: not item[0].lower().endswith(".xml")
    ):
        content = _content(stream)
        if content is None or len(content) > room:
            _write({"name": name})
            continue
        room -= len(content)
        _write({"name": name, "size": len(content)}, content)
    return "done"


def _embedded(catalog: DictionaryObject) -> Iterator[tuple[str, StreamObject]]:
    """Name and stream of each file specification in the name tree EmbeddedFiles and in the catalog's associated files
    (ISO 32000-2, 7.7.4, 14.13), each stream once."""
    seen: set[int] = set()
    for specification in [*_in_tree(catalog), *_items(catalog, "/AF")][:FILES]:
        stream = _first(_entry(specification, "/EF"), "/F", "/UF")
        if isinstance(stream, StreamObject) and id(stream) not in seen:
            seen.add(id(stream))
            yield str(_first(specification, "/UF", "/F")), stream


def _in_tree(catalog: DictionaryObject) -> list[Any]:
    """The values of the name tree: every second item of each leaf's /Names."""
    nodes = [_entry(_entry(catalog, "/Names"), "/EmbeddedFiles")]
    for node in nodes:
        nodes += _items(node, "/Kids")[: max(0, FILES - len(nodes))]
    return [item for node in nodes for item in _items(node, "/Names")[1::2]]


def _entry(thing: Any, key: str) -> Any:
    return thing[key].get_object() if isinstance(thing, DictionaryObject) and key in thing else None


def _first(thing: Any, *keys: str) -> Any:
    return next((entry for key in keys if (entry := _entry(thing, key)) is not None), None)


def _items(thing: Any, key: str) -> list[Any]:
    items = _entry(thing, key)
    return [item.get_object() for item in items[: 2 * FILES]] if isinstance(items, ArrayObject) else []


def _content(stream: StreamObject) -> bytes | None:
    try:
        return stream.get_data()
    except PyPdfError:
        return None


def _write(line: dict[str, object], content: bytes = b"") -> None:
    sys.stdout.buffer.write(json.dumps(line).encode() + b"\n" + content)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
