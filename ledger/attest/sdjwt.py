"""SD-JWT (RFC 9901) with ES256: disclosures, issuer-signed JWT, key binding JWT. Only form and signatures."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from ledger.attest import base64url
from ledger.attest.canonical import Json, canonical, parse
from ledger.core.errors import ProofError

ALGORITHM = "ES256"
ISSUER_TYPE = "dc+sd-jwt"
BINDING_TYPE = "kb+jwt"

Sign = Callable[[Mapping[str, Json], Mapping[str, Json]], str]
"""(header, payload) to a compact JWS."""


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One claim that its holder may show or keep back (RFC 9901, 4.2): `text` as it travels."""

    name: str
    value: Json
    text: str

    @property
    def digest(self) -> str:
        """What stands in `_sd` for it."""
        return _sha256_text(self.text.encode("ascii"))


@dataclass(frozen=True, slots=True)
class Jws:
    """A compact JWS taken apart; the signature is not checked yet."""

    text: str
    header: Mapping[str, Json]
    payload: Mapping[str, Json]

    @property
    def digest(self) -> bytes:
        """SHA-256 of the compact form: what is anchored, for an issuer-signed JWT."""
        return hashlib.sha256(self.text.encode("ascii")).digest()


@dataclass(frozen=True, slots=True)
class SdJwt:
    """An SD-JWT taken apart; `binding` is None without a key binding JWT."""

    issued: Jws
    disclosures: tuple[Disclosure, ...]
    binding: Jws | None

    @property
    def unbound(self) -> str:
        """The SD-JWT without its key binding, ending in `~`: what `sd_hash` covers (RFC 9901, 4.3.1)."""
        return "~".join((self.issued.text, *(d.text for d in self.disclosures))) + "~"

    @property
    def sd_hash(self) -> str:
        """The hash of what is presented."""
        return _sha256_text(self.unbound.encode("ascii"))


def signer(key: ECKey) -> Sign:
    """Signs compact JWS with an ES256 key."""

    def sign(header: Mapping[str, Json], payload: Mapping[str, Json]) -> str:
        return jws.serialize_compact({"alg": ALGORITHM, **header}, canonical(payload), key, [ALGORITHM])

    return sign


def disclosure(name: str, value: Json, salt: bytes) -> Disclosure:
    """A disclosure; `salt` is 16 random bytes or more."""
    text = base64url.encode(canonical([base64url.encode(salt), name, value]))
    return Disclosure(name, value, text)


def issue(
    sign: Sign,
    key_id: str,
    claims: Mapping[str, Json],
    within: str,
    shown: Sequence[Disclosure],
) -> str:
    """The SD-JWT of `claims`, where the object `within` holds only the digests of the disclosures, sorted."""
    hidden: Json = {"_sd": sorted(item.digest for item in shown)}
    payload = {**claims, "_sd_alg": "sha-256", within: hidden}
    token = sign({"typ": ISSUER_TYPE, "kid": key_id}, payload)
    return "~".join((token, *(item.text for item in shown))) + "~"


def bind(sign: Sign, presented: str, claims: Mapping[str, Json]) -> str:
    """`presented` (ending in `~`) with a key binding JWT over it."""
    bound = {**claims, "sd_hash": _sha256_text(presented.encode("ascii"))}
    return presented + sign({"typ": BINDING_TYPE}, bound)


def read(text: str) -> SdJwt:
    """Takes an SD-JWT apart; ProofError if any part is not of its form."""
    if not text.isascii():
        raise ProofError("SD-JWT: not ASCII")
    first, *rest = text.split("~")
    if not rest:
        raise ProofError("SD-JWT: no ~ ends the issuer-signed part")
    *disclosed, last = rest
    return SdJwt(_jws(first), tuple(map(_disclosure, disclosed)), _jws(last) if last else None)


def signed_by(token: Jws, x: bytes, y: bytes) -> bool:
    """Whether the P-256 key (x, y) signed the token with ES256, and the header says nothing else."""
    if token.header.get("alg") != ALGORITHM:
        return False
    try:
        key = ECKey.import_key(
            {
                "kty": "EC",
                "crv": "P-256",
                "x": base64url.encode(x),
                "y": base64url.encode(y),
            }
        )
        jws.deserialize_compact(token.text, key, [ALGORITHM])
    except (JoseError, ValueError):
        return False
    return True


def disclosed(token: SdJwt, within: str) -> dict[str, Json]:
    """The claims shown of object `within`; ProofError for one that the issuer did not sign, or a doubled name."""
    digests = _digests(token.issued.payload.get(within), within)
    shown: dict[str, Json] = {}
    for item in token.disclosures:
        if item.digest not in digests:
            raise ProofError(f"SD-JWT: disclosure {item.name!r} is not in the signed part")
        if item.name in shown:
            raise ProofError(f"SD-JWT: {item.name!r} is disclosed twice")
        shown[item.name] = item.value
    return shown


def _digests(holder: Json, within: str) -> frozenset[str]:
    """What `_sd` of an object lists; ProofError if the object says anything else (RFC 9901, 4.2.4.1)."""
    if not isinstance(holder, dict) or holder.keys() != {"_sd"}:
        raise ProofError(f"SD-JWT: {within} has `_sd` and nothing else")
    listed = holder["_sd"]
    texts = [item for item in listed if isinstance(item, str)] if isinstance(listed, list) else []
    if listed != texts or len(set(texts)) != len(texts):
        raise ProofError(f"SD-JWT: {within} has no list of distinct digests")
    return frozenset(texts)


def _jws(text: str) -> Jws:
    parts = text.split(".")
    if len(parts) != 3:
        raise ProofError("JWS: three parts are expected")
    header, payload = (parse(base64url.decode(part), exact=False) for part in parts[:2])
    if not isinstance(header, dict) or not isinstance(payload, dict):
        raise ProofError("JWS: header and payload are objects")
    if len(base64url.decode(parts[2])) != 64:
        raise ProofError("JWS: an ES256 signature has 64 bytes")
    if "crit" in header or "b64" in header:
        raise ProofError("JWS: extensions are not understood here")
    return Jws(text, header, payload)


def _disclosure(text: str) -> Disclosure:
    value = parse(base64url.decode(text), exact=False)
    if not isinstance(value, list) or len(value) != 3:
        raise ProofError("SD-JWT: a disclosure is a list of three")
    salt, name, claim = value
    if not isinstance(salt, str) or not isinstance(name, str) or name in ("_sd", "..."):
        raise ProofError("SD-JWT: a disclosure has a salt and a name")
    return Disclosure(name, claim, text)


def _sha256_text(data: bytes) -> str:
    return base64url.encode(hashlib.sha256(data).digest())
