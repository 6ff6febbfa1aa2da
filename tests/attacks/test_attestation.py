"""The attestation signed by others, altered, added to; disclosures doubled, made up, of another."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

import pytest
from joserfc import jws
from joserfc.jwk import OctKey

from ledger.attest import base64url, sdjwt
from ledger.attest.canonical import canonical
from ledger.verify.report import Report
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

P256 = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""The order of the curve (SEC 2, section 2.4.2)."""
Claims = dict[str, Any]


@pytest.fixture(scope="module")
def large() -> Exhibit:
    return exhibit("large")


def test_the_parts_put_together_again_stand(large: Exhibit) -> None:
    token, shown, binding = parts(large)
    assert len(shown) == 2
    assert "~".join((token, *shown, binding)) == large.document["attestation"]
    assert _verdict(large, token, shown) == set()


# --- the issuer's part ---


def test_signed_by_another_key(large: Exhibit) -> None:
    """With the issuer's key in the dossier, or with the other one and its id in the header."""
    header, claims = opened(large)
    document = large.signed_by_a_stranger(claims)
    named_another = "~".join((sdjwt.signer(key_of(STRANGER))(header, claims), *parts(large)[1])) + "~"
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
    header, claims = opened(large)
    spoken = {**header, **change}
    head, body = (base64url.encode(canonical(each)) for each in (spoken, claims))
    token, shown, _ = parts(large)
    signature = token.rsplit(".", 1)[1]
    public = b"".join(bytes.fromhex(large.document["issuer_key"][name][2:]) for name in ("x", "y"))
    mac = hashlib.sha256(public + f"{head}.{body}".encode()).digest() * 2
    for seal in (signature, "", base64url.encode(bytes(64)), base64url.encode(mac)):
        assert _verdict(large, f"{head}.{body}.{seal}", shown) & {"1", "2"}


@pytest.mark.parametrize(
    "more", [{"cty": "json"}, {"jku": "https://example.com"}, {"x5c": []}, {"typ": "JWT"}]
)
def test_another_header_under_a_signature_that_holds(large: Exhibit, more: Claims) -> None:
    document = large.signed_by_a_stranger(opened(large)[1])
    own = sdjwt.read(document["attestation"]).issued
    for header, step in ((own.header, "7"), ({**own.header, **more}, "2")):
        spoken = {name: value for name, value in header.items() if name != "alg"}
        token = sdjwt.signer(key_of(STRANGER))(spoken, own.payload)
        report = large.verify(large.bound({**document, "attestation": token + "~"}))
        assert refused(report) == {step}


def test_an_hmac_under_the_public_key(large: Exhibit) -> None:
    _, claims = opened(large)
    public = b"".join(bytes.fromhex(large.document["issuer_key"][name][2:]) for name in ("x", "y"))
    token = jws.serialize_compact(
        {"alg": "HS256", "typ": "dc+sd-jwt"}, canonical(claims), OctKey.import_key(public), ["HS256"]
    )
    assert _verdict(large, token, parts(large)[1]) == {"1"}


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
    _, claims = opened(large)
    change(claims)
    token, shown, _ = parts(large)
    head, _, seal = token.split(".")
    body = base64url.encode(json.dumps(claims, separators=(",", ":")).encode())
    assert _verdict(large, f"{head}.{body}.{seal}", shown) & {"1", "2"}


def test_the_other_root_of_the_same_signature(large: Exhibit) -> None:
    """(r, n - s) verifies as (r, s) does (FIPS 186-5): of the issuer's it is another text, which nobody anchored."""
    token, shown, _ = parts(large)
    assert _verdict(large, _other_root(token), shown) == {"5"}


def test_the_other_root_of_the_bindings_signature_says_nothing_else(large: Exhibit) -> None:
    token, shown, binding = parts(large)
    document = {**large.document, "attestation": "~".join((token, *shown, _other_root(binding)))}
    assert large.verify(canonical(document)).shown == large.untampered.shown


# --- disclosures ---


def test_withheld_disclosures_leave_the_rest_established(large: Exhibit) -> None:
    token, shown, _ = parts(large)
    for kept in (shown[:1], shown[1:], []):
        document = {**large.document, "attestation": "~".join((token, *kept)) + "~"}
        report = large.verify(large.bound(document))
        assert established(report) == established(large.untampered)
        figures, minimum = report.shown["figures"], report.shown["minimum"]
        assert isinstance(figures, dict)
        assert len(figures) == len(kept)
        assert minimum == large.untampered.shown["minimum"]


def test_disclosures_doubled_made_up_and_of_another_attestation(large: Exhibit) -> None:
    token, shown, _ = parts(large)
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
    token, shown, binding = parts(large)
    for kept in (shown[:1], shown[::-1], []):
        report = large.verify(canonical({**large.document, "attestation": "~".join((token, *kept, binding))}))
        assert refused(report) == {"6"}
        assert missed(large.untampered, report) is None


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
