"""The attestation signed by others, altered, added to; the binding of others; the bank's own files wrong."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest
from joserfc import jws
from joserfc.jwk import OctKey

from ledger.attest import base64url, sdjwt
from ledger.attest.canonical import Json, canonical
from ledger.verify.policy import Policy
from ledger.verify.report import Report
from ledger.verify.trust import TrustRoot
from ledger.verify.verifier import verify
from tests.attacks.exhibit import STRANGER, Exhibit, established, exhibit, key_of, missed, refused

P256 = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""The order of the curve (SEC 2, section 2.4.2)."""
Claims = dict[str, Any]


@pytest.fixture(scope="module")
def large() -> Exhibit:
    return exhibit("large")


def test_the_parts_put_together_again_stand(large: Exhibit) -> None:
    token, shown, binding = _parts(large)
    assert len(shown) == 2
    assert "~".join((token, *shown, binding)) == large.document["attestation"]
    assert _verdict(large, token, shown) == set()


# --- the issuer's part ---


def test_signed_by_another_key(large: Exhibit) -> None:
    """With the issuer's key in the dossier, or with the other one and its id in the header."""
    header, claims = _opened(large)
    document = large.signed_by_a_stranger(claims)
    named_another = "~".join((sdjwt.signer(key_of(STRANGER))(header, claims), *_parts(large)[1])) + "~"
    for attempt, step in (
        ({**document, "attestation": named_another}, "2"),
        (document, "7"),  # the registry has no word of that key
        ({**document, "issuer_key": large.document["issuer_key"]}, "2"),
        ({**large.document, "issuer_key": document["issuer_key"]}, "2"),
    ):
        report = large.verify(large.bound(attempt))
        assert refused(report) == {step}
        assert missed(large.untampered, report) is None


@pytest.mark.parametrize(
    "change",
    [
        {"alg": "none"},
        {"alg": "HS256"},
        {"alg": "ES384"},
        {"alg": "es256"},
        {"typ": "vc+sd-jwt"},
        {"typ": "JWT"},
        {"kid": "0x" + "00" * 32},
        {"crit": ["exp"]},
        {"b64": False},
        {"jwk": {"kty": "EC"}},
        {"jku": "https://example.com/keys"},
        {"x5c": []},
        {"cty": "json"},
    ],
)
def test_another_header(large: Exhibit, change: Claims) -> None:
    """Resealed by nobody, by a stranger, or by the public key used as a secret."""
    header, claims = _opened(large)
    spoken = {**header, **change}
    head, body = (base64url.encode(canonical(each)) for each in (spoken, claims))
    token, shown, _ = _parts(large)
    signature = token.rsplit(".", 1)[1]
    public = b"".join(bytes.fromhex(large.document["issuer_key"][name][2:]) for name in ("x", "y"))
    mac = hashlib.sha256(public + f"{head}.{body}".encode()).digest() * 2
    for seal in (signature, "", base64url.encode(bytes(64)), base64url.encode(mac)):
        assert _verdict(large, f"{head}.{body}.{seal}", shown) & {"1", "2"}


@pytest.mark.parametrize(
    "more", [{"cty": "json"}, {"jku": "https://example.com"}, {"x5c": []}, {"typ": "JWT"}]
)
def test_another_header_under_a_signature_that_holds(large: Exhibit, more: Claims) -> None:
    document = large.signed_by_a_stranger(_opened(large)[1])
    own = sdjwt.read(document["attestation"]).issued
    for header, step in ((own.header, "7"), ({**own.header, **more}, "2")):
        spoken = {name: value for name, value in header.items() if name != "alg"}
        token = sdjwt.signer(key_of(STRANGER))(spoken, own.payload)
        report = large.verify(large.bound({**document, "attestation": token + "~"}))
        assert refused(report) == {step}


def test_an_hmac_under_the_public_key(large: Exhibit) -> None:
    _, claims = _opened(large)
    public = b"".join(bytes.fromhex(large.document["issuer_key"][name][2:]) for name in ("x", "y"))
    token = jws.serialize_compact(
        {"alg": "HS256", "typ": "dc+sd-jwt"}, canonical(claims), OctKey.import_key(public), ["HS256"]
    )
    assert _verdict(large, token, _parts(large)[1]) == {"1"}


