"""The key tree: golden, spelled out, and different wherever anything differs."""

import hmac
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest

from ledger.core.errors import Misuse
from ledger.core.ids import ON_TRADELINE, Member, ObligationId, TradelineId
from ledger.proof.keccak import keccak256
from ledger.proof.keys import (
    entry_key,
    entry_key_commitment,
    shared_key_commitment,
    tradeline_key_commitment,
)
from ledger.proof.scope import Place, Scope
from tests import vectors
from tests.vectors import unhex

SEALS = vectors.load("seals")
TRADELINE_KEY = unhex(SEALS["tradeline_key"])
SCOPE = Scope(Place(1, bytes(range(20))), TradelineId(Member(2), 3), 4, ObligationId(b"\5" * 32))


def hkdf(key: bytes, info: bytes) -> bytes:
    """RFC 5869 with an empty salt, for 32 bytes."""
    pseudorandom = hmac.new(bytes(32), key, sha256).digest()
    return hmac.new(pseudorandom, info + b"\1", sha256).digest()


@pytest.mark.parametrize("case", SEALS["keys"], ids=lambda case: case["fields"]["obligation"][:10])
def test_keys_and_their_commitments_are_golden(case: dict[str, Any]) -> None:
    scope, fields = vectors.scope(case["fields"]), case["fields"]
    place = fields["chain_id"].to_bytes(32, "big") + unhex(fields["ledger"])
    line = place + int(fields["tradeline"]).to_bytes(8, "big") + fields["epoch"].to_bytes(2, "big")
    spelled = line + unhex(fields["obligation"])
    assert bytes(scope) == spelled == unhex(case["scope"])
    key = hkdf(TRADELINE_KEY, keccak256(b"tradeline/1/entry-key") + spelled)
    assert entry_key(TRADELINE_KEY, scope) == key == unhex(case["entry_key"])
    domain = keccak256(b"tradeline/1/key")
    of_tradeline = keccak256(domain + b"\0" + line + bytes(32) + TRADELINE_KEY)
    of_entries = keccak256(domain + b"\1" + spelled + key)
    assert tradeline_key_commitment(scope, TRADELINE_KEY) == of_tradeline
    assert entry_key_commitment(scope, key) == of_entries
    assert (of_tradeline, of_entries) == (
        unhex(case["tradeline_key_commitment"]),
        unhex(case["entry_key_commitment"]),
    )


def test_every_part_of_the_scope_makes_another_key() -> None:
    scopes = [
        SCOPE,
        replace(SCOPE, place=replace(SCOPE.place, chain_id=2)),
        replace(SCOPE, place=replace(SCOPE.place, ledger=bytes(20))),
        replace(SCOPE, tradeline=TradelineId(Member(3), 2)),
        replace(SCOPE, epoch=5),
        replace(SCOPE, obligation=ON_TRADELINE),
    ]
    assert len({entry_key(TRADELINE_KEY, scope) for scope in scopes}) == len(scopes)
    assert len({entry_key_commitment(scope, TRADELINE_KEY) for scope in scopes}) == len(scopes)


def test_a_share_publishes_the_tradeline_key_only_on_the_tradeline_itself() -> None:
    itself = SCOPE.of_tradeline()
    assert shared_key_commitment(itself, TRADELINE_KEY) == tradeline_key_commitment(itself, TRADELINE_KEY)
    assert shared_key_commitment(SCOPE, TRADELINE_KEY) == entry_key_commitment(SCOPE, TRADELINE_KEY)
    assert entry_key_commitment(itself, TRADELINE_KEY) != tradeline_key_commitment(itself, TRADELINE_KEY)


def test_keys_and_scopes_of_another_size_are_a_mistake_in_the_call() -> None:
    bad = [
        replace(SCOPE, epoch=65_536),
        replace(SCOPE, obligation=ObligationId(b"")),
        replace(SCOPE, epoch=-1),
    ]
    for scope in [
        *bad,
        replace(SCOPE, place=Place(1 << 256, bytes(20))),
        replace(SCOPE, place=Place(1, b"")),
    ]:
        with pytest.raises(Misuse):
            entry_key(TRADELINE_KEY, scope)
    with pytest.raises(Misuse):
        entry_key(TRADELINE_KEY[:-1], SCOPE)
