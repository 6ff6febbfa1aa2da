"""Step 6: in time, and presented by the member to this bank, with this dossier."""

from datetime import UTC, datetime

from ledger.attest import sdjwt
from ledger.attest.dossier import dossier_hash
from ledger.attest.fields import Fields
from ledger.verify.case import LEEWAY, Case, Missing, Refusal, ground


def holder(case: Case) -> str:
    """6: validity at the verifier's time; a key binding JWT of the holder's key over disclosures and dossier."""
    attestation, token = ground(case.attestation, "1"), ground(case.token, "1")
    ground(case.figures, "2")
    now = case.now
    if now + LEEWAY < attestation.issued_at:
        raise Refusal(f"not valid before {_utc(attestation.issued_at)}")
    if now >= attestation.expires_at:
        raise Refusal(f"expired at {_utc(attestation.expires_at)}")
    binding = token.binding
    if binding is None:
        raise Missing("no key binding: whoever found the file could have sent it")
    if set(binding.header) != {"alg", "typ"} or binding.header["typ"] != sdjwt.BINDING_TYPE:
        raise Refusal(f"the key binding's header is not that of a {sdjwt.BINDING_TYPE}")
    if not sdjwt.signed_by(binding, attestation.holder.x, attestation.holder.y):
        raise Refusal("the key binding is not signed by the holder's key")
    audience = _check_claims(case, Fields(binding.payload, "$"))
    wanted = case.policy.audience or case.trust.audience
    if wanted is None:
        raise Missing(f"presented to {audience!r}; this verifier was not told its own name")
    if audience != wanted:
        raise Refusal(f"presented to {audience!r}, not to {wanted!r}")
    return f"presented to {audience!r}; valid until {_utc(attestation.expires_at)}"


def _check_claims(case: Case, claims: Fields) -> str:
    attestation, token, dossier = (
        ground(case.attestation, "1"),
        ground(case.token, "1"),
        ground(case.dossier, "1"),
    )
    if claims.text("sd_hash", 64) != token.sd_hash:
        raise Refusal("the key binding is over other disclosures")
    if claims.text("dossier_hash", 64) != dossier_hash(dossier):
        raise Refusal("the key binding is over another dossier")
    bound_at = claims.integer("iat")
    if not attestation.issued_at - LEEWAY <= bound_at <= case.now + LEEWAY:
        raise Refusal(f"the key binding is of {_utc(bound_at)}")
    claims.text("nonce", 256)
    audience = claims.text("aud", 256)
    claims.close()
    return audience


def _utc(seconds: int) -> str:
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")
    except (OverflowError, ValueError, OSError):
        return f"second {seconds}"
