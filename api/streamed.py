"""An answer that is written as it is made: of a hundred thousand documents, only a few are held as JSON at once."""

from collections.abc import Iterable, Iterator, Mapping

from fastapi.responses import StreamingResponse

from ledger.attest.pieces import Pieces, pieces_of

_CHUNK = 1 << 16


def streamed(
    value: Pieces,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    media_type: str = "application/json",
) -> StreamingResponse:
    """The response of a JSON value whose lists may be iterators."""
    return StreamingResponse(_chunks(pieces_of(value)), status, headers, media_type)


def _chunks(pieces: Iterable[str]) -> Iterator[bytes]:
    held: list[str] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size >= _CHUNK:
            yield _bytes(held)
            held, size = [], 0
    yield _bytes(held)


def _bytes(pieces: Iterable[str]) -> bytes:
    # A lone surrogate comes out as JSON's own escape of it.
    return "".join(pieces).encode("utf-8", "backslashreplace")
