"""POST /v1/attestations, POST /v1/attestations/{digest}/presentations, POST /v1/attestations/{digest}/revocation."""

from fastapi import APIRouter, Response

from api.attestations.issuing import Term, check_anchored, issuer_of, make, present, present_again
from api.attestations.schemas import AttestationForm, AttestationWanted, PresentationWanted, Revocation
from api.bodies import BoundedRoute
from api.callers import At, Attester
from api.disclosure import WrongCaller, check_may_see
from api.forms import Digest, Known, MemberNumber
from ledger.app.present import Audience
from ledger.rulebook.rulebook import rulebook_named

router = APIRouter(prefix="/v1/attestations", tags=["attestations"], route_class=BoundedRoute)

PURPOSE = "attestation"
DOSSIER = "application/vnd.tradeline.dossier+json"
_DOSSIER_FILE = {
    "description": "With an audience: the dossier's file. Without: the attestation, bound to nobody.",
    "content": {DOSSIER: {"schema": {"type": "string", "format": "binary"}}},
    "headers": {
        "Tradeline-Attestation": {"schema": {"type": "string"}, "description": "The digest that is anchored."}
    },
}


@router.post("", status_code=201, response_model=AttestationForm, responses={201: _DOSSIER_FILE})
def attest(at: At, caller: Attester, wanted: AttestationWanted) -> Response | AttestationForm:
    """Compute, sign and anchor a member's figures.

    The member asks for itself, or the issuer asks with the member's consent for the purpose `attestation`. With
    an audience, the answer's body is the dossier: saved as it is, `tradeline verify` reads it.
    """
    with at.current() as node:
        issuer = issuer_of(node, wanted.issuer)
        if caller.member not in (wanted.member, issuer):
            raise WrongCaller("an attestation is asked for by the member it is about, or by its issuer")
        if wanted.audience and caller.member != wanted.member:
            raise WrongCaller("only the member itself presents its history to an audience")
        member = check_may_see(at, node, caller, wanted.member, PURPOSE)
        older = bytes.fromhex(wanted.supersedes[2:]) if wanted.supersedes else None
        made = make(node, issuer, member, Term(at.now(), wanted.days, rulebook_named(wanted.rulebook), older))
        if wanted.audience:
            audience = Audience(wanted.audience.name, at.now(), wanted.audience.nonce)
            file = present(node, made, audience, wanted.withheld)
            headers = {"Tradeline-Attestation": f"0x{made.digest.hex()}"}
            return Response(file, 201, headers, DOSSIER)
        return AttestationForm(
            digest=f"0x{made.digest.hex()}",
            issuer=issuer,
            member=member,
            as_of=made.statement.block,
            known=Known.at(node.known(made.statement.block)),
            anchored_at=made.issued.anchored_at,
            attestation=made.issued.token,
        )


@router.post("/{digest}/presentations", status_code=201, response_model=None, responses={201: _DOSSIER_FILE})
def present_kept(at: At, caller: Attester, digest: Digest, wanted: PresentationWanted) -> Response:
    """Present an attestation about the caller that its vault keeps to another bank.

    The answer's body is the dossier. Its day is proved as it was proved then; the issuer is not asked again.
    """
    with at.current() as node:
        audience = Audience(wanted.audience.name, at.now(), wanted.audience.nonce)
        name = bytes.fromhex(digest[2:])
        file = present_again(node, caller.member, name, audience, wanted.withheld, wanted.witnesses)
    return Response(file, 201, {"Tradeline-Attestation": digest}, DOSSIER)


@router.post("/{digest}/revocation")
def revoke(at: At, caller: Attester, digest: Digest, issuer: MemberNumber | None = None) -> Revocation:
    """Revoke an attestation for ever; only the issuer that anchored it."""
    name = bytes.fromhex(digest[2:])
    with at.current() as node:
        signer = issuer_of(node, issuer)
        if caller.member != signer:
            raise WrongCaller("only the issuer revokes its attestation")
        check_anchored(node, signer, name)
        block = node.office(signer).anchors.revoke(name)
        node.follow()
        return Revocation(digest=digest, issuer=signer, revoked_at=block, known=Known.at(node.known(block)))
