"""Checkpoints of a ledger's chain, in the form of c2sp.org/tlog-checkpoint (docs/witnesses.md).

tradeline/<chain id>/<genesis hash>/<ledger address>      origin: which chain, which ledger on it
<number of blocks>                                        the head's number and one
<base64 of the head's hash>                               of the block, as its engine hashes it
heads <number of members> <base64 of the root>            extension: every member's three heads under one root
"""

import re
from dataclasses import dataclass

from ledger.proof.integers import sized
from ledger.proof.note import NoteError, base64_bytes, base64_text

HIGHEST = (1 << 53) - 2
"""The highest block: one more is still a whole number in every JSON (RFC 8785, section 3.2.2.3)."""
_ORIGIN = re.compile("tradeline/(0|[1-9][0-9]{0,77})/[0-9a-f]{64}/[0-9a-f]{40}", re.ASCII)
_NUMBER = re.compile("0|[1-9][0-9]{0,15}", re.ASCII)


def origin_of(chain_id: int, genesis: bytes, ledger: bytes) -> str:
    """The name of a ledger's log: chain id, 32-byte genesis hash, 20-byte address of the ledger's contract."""
    return f"tradeline/{chain_id}/{sized('genesis', genesis, 32).hex()}/{sized('ledger', ledger, 20).hex()}"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Block `block` of the log `origin` has this hash; its `members` members' heads are under the root `heads`."""

    origin: str
    block: int
    hash: bytes
    members: int
    heads: bytes

    def __bytes__(self) -> bytes:
        """The text that witnesses sign."""
        lines = (
            self.origin,
            str(self.block + 1),
            base64_text(sized("hash", self.hash, 32)),
            f"heads {self.members} {base64_text(sized('heads', self.heads, 32))}",
        )
        return "".join(f"{line}\n" for line in lines).encode("ascii")


def parse_checkpoint(text: bytes) -> Checkpoint:
    """The checkpoint of a note's text, exactly; NoteError names the line."""
    try:
        lines = text.decode("ascii", "strict").split("\n")
    except UnicodeDecodeError as error:
        raise NoteError("checkpoint", "ASCII", text) from error
    if len(lines) != 5 or lines[4]:
        raise NoteError("checkpoint", "origin, size, hash and heads, a line each", text)
    origin, size, block_hash, extension = lines[:4]
    if not _ORIGIN.fullmatch(origin):
        raise NoteError("origin", "tradeline/chain id/genesis hash/ledger address", origin)
    words = extension.split(" ")
    if len(words) != 3 or words[0] != "heads":
        raise NoteError("heads", "heads, the number of members, a root", extension)
    return Checkpoint(
        origin=origin,
        block=_number("size", size, 1, HIGHEST + 1) - 1,
        hash=_hash("hash", block_hash),
        members=_number("members", words[1], 0, (1 << 32) - 1),
        heads=_hash("heads", words[2]),
    )


def _number(field: str, text: str, low: int, high: int) -> int:
    if not _NUMBER.fullmatch(text) or not low <= int(text) <= high:
        raise NoteError(field, f"a number from {low} to {high}, without leading zeros", text)
    return int(text)


def _hash(field: str, text: str) -> bytes:
    data = base64_bytes(field, text)
    if len(data) != 32:
        raise NoteError(field, "32 bytes", data)
    return data
