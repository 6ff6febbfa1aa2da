"""Commitments: golden, spelled out, and opened by what is disclosed and by nothing else."""

import hmac
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest

from ledger.core.errors import Misuse
from ledger.proof import domains
from ledger.proof.commitment import (
    FactsOnly,
    Full,
    Salts,
    commit,
    derive_salts,
    facts_hash,
    identity_hash,
    opens,
)
from ledger.proof.keccak import keccak256
from tests import vectors
from tests.vectors import unhex

RECORDS = vectors.load("records")
FACTS = {case["name"]: case for case in RECORDS["facts"]}
IDENTITIES = {case["name"]: case for case in RECORDS["identities"]}


def full(case: dict[str, Any]) -> Full:
    facts = vectors.facts(FACTS[case["facts"]]["fields"])
    identity = vectors.identity(IDENTITIES[case["identity"]]["fields"])
    return Full(facts, identity, Salts(unhex(case["salt1"]), unhex(case["salt2"])))


def test_domains_are_golden_and_all_different() -> None:
    found = {name: unhex(value) for name, value in RECORDS["domains"].items()}
    assert found == {name: keccak256(b"tradeline/1/" + name.encode()) for name in found}
    assert len(set(found.values())) == len(found)


@pytest.mark.parametrize(
    "case", RECORDS["commitments"], ids=lambda case: f"{case['facts']}, {case['identity']}"
)
def test_salts_hashes_and_commitments_are_golden(case: dict[str, Any]) -> None:
    facts, identity = unhex(FACTS[case["facts"]]["encoding"]), unhex(IDENTITIES[case["identity"]]["encoding"])
    secret, aad, salt1, salt2 = (unhex(case[name]) for name in ("secret", "aad", "salt1", "salt2"))
    assert vectors.envelope(case["envelope"]).aad == aad
    assert derive_salts(secret, aad, facts, identity) == Salts(salt1, salt2)
    said = aad + keccak256(facts) + keccak256(identity)
    for number, salt in ((1, salt1), (2, salt2)):
        message = keccak256(b"tradeline/1/salt") + bytes((number,)) + said
        assert hmac.new(secret, message, sha256).digest()[:16] == salt
    h1 = keccak256(keccak256(b"tradeline/1/facts") + salt1 + facts)
    h2 = keccak256(keccak256(b"tradeline/1/identity") + salt2 + identity)
    assert (h1, h2) == (unhex(case["H1"]), unhex(case["H2"]))
    assert (h1, h2) == (facts_hash(salt1, facts), identity_hash(salt2, identity))
    commitment = keccak256(keccak256(b"tradeline/1/commitment") + h1 + h2)
    assert commitment == unhex(case["commitment"]) == commit(h1, h2) == full(case).commitment


@pytest.mark.parametrize(
    "case", RECORDS["commitments"], ids=lambda case: f"{case['facts']}, {case['identity']}"
)
def test_what_is_shown_opens_its_commitment_alone(case: dict[str, Any]) -> None:
    shown, commitment = full(case), unhex(case["commitment"])
    assert opens(shown, commitment)
    assert opens(shown.facts_only(), commitment)
    assert shown.facts_only().identity_hash == unhex(case["H2"])
    assert not opens(shown, bytes(32))
    assert not opens(replace(shown, facts=replace(shown.facts, day=1)), commitment)
    assert not opens(replace(shown, identity=replace(shown.identity, number="another")), commitment)
    assert not opens(replace(shown, salts=Salts(shown.salts.identity, shown.salts.facts)), commitment)
    facts_only = shown.facts_only()
    assert not opens(replace(facts_only, salt=bytes(16)), commitment)
    assert not opens(replace(facts_only, identity_hash=bytes(32)), commitment)


def test_facts_only_shows_nothing_of_the_identity_but_its_hash() -> None:
    names = set(FactsOnly.__dataclass_fields__)
    assert names == {"facts", "salt", "identity_hash"}


def test_salts_change_with_secret_place_and_content() -> None:
    first = derive_salts(bytes(32), b"here", b"facts", b"identity")
    assert first == derive_salts(bytes(32), b"here", b"facts", b"identity")
    for others in (
        (b"\1" * 32, b"here", b"facts", b"identity"),
        (bytes(32), b"there", b"facts", b"identity"),
    ):
        assert derive_salts(*others) != first
    assert derive_salts(bytes(32), b"here", b"fact", b"sidentity") != first
    assert first.facts != first.identity


def test_parts_of_another_size_are_a_mistake_in_the_call() -> None:
    for call in (
        lambda: facts_hash(bytes(15), b""),
        lambda: identity_hash(bytes(17), b""),
        lambda: commit(bytes(31), bytes(32)),
        lambda: derive_salts(bytes(31), b"", b"", b""),
    ):
        with pytest.raises(Misuse):
            call()
    assert len(domains.FACTS) == 32
