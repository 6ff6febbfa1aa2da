"""Whatever the nodes, a proof yields the true value or none. Oracle: py-trie, another implementation."""

from collections.abc import Iterable

import rlp  # type: ignore[import-untyped]
from hypothesis import assume, given
from hypothesis import strategies as st
from trie.hexary import HexaryTrie

from ledger.core.errors import ProofError
from ledger.proof.keccak import keccak256
from ledger.proof.trie import NodeBag, path, prove, trie_root

# Few distinct bytes make shared prefixes and keys that are prefixes of keys; short values, inline nodes.
KEYS = st.binary(max_size=4) | st.lists(st.sampled_from([0x00, 0x01, 0x10, 0xFF]), max_size=6).map(bytes)
VALUES = st.binary(min_size=1, max_size=4) | st.binary(min_size=30, max_size=70)
ITEMS = st.dictionaries(KEYS, VALUES, max_size=24)
REFUSED = object()


def oracle(items: dict[bytes, bytes]) -> HexaryTrie:
    trie = HexaryTrie({})
    for key, value in items.items():
        trie[key] = value
    return trie


def proof(trie: HexaryTrie, key: bytes) -> list[bytes]:
    """The hashed nodes on the way to `key`; py-trie lists the inline ones too."""
    nodes = [rlp.encode(node) for node in trie.get_proof(key)]  # type: ignore[no-untyped-call]
    return [node for index, node in enumerate(nodes) if index == 0 or len(node) >= 32]


def outcome(root: bytes, key: bytes, nodes: list[bytes]) -> object:
    try:
        return prove(root, key, nodes)
    except ProofError:
        return REFUSED


@given(ITEMS)
def test_the_root_is_that_of_another_implementation(items: dict[bytes, bytes]) -> None:
    assert trie_root(items) == oracle(items).root_hash
    assert trie_root(dict(reversed(items.items()))) == trie_root(items)


@given(ITEMS, KEYS)
def test_presence_and_absence_are_proven(items: dict[bytes, bytes], stranger: bytes) -> None:
    trie = oracle(items)
    for key in (*items, stranger):
        assert prove(trie.root_hash, key, proof(trie, key)) == items.get(key)


@given(ITEMS, st.data())
def test_a_proof_with_any_byte_changed_is_refused(items: dict[bytes, bytes], data: st.DataObject) -> None:
    assume(items)
    trie, key = oracle(items), data.draw(st.sampled_from(sorted(items)))
    nodes = proof(trie, key)
    index = data.draw(st.integers(0, len(nodes) - 1))
    at, change = data.draw(st.integers(0, len(nodes[index]) - 1)), data.draw(st.integers(1, 255))
    changed = bytearray(nodes[index])
    changed[at] ^= change
    assert outcome(trie.root_hash, key, nodes) == items[key]
    assert outcome(trie.root_hash, key, [*nodes[:index], bytes(changed), *nodes[index + 1 :]]) is REFUSED


@given(ITEMS, ITEMS, st.data())
def test_no_choice_of_nodes_yields_another_value(
    items: dict[bytes, bytes], others: dict[bytes, bytes], data: st.DataObject
) -> None:
    """Nodes left out, doubled, reordered, taken from other keys, from another trie, or made up."""
    trie, other = oracle(items), oracle(others)
    real = [
        node
        for source, keys in ((trie, items), (other, others))
        for key in keys
        for node in proof(source, key)
    ]
    key = data.draw(st.sampled_from(sorted(items)) if items else KEYS)
    nodes = data.draw(st.lists(st.sampled_from(real) if real else st.binary(max_size=40), max_size=6))
    nodes += data.draw(st.lists(st.binary(max_size=40), max_size=1))
    assert outcome(trie.root_hash, key, nodes) in (REFUSED, items.get(key))


@given(ITEMS, st.data())
def test_one_node_too_few_or_too_many_is_refused(items: dict[bytes, bytes], data: st.DataObject) -> None:
    assume(items)
    trie, key = oracle(items), data.draw(st.sampled_from(sorted(items)))
    nodes = proof(trie, key)
    index = data.draw(st.integers(0, len(nodes) - 1))
    extra = data.draw(st.sampled_from(nodes) | st.binary(max_size=40))
    assert outcome(trie.root_hash, key, nodes) == items[key]
    assert outcome(trie.root_hash, key, nodes[:index] + nodes[index + 1 :]) is REFUSED
    assert outcome(trie.root_hash, key, [*nodes[:index], extra, *nodes[index:]]) is REFUSED
    assert outcome(trie.root_hash, key, [*nodes, extra]) is REFUSED


def bag_of(trie: HexaryTrie, keys: Iterable[bytes]) -> list[bytes]:
    return sorted({node for key in keys for node in proof(trie, key)})


def outcomes(root: bytes, keys: Iterable[bytes], nodes: list[bytes]) -> object:
    """What a bag proves of all keys, REFUSED if it breaks or anything is left over."""
    try:
        bag = NodeBag(nodes)
        found = {key: bag.prove(root, key) for key in keys}
        bag.close()
    except ProofError:
        return REFUSED
    return found


@given(ITEMS.filter(bool), KEYS)
def test_a_bag_proves_every_key_that_its_nodes_lead_to(items: dict[bytes, bytes], stranger: bytes) -> None:
    trie, keys = oracle(items), {*items, stranger}
    assert outcomes(trie.root_hash, keys, bag_of(trie, keys)) == {key: items.get(key) for key in keys}


@given(ITEMS.filter(bool), KEYS, st.data())
def test_the_nodes_on_the_way_are_the_proof(
    items: dict[bytes, bytes], stranger: bytes, data: st.DataObject
) -> None:
    trie, keys = oracle(items), {*items, stranger}
    root, nodes = trie.root_hash, {keccak256(node): node for node in bag_of(trie, keys)}
    for key in keys:
        assert path(root, key, nodes) == (items.get(key), tuple(proof(trie, key)))
    gone = data.draw(st.sampled_from(sorted(nodes)))
    left = {name: node for name, node in nodes.items() if name != gone}
    for key in keys:
        # Without a node the way ends before it: a proof that holds for no key that it was on the way to.
        _, found = path(root, key, left)
        broken = nodes[gone] in proof(trie, key)
        assert (
            outcome(root, key, list(found)) is REFUSED
            if broken
            else prove(root, key, found) == items.get(key)
        )


@given(ITEMS.filter(bool), ITEMS, st.data())
def test_an_altered_bag_is_refused(
    items: dict[bytes, bytes], others: dict[bytes, bytes], data: st.DataObject
) -> None:
    trie, other = oracle(items), oracle(others)
    nodes = bag_of(trie, items)
    index = data.draw(st.integers(0, len(nodes) - 1))
    changed = bytearray(nodes[index])
    changed[data.draw(st.integers(0, len(changed) - 1))] ^= data.draw(st.integers(1, 255))
    foreign = data.draw(st.sampled_from(bag_of(other, others) or [b"foreign"]) | st.binary(max_size=40))
    rest = nodes[:index] + nodes[index + 1 :]
    assert outcomes(trie.root_hash, items, nodes) == items
    for altered in (
        rest,
        sorted([*rest, bytes(changed)]),
        sorted([*nodes, bytes(changed)]),
        [*nodes, nodes[-1]],
    ):
        assert outcomes(trie.root_hash, items, altered) is REFUSED
    if foreign not in nodes:
        assert outcomes(trie.root_hash, items, sorted([*nodes, foreign])) is REFUSED
    if len(nodes) > 1:
        assert outcomes(trie.root_hash, items, nodes[::-1]) is REFUSED
