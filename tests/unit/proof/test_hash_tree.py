"""The hash tree is that of RFC 6962: as another implementation computes it, and as nothing else."""

from hashlib import sha256

import pytest

from ledger.core.errors import Misuse
from ledger.core.ids import Member
from ledger.proof import hash_tree
from ledger.proof.hash_tree import HashTreeError
from ledger.proof.member_heads import MemberHeads, heads_root, inclusion
from tests.vectors import load, unhex

TREES = load("notes")["trees"]


def leaves(size: int) -> list[bytes]:
    return [f"leaf {number}".encode() for number in range(size)]


@pytest.mark.parametrize("tree", TREES, ids=lambda tree: str(tree["size"]))
def test_root_and_paths_are_those_of_another_implementation(tree: dict) -> None:
    of = leaves(tree["size"])
    assert hash_tree.root(of) == unhex(tree["root"])
    for index, siblings in enumerate(tree["paths"]):
        found = hash_tree.path(of, index)
        assert found == tuple(map(unhex, siblings))
        assert hash_tree.root_of(of[index], index, len(of), found) == unhex(tree["root"])


def test_the_root_of_nothing_is_the_hash_of_nothing() -> None:
    assert hash_tree.root([]) == sha256(b"").digest()


def test_no_other_leaf_place_size_or_path_leads_to_the_root() -> None:
    of = leaves(7)
    for index in range(7):
        siblings = hash_tree.path(of, index)
        reached = [
            attempt(b"other", index, 7, siblings),
            *(attempt(of[index], place, 7, siblings) for place in range(7) if place != index),
            *(attempt(of[index], index, size, siblings) for size in (0, 1, 2, 3, 4, 9, 14, 1 << 40)),
            attempt(of[index], index, 7, siblings[:-1]),
            attempt(of[index], index, 7, (*siblings, bytes(32))),
            attempt(of[index], index, 7, (*siblings[:-1], siblings[-1][:31])),
            attempt(of[index], index, 7, siblings[::-1]),
        ]
        assert hash_tree.root(of) not in reached
        assert attempt(of[index], index, 7, siblings) == hash_tree.root(of)


def attempt(leaf: bytes, index: int, size: int, siblings: tuple[bytes, ...]) -> bytes | None:
    try:
        return hash_tree.root_of(leaf, index, size, siblings)
    except HashTreeError:
        return None


def test_a_node_does_not_pass_for_a_leaf() -> None:
    left, right = map(hash_tree.leaf_hash, leaves(2))
    assert hash_tree.root([left + right]) != hash_tree.root(leaves(2))


def test_a_leaf_that_is_not_there_has_no_path() -> None:
    assert hash_tree.path(leaves(1), 0) == ()
    for index in (-1, 3):
        with pytest.raises(HashTreeError):
            hash_tree.path(leaves(3), index)


def heads(number: int) -> MemberHeads:
    return MemberHeads(Member(number), *(bytes([number, each] * 16) for each in (1, 2, 3)))


def test_a_members_leaf_is_its_number_and_its_three_heads() -> None:
    assert bytes(heads(7)) == b"\0\0\0\7" + b"\7\1" * 16 + b"\7\2" * 16 + b"\7\3" * 16
    alone = [heads(7)]
    assert heads_root(alone) == sha256(b"\0" + bytes(heads(7))).digest()
    with pytest.raises(Misuse):
        bytes(MemberHeads(Member(7), bytes(32), bytes(31), bytes(32)))


def test_each_member_is_shown_to_be_under_the_root_and_no_other_heads_are() -> None:
    members = [heads(number) for number in (1, 2, 3, 5, 8)]
    root = heads_root(members)
    for each in members:
        proof = inclusion(members, each.member)
        assert proof.root(each, len(members)) == root
        moved = MemberHeads(each.member, each.tradelines, each.holdings, each.claims)
        assert proof.root(moved, len(members)) != root


def test_members_stand_in_order_each_once() -> None:
    for order in ([2, 1], [1, 1]):
        with pytest.raises(Misuse):
            heads_root([heads(number) for number in order])
    with pytest.raises(Misuse):
        inclusion([heads(1)], Member(4))
    assert len({heads_root([heads(each) for each in range(1, size)]) for size in range(2, 6)}) == 4
