"""Keys that sign documents: P-256, for issuers and holders."""

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import ec
from joserfc.jwk import ECKey

from ledger.app.refusals import KeyUnfit
from ledger.app.vault import Private, Vault
from ledger.attest import base64url, sdjwt
from ledger.core.ids import Member


@dataclass(frozen=True, slots=True)
class Pen:
    """Signs as one key; `x` and `y` are its public point, 32 bytes each."""

    sign: sdjwt.Sign
    x: bytes
    y: bytes


def pen_of(vault: Vault, member: Member, kind: Private) -> Pen:
    """The member's latest attestation or holder key; KeyUnfit if the vault has none."""
    secret = vault.keys.get(member, kind)
    if secret is None:
        raise KeyUnfit(f"the vault has no {kind.value} key of member {member}")
    return pen_with(secret)


def pen_with(secret: bytes) -> Pen:
    """The pen of a secret scalar of 32 bytes."""
    public = (
        ec.derive_private_key(int.from_bytes(secret, "big"), ec.SECP256R1()).public_key().public_numbers()
    )
    x, y = public.x.to_bytes(32, "big"), public.y.to_bytes(32, "big")
    jwk = {"kty": "EC", "crv": "P-256", "x": base64url.encode(x), "y": base64url.encode(y)}
    key = ECKey.import_key({**jwk, "d": base64url.encode(secret)})
    return Pen(sdjwt.signer(key), x, y)
