"""A dossier that a verb is given in a file, beside which it writes something: read, and not verified."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from ledger.attest import attestation as claims
from ledger.attest import sdjwt
from ledger.attest.attestation import Attestation
from ledger.attest.canonical import MAX_BYTES
from ledger.attest.dossier import Dossier, parse_dossier
from ledger.cli.output import read_file
from ledger.core.errors import Misuse, ProofError
from ledger.core.ids import Member


@dataclass(frozen=True, slots=True)
class DossierFile:
    """What a file says that has the form of a dossier; `digest` is the SHA-256 of its bytes."""

    digest: bytes
    dossier: Dossier
    token: sdjwt.Jws
    attestation: Attestation


def dossier_in(path: Path, about: Member) -> DossierFile:
    """The dossier about a member in a file; Misuse if it is none, about another, or larger than a verifier reads."""
    data = read_file(path, MAX_BYTES)
    try:
        dossier = parse_dossier(data)
        token = sdjwt.read(dossier.attestation).issued
        attestation = claims.parse(token.payload)
    except ProofError as error:
        raise Misuse(f"{path}: not a dossier: {error}") from error
    member = attestation.subject.member
    if member != about:
        raise Misuse(f"{path}: about member {member}, not member {about}")
    return DossierFile(hashlib.sha256(data).digest(), dossier, token, attestation)
