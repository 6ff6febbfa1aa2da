"""Head witnesses in a dossier: what a bank asks for, and whether the dossier has it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ledger.attest.canonical import Json
from ledger.attest.fields import Fields, FormError
from ledger.attest.witnessed import Witnessed
from ledger.core.errors import ProofError
from ledger.proof.member_heads import Inclusion, MemberHeads
from ledger.proof.note import COSIGNATURE, NoteError, VerifierKey, parse_note, parse_vkey
from ledger.proof.statement import Statement, statements_in
from ledger.verify.case import Missing, Refusal

MOST = 64
"""Witnesses that a policy may name."""


@dataclass(frozen=True, slots=True)
class Quorum:
    """`threshold` of these witnesses are asked for; each has a name and a key of its own."""

    threshold: int
    keys: tuple[VerifierKey, ...]


@dataclass(frozen=True, slots=True)
class ProvedHead:
    """One of the dossier's two blocks as the verifier has proved it: number, hash, and the member's heads in state."""

    block: int
    hash: bytes
    heads: MemberHeads


def parse_quorum(value: Json, path: str) -> Quorum:
    """`{"threshold": k, "keys": [vkey, …]}` of a policy; FormError.

    One key under two names, or two keys of one witness, would count twice (c2sp.org/tlog-policy, "duplicate").
    """
    fields = Fields(value, path)
    keys = fields.list_of("keys", _vkey)
    for what in ({key.name for key in keys}, {key.public for key in keys}):
        if len(what) != len(keys):
            raise FormError(f"{path}.keys", "each witness once, each with a key of its own")
    if not 0 < len(keys) <= MOST:
        raise FormError(f"{path}.keys", f"1 to {MOST} vkeys are expected")
    quorum = Quorum(fields.integer("threshold", 1, len(keys)), keys)
    fields.close()
    return quorum


def check_witnesses(
    quorum: Quorum, shown: Iterable[Witnessed], origin: str, heads: Sequence[ProvedHead]
) -> tuple[Statement, ...]:
    """Statements by at least the quorum about one of the blocks, with the member's heads under their root.

    Missing if fewer are shown. Refusal if one that the bank believes states another hash for a block of the dossier or
    other heads, or if what is shown does not hold.
    """
    best: tuple[Statement, ...] = ()
    for item in shown:
        try:
            note = parse_note(item.note.encode("utf-8", "surrogatepass"))
            found = statements_in(note, quorum.keys, origin)
            if found:
                _check_heads(found, item, heads)
        except ProofError as error:
            raise Refusal(f"witnesses: {error}") from error
        best = max(best, found, key=len)
    if len(best) < quorum.threshold:
        raise Missing(
            f"{len(best)} of this bank's witnesses cosigned a block of it; {quorum.threshold} are asked"
        )
    return best


def _check_heads(found: Sequence[Statement], item: Witnessed, heads: Sequence[ProvedHead]) -> None:
    checkpoint = found[0].checkpoint
    head = next((each for each in heads if each.block == checkpoint.block), None)
    names = ", ".join(statement.key.name for statement in found)
    if head is None:
        raise NoteError("size", "that of a block of this dossier", checkpoint.block + 1)
    if checkpoint.hash != head.hash:
        raise Refusal(f"{names}: block {head.block} is 0x{checkpoint.hash.hex()}, not 0x{head.hash.hex()}")
    root = Inclusion(item.index, item.path).root(head.heads, checkpoint.members)
    if root != checkpoint.heads:
        raise Refusal(f"{names}: the member's heads at block {head.block} are not under the root cosigned")


def _vkey(value: Json, path: str) -> VerifierKey:
    if not isinstance(value, str):
        raise FormError(path, "a vkey is expected")
    try:
        key = parse_vkey(value)
    except NoteError as error:
        raise FormError(path, str(error)) from error
    if key.kind != COSIGNATURE:
        raise FormError(path, "a key of cosignatures (type 4) is expected")
    return key
