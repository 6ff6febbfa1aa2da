"""What witnesses state about a chain's heads: a checkpoint, cosigned; and how two statements contradict each other."""

from collections.abc import Iterable
from dataclasses import dataclass

from ledger.proof.checkpoint import Checkpoint, parse_checkpoint
from ledger.proof.cosignature import cosignatures
from ledger.proof.note import Note, NoteError, SignatureLine, VerifierKey, parse_note


@dataclass(frozen=True, slots=True)
class Statement:
    """That the owner of `key` saw `checkpoint` at `time` (seconds since 1970-01-01 UTC); `line` is its signature."""

    checkpoint: Checkpoint
    key: VerifierKey
    time: int
    line: SignatureLine

    def __bytes__(self) -> bytes:
        """The statement as a note of its own."""
        return bytes(Note(bytes(self.checkpoint), (self.line,)))


def verify_statements(
    data: bytes, keys: Iterable[VerifierKey], origin: str | None = None
) -> tuple[Statement, ...]:
    """The statements of these witnesses in a note, at least one, each of another key. Pure: no clock is asked.

    NoteError if the note or its checkpoint is malformed, is of another log than `origin`, if a signature of one of the
    keys does not hold, or if none of them signed it.
    """
    note = parse_note(data)
    found = statements_in(note, keys, origin)
    if not found:
        raise NoteError("signatures", "one of a known witness", note.lines[0].name)
    return found


def statements_in(
    note: Note, keys: Iterable[VerifierKey], origin: str | None = None
) -> tuple[Statement, ...]:
    """The same of a note that none of them may have signed: its text is then not looked at (signed-note, "Note")."""
    found = cosignatures(note, keys)
    if not found:
        return ()
    checkpoint = parse_checkpoint(note.text)
    if origin is not None and checkpoint.origin != origin:
        raise NoteError("origin", origin, checkpoint.origin)
    return tuple(Statement(checkpoint, each.key, each.time, each.line) for each in found)


def contradict(one: Statement, other: Statement) -> bool:
    """Whether the two prove that a witness equivocates: one key, one log, one height, two checkpoints.

    Keys are compared, not names: an Ed25519 cosignature does not commit to its name (c2sp.org/tlog-cosignature).
    """
    same = (one.key.public, one.checkpoint.origin, one.checkpoint.block)
    return (
        same == (other.key.public, other.checkpoint.origin, other.checkpoint.block)
        and one.checkpoint != other.checkpoint
    )


def note_of(statements: Iterable[Statement]) -> bytes:
    """One note of statements about one checkpoint."""
    each = tuple(statements)
    if len({statement.checkpoint for statement in each}) != 1:
        raise NoteError("checkpoint", "one for all signatures of a note", len(each))
    return bytes(Note(bytes(each[0].checkpoint), tuple(statement.line for statement in each)))
