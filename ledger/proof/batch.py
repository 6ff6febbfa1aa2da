"""Many digests anchored as one Merkle root (docs/records.md, section 8).

Pairs are hashed smaller first, so a proof is siblings alone; leaves and nodes have prefixes of their own, so
that no node passes for a leaf. Leaves are in ascending order; at each level a last one without a partner
moves up as it is.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from ledger.core.errors import Misuse
from ledger.proof.integers import sized
from ledger.proof.keccak import keccak256

LONGEST_PATH = 64
"""Siblings of a path: more than any batch needs, and a bound on what a verifier hashes."""


@dataclass(frozen=True, slots=True)
class Batch:
    """The root of some digests (32 bytes), and the path of each digest to it, from the leaf up."""

    root: bytes
    paths: dict[bytes, tuple[bytes, ...]]


def batch(digests: Iterable[bytes]) -> Batch:
    """The batch of distinct 32-byte digests, in whatever order they come.

    Misuse for none, or one of another size.
    """
    leaves = {_leaf(sized("digest", digest, 32)): digest for digest in digests}
    if not leaves:
        raise Misuse("a batch of nothing")
    paths: dict[bytes, tuple[bytes, ...]] = dict.fromkeys(leaves.values(), ())
    level = [(leaf, [leaves[leaf]]) for leaf in sorted(leaves)]
    while len(level) > 1:
        pairs = list(zip(level[::2], level[1::2], strict=False))
        for (left, under_left), (right, under_right) in pairs:
            paths |= {digest: (*paths[digest], right) for digest in under_left}
            paths |= {digest: (*paths[digest], left) for digest in under_right}
        odd = level[len(level) & ~1 :]
        level = [(_node(left[0], right[0]), left[1] + right[1]) for left, right in pairs] + odd
    return Batch(level[0][0], paths)


def root_of(digest: bytes, path: tuple[bytes, ...]) -> bytes:
    """The root that `path` shows `digest` to be under.

    Misuse for a path longer than 64 or parts of another size.
    """
    if len(path) > LONGEST_PATH:
        raise Misuse(f"a path of more than {LONGEST_PATH} siblings")
    found = _leaf(sized("digest", digest, 32))
    for sibling in path:
        found = _node(found, sized("sibling", sibling, 32))
    return found


def _leaf(digest: bytes) -> bytes:
    return keccak256(b"\0" + digest)


def _node(one: bytes, other: bytes) -> bytes:
    return keccak256(b"\x01" + min(one, other) + max(one, other))
