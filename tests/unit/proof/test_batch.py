"""Batches: every digest leads to the root, and nothing else does."""

from typing import Any

import pytest

from ledger.core.errors import Misuse
from ledger.proof.batch import batch, root_of
from ledger.proof.keccak import keccak256
from tests import vectors
from tests.vectors import unhex

BATCHES = vectors.load("records")["batches"]
ONE, TWO = bytes(32), b"\xff" * 32


@pytest.mark.parametrize("case", BATCHES, ids=lambda case: f"{len(case['paths'])} digests")
def test_a_batch_is_golden(case: dict[str, Any]) -> None:
    paths = {unhex(each["digest"]): tuple(map(unhex, each["path"])) for each in case["paths"]}
    made = batch(paths)
    assert (made.root, made.paths) == (unhex(case["root"]), paths)
    assert batch(reversed(paths)) == made
    for digest, path in paths.items():
        assert root_of(digest, path) == made.root
        assert root_of(keccak256(digest), path) != made.root


def test_leaves_and_nodes_are_hashed_as_the_page_says() -> None:
    leaves = sorted(keccak256(b"\0" + digest) for digest in (ONE, TWO))
    assert batch([ONE]).root == keccak256(b"\0" + ONE)
    assert batch([ONE, TWO]).root == keccak256(b"\1" + b"".join(leaves))


def test_a_node_does_not_pass_for_a_digest() -> None:
    made = batch([ONE, TWO])
    assert root_of(ONE, made.paths[ONE]) == made.root
    assert root_of(made.root, ()) != made.root


def test_what_is_no_batch_and_no_path_is_a_mistake_in_the_call() -> None:
    for call in (
        lambda: batch([]),
        lambda: batch([b""]),
        lambda: root_of(b"", ()),
        lambda: root_of(ONE, (b"",)),
    ):
        with pytest.raises(Misuse):
            call()
    with pytest.raises(Misuse):
        root_of(ONE, (ONE,) * 65)
