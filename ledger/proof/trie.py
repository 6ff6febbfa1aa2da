"""Merkle-Patricia tries (Yellow Paper, appendix D): proofs of presence and absence, and roots.

A path is a `bytes` of nibbles, one a byte. A reference to a node is its Keccak-256, or the node itself where
its encoding is shorter than 32 bytes (an inline node).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from ledger.core.errors import ProofError
from ledger.proof import rlp
from ledger.proof.keccak import keccak256
from ledger.proof.rlp import Item

EMPTY_ROOT = keccak256(rlp.encode(b""))
MAX_KEY_BYTES = 64
"""Keys are hashes (32 bytes) or RLP of an index; the bound keeps every walk short."""
HASH_BYTES = 32

_LEAF, _ODD = 2, 1  # flags in the first nibble of a hex-prefixed path (Yellow Paper, appendix C)


class TrieError(ProofError):
    """A proof that proves nothing: `node` is the index in the list of nodes at which it breaks."""

    def __init__(self, rule: str, node: int | None = None) -> None:
        super().__init__(f"trie: {rule}" + ("" if node is None else f" (node {node})"))
        self.rule = rule
        self.node = node


@dataclass(frozen=True, slots=True)
class Leaf:
    path: bytes
    value: bytes


@dataclass(frozen=True, slots=True)
class Extension:
    path: bytes
    child: Item


@dataclass(frozen=True, slots=True)
class Branch:
    children: Sequence[Item]
    value: bytes


Node: TypeAlias = Leaf | Extension | Branch


def prove(root: bytes, key: bytes, nodes: Sequence[bytes]) -> bytes | None:
    """The value that the trie with `root` holds under `key`, None if the nodes prove that it holds none.

    `nodes` are the encodings of the hashed nodes on the way, from the root down, and no others (EIP-1186).
    Inline nodes stand in their parent. An empty trie is proven by no node, or by its only one, 0x80.
    """
    if len(root) != HASH_BYTES:
        raise TrieError(f"a root of {HASH_BYTES} bytes, not {len(root)}")
    path = _path(key)
    if not nodes and root == EMPTY_ROOT:
        return None

    def follow(reference: bytes, index: int) -> bytes:
        if index == len(nodes):
            raise TrieError("the nodes lead to the end of the key", index)
        if keccak256(nodes[index]) != reference:
            raise TrieError("the hash that the parent names", index)
        return nodes[index]

    value, used = _walk(root, path, follow)
    if used != len(nodes):
        raise TrieError("no node that is not on the way", used)
    return value


def path(root: bytes, key: bytes, nodes: Mapping[bytes, bytes]) -> tuple[bytes | None, tuple[bytes, ...]]:
    """What the trie with `root` holds under `key`, and the nodes on the way: the proof that `prove` takes.

    `nodes` are found by their hash. Where one is missing the way ends before it, with None: it proves nothing then.
    """
    found: list[bytes] = []

    def follow(reference: bytes, index: int) -> bytes:
        found.append(nodes[reference])
        return nodes[reference]

    try:
        value = None if root == EMPTY_ROOT else _walk(root, _path(key), follow)[0]
    except KeyError:
        value = None
    return value, tuple(found)


class NodeBag:
    """Nodes of many proofs, each once, in the order of their bytes; found by hash, and every one used.

    TrieError for a bag that is not sorted, and from `close` for a node that no proof needed.
    """

    def __init__(self, nodes: Sequence[bytes]) -> None:
        if any(left >= right for left, right in pairwise(nodes)):
            raise TrieError("nodes sorted, each once")
        self._nodes = {keccak256(node): node for node in nodes}
        self._used: set[bytes] = set()

    def prove(self, root: bytes, key: bytes) -> bytes | None:
        """The value under `key` as of `root`, None if proven absent; TrieError if the bag does not decide."""
        if len(root) != HASH_BYTES:
            raise TrieError(f"a root of {HASH_BYTES} bytes, not {len(root)}")
        return None if root == EMPTY_ROOT else _walk(root, _path(key), self._follow)[0]

    def close(self) -> None:
        """Ends the proving: what is left over proves nothing and is refused."""
        if left := len(self._nodes) - len(self._used):
            raise TrieError(f"no node that proves nothing, not {left}")

    def _follow(self, reference: bytes, index: int) -> bytes:
        if reference not in self._nodes:
            raise TrieError(f"the node with hash {reference.hex()}", index)
        self._used.add(reference)
        return self._nodes[reference]


def trie_root(items: Mapping[bytes, bytes]) -> bytes:
    """Root of the trie that holds exactly `items`; values are not empty (an empty value is an absent one)."""
    if not all(items.values()):
        raise TrieError("a value that is not empty")
    if not items:
        return EMPTY_ROOT
    return keccak256(rlp.encode(_build(sorted((_path(key), value) for key, value in items.items()), 0)))


def _walk(root: bytes, path: bytes, follow: Callable[[bytes, int], bytes]) -> tuple[bytes | None, int]:
    """The value at the end of `path`, and the number of nodes it took to get there.

    `follow` gives the encoding of the hashed node that a reference names, as the n-th on the way.
    """
    reference: Item = root
    used = 0
    while reference != b"":
        if isinstance(reference, bytes):
            item = _open(follow(reference, used), used)
            used += 1
            if item == b"":
                break
        else:
            item = reference
        match _parse(item, used - 1):
            case Leaf(rest, value):
                return (value if rest == path else None), used
            case Extension(shared, child):
                if not path.startswith(shared):
                    break
                reference, path = child, path[len(shared) :]
            case Branch(_, value) if not path:
                return value or None, used
            case Branch(children, _):
                reference, path = children[path[0]], path[1:]
    return None, used


def _open(node: bytes, index: int) -> Item:
    if index > 0 and len(node) < HASH_BYTES:
        raise TrieError("a short node stands in its parent", index)
    return rlp.decode(node)


def _parse(item: Item, index: int) -> Node:
    fields = rlp.as_list(item)
    if len(fields) == 17:
        children = fields[:16]
        for child in children:
            _check_reference(child, index)
        return Branch(children, rlp.as_bytes(fields[16]))
    if len(fields) != 2:
        raise TrieError("2 or 17 fields", index)
    path, is_leaf = _unpack(rlp.as_bytes(fields[0]), index)
    if not fields[1] or not (path or is_leaf):
        raise TrieError("a value, a child, an extension's path that is not empty", index)
    if is_leaf:
        return Leaf(path, rlp.as_bytes(fields[1]))
    _check_reference(fields[1], index)
    return Extension(path, fields[1])


def _check_reference(child: Item, index: int) -> None:
    if isinstance(child, bytes):
        if len(child) not in (0, HASH_BYTES):
            raise TrieError(f"a child's hash of {HASH_BYTES} bytes", index)
    elif len(rlp.encode(child)) >= HASH_BYTES:
        raise TrieError(f"an inline node below {HASH_BYTES} bytes", index)


def _path(key: bytes) -> bytes:
    if len(key) > MAX_KEY_BYTES:
        raise TrieError(f"a key of at most {MAX_KEY_BYTES} bytes, not {len(key)}")
    return _nibbles(key)


def _nibbles(data: bytes) -> bytes:
    return bytes(nibble for byte in data for nibble in (byte >> 4, byte & 15))


def _unpack(packed: bytes, index: int) -> tuple[bytes, bool]:
    """The path that is hex-prefixed in `packed`, and whether it ends in a leaf."""
    nibbles = _nibbles(packed)
    if not nibbles or nibbles[0] > (_LEAF | _ODD) or (not nibbles[0] & _ODD and nibbles[1]):
        raise TrieError("a hex prefix of 0, 1, 2 or 3, padded with 0", index)
    return nibbles[1 if nibbles[0] & _ODD else 2 :], bool(nibbles[0] & _LEAF)


def _pack(path: bytes, is_leaf: bool) -> bytes:
    flag = _LEAF if is_leaf else 0
    digits = bytes([flag | _ODD]) + path if len(path) % 2 else bytes([flag, 0]) + path
    return bytes(high << 4 | low for high, low in zip(digits[::2], digits[1::2], strict=True))


def _build(entries: Sequence[tuple[bytes, bytes]], depth: int) -> Item:
    """The node over `entries`, sorted by path, which agree in their first `depth` nibbles."""
    first, last = entries[0][0], entries[-1][0]
    if len(entries) == 1:
        return (_pack(first[depth:], True), entries[0][1])
    shared = depth
    while shared < len(first) and first[shared] == last[shared]:
        shared += 1
    if shared > depth:
        return (_pack(first[depth:shared], False), _reference(_build(entries, shared)))
    value, rest = (entries[0][1], entries[1:]) if len(first) == depth else (b"", entries)
    slots: list[list[tuple[bytes, bytes]]] = [[] for _ in range(16)]
    for entry in rest:
        slots[entry[0][depth]].append(entry)
    return (
        *(_reference(_build(slot, depth + 1)) if slot else b"" for slot in slots),
        value,
    )


def _reference(node: Item) -> Item:
    encoded = rlp.encode(node)
    return node if len(encoded) < HASH_BYTES else keccak256(encoded)
