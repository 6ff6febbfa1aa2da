"""Merkle hash trees of RFC 6962, section 2.1, over SHA-256: root, and proof that a leaf is under it."""

from collections.abc import Sequence
from hashlib import sha256

from ledger.proof.field_error import FieldError


class HashTreeError(FieldError):
    """A path that leads to no root."""

    subject = "path"


def leaf_hash(leaf: bytes) -> bytes:
    """The hash of a leaf's bytes. Leaves and nodes have prefixes of their own: none passes for the other."""
    return sha256(b"\0" + leaf).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """The root over leaves in their order; of none, SHA-256 of nothing."""
    level = [leaf_hash(leaf) for leaf in leaves]
    while len(level) > 1:
        level = _above(level)
    return level[0] if level else sha256().digest()


def path(leaves: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """The siblings on the way from a leaf up to the root (section 2.1.1)."""
    if not 0 <= index < len(leaves):
        raise HashTreeError("index", f"below {len(leaves)}", index)
    level, siblings = [leaf_hash(leaf) for leaf in leaves], []
    while len(level) > 1:
        if index ^ 1 < len(level):
            siblings.append(level[index ^ 1])
        level, index = _above(level), index // 2
    return tuple(siblings)


def root_of(leaf: bytes, index: int, size: int, siblings: Sequence[bytes]) -> bytes:
    """The root of a tree of `size` leaves that `siblings` show the leaf at `index` to be under; HashTreeError."""
    if not 0 <= index < size:
        raise HashTreeError("index", f"below {size}", index)
    found, last, rest = leaf_hash(leaf), size - 1, list(siblings)
    while last:
        # The last node of a level, where it is alone, moves up as it is.
        if index ^ 1 <= last:
            if not rest or len(rest[0]) != 32:
                raise HashTreeError(
                    "siblings", "32 bytes for each level where the leaf's side has a partner", rest
                )
            sibling = rest.pop(0)
            found = _node(sibling, found) if index & 1 else _node(found, sibling)
        index, last = index // 2, last // 2
    if rest:
        raise HashTreeError("siblings", "no more than the tree has levels", rest)
    return found


def _above(level: list[bytes]) -> list[bytes]:
    pairs = [_node(left, right) for left, right in zip(level[::2], level[1::2], strict=False)]
    return pairs + level[len(level) & ~1 :]


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()
