"""Every kind of word, proved in the state of a real chain: golden proofs, read and judged without that chain."""

from copy import deepcopy
from typing import Any

import pytest

from ledger.core.errors import ProofError
from ledger.proof import layouts
from ledger.proof.header import block_hash, decode_header
from ledger.proof.state import verify_account, verify_word
from scripts.state_proofs import LAYOUTS, plain, proved, slot_of
from tests import vectors
from tests.vectors import unhex

VECTORS: dict[str, Any] = vectors.load("state-proofs")
BOTH = {
    "tradeline",
    "head",
    "obligation",
    "member_head",
    "lane",
    "pending",
    "member",
    "identity_tag",
    "identity_commitment",
    "member_by_tag",
    "key",
    "related",
    "generations",
    "registrar",
    "anchor",
    "rulebook",
    "consent",
}
"""Kinds that are proved both set and not set; of the others there is one word only."""


def test_every_word_is_proved_as_the_node_said_it() -> None:
    found = {(case["kind"], *case["arguments"]): word for case, word in proved(VECTORS)}
    assert found == {(c["kind"], *c["arguments"]): int(c["word"], 16) for c in VECTORS["words"]}


def test_every_kind_is_proved_to_be_there_and_not_to_be() -> None:
    seen: dict[str, set[bool]] = {}
    for case, word in proved(VECTORS):
        seen.setdefault(case["kind"], set()).add(bool(word))
    assert {kind for kind, both in seen.items() if both == {True, False}} == BOTH
    assert {kind for kind, both in seen.items() if both == {True}} == {"successor", "quorum", "member_count"}


def test_every_word_reads_as_its_layout_says() -> None:
    read = set()
    for case, word in proved(VECTORS):
        if case["kind"] not in LAYOUTS:
            continue
        value = LAYOUTS[case["kind"]].from_word(word)
        if "fields" not in case:
            assert value is None
            continue
        assert value is not None
        assert {name: plain(getattr(value, name)) for name in case["fields"]} == case["fields"]
        read.add(case["kind"])
    assert read == set(LAYOUTS) - {"action"}


def test_words_say_what_happened() -> None:
    fields: dict[str, list[dict[str, Any]]] = {}
    for case in VECTORS["words"]:
        fields.setdefault(case["kind"], []).append(case.get("fields", {}))
    assert {item.get("status") for item in fields["member"]} == {1, 2, None}
    assert any(item.get("compromised_since") and item["until"] for item in fields["key"])
    assert {item.get("purpose") for item in fields["key"]} >= {1, 3, 4, 5}
    assert any(item.get("epoch") == 1 for item in fields["tradeline"])
    assert any(item.get("holder") for item in fields["obligation"])
    assert any(item.get("assignee") for item in fields["obligation"])
    for event in ("revoked_at", "superseded_at", "batch"):
        assert any(item.get(event) for item in fields["anchor"])
    assert any(item.get("withdrawn_at") for item in fields["consent"])


def test_header_accounts_and_layouts() -> None:
    raw = unhex(VECTORS["header"])
    header = decode_header(raw)
    assert block_hash(header) == unhex(VECTORS["hash"])
    nodes = [unhex(node) for node in VECTORS["nodes"]]
    for contract in VECTORS["contracts"].values():
        path = [nodes[index] for index in contract["proof"]]
        account = verify_account(header.state_root, unhex(contract["address"]), path)
        assert account.code_hash == unhex(contract["code_hash"])
    assert [unhex(each["layout"]) for each in VECTORS["contracts"].values()] == [
        layouts.MEMBER_REGISTRY,
        layouts.CREDIT_LEDGER,
        layouts.ATTESTATION_REGISTRY,
    ]


def test_a_node_with_any_byte_changed_proves_nothing() -> None:
    for number in range(len(VECTORS["nodes"])):
        for place in (2, 3, len(VECTORS["nodes"][number]) // 2, len(VECTORS["nodes"][number]) - 1):
            changed = deepcopy(VECTORS)
            node = changed["nodes"][number]
            other = "1" if node[place] == "0" else "0"
            changed["nodes"][number] = node[:place] + other + node[place + 1 :]
            with pytest.raises(ProofError):
                list(proved(changed))


def test_the_proof_of_one_word_proves_no_other() -> None:
    """Present or absent: what is proved of one slot is not taken for another of its kind."""
    cases = [case for case in VECTORS["words"] if int(case["word"], 16)]
    nodes = [unhex(node) for node in VECTORS["nodes"]]
    root = decode_header(unhex(VECTORS["header"])).state_root
    tried = 0
    for case in cases:
        contract = VECTORS["contracts"][case["contract"]]
        path = [nodes[index] for index in contract["proof"]]
        storage = verify_account(root, unhex(contract["address"]), path).storage_root
        proof = [nodes[index] for index in case["proof"]]
        for other in cases:
            if other["contract"] == case["contract"] and other["proof"] != case["proof"]:
                tried += 1
                with pytest.raises(ProofError):
                    verify_word(storage, slot_of(other), proof)
    assert tried > 100
