"""The attestation's claims (verification.md): what an issuer says of one member, as of one block."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ledger.attest import base64url, sdjwt
from ledger.attest.canonical import Json
from ledger.attest.fields import Fields, FormError, hex_text

VCT = "urn:tradeline:attestation:1"
HELD = "figures"
"""The object whose members are selectively disclosable."""


@dataclass(frozen=True, slots=True)
class MemberUrn:
    """A member of one registry on one chain."""

    chain_id: int
    registry: bytes
    member: int

    def __str__(self) -> str:
        return f"urn:tradeline:{self.chain_id}:{hex_text(self.registry)}:{self.member}"

    @classmethod
    def parse(cls, text: str, path: str) -> "MemberUrn":
        """The member named by a URN, in its one spelling."""
        parts = text.split(":")
        if len(parts) == 5 and all(part.isascii() and part.isdigit() for part in (parts[2], parts[4])):
            try:
                urn = cls(
                    int(parts[2]),
                    bytes.fromhex(parts[3].removeprefix("0x")),
                    int(parts[4]),
                )
            except ValueError:
                urn = None
            if urn is not None and len(urn.registry) == 20 and str(urn) == text:
                return urn
        raise FormError(path, "urn:tradeline:{chain id}:{registry address}:{member} is expected")


@dataclass(frozen=True, slots=True)
class AsOf:
    """The block the figures stand on; `day` is that of its time at the rulebook's UTC offset."""

    block: int
    hash: bytes
    day: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """What of one ledger the figures cover: the member's three heads, and how much is under them."""

    ledger: bytes
    heads: tuple[bytes, bytes, bytes]
    """tradelines, claims, holdings"""
    tradelines: int
    claims: int
    holdings: int
    entries: int


@dataclass(frozen=True, slots=True)
class HolderKey:
    """The member's P-256 key that binds a presentation."""

    x: bytes
    y: bytes


@dataclass(frozen=True, slots=True)
class Attestation:
    """Everything the issuer signs. Times in seconds since 1970-01-01 UTC; `figures` by name, each disclosable alone."""

    issuer: MemberUrn
    subject: MemberUrn
    issued_at: int
    expires_at: int
    holder: HolderKey
    as_of: AsOf
    coverage: tuple[Coverage, ...]
    rulebook_id: str
    rulebook_hash: bytes
    minimum: Mapping[str, Json]


_HEADS = ("tradelines", "claims", "holdings")


def issue(
    attestation: Attestation,
    figures: Mapping[str, Json],
    salts: Sequence[bytes],
    sign: sdjwt.Sign,
    key_id: bytes,
) -> str:
    """The SD-JWT VC with every disclosure, ending in `~`. One salt of 16 random bytes for each figure."""
    shown = [
        sdjwt.disclosure(name, value, salt)
        for (name, value), salt in zip(sorted(figures.items()), salts, strict=True)
    ]
    return sdjwt.issue(sign, hex_text(key_id), claims(attestation), HELD, shown)


def claims(attestation: Attestation) -> dict[str, Json]:
    """The plain claims of the issuer-signed JWT."""
    return {
        "iss": str(attestation.issuer),
        "sub": str(attestation.subject),
        "vct": VCT,
        "iat": attestation.issued_at,
        "nbf": attestation.issued_at,
        "exp": attestation.expires_at,
        "cnf": {"jwk": _jwk(attestation.holder)},
        "as_of": {
            "block": attestation.as_of.block,
            "hash": hex_text(attestation.as_of.hash),
            "day": attestation.as_of.day,
        },
        "coverage": {"ledgers": [_coverage(item) for item in attestation.coverage]},
        "rulebook": {
            "id": attestation.rulebook_id,
            "hash": hex_text(attestation.rulebook_hash),
        },
        "minimum": attestation.minimum,
    }


def parse(payload: Mapping[str, Json]) -> Attestation:
    """The claims of an issuer-signed JWT; FormError names the claim that is missing, unknown or malformed."""
    fields = Fields(payload, "$")
    if fields.text("vct") != VCT:
        raise FormError("$.vct", f"{VCT} is expected")
    if fields.text("_sd_alg") != "sha-256":
        raise FormError("$._sd_alg", "sha-256 is expected")
    fields.raw(HELD)
    issued_at = fields.integer("iat")
    if fields.integer("nbf") != issued_at:
        raise FormError("$.nbf", "equal to iat is expected")
    rulebook_id, rulebook_hash = _parse_rulebook(fields.object("rulebook"))
    attestation = Attestation(
        issuer=MemberUrn.parse(fields.text("iss"), "$.iss"),
        subject=MemberUrn.parse(fields.text("sub"), "$.sub"),
        issued_at=issued_at,
        expires_at=fields.integer("exp"),
        holder=_parse_holder(fields.object("cnf")),
        as_of=_parse_as_of(fields.object("as_of")),
        coverage=_parse_coverage(fields.object("coverage")),
        rulebook_id=rulebook_id,
        rulebook_hash=rulebook_hash,
        minimum=_mapping(fields.raw("minimum"), "$.minimum"),
    )
    fields.close()
    return attestation


def _jwk(key: HolderKey) -> dict[str, Json]:
    return {
        "kty": "EC",
        "crv": "P-256",
        "x": base64url.encode(key.x),
        "y": base64url.encode(key.y),
    }


def _coverage(item: Coverage) -> dict[str, Json]:
    return {
        "ledger": hex_text(item.ledger),
        "heads": {name: hex_text(head) for name, head in zip(_HEADS, item.heads, strict=True)},
        "tradelines": item.tradelines,
        "claims": item.claims,
        "holdings": item.holdings,
        "entries": item.entries,
    }


def _parse_holder(cnf: Fields) -> HolderKey:
    jwk = cnf.object("jwk")
    cnf.close()
    if jwk.text("kty") != "EC" or jwk.text("crv") != "P-256":
        raise FormError(jwk.path, "a P-256 key is expected")
    x, y = (base64url.decode(jwk.text(name)) for name in ("x", "y"))
    jwk.close()
    if len(x) != 32 or len(y) != 32:
        raise FormError(jwk.path, "coordinates of 32 bytes are expected")
    return HolderKey(x, y)


def _parse_as_of(fields: Fields) -> AsOf:
    as_of = AsOf(
        fields.integer("block"),
        fields.data("hash", 32),
        fields.integer("day", high=0xFFFF),
    )
    fields.close()
    return as_of


def _parse_coverage(fields: Fields) -> tuple[Coverage, ...]:
    coverage = fields.list_of("ledgers", lambda value, path: _parse_ledger(Fields(value, path)))
    fields.close()
    return coverage


def _parse_ledger(fields: Fields) -> Coverage:
    heads = fields.object("heads")
    tradelines, claims_head, holdings = (heads.data(name, 32) for name in _HEADS)
    heads.close()
    item = Coverage(
        fields.data("ledger", 20),
        (tradelines, claims_head, holdings),
        *(fields.integer(name) for name in ("tradelines", "claims", "holdings", "entries")),
    )
    fields.close()
    return item


def _parse_rulebook(fields: Fields) -> tuple[str, bytes]:
    name = fields.text("id", 64), fields.data("hash", 32)
    fields.close()
    return name


def _mapping(value: Json, path: str) -> Mapping[str, Json]:
    if not isinstance(value, dict):
        raise FormError(path, "an object is expected")
    return value
