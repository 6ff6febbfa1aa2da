"""Statements of other witnesses: taken in, held against this index and against each other, handed on in dossiers."""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import combinations

from ledger.app.witness import Watch, checkpoint_at, members_at
from ledger.attest.witnessed import Witnessed
from ledger.core.errors import Refused
from ledger.core.ids import Member
from ledger.proof.checkpoint import Checkpoint
from ledger.proof.member_heads import inclusion
from ledger.proof.note import VerifierKey
from ledger.proof.statement import Statement, contradict, note_of, verify_statements

REPLAYED = 16
"""Blocks that `latest` holds against the index before it gives up: each costs a look at every member's heads.

As many as `threshold` witnesses must agree on something false of each to hide what is true of a lower one.
"""

Equivocation = tuple[Statement, Statement]
"""Two statements of one witness that contradict each other, in the order in which they came."""


class NotReached(Refused):
    """The statement is about a block that this index has not reached: it is taken once it is there."""

    def __init__(self, block: int) -> None:
        super().__init__(f"block {block} is not in this index yet: send the statement again once it is")
        self.block = block


class NotWitnessed(Refused):
    """Nobody has stated anything of such a block here."""


@dataclass(frozen=True, slots=True)
class Collected:
    """A checkpoint with those who stated it; `agrees`: whether this index says the same of its block."""

    checkpoint: Checkpoint
    statements: tuple[Statement, ...]
    agrees: bool

    @property
    def witnesses(self) -> frozenset[str]:
        """Names, each once, whatever keys it has had."""
        return frozenset(statement.key.name for statement in self.statements)


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a note: its checkpoint as it stands now, who is new on it, and who contradicts itself by it."""

    collected: Collected
    added: tuple[str, ...]
    equivocations: tuple[Equivocation, ...]


def collect(watch: Watch, keys: Collection[VerifierKey], data: bytes) -> Taken:
    """Keeps the statements that these witnesses make in a note, also those that say other than this index.

    NoteError; NotReached beyond the index, so that nobody fills the store with blocks to come.
    """
    found = verify_statements(data, keys, watch.log.origin)
    checkpoint = found[0].checkpoint
    own = checkpoint_at(watch, checkpoint.block)
    if own is None:
        raise NotReached(checkpoint.block)
    with watch.vault.transaction():
        added = tuple(each.key.name for each in found if watch.vault.statements.put(each))
    kept = watch.vault.statements.at(watch.log.origin, checkpoint.block)
    public = {each.key.public for each in found}
    said = [each for each in kept if each.checkpoint == checkpoint]
    proved = tuple(
        pair for pair in combinations(kept, 2) if pair[0].key.public in public and contradict(*pair)
    )
    return Taken(Collected(checkpoint, tuple(said or found), own == checkpoint), added, proved)


def collected(watch: Watch, block: int) -> tuple[Collected, ...]:
    """What was stated of a block: one that this index agrees with first, if there is one. NotWitnessed."""
    kept = watch.vault.statements.at(watch.log.origin, block)
    if not kept:
        raise NotWitnessed(f"no statement about block {block} is known here")
    own = checkpoint_at(watch, block)
    groups = [
        Collected(
            checkpoint, tuple(each for each in kept if each.checkpoint == checkpoint), checkpoint == own
        )
        for checkpoint in dict.fromkeys(each.checkpoint for each in kept)
    ]
    return tuple(sorted(groups, key=lambda group: not group.agrees))


def latest(watch: Watch, threshold: int = 1) -> Collected:
    """The highest block that `threshold` witnesses state as this index has it. NotWitnessed."""
    for block in watch.vault.statements.stated(watch.log.origin, threshold, REPLAYED):
        best = collected(watch, block)[0]
        if best.agrees and len(best.witnesses) >= threshold:
            return best
    raise NotWitnessed(f"no block is stated by at least {threshold} of the witnesses as this index has it")


def equivocations(watch: Watch, skip: int = 0, most: int | None = None) -> tuple[Equivocation, ...]:
    """Every proof, of this log, that a witness equivocates, or a page of them: new ones are added at the end."""
    return watch.vault.statements.contradictions(watch.log.origin, skip, most)


def witnessed(watch: Watch, member: Member, block: int) -> Witnessed | None:
    """What a dossier shows of a block: those who state what this index has, and the member's heads under their root.

    None if nobody does.
    """
    kept = watch.vault.statements.at(watch.log.origin, block)
    own = checkpoint_at(watch, block)
    agreeing = tuple(each for each in kept if each.checkpoint == own)
    if not agreeing:
        return None
    proof = inclusion(members_at(watch, block), member)
    return Witnessed(note_of(agreeing).decode(), proof.index, proof.path)
