"""Sealed headers from real engines: see the README beside this file."""

import json
from pathlib import Path
from typing import Any

from ledger.proof import rlp
from ledger.proof.header import Header, decode_header, header_from_item

HERE = Path(__file__).parent
PUBLISHED_BLOCKS = HERE.parents[3] / "shared" / "data" / "headers"


def load(name: str) -> Any:
    """The vectors of `name`.json."""
    return json.loads((HERE / f"{name}.json").read_text("utf-8"))


def header(encoded: str) -> Header:
    """The header of a 0x string."""
    return decode_header(unhex(encoded))


def unhex(text: str) -> bytes:
    """The bytes of a 0x string."""
    return bytes.fromhex(text.removeprefix("0x"))


def blocks(path: Path) -> list[Header]:
    """The headers of a file of blocks, one block's RLP after another."""
    stream, at, found = path.read_bytes(), 0, []
    while at < len(stream):
        block, at = rlp.read(stream, at)
        found.append(header_from_item(rlp.as_list(block)[0]))
    return found
