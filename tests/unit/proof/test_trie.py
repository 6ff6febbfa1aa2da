"""Tries: the published roots, and proofs that are cut, padded, swapped or malformed."""

import pytest

from ledger.core.errors import ProofError
from ledger.proof import rlp
from ledger.proof.keccak import keccak256
from ledger.proof.rlp import Item
from ledger.proof.trie import EMPTY_ROOT, NodeBag, TrieError, prove, trie_root

PUBLISHED = [  # ethereum/tests, TrieTests/trieanyorder.json
    ({"A": "a" * 50}, "d23786fb4a010da3ce639d66d5e904a11dbc02746d1ce25029e53290cabf28ab"),
    (
        {"doe": "reindeer", "dog": "puppy", "dogglesworth": "cat"},
        "8aad789dff2f538bca5d8ea56e8abe10f4c7ba3a5dea95fea4cd6e7c3a1168d3",
    ),
    (
        {"do": "verb", "horse": "stallion", "doge": "coin", "dog": "puppy"},
        "5991bb8c6514148a29db676a14ac506cd2cd5775ace63c30a4fe457715e9ac84",
    ),
    ({"foo": "bar", "food": "bass"}, "17beaa1648bafa633cda809c90c04af50fc8aed3cb40d16efbddee6fdf63c4c3"),
    (
        {"be": "e", "dog": "puppy", "bed": "d"},
        "3f67c7a47520f79faa29255d2d3c084a7a6df0453116ed7232ff10277a8be68b",
    ),
]

# A trie by hand: an extension over a branch, a leaf that stands inline in it, and one behind its hash.
LEAF_A = (b"\x20", b"first")
LEAF_B = (b"\x20", b"x" * 40)
BRANCH: Item = (LEAF_A, keccak256(rlp.encode(LEAF_B)), *[b""] * 14, b"here")
ROOT_NODE: Item = (b"\x00\xab", keccak256(rlp.encode(BRANCH)))
ROOT = keccak256(rlp.encode(ROOT_NODE))
UPPER = [rlp.encode(ROOT_NODE), rlp.encode(BRANCH)]


@pytest.mark.parametrize(("items", "root"), PUBLISHED)
def test_a_root_is_the_published_one(items: dict[str, str], root: str) -> None:
    assert trie_root({key.encode(): value.encode() for key, value in items.items()}).hex() == root


def test_the_empty_trie_has_the_known_root_and_proves_absence() -> None:
    assert trie_root({}) == EMPTY_ROOT
    assert EMPTY_ROOT.hex() == "56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421"
    assert prove(EMPTY_ROOT, b"any", []) is None
    assert prove(EMPTY_ROOT, b"any", [b"\x80"]) is None
    with pytest.raises(TrieError, match="not on the way"):
        prove(EMPTY_ROOT, b"any", [b"\x80", b"\x80"])
    with pytest.raises(TrieError, match="lead to the end"):
        prove(ROOT, b"any", [])


def test_presence_is_proven_in_hashed_inline_and_branch_nodes() -> None:
    assert prove(ROOT, b"\xab", UPPER) == b"here"
    assert prove(keccak256(rlp.encode(LEAF_B)), b"", [rlp.encode(LEAF_B)]) == b"x" * 40


def test_a_key_that_ends_in_a_nibble_of_its_own_is_absent() -> None:
    """Keys are whole bytes: both leaves stand after an odd number of nibbles, so no key reaches them."""
    assert prove(ROOT, b"\xab\x00", UPPER) is None
    assert prove(ROOT, b"\xab\x10", [*UPPER, rlp.encode(LEAF_B)]) is None
    assert prove(ROOT, b"\xab\x20", UPPER) is None
    assert prove(ROOT, b"\xac", UPPER[:1]) is None
    assert prove(ROOT, b"", UPPER[:1]) is None


def test_a_key_that_ends_at_a_branch_without_a_value_is_absent() -> None:
    branch = rlp.encode((b"h" * 32, b"h" * 32, *[b""] * 15))
    assert prove(keccak256(branch), b"", [branch]) is None


@pytest.mark.parametrize(
    ("key", "nodes", "rule"),
    [
        (b"\xab", UPPER[:1], "the nodes lead to the end of the key"),
        (b"\xab\x10", UPPER, "the nodes lead to the end of the key"),
        (b"\xab", [*UPPER, rlp.encode(LEAF_B)], "no node that is not on the way"),
        (b"\xab\x00", [*UPPER, rlp.encode(LEAF_A)], "no node that is not on the way"),
        (b"\xac", UPPER, "no node that is not on the way"),
        (b"\xab", UPPER[::-1], "the hash that the parent names"),
        (b"\xab", [UPPER[0], UPPER[0]], "the hash that the parent names"),
        (b"\xab", [UPPER[0], b""], "the hash that the parent names"),
        (b"\xab" * 65, UPPER, "a key of at most 64 bytes, not 65"),
    ],
)
def test_a_proof_with_too_few_too_many_or_other_nodes_is_refused(
    key: bytes, nodes: list[bytes], rule: str
) -> None:
    with pytest.raises(TrieError) as refusal:
        prove(ROOT, key, nodes)
    assert refusal.value.rule == rule


