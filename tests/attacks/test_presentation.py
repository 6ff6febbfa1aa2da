"""The holder's binding missing, another's or of something else; the bank's own clock, files and rules."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from ledger.attest import base64url, sdjwt
from ledger.attest.canonical import Json, canonical
from ledger.verify.policy import Policy
from ledger.verify.trust import TrustRoot
from ledger.verify.verifier import verify
from tests.attacks.exhibit import (
    STRANGER,
    Exhibit,
    established,
    exhibit,
    key_of,
    missed,
    opened,
    parts,
    refused,
)


@pytest.fixture(scope="module")
def large() -> Exhibit:
    return exhibit("large")


def test_without_a_binding_it_is_not_established_who_presents_it(large: Exhibit) -> None:
    token, shown, _ = parts(large)
    report = large.verify(canonical({**large.document, "attestation": "~".join((token, *shown)) + "~"}))
    assert refused(report) == set()
    assert "6" not in established(report)
    assert missed(large.untampered, report) is None


@pytest.mark.parametrize(
    "change",
    [
        {"aud": "another bank"},
        {"aud": ["meridiano"]},
        {"aud": None},
        {"nonce": None},
        {"nonce": 7},
        {"nonce": "x" * 257},
        {"iat": 0},
        {"iat": 2**53 - 1},
        {"iat": "now"},
        {"dossier_hash": base64url.encode(bytes(32))},
        {"exp": 1},
        {"cnf": {}},
        {"vct": "urn:tradeline:attestation:1"},
    ],
)
def test_a_binding_that_says_something_else(large: Exhibit, change: Mapping[str, Json]) -> None:
    report = large.verify(large.bound(large.document, **change))
    assert refused(report) & {"6"}
    assert missed(large.untampered, report) is None


@pytest.mark.parametrize("claim", ["aud", "nonce", "iat", "sd_hash", "dossier_hash"])
def test_a_binding_that_leaves_something_out(large: Exhibit, claim: str) -> None:
    claims = dict(sdjwt.read(large.document["attestation"]).binding.payload)  # type: ignore[union-attr]
    del claims[claim]
    _is_refused_by_the_binding(large, sdjwt.signer(key_of(large.holder))({"typ": "kb+jwt"}, claims))


def test_a_binding_over_other_disclosures(large: Exhibit) -> None:
    """Even where it is over this dossier, which has them in it."""
    read = sdjwt.read(large.document["attestation"]).binding
    assert read is not None
    claims = {**read.payload, "sd_hash": base64url.encode(bytes(32))}
    _is_refused_by_the_binding(large, sdjwt.signer(key_of(large.holder))({"typ": "kb+jwt"}, claims))


def test_a_binding_by_another_key_or_of_another_type(large: Exhibit) -> None:
    read = sdjwt.read(large.document["attestation"]).binding
    assert read is not None
    for secret, header in (
        (STRANGER, {"typ": "kb+jwt"}),
        (large.holder, {"typ": "JWT"}),
        (large.holder, {}),
        (large.holder, {"typ": "kb+jwt", "kid": "1"}),
    ):
        _is_refused_by_the_binding(large, sdjwt.signer(key_of(secret))(header, read.payload))


def test_a_binding_of_another_dossier(large: Exhibit) -> None:
    other = exhibit("small").document["attestation"].rsplit("~", 1)[1]
    _is_refused_by_the_binding(large, other)


def test_a_binding_for_a_bank_that_was_not_told_its_name(large: Exhibit) -> None:
    report = verify(large.data, replace(large.trust, audience=None), Policy(), large.now)
    assert refused(report) == set()
    assert "6" not in established(report)
    told = verify(large.data, replace(large.trust, audience=None), Policy(audience="meridiano"), large.now)
    assert established(told) == established(large.untampered)


# --- the verifier's time, its trust root and its rules ---


def test_before_and_after_its_time(large: Exhibit) -> None:
    _, claims = opened(large)
    for now, fits in (
        (claims["nbf"] - 301, False),
        (claims["nbf"] - 299, True),
        (claims["exp"] - 1, True),
        (claims["exp"], False),
        (0, False),
        (-1, False),
        (2**63, False),
        (10**30, False),
    ):
        report = verify(large.data, large.trust, Policy(max_age_days=10**6, max_state_age_days=10**6), now)
        assert ("6" in refused(report)) is not fits
        assert (report.shown == {}) is not fits


@pytest.mark.parametrize(
    ("change", "step"),
    [
        (lambda trust: replace(trust, chain_id=1), "3"),
        (lambda trust: replace(trust, registry=replace(trust.registry, address=bytes(20))), "3"),
        (lambda trust: replace(trust, ledger=replace(trust.ledger, address=bytes(20))), "7"),
        (lambda trust: replace(trust, attestations=replace(trust.attestations, address=bytes(20))), "7"),
        (lambda trust: replace(trust, registry=replace(trust.registry, code_hash=bytes(32))), "7"),
        (lambda trust: replace(trust, ledger=replace(trust.ledger, code_hash=bytes(32))), "7"),
        (lambda trust: replace(trust, attestations=replace(trust.attestations, code_hash=bytes(32))), "7"),
        (lambda trust: replace(trust, registry=trust.attestations, attestations=trust.registry), "3"),
        (lambda trust: replace(trust, expires=0), "11"),
        (lambda trust: replace(trust, audience="another bank"), "6"),
    ],
)
def test_a_trust_root_of_something_else(
    large: Exhibit, change: Callable[[TrustRoot], TrustRoot], step: str
) -> None:
    report = verify(large.data, change(large.trust), Policy(), large.now)
    assert step in refused(report)
    assert report.shown == {}


@pytest.mark.parametrize(
    ("policy", "step"),
    [
        (Policy(audience="another bank"), "6"),
        (Policy(entity="VAT:XX000000000"), "4b"),
        (Policy(entity="vat:xx000000003"), "4b"),
        (Policy(issuers=(1, 2)), "11"),
        (Policy(minimum_evidenced=10_000), "11"),
    ],
)
def test_rules_of_the_bank(large: Exhibit, policy: Policy, step: str) -> None:
    assert refused(verify(large.data, large.trust, policy, large.now)) == {step}


def test_rules_of_the_bank_that_are_met(large: Exhibit) -> None:
    policy = Policy("meridiano", "VAT:XX000000003", (3, 9), 1, 1, 0)
    report = verify(large.data, large.trust, policy, large.now)
    assert established(report) == established(large.untampered)


def test_a_block_that_is_too_old_for_the_bank(large: Exhibit) -> None:
    later = large.now + 5 * 86_400
    for policy in (Policy(max_age_days=4), Policy(max_state_age_days=4)):
        assert refused(verify(large.data, large.trust, policy, later)) == {"11"}
    assert (
        refused(verify(large.data, large.trust, Policy(max_age_days=5, max_state_age_days=5), later)) == set()
    )


def _is_refused_by_the_binding(shown: Exhibit, binding: str) -> None:
    token, disclosures, own = parts(shown)
    assert binding != own
    report = shown.verify(
        canonical({**shown.document, "attestation": "~".join((token, *disclosures, binding))})
    )
    assert refused(report) == {"6"}
    assert report.shown == {}
