"""A consent as JSON."""

from typing import Annotated, Literal

from pydantic import Field

from api.forms import KNOWN, Digest, Form, IsoDay, Known, MemberNamed, MemberNumber, shown_as
from ledger.app.consent import Consent
from ledger.app.ports import Standing
from ledger.core.day import date_of
from ledger.core.ids import Commitment

Purpose = Annotated[
    Literal["history", "attestation"],
    Field(
        description="history: to read history and figures. attestation: to issue an attestation over them."
    ),
]
_GIVEN = {"reader": 11, "purpose": "history", "until": "2026-12-31"}
_STANDS = {"commitment": "0x" + "5f" * 32, "member": 7, **_GIVEN, "stands": True}


class ConsentWanted(Form):
    """Whom the caller's member lets see its history, for what, up to and including which day."""

    model_config = shown_as(_GIVEN)
    reader: MemberNamed
    purpose: Purpose
    until: IsoDay


class ConsentForm(Form):
    """A consent that was given; `stands` is False once it was withdrawn. What the chain shows is `commitment`."""

    model_config = shown_as(_STANDS)
    commitment: Digest
    member: MemberNumber
    reader: MemberNumber
    purpose: str
    until: IsoDay
    stands: bool

    @classmethod
    def of(cls, commitment: Commitment, consent: Consent, stands: bool) -> "ConsentForm":
        return cls(
            commitment=f"0x{commitment.hex()}",
            member=consent.member,
            reader=consent.reader,
            purpose=consent.purpose,
            until=date_of(consent.until),
            stands=stands,
        )


class ConsentAnswer(ConsentForm):
    """A consent after it was given or withdrawn, and as of which block it is so."""

    model_config = shown_as({**_STANDS, "known": KNOWN})
    known: Known

    @classmethod
    def after(cls, form: ConsentForm, standing: Standing) -> "ConsentAnswer":
        return cls(**form.model_dump(), known=Known.at(standing))


class Consents(Form):
    """All that the member gave, as of a block."""

    model_config = shown_as({"member": 7, "known": KNOWN, "consents": [_STANDS]})
    member: MemberNumber
    known: Known
    consents: list[ConsentForm]