@pytest.mark.parametrize(
    ("node", "rule"),
    [
        ((b"\x20", b"v" * 40, b""), "2 or 17 fields"),
        ((), "2 or 17 fields"),
        (b"string", "a list, not a byte string"),
        ((b"", b"v" * 40), "a hex prefix of 0, 1, 2 or 3, padded with 0"),
        ((b"\x40", b"v" * 40), "a hex prefix of 0, 1, 2 or 3, padded with 0"),
        ((b"\x21", b"v" * 40), "a hex prefix of 0, 1, 2 or 3, padded with 0"),
        ((b"\x01\xab", b"h" * 32), "a hex prefix of 0, 1, 2 or 3, padded with 0"),
        (((), b"v"), "a byte string, not a list"),
        ((b"\x20", b""), "a value, a child, an extension's path that is not empty"),
        ((b"\x00", b"h" * 32), "a value, a child, an extension's path that is not empty"),
        ((b"\x00\xab", b""), "a value, a child, an extension's path that is not empty"),
        ((b"\x20", (b"v",)), "a byte string, not a list"),
        ((b"\x00\xab", b"h" * 31), "a child's hash of 32 bytes"),
        ((b"\x00\xab", (b"\x20", b"v" * 40)), "an inline node below 32 bytes"),
        ((*[b"h" * 33], *[b""] * 16), "a child's hash of 32 bytes"),
        (((b"\x20", b"v" * 40), *[b""] * 16), "an inline node below 32 bytes"),
        ((*[b""] * 16, (b"v",)), "a byte string, not a list"),
        ((b"\x00\xab", (b"junk",)), "2 or 17 fields"),
    ],
)
def test_a_node_that_no_trie_holds_is_refused_though_its_hash_is_right(node: Item, rule: str) -> None:
    encoded = rlp.encode(node)
    with pytest.raises(ProofError, match=rule):
        prove(keccak256(encoded), b"\xab", [encoded])


def test_a_short_node_behind_a_hash_is_refused() -> None:
    short = rlp.encode((b"\x20", b"v"))
    parent = rlp.encode((b"\x00\xab", keccak256(short)))
    with pytest.raises(TrieError, match="stands in its parent"):
        prove(keccak256(parent), b"\xab", [parent, short])
    inline = rlp.encode((b"\x00\xab", (b"\x20", b"v")))
    assert prove(keccak256(inline), b"\xab", [inline]) == b"v"


def test_bytes_that_are_no_rlp_are_refused_though_their_hash_is_right() -> None:
    with pytest.raises(ProofError):
        prove(keccak256(b"\xff\xff"), b"key", [b"\xff\xff"])


def test_a_root_of_another_length_and_an_empty_value_are_refused() -> None:
    with pytest.raises(TrieError, match="a root of 32 bytes"):
        prove(ROOT[:31], b"\xab", UPPER)
    with pytest.raises(TrieError, match="not empty"):
        trie_root({b"key": b""})
    with pytest.raises(TrieError, match="at most 64 bytes"):
        trie_root({bytes(65): b"v"})


def test_a_bag_says_which_node_it_lacks_and_how_many_are_left_over() -> None:
    nodes = sorted(UPPER)
    bag = NodeBag(nodes)
    assert (bag.prove(ROOT, b"\xab"), bag.prove(ROOT, b"\xac")) == (b"here", None)
    bag.close()
    with pytest.raises(TrieError, match=keccak256(rlp.encode(LEAF_B)).hex()):
        bag.prove(ROOT, b"\xab\x10")
    with pytest.raises(TrieError, match="a root of 32 bytes"):
        bag.prove(ROOT[1:], b"\xab")
    assert NodeBag([]).prove(EMPTY_ROOT, b"any") is None
    lazy = NodeBag(nodes)
    assert lazy.prove(ROOT, b"\xac") is None
    with pytest.raises(TrieError, match="no node that proves nothing, not 1"):
        lazy.close()
    for unsorted in (nodes[::-1], [nodes[0], nodes[0]]):
        with pytest.raises(TrieError, match="sorted, each once"):
            NodeBag(unsorted)
