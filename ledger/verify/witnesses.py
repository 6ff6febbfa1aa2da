"""Head witnesses in a dossier: what a bank asks for, and whether the dossier has it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ledger.attest.lists import LISTS
from ledger.attest.witnessed import Witnessed
from ledger.core.errors import ProofError
from ledger.core.ids import Member
from ledger.proof import slots
from ledger.proof.checkpoint import origin_of
from ledger.proof.member_heads import Inclusion, MemberHeads
from ledger.proof.note import NoteError, parse_note
from ledger.proof.statement import Statement, statements_in
from ledger.verify.case import LEEWAY, Missing, Proved, Refusal
from ledger.verify.quorum import Quorum
from ledger.verify.trust import TrustRoot


@dataclass(frozen=True, slots=True)
class ProvedHead:
    """One of the dossier's two blocks as the verifier has proved it: number, hash, and the member's heads in state."""

    block: int
    hash: bytes
    heads: MemberHeads


def log_of(trust: TrustRoot) -> str:
    """The origin of the log that witnesses of the trust root's ledger sign for."""
    return origin_of(trust.chain_id, trust.genesis, trust.ledger.address)


def proved_head(member: Member, proved: Proved) -> ProvedHead:
    """What step 7 proved of a member under one of the two headers."""
    heads = (proved.words.ledger[slots.member_head(member, of)].to_bytes(32, "big") for of in LISTS)
    return ProvedHead(proved.header.number, proved.hash, MemberHeads(member, *heads))


def check_witnesses(
    quorum: Quorum, shown: Iterable[Witnessed], origin: str, heads: Sequence[ProvedHead], now: int
) -> tuple[Statement, ...]:
    """Statements by at least the quorum about one of the blocks, with the member's heads under their root.

    `now` in seconds since 1970-01-01 UTC: nothing is believed that was signed in a time to come.
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
                _check_times(found, now)
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


def _check_times(found: Sequence[Statement], now: int) -> None:
    """tlog-cosignature: a verifier may reject times in the future."""
    for statement in found:
        if statement.time > now + LEEWAY:
            raise Refusal(f"{statement.key.name} signed in a time to come")
