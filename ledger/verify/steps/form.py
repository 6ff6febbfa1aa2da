"""Steps 1 and 2: the file is exactly of its form, and the issuer signed what it says."""

from ledger.attest import attestation as claims
from ledger.attest import sdjwt
from ledger.attest.dossier import parse_dossier
from ledger.attest.fields import hex_text
from ledger.proof.key_ids import attestation_key_id
from ledger.verify.case import Case, Refusal, ground


def form(case: Case) -> str:
    """1: the dossier, its SD-JWT and its claims parse; ProofError says where not."""
    dossier = parse_dossier(case.data)
    token = sdjwt.read(dossier.attestation)
    attestation = claims.parse(token.issued.payload)
    case.dossier, case.token, case.attestation = dossier, token, attestation
    entries = sum(len(item.entries) for item in dossier.tradelines)
    return f"{len(case.data)} bytes, {len(dossier.tradelines)} tradelines, {entries} entries"


def signature(case: Case) -> str:
    """2: ES256 under the key whose id the header names; every disclosure is of the signed part."""
    dossier, token = ground(case.dossier, "1"), ground(case.token, "1")
    attestation = ground(case.attestation, "1")
    x, y = dossier.issuer_key
    header = token.issued.header
    if header.get("typ") != sdjwt.ISSUER_TYPE or set(header) != {"alg", "typ", "kid"}:
        raise Refusal(f"the header is not that of a {sdjwt.ISSUER_TYPE}")
    if header.get("kid") != hex_text(attestation_key_id(x + y)):
        raise Refusal("the key in the dossier is not the one that the header names")
    if not sdjwt.signed_by(token.issued, x, y):
        raise Refusal("the signature does not hold")
    case.figures = sdjwt.disclosed(token, claims.HELD)
    return f"signed by member {attestation.issuer.member}, {len(case.figures)} figures disclosed"
