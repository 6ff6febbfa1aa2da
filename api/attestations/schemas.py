"""What an attestation is asked for with, and what comes of it."""

from typing import Annotated

from pydantic import Field

from api.forms import KNOWN, Digest, Form, Known, MemberNamed, MemberNumber, shown_as
from ledger.rulebook.rulebook import STANDARD

FigureName = Annotated[
    str,
    Field(
        pattern=r"^(pays|is_paid)\.[A-Z]{3}\.(headline|including_disputed)$", examples=["pays.EUR.headline"]
    ),
]


class AudienceWanted(Form):
    """The bank that will be shown the dossier, and the nonce that it gave."""

    name: Annotated[str, Field(min_length=1, max_length=256)]
    nonce: Annotated[str, Field(min_length=1, max_length=256)]


class AttestationWanted(Form):
    """Over whose history; by which issuer of this node, if it has more than one; for how long."""

    model_config = shown_as({"member": 7, "days": 90, "audience": {"name": "meridiano", "nonce": "b7d1"}})
    member: MemberNamed
    issuer: MemberNamed | None = None
    days: Annotated[int, Field(strict=True, ge=1, le=366)] = 90
    rulebook: Annotated[
        str,
        Field(max_length=64, description="By whose definitions (docs/rulebook.md), by its id."),
    ] = STANDARD.id
    supersedes: Annotated[Digest | None, Field(description="An older attestation of the same issuer.")] = None
    audience: Annotated[
        AudienceWanted | None,
        Field(description="With it, the answer is a dossier bound to this bank; only for the member itself."),
    ] = None
    withheld: Annotated[
        tuple[FigureName, ...], Field(max_length=100, description="Figures that the audience is not shown.")
    ] = ()


class PresentationWanted(Form):
    """To whom a kept attestation is presented, and what of it is not shown."""

    model_config = shown_as({"audience": {"name": "meridiano", "nonce": "b7d1"}, "witnesses": 2})
    audience: AudienceWanted
    withheld: Annotated[
        tuple[FigureName, ...], Field(max_length=100, description="Figures that the audience is not shown.")
    ] = ()
    witnesses: Annotated[
        int | None,
        Field(
            strict=True,
            ge=1,
            le=64,
            description="Prove at the last block that so many witnesses state alike.",
        ),
    ] = None


class AttestationForm(Form):
    """An attestation, anchored on chain: an SD-JWT VC with all its disclosures, bound to nobody yet."""

    model_config = shown_as(
        {
            "digest": "0x" + "9a" * 32,
            "issuer": 11,
            "member": 7,
            "as_of": 4711,
            "known": KNOWN,
            "anchored_at": 4712,
            "attestation": "eyJhbGciOiJFUzI1NiJ9.e30.c2ln~",
        }
    )
    digest: Digest
    issuer: MemberNumber
    member: MemberNumber
    as_of: Annotated[int, Field(description="The block on which the figures stand.")]
    known: Annotated[Known, Field(description="The same block: only final ones are attested.")]
    anchored_at: Annotated[int, Field(description="The block of the anchor.")]
    attestation: str


class Revocation(Form):
    """From which block on the attestation is void."""

    model_config = shown_as({"digest": "0x" + "9a" * 32, "issuer": 11, "revoked_at": 4711, "known": KNOWN})
    digest: Digest
    issuer: MemberNumber
    revoked_at: int
    known: Annotated[Known, Field(description="The same block, and how final it is by now.")]
