"""Slots: golden, and made again with `eth_abi`; key ids."""

from collections.abc import Callable
from typing import Any

import pytest
from eth_abi.abi import encode as abi_encode

from ledger.core.codes import KeyPurpose, MemberList
from ledger.core.errors import BadContent, Misuse
from ledger.core.ids import Commitment, Member, ObligationId, TradelineId
from ledger.proof import key_ids, slots
from ledger.proof.hpke import EncryptionPublicKey
from ledger.proof.keccak import keccak256
from ledger.proof.vrf import TagPublicKey
from tests import vectors
from tests.vectors import unhex

STATE = vectors.load("state")
REGISTRY, LEDGER, ATTESTATIONS = (unhex(base) for base in STATE["namespaces"].values())
GOLDEN = {case["word"]: case for case in STATE["slots"]}
TRADELINE, MEMBER, OTHER = TradelineId(Member(7), 3), Member(7), Member(4_294_967_295)
DIGEST = unhex(GOLDEN["key"]["key"]["key_id"])
ADDRESS = unhex(GOLDEN["registrar"]["key"]["address"])


def mapped(base: bytes, field: int, kind: str, key: Any) -> bytes:
    return keccak256(abi_encode([kind, "uint256"], [key, int.from_bytes(base, "big") + field]))


def plain(base: bytes, field: int) -> bytes:
    return (int.from_bytes(base, "big") + field).to_bytes(32, "big")


NESTED = keccak256(abi_encode(["uint32", "bytes32"], [7, DIGEST]))
APPROVAL = keccak256(abi_encode(["bytes32", "address"], [DIGEST, "0x" + ADDRESS.hex()]))

CASES = {
    "tradeline": (slots.tradeline(TRADELINE), mapped(LEDGER, 0, "uint64", 7 * 2**32 + 3)),
    "head": (slots.head(TRADELINE), mapped(LEDGER, 1, "uint64", 7 * 2**32 + 3)),
    "obligation": (slots.obligation(ObligationId(DIGEST)), mapped(LEDGER, 2, "bytes32", DIGEST)),
    "member_head": (
        slots.member_head(MEMBER, MemberList.HOLDINGS),
        mapped(LEDGER, 3, "uint256", 3 * 2**32 + 7),
    ),
    "lane": (slots.lane(MEMBER, OTHER), mapped(LEDGER, 4, "uint256", 7 * 2**32 + OTHER)),
    "pending": (slots.pending(MEMBER, OTHER), mapped(LEDGER, 5, "uint256", 7 * 2**32 + OTHER)),
    "successor": (slots.successor(), plain(LEDGER, 6)),
    "member": (slots.member(OTHER), mapped(REGISTRY, 0, "uint32", OTHER)),
    "identity_tag": (slots.identity_tag(MEMBER), mapped(REGISTRY, 1, "uint32", 7)),
    "identity_commitment": (slots.identity_commitment(MEMBER), mapped(REGISTRY, 2, "uint32", 7)),
    "member_by_tag": (slots.member_by_tag(DIGEST), mapped(REGISTRY, 3, "bytes32", DIGEST)),
    "key": (slots.key(DIGEST), mapped(REGISTRY, 4, "bytes32", DIGEST)),
    "related": (slots.related(OTHER, MEMBER), mapped(REGISTRY, 5, "uint256", 7 * 2**32 + OTHER)),
    "generations": (slots.generations(MEMBER, KeyPurpose.TAG), mapped(REGISTRY, 6, "uint256", 7 * 256 + 5)),
    "registrar": (slots.registrar(ADDRESS), mapped(REGISTRY, 7, "address", "0x" + ADDRESS.hex())),
    "quorum": (slots.quorum(), plain(REGISTRY, 8)),
    "member_count": (slots.member_count(), plain(REGISTRY, 9)),
    "action": (slots.action(DIGEST), mapped(REGISTRY, 10, "bytes32", DIGEST)),
    "approval": (slots.approval(DIGEST, ADDRESS), mapped(REGISTRY, 11, "bytes32", APPROVAL)),
    "reserved": (slots.reserved(DIGEST), mapped(REGISTRY, 12, "bytes32", DIGEST)),
    "anchor": (slots.anchor(MEMBER, DIGEST), mapped(ATTESTATIONS, 0, "bytes32", NESTED)),
    "rulebook": (slots.rulebook(DIGEST), mapped(ATTESTATIONS, 1, "bytes32", DIGEST)),
    "consent": (slots.consent(Commitment(DIGEST)), mapped(ATTESTATIONS, 2, "bytes32", DIGEST)),
}


@pytest.mark.parametrize(("name", "base"), STATE["namespaces"].items())
def test_a_namespace_begins_where_erc7201_says(name: str, base: str) -> None:
    inner = int.from_bytes(keccak256(name.encode()), "big") - 1
    outer = keccak256(abi_encode(["uint256"], [inner]))
    assert unhex(base) == outer[:31] + b"\0"


@pytest.mark.parametrize("name", CASES)
def test_a_slot_is_golden_and_where_solidity_puts_it(name: str) -> None:
    slot, spelled = CASES[name]
    assert slot.to_bytes(32, "big") == spelled == unhex(GOLDEN[name]["slot"])


def test_every_golden_slot_is_tested_and_no_two_are_one() -> None:
    assert set(CASES) == set(GOLDEN)
    assert len({slot for slot, _ in CASES.values()}) == len(CASES)


def test_relation_has_no_order_and_proposal_has_one() -> None:
    assert slots.related(MEMBER, OTHER) == slots.related(OTHER, MEMBER)
    assert slots.pending(MEMBER, OTHER) != slots.pending(OTHER, MEMBER)


def test_keys_of_another_size_are_a_mistake_in_the_call() -> None:
    with pytest.raises(Misuse):
        slots.key(b"")
    with pytest.raises(Misuse):
        slots.reserved(bytes(20))
    with pytest.raises(Misuse):
        slots.registrar(bytes(32))
    with pytest.raises(Misuse):
        slots.anchor(MEMBER, b"")


KEY_IDS: dict[KeyPurpose, Callable[[bytes], bytes]] = {
    KeyPurpose.TRANSACTION: key_ids.address_key_id,
    KeyPurpose.DELEGATE: key_ids.address_key_id,
    KeyPurpose.ATTESTATION: key_ids.attestation_key_id,
    KeyPurpose.ENCRYPTION: lambda public: key_ids.encryption_key_id(EncryptionPublicKey(public)),
    KeyPurpose.TAG: lambda public: key_ids.tag_key_id(TagPublicKey.from_bytes(public)),
}


@pytest.mark.parametrize("case", STATE["key_ids"], ids=lambda case: KeyPurpose(case["purpose"]).name)
def test_a_key_id_is_golden_and_spelled_out(case: dict[str, Any]) -> None:
    purpose, public = KeyPurpose(case["purpose"]), unhex(case["public"])
    spelled = keccak256(keccak256(b"tradeline/1/key-id") + bytes((purpose,)) + public)
    if purpose in (KeyPurpose.TRANSACTION, KeyPurpose.DELEGATE):
        spelled = bytes(12) + public
    assert KEY_IDS[purpose](public) == spelled == unhex(case["id"])


def test_what_is_no_key_has_no_id() -> None:
    with pytest.raises(Misuse):
        key_ids.attestation_key_id(bytes(65))
    with pytest.raises(BadContent):
        key_ids.encryption_key_id(EncryptionPublicKey(bytes(1215)))
