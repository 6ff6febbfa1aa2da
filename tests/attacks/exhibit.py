"""The committed dossiers, and when an attack on one has been caught."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from joserfc.jwk import ECKey

from ledger.attest import base64url, sdjwt
from ledger.attest.canonical import Json, canonical
from ledger.attest.fields import hex_text
from ledger.proof.key_ids import attestation_key_id
from ledger.verify.policy import Policy
from ledger.verify.report import Outcome, Report
from ledger.verify.trust import TrustRoot, parse_trust
from ledger.verify.verifier import STUMBLED, verify

FOLDER = Path(__file__).parents[1] / "fixtures" / "dossiers"
STRANGER = b"\x07" * 32
"""The secret of a key that nobody registered."""
Path_ = tuple[str | int, ...]
"""Where a value stands in a JSON document."""


@dataclass(frozen=True)
class Exhibit:
    """A dossier, the bank that it was made for, and the holder's key, with which its member can present it anew."""

    data: bytes
    trust: TrustRoot
    now: int
    holder: bytes

    @property
    def document(self) -> dict[str, Any]:
        """A fresh copy of its JSON."""
        return dict(json.loads(self.data))

    @cached_property
    def untampered(self) -> Report:
        """What the verifier says of it as it is."""
        return self.verify(self.data)

    def verify(self, data: bytes) -> Report:
        """What the verifier says of other bytes in its place."""
        return verify(data, self.trust, Policy(), self.now)

    def bound(self, document: dict[str, Any], **claims: Json) -> bytes:
        """A document presented anew by its member: bound to the bank over whatever it says now."""
        attestation = str(document["attestation"])
        unbound = attestation[: attestation.rfind("~") + 1]
        form = canonical({**document, "attestation": unbound})
        said: dict[str, Json] = {
            "iat": self.now - 60,
            "aud": str(self.trust.audience),
            "nonce": "anew",
            "dossier_hash": base64url.encode(hashlib.sha256(form).digest()),
        }
        token = sdjwt.bind(sdjwt.signer(key_of(self.holder)), unbound, {**said, **claims})
        return canonical({**document, "attestation": token})

    def signed_by_a_stranger(self, claims: dict[str, Json]) -> dict[str, Any]:
        """The document with these claims, signed by a key that no registry knows, which the document names."""
        key = key_of(STRANGER)
        public = key.as_dict(private=False)
        x, y = (base64url.decode(str(public[name])) for name in ("x", "y"))
        header: dict[str, Json] = {"typ": "dc+sd-jwt", "kid": hex_text(attestation_key_id(x + y))}
        _, *shown, _ = str(self.document["attestation"]).split("~")
        resigned = "~".join((sdjwt.signer(key)(header, claims), *shown)) + "~"
        named = {"x": hex_text(x), "y": hex_text(y)}
        return {**self.document, "attestation": resigned, "issuer_key": named}


@cache
def exhibit(name: str) -> Exhibit:
    """`small`: a seller's one tradeline; `twin`: attested once more; `large`: a lender's, with everything there is."""
    run = json.loads((FOLDER / "run.json").read_text("utf-8"))
    trust = parse_trust((FOLDER / "trust.json").read_bytes())
    data = (FOLDER / f"{name}.dossier.json").read_bytes()
    return Exhibit(data, trust, run["at"], bytes.fromhex(run["holders"][name]))


def parts(shown: Exhibit) -> tuple[str, list[str], str]:
    """The attestation's issuer-signed JWT, its disclosures, and its binding."""
    token, *rest = str(shown.document["attestation"]).split("~")
    return token, rest[:-1], rest[-1]


def opened(shown: Exhibit) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header (without `alg`) and payload of the issuer-signed JWT, to be changed."""
    token = sdjwt.read(shown.document["attestation"]).issued
    header = {name: value for name, value in token.header.items() if name != "alg"}
    return header, json.loads(json.dumps(token.payload))


def key_of(secret: bytes) -> ECKey:
    """A P-256 key from its 32 secret bytes."""
    public = ec.derive_private_key(int.from_bytes(secret, "big"), ec.SECP256R1()).public_key()
    numbers = public.public_numbers()
    parts = {"x": numbers.x.to_bytes(32, "big"), "y": numbers.y.to_bytes(32, "big"), "d": secret}
    return ECKey.import_key(
        {"kty": "EC", "crv": "P-256", **{name: base64url.encode(part) for name, part in parts.items()}}
    )


def established(report: Report) -> set[str]:
    """The numbers of the steps that ended established."""
    return {step.number for step in report.steps if step.outcome is Outcome.ESTABLISHED}


def refused(report: Report) -> set[str]:
    """The numbers of the steps that refused."""
    return {step.number for step in report.steps if step.outcome is Outcome.REFUSED}


def missed(before: Report, after: Report) -> str | None:
    """Why an attack has not been caught; None if it has.

    Caught: a step refused, or one that was established is not any more; and nothing is shown that was not shown before.
    """
    if stumbled := [step.reason for step in after.steps if step.reason.startswith(STUMBLED)]:
        return f"the verifier stumbled: {stumbled[0]}"
    if after.shown and (foreign := set(leaves(after.shown)) - set(leaves(before.shown))):
        return f"shown though it was not before: {sorted(map(str, foreign))}"
    if refused(after) and after.shown:
        return "refused, and something is shown"
    if not refused(after) and established(before) <= established(after):
        return "nothing was noticed"
    return None


def leaves(value: object, path: Path_ = ()) -> Iterator[tuple[Path_, object]]:
    """Every value that holds no other, with its place."""
    if isinstance(value, dict) and value:
        for key, item in value.items():
            yield from leaves(item, (*path, key))
    elif isinstance(value, list | tuple) and value:
        for index, item in enumerate(value):
            yield from leaves(item, (*path, index))
    else:
        yield path, repr(value) if isinstance(value, dict | list | tuple) else value


def inner(value: object, path: Path_ = ()) -> Iterator[tuple[Path_, Any]]:
    """Every object and list, with its place."""
    if isinstance(value, dict | list):
        yield path, value
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from inner(item, (*path, key))


def at(document: Any, path: Path_) -> Any:
    """What stands at a place."""
    for key in path:
        document = document[key]
    return document


def put(document: Any, path: Path_, value: object) -> Any:
    """A copy of a document with another value at a place."""
    if not path:
        return value
    first, rest = path[0], path[1:]
    changed = put(document[first], rest, value)
    if isinstance(document, dict):
        return {**document, first: changed}
    assert isinstance(first, int)
    return [*document[:first], changed, *document[first + 1 :]]
