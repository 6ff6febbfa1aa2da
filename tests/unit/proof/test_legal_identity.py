"""Legal entities: golden commitments and tags, spelled out."""

import hmac
from typing import Any

import cbor2
import pytest

from ledger.core.errors import BadContent, Misuse
from ledger.proof.keccak import keccak256
from ledger.proof.legal_identity import identity_commitment, identity_tag
from tests import vectors
from tests.vectors import unhex

MEMBERS = vectors.load("records")["members"]


@pytest.mark.parametrize("case", MEMBERS, ids=lambda case: case["scheme"])
def test_commitment_and_tag_are_golden_and_spelled_out(case: dict[str, Any]) -> None:
    salt, key, entity = unhex(case["salt"]), unhex(case["registrars_key"]), (case["scheme"], case["number"])
    array = cbor2.dumps([*entity, case["name"]], canonical=True)
    commitment = keccak256(keccak256(b"tradeline/1/identity-of-member") + salt + array)
    assert identity_commitment(salt, *entity, case["name"]) == commitment == unhex(case["commitment"])
    tag = hmac.new(key, "\0".join(entity).encode(), "sha256").digest()
    assert identity_tag(key, *entity) == tag == unhex(case["tag"])


def test_no_two_entities_share_a_tag() -> None:
    assert identity_tag(b"k", "lei", "1") != identity_tag(b"k", "le", "i1")
    with pytest.raises(BadContent):
        identity_tag(b"k", "lei\0", "1")
    with pytest.raises(BadContent):
        identity_tag(b"k", "lei", "\ud800")


def test_a_salt_is_32_bytes() -> None:
    with pytest.raises(Misuse):
        identity_commitment(bytes(16), "lei", "1", "A")
