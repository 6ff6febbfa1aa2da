"""What a dossier carries of head witnesses: a cosigned checkpoint, and the member's place under its root."""

from dataclasses import dataclass

from ledger.attest.canonical import Json
from ledger.attest.fields import Fields, hex_bytes, hex_text
from ledger.proof.note import LIMIT


@dataclass(frozen=True, slots=True)
class Witnessed:
    """A signed note about one of the dossier's blocks; `index` and `path` lead from the member's heads to its root."""

    note: str
    index: int
    path: tuple[bytes, ...]


def render_witnessed(item: Witnessed) -> Json:
    """As JSON values."""
    return {"note": item.note, "index": item.index, "path": [hex_text(node) for node in item.path]}


def parse_witnessed(value: Json, path: str) -> Witnessed:
    """The same, read; FormError with a path. Nothing is believed here."""
    fields = Fields(value, path)
    item = Witnessed(
        note=fields.text("note", LIMIT),
        index=fields.integer("index", high=(1 << 32) - 1),
        path=fields.list_of("path", lambda each, where: hex_bytes(each, where, 32)),
    )
    fields.close()
    return item
