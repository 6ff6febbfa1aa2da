"""A verifier of SD-JWT VCs that is not ours (`openvc-core`) takes our attestations, and refuses what is wrong."""

import json
import time
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from joserfc.jwk import ECKey
from openvc.proof.errors import ProofError as NotAccepted
from openvc.proof.sd_jwt import SdJwtVcProofSuite

from ledger.attest import base64url, sdjwt
from ledger.attest.attestation import AsOf, Attestation, Coverage, HolderKey, MemberUrn, issue, parse
from ledger.attest.canonical import Json
from ledger.proof.key_ids import attestation_key_id
from tests.attacks.exhibit import exhibit

AUDIENCE, NONCE = "meridiano", "n-7"
VCT = "urn:tradeline:attestation:1"
FIGURES: dict[str, Json] = {
    "is_paid.EUR.headline": {"all": {"dbt": 4}},
    "pays.EUR.headline": {"all": {"dbt": 2}},
}


def p256() -> tuple[ECKey, bytes, bytes]:
    """A fresh key, and its point."""
    secret = ec.generate_private_key(ec.SECP256R1()).private_numbers()
    point = secret.public_numbers
    x, y, d = (number.to_bytes(32, "big") for number in (point.x, point.y, secret.private_value))
    parts = {name: base64url.encode(part) for name, part in (("x", x), ("y", y), ("d", d))}
    return ECKey.import_key({"kty": "EC", "crv": "P-256", **parts}), x, y


ISSUER, X, Y = p256()
HOLDER, HX, HY = p256()
PUBLIC = {"kty": "EC", "crv": "P-256", "x": base64url.encode(X), "y": base64url.encode(Y)}


def attestation(now: int, days: int = 90) -> Attestation:
    return Attestation(
        issuer=MemberUrn(7, bytes(20), 3),
        subject=MemberUrn(7, bytes(20), 1),
        issued_at=now,
        expires_at=now + days * 86_400,
        holder=HolderKey(HX, HY),
        as_of=AsOf(9, bytes(32), 20_000),
        coverage=(Coverage(bytes(20), (bytes(32), bytes(32), bytes(32)), 1, 0, 0, 6),),
        rulebook_id="tradeline-1",
        rulebook_hash=bytes(32),
        minimum={},
    )


def token(now: int | None = None, days: int = 90, key: ECKey = ISSUER) -> str:
    said = attestation(int(time.time()) if now is None else now, days)
    salts = [bytes([number]) * 16 for number in range(len(FIGURES))]
    return issue(said, FIGURES, salts, sdjwt.signer(key), attestation_key_id(X + Y))


def bound(presented: str, key: ECKey = HOLDER, audience: str = AUDIENCE) -> str:
    said: dict[str, Json] = {"iat": int(time.time()), "aud": audience, "nonce": NONCE, "dossier_hash": "x"}
    return sdjwt.bind(sdjwt.signer(key), presented, said)


def test_it_takes_an_attestation_with_all_some_or_no_figures() -> None:
    presented = token()
    issued, *shown, _ = presented.split("~")
    for kept in (shown, shown[:1], []):
        found = SdJwtVcProofSuite().verify(
            "~".join((issued, *kept)) + "~", public_key_jwk=PUBLIC, expected_vct=VCT
        )
        assert found.claims["iss"] == f"urn:tradeline:7:0x{'00' * 20}:3"
        assert len(found.claims["figures"]) == len(kept)
        assert not found.key_bound
    assert parse(sdjwt.read(presented).issued.payload).expires_at > time.time()


def test_it_takes_the_holders_binding() -> None:
    found = SdJwtVcProofSuite().verify(
        bound(token()), public_key_jwk=PUBLIC, audience=AUDIENCE, nonce=NONCE, require_key_binding=True
    )
    assert found.key_bound
    assert found.claims["figures"] == FIGURES


def test_it_refuses_a_binding_by_another_for_another_or_none() -> None:
    stranger, _, _ = p256()
    for presented in (bound(token(), stranger), bound(token(), audience="another"), token()):
        with pytest.raises(NotAccepted):
            SdJwtVcProofSuite().verify(
                presented, public_key_jwk=PUBLIC, audience=AUDIENCE, nonce=NONCE, require_key_binding=True
            )


def test_it_refuses_an_altered_payload() -> None:
    issued, *rest = token().split("~")
    head, body, seal = issued.split(".")
    claims = json.loads(base64url.decode(body))
    claims["sub"] = claims["iss"]
    altered = base64url.encode(json.dumps(claims).encode())
    for wrong in (f"{head}.{altered}.{seal}", f"{head}.{body}.{seal[:-2]}AA"):
        _refuses("~".join((wrong, *rest)))


def test_it_refuses_an_altered_a_doubled_and_a_foreign_disclosure() -> None:
    presented = token()
    issued, first, second, _ = presented.split("~")
    foreign = sdjwt.disclosure("is_paid.EUR.headline", {"all": {"dbt": 0}}, bytes(16)).text
    for shown in ((first, first, second), (first, foreign), (first[:-4] + "AAAA", second)):
        _refuses("~".join((issued, *shown)) + "~")


def test_it_refuses_one_that_has_expired_or_is_not_yet_valid() -> None:
    now = int(time.time())
    _refuses(token(now - 100 * 86_400, days=90))
    _refuses(token(now + 86_400))


def test_it_refuses_one_signed_by_another_key() -> None:
    stranger, _, _ = p256()
    _refuses(token(key=stranger))
    SdJwtVcProofSuite().verify(token(), public_key_jwk=PUBLIC)


def test_it_takes_a_fixtures_attestation_at_the_time_of_that_one() -> None:
    large = exhibit("large")
    x, y = (bytes.fromhex(large.document["issuer_key"][name][2:]) for name in ("x", "y"))
    public = {**PUBLIC, "x": base64url.encode(x), "y": base64url.encode(y)}
    presented = large.document["attestation"]
    moment = datetime.fromtimestamp(large.now, UTC)
    suite = SdJwtVcProofSuite()
    found = suite.verify(
        presented, public_key_jwk=public, check_temporal=False, now=moment, kb_max_age_s=7_200
    )
    assert found.key_bound
    assert found.claims["figures"] == large.untampered.shown["figures"]
    with pytest.raises(NotAccepted):
        suite.verify(presented, public_key_jwk=public, now=moment, kb_max_age_s=7_200)


def _refuses(presented: str) -> None:
    with pytest.raises(NotAccepted):
        SdJwtVcProofSuite().verify(presented, public_key_jwk=PUBLIC)
