"""Shares: golden ciphertexts open, to their recipient, in their place, and to no one else."""

from dataclasses import replace
from typing import Any

import pytest

from ledger.core.errors import BadContent, Misuse
from ledger.core.ids import Member, ObligationId
from ledger.proof.hpke import EncryptionKey, EncryptionPublicKey, Share, open_share, seal_share
from ledger.proof.keccak import keccak256
from ledger.proof.keys import entry_key, shared_key_commitment
from ledger.proof.seal import Failure
from tests import vectors
from tests.vectors import unhex

SEALS = vectors.load("seals")
SHARES = SEALS["shares"]
STRANGER = EncryptionKey(bytes(range(96)))


def share(case: dict[str, Any]) -> Share:
    return Share(
        vectors.scope(case["scope"]), Member(case["sender"]), Member(case["recipient"]), case["generation"]
    )


@pytest.mark.parametrize("case", SHARES, ids=["tradeline key", "obligation key"])
def test_a_golden_share_gives_its_key(case: dict[str, Any]) -> None:
    private, payload, commitment = (
        EncryptionKey(unhex(case["private"])),
        unhex(case["payload"]),
        unhex(case["commitment"]),
    )
    assert bytes(private.public) == unhex(case["public"])
    assert len(private.public.data) == 1216 and len(payload) == 1200
    numbers = bytes.fromhex("00000007000000090001")
    spelled = keccak256(b"tradeline/1/share") + bytes(share(case).scope) + numbers
    assert share(case).info == spelled == unhex(case["info"])
    assert open_share(share(case), private, commitment, payload) == unhex(case["key"])
    assert payload[:32] == commitment == shared_key_commitment(share(case).scope, unhex(case["key"]))


def test_the_golden_shares_are_of_the_tradeline_key_and_of_its_obligation_key() -> None:
    of_tradeline, of_obligation = (unhex(case["key"]) for case in SHARES)
    assert of_tradeline == unhex(SEALS["tradeline_key"])
    assert of_obligation == entry_key(of_tradeline, share(SHARES[1]).scope)


@pytest.mark.parametrize("case", SHARES, ids=["tradeline key", "obligation key"])
def test_a_share_opens_nowhere_else(case: dict[str, Any]) -> None:
    private, payload, commitment = (
        EncryptionKey(unhex(case["private"])),
        unhex(case["payload"]),
        unhex(case["commitment"]),
    )
    given = share(case)
    others = [
        replace(given, sender=Member(8)),
        replace(given, recipient=Member(8)),
        replace(given, generation=2),
        replace(given, scope=replace(given.scope, epoch=3)),
        replace(given, scope=replace(given.scope, obligation=ObligationId(b"\7" * 32))),
    ]
    for other in others:
        assert open_share(other, private, commitment, payload) is Failure.NOT_OPENED
    assert open_share(given, STRANGER, commitment, payload) is Failure.NOT_OPENED
    for harmed in (payload[:-1], payload + b"\0", b"", payload[:40] + b"\0" * 8 + payload[48:], bytes(1200)):
        assert open_share(given, private, commitment, harmed) is Failure.NOT_OPENED
    assert open_share(given, private, bytes(32), payload) is Failure.WRONG_COMMITMENT
    lying = bytes(32) + payload[32:]
    assert open_share(given, private, commitment, lying) is Failure.WRONG_COMMITMENT
    assert open_share(given, private, bytes(32), lying) is Failure.WRONG_COMMITMENT


def test_a_fresh_share_opens_and_no_two_are_alike() -> None:
    given = share(SHARES[0])
    first, second = (seal_share(given, b"k" * 32, STRANGER.public) for _ in range(2))
    assert first[0] == second[0] and first[1] != second[1]
    for commitment, payload in (first, second):
        assert open_share(given, STRANGER, commitment, payload) == b"k" * 32


def test_what_is_no_key_is_refused() -> None:
    public = bytes(STRANGER.public)
    for bad in (b"", public[:-1], public + b"\0", b"\xff" * 1184 + public[1184:]):
        with pytest.raises(BadContent):
            EncryptionPublicKey(bad)
    low_order = EncryptionPublicKey(public[:1184] + bytes(32))
    with pytest.raises(BadContent):
        seal_share(share(SHARES[0]), b"k" * 32, low_order)
    with pytest.raises(Misuse):
        EncryptionKey(bytes(95))
    with pytest.raises(Misuse):
        seal_share(share(SHARES[0]), b"k" * 31, STRANGER.public)


def test_a_private_key_does_not_show_in_words() -> None:
    assert STRANGER.secret.hex() not in repr(STRANGER) and repr(STRANGER.secret) not in repr(STRANGER)
