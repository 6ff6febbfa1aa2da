"""Forms of column profiles: as proposed, and as remembered."""

from typing import Annotated, Any

from pydantic import Field

from api.forms import FaultForm, Form, MemberNumber, shown_as
from ledger.core.ids import Member
from ledger.documents.trial import Trial

_TEXT = """[file]
encoding = "utf-8"
delimiter = ";"
date = "D.M.YYYY"
decimal = ","

[invoice]
number = "Rechnung"
issued = "Datum"
due = "Fällig"
amount = "Betrag"
currency = { value = "EUR" }
creditor = { value = "Albers Metallbau" }
debtor = "Kunde"
"""
_ITEM = {
    "document": "invoice",
    "where": "line 2",
    "amount": "1250.00",
    "currency": "EUR",
    "number": "RE-2026-001",
    "issued": "2026-01-05",
    "due": "2026-02-04",
    "creditor": {"name": "Albers Metallbau", "ids": [], "account": None},
    "debtor": {"name": "Brunner Maschinen", "ids": [], "account": None},
    "references": [],
    "disputed": False,
}
_KEPT = {"name": "rechnungen", "profile": _TEXT}


class ProposalForm(Form):
    """What came of looking at one table: as `tradeline import --profile propose --json` has it for a file."""

    model_config = shown_as(
        {
            "file": "rechnungen.csv",
            "name": "rechnungen",
            "known": None,
            "profile": _TEXT,
            "missing": [],
            "doubts": [],
            "items": [_ITEM],
            "faults": [],
        }
    )
    file: str
    name: Annotated[str, Field(description="A name to remember it under.")]
    known: Annotated[str | None, Field(description="The format in which the file is read already.")]
    profile: Annotated[str | None, Field(description="TOML; null where the file is known, or no table.")]
    missing: Annotated[
        list[str], Field(description="Fields that no column gives: `value` does, or whoever edits it.")
    ]
    doubts: Annotated[list[str], Field(description="Where the table would allow another reading.")]
    items: Annotated[list[dict[str, Any]], Field(description="The first that the file gives when read so.")]
    faults: list[FaultForm]

    @classmethod
    def of(cls, file: str, name: str, trial: Trial) -> "ProposalForm":
        found = trial.proposal
        return cls(
            file=file,
            name=name,
            known=trial.known,
            profile=found.text if found else None,
            missing=list(found.missing) if found else [],
            doubts=list(found.doubts) if found else [],
            items=trial.items(),
            faults=[FaultForm(**fault.as_json()) for fault in trial.faults],
        )


class ProfileForm(Form):
    """A profile as it is remembered."""

    model_config = shown_as(_KEPT)
    name: str
    profile: Annotated[str, Field(description="TOML.")]


class ProfilesForm(Form):
    """A member's own, in order of name: its tables are held against these first."""

    model_config = shown_as({"member": 7, "profiles": [_KEPT]})
    member: MemberNumber
    profiles: list[ProfileForm]

    @classmethod
    def of(cls, member: Member, texts: dict[str, bytes]) -> "ProfilesForm":
        kept = [ProfileForm(name=name, profile=text.decode(errors="replace")) for name, text in texts.items()]
        return cls(member=member, profiles=kept)
