"""A signed summary of an audit: who vouches for which report, in a line that fits a mail.

A compact JWS (RFC 7515), ES256, by an attestation key; the key stands in its header (RFC 7515, 4.1.3), with the id
under which a registry has it. Whose key it is, the summary cannot prove: whoever relies on it compares the id.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from ledger.app.pens import Pen
from ledger.attest import base64url, sdjwt
from ledger.attest.canonical import Json, canonical
from ledger.attest.fields import Fields, FormError, hex_text
from ledger.core.errors import ProofError
from ledger.proof.key_ids import attestation_key_id

TYPE = "tradeline-audit+jwt"


class BadSummary(ProofError):
    """No summary of an audit, one that nobody signed, or one of another report: which rule."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What an auditor signed. `signed_at` in seconds since 1970-01-01 UTC; `key_id` is that of the registry."""

    key_id: bytes
    signed_at: int
    outcome: str
    differences: int
    report: bytes
    """SHA-256 of the report's canonical form (RFC 8785)."""


def sign(pen: Pen, report: Mapping[str, Json], differences: int, at: int) -> str:
    """The summary of a report as it is rendered, signed at `at` (seconds since 1970-01-01 UTC)."""
    jwk = {"kty": "EC", "crv": "P-256", "x": base64url.encode(pen.x), "y": base64url.encode(pen.y)}
    header: dict[str, Json] = {"typ": TYPE, "kid": hex_text(attestation_key_id(pen.x + pen.y)), "jwk": jwk}
    claims: dict[str, Json] = {
        "iat": at,
        "report": {"sha-256": hex_text(_digest(report))},
        "outcome": report["outcome"],
        "differences": differences,
        **{name: report[name] for name in ("chain_id", "genesis", "as_of")},
    }
    return pen.sign(header, claims)


def read(text: str, report: Json) -> Summary:
    """What is signed about a report, if it is signed and about this one. BadSummary, ProofError."""
    try:
        token = sdjwt.read(text.strip() + "~").issued
    except ProofError as error:
        raise BadSummary(f"no signed summary: {error}") from error
    x, y, key_id = _key(Fields(token.header, "header"))
    if not sdjwt.signed_by(token, x, y):
        raise BadSummary("not signed by the key that it names")
    if not isinstance(report, dict):
        raise BadSummary("the report is no object")
    claims = Fields(token.payload, "$")
    summary = Summary(
        key_id,
        claims.integer("iat"),
        claims.text("outcome", 32),
        claims.integer("differences"),
        claims.object("report").data("sha-256", 32),
    )
    if summary.report != _digest(report):
        raise BadSummary("of another report than this one")
    for name in ("chain_id", "genesis", "as_of"):
        if claims.raw(name) != report.get(name):
            raise BadSummary(f"{name} is not the report's")
    claims.close()
    if summary.outcome != report.get("outcome"):
        raise BadSummary("the outcome is not the report's")
    return summary


def _key(header: Fields) -> tuple[bytes, bytes, bytes]:
    """The point that stands in the header, and the id that follows from it."""
    header.raw("alg")
    if header.text("typ", 64) != TYPE:
        raise BadSummary(f"not of the type {TYPE}")
    jwk = header.object("jwk")
    if (jwk.text("kty", 8), jwk.text("crv", 8)) != ("EC", "P-256"):
        raise FormError(jwk.path, "a P-256 key is expected")
    x, y = (base64url.decode(jwk.text(name, 64)) for name in ("x", "y"))
    key_id = header.data("kid", 32)
    jwk.close()
    header.close()
    if key_id != attestation_key_id(x + y):
        raise BadSummary("the key's id is not that of the key")
    return x, y, key_id


def _digest(report: Mapping[str, Json]) -> bytes:
    return hashlib.sha256(canonical(report)).digest()