@pytest.mark.parametrize(
    "change",
    [
        lambda claims: claims.update(exp=claims["exp"] + 1),
        lambda claims: claims.update(sub=claims["iss"]),
        lambda claims: claims["as_of"].update(day=claims["as_of"]["day"] - 1),
        lambda claims: claims["minimum"].clear(),
        lambda claims: claims["coverage"]["ledgers"][0].update(entries=1),
        lambda claims: claims["cnf"].clear(),
        lambda claims: claims.update(status={"status_list": {"idx": 1, "uri": "https://example.com"}}),
        lambda claims: claims["figures"]["_sd"].pop(),
        lambda claims: claims.update(figures={}),
        lambda claims: claims.update(_sd_alg="sha-512"),
        lambda claims: claims.update(nbf=claims["nbf"] + 1),
        lambda claims: claims.update(exp=10**30),
        lambda claims: claims.update(exp=-1),
    ],
)
def test_an_altered_payload_under_the_old_signature(large: Exhibit, change: Callable[[Claims], None]) -> None:
    _, claims = _opened(large)
    change(claims)
    token, shown, _ = _parts(large)
    head, _, seal = token.split(".")
    body = base64url.encode(json.dumps(claims, separators=(",", ":")).encode())
    assert _verdict(large, f"{head}.{body}.{seal}", shown) & {"1", "2"}


def test_the_other_root_of_the_same_signature(large: Exhibit) -> None:
    """(r, n - s) verifies as (r, s) does (FIPS 186-5): of the issuer's it is another text, which nobody anchored."""
    token, shown, _ = _parts(large)
    assert _verdict(large, _other_root(token), shown) == {"5"}


def test_the_other_root_of_the_bindings_signature_says_nothing_else(large: Exhibit) -> None:
    token, shown, binding = _parts(large)
    document = {**large.document, "attestation": "~".join((token, *shown, _other_root(binding)))}
    assert large.verify(canonical(document)).shown == large.untampered.shown


# --- disclosures ---


def test_withheld_disclosures_leave_the_rest_established(large: Exhibit) -> None:
    token, shown, _ = _parts(large)
    for kept in (shown[:1], shown[1:], []):
        document = {**large.document, "attestation": "~".join((token, *kept)) + "~"}
        report = large.verify(large.bound(document))
        assert established(report) == established(large.untampered)
        figures, minimum = report.shown["figures"], report.shown["minimum"]
        assert isinstance(figures, dict)
        assert len(figures) == len(kept)
        assert minimum == large.untampered.shown["minimum"]


def test_disclosures_doubled_made_up_and_of_another_attestation(large: Exhibit) -> None:
    token, shown, _ = _parts(large)
    name, value = "is_paid.EUR.headline", {"all": {"promptness": 100}}
    made = sdjwt.disclosure(name, value, b"\x01" * 16).text
    array = base64url.encode(canonical(["c2FsdA", "element"]))
    nested = sdjwt.disclosure("_sd", [], b"\x01" * 16).text
    respelled = base64url.encode(b" " + base64url.decode(shown[0]))
    for wrong in (made, array, nested, respelled, shown[0], shown[0][:-1], "", "!", "e30"):
        assert _verdict(large, token, [*shown, wrong]) & {"1", "2"}
        assert _verdict(large, token, [wrong, *shown]) & {"1", "2"}
    assert _verdict(large, token, [made]) & {"1", "2"}


def test_disclosures_added_to_or_taken_from_a_bound_dossier(large: Exhibit) -> None:
    token, shown, binding = _parts(large)
    for kept in (shown[:1], shown[::-1], []):
        report = large.verify(canonical({**large.document, "attestation": "~".join((token, *kept, binding))}))
        assert refused(report) == {"6"}
        assert missed(large.untampered, report) is None


# --- the binding ---


def test_without_a_binding_it_is_not_established_who_presents_it(large: Exhibit) -> None:
    token, shown, _ = _parts(large)
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
    _, claims = _opened(large)
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


def _parts(shown: Exhibit) -> tuple[str, list[str], str]:
    token, *rest = str(shown.document["attestation"]).split("~")
    return token, rest[:-1], rest[-1]


def _opened(shown: Exhibit) -> tuple[Claims, Claims]:
    token = sdjwt.read(shown.document["attestation"]).issued
    header = {name: value for name, value in token.header.items() if name != "alg"}
    return header, json.loads(json.dumps(token.payload))


def _verdict(shown: Exhibit, token: str, disclosures: list[str]) -> set[str]:
    """Who refuses this in place of the attestation, presented by its member."""
    document = {**shown.document, "attestation": "~".join((token, *disclosures)) + "~"}
    report: Report = shown.verify(shown.bound(document))
    if refused(report):
        assert missed(shown.untampered, report) is None
    return refused(report)


def _other_root(token: str) -> str:
    head, body, seal = token.split(".")
    raw = base64url.decode(seal)
    root = P256 - int.from_bytes(raw[32:], "big")
    return f"{head}.{body}.{base64url.encode(raw[:32] + root.to_bytes(32, 'big'))}"


def _is_refused_by_the_binding(shown: Exhibit, binding: str) -> None:
    token, disclosures, own = _parts(shown)
    assert binding != own
    report = shown.verify(
        canonical({**shown.document, "attestation": "~".join((token, *disclosures, binding))})
    )
    assert refused(report) == {"6"}
    assert report.shown == {}
