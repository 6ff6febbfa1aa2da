"""Statements of witnesses as JSON. What proves them is the note, as C2SP has it (docs/witnesses.md)."""

from typing import Annotated

from pydantic import Field

from api.forms import Digest, Form, shown_as
from ledger.app.statements import Collected, Equivocation
from ledger.attest.fields import hex_text
from ledger.proof.statement import Statement, note_of

Note = Annotated[
    str, Field(description="A signed note (c2sp.org/signed-note): save it as it is to check it.")
]
_CHECKPOINT = f"tradeline/31337/{'ab' * 32}/{'2' * 40}\n4712\n{'A' * 43}=\nheads 12 {'A' * 43}=\n"
_NOTE = f"{_CHECKPOINT}\n— tradeline/31337/members/3 1SqL…\n"
_STATED = {
    "origin": f"tradeline/31337/{'ab' * 32}/{'2' * 40}",
    "block": 4711,
    "hash": "0x" + "5f" * 32,
    "members": 12,
    "heads": "0x" + "9a" * 32,
    "agrees": True,
    "witnesses": [{"witness": "tradeline/31337/members/3", "vkey": "…", "time": 1795450079}],
    "note": _NOTE,
}


class Cosigner(Form):
    """Who signed, and when by its own clock (seconds since 1970-01-01 UTC)."""

    witness: str
    vkey: str
    time: int

    @classmethod
    def of(cls, statement: Statement) -> "Cosigner":
        return cls(witness=statement.key.name, vkey=str(statement.key), time=statement.time)


class CheckpointForm(Form):
    """A head of the chain as witnesses state it. `agrees`: this node has replayed the same."""

    model_config = shown_as(_STATED)
    origin: Annotated[str, Field(description="Which chain, and which ledger on it.")]
    block: int
    hash: Digest
    members: Annotated[int, Field(description="How many members are under the root.")]
    heads: Annotated[str, Field(pattern="^0x[0-9a-f]{64}$", description="Root over all members' heads.")]
    agrees: bool
    witnesses: list[Cosigner]
    note: Note

    @classmethod
    def of(cls, found: Collected) -> "CheckpointForm":
        return cls(
            origin=found.checkpoint.origin,
            block=found.checkpoint.block,
            hash=hex_text(found.checkpoint.hash),
            members=found.checkpoint.members,
            heads=hex_text(found.checkpoint.heads),
            agrees=found.agrees,
            witnesses=[Cosigner.of(statement) for statement in found.statements],
            note=note_of(found.statements).decode(),
        )


class EquivocationForm(Form):
    """Two notes that one witness signed about one height: whoever has its vkey sees that it contradicts itself."""

    model_config = shown_as(
        {"witness": "tradeline/31337/members/3", "vkey": "…", "block": 4711, "notes": [_NOTE, _NOTE]}
    )
    witness: str
    vkey: str
    block: int
    notes: tuple[Note, Note]

    @classmethod
    def of(cls, pair: Equivocation) -> "EquivocationForm":
        one, other = pair
        notes = bytes(one).decode(), bytes(other).decode()
        return cls(witness=one.key.name, vkey=str(one.key), block=one.checkpoint.block, notes=notes)


class TakenForm(Form):
    """What came of a note: its checkpoint with all who stated it, who is new, and who contradicts itself by it."""

    model_config = shown_as(
        {"checkpoint": _STATED, "added": ["tradeline/31337/members/3"], "equivocations": []}
    )
    checkpoint: CheckpointForm
    added: Annotated[list[str], Field(description="Names of the witnesses whose statement is new here.")]
    equivocations: list[EquivocationForm]
