"""Headers in a file: their RLP, one after another, with the seals in their extra data."""

from collections.abc import Iterable, Iterator

from ledger.proof import rlp
from ledger.proof.header import Header, encode_header, header_from_item


def render_headers(headers: Iterable[Header]) -> bytes:
    """The file of these headers."""
    return b"".join(encode_header(header) for header in headers)


def parse_headers(data: bytes) -> Iterator[Header]:
    """The headers of a file, in its order; RlpError or HeaderError where it is none."""
    at = 0
    while at < len(data):
        item, at = rlp.read(data, at)
        yield header_from_item(item)
