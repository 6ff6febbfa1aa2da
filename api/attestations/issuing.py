"""From a member's history to an attestation of this node's issuer, and to a dossier for one bank."""

from collections.abc import Collection
from dataclasses import dataclass

from ledger.app.attest import Issued, issue
from ledger.app.keeping import KeptAttestation, keep, kept_attestation
from ledger.app.pens import pen_of
from ledger.app.prepare import Statement, prepare
from ledger.app.present import Audience, state_at_as_of
from ledger.app.vault import Private
from ledger.attest.attestation import HolderKey
from ledger.attest.dossier import ProvedState
from ledger.core.errors import Misuse, Refused
from ledger.core.ids import Member
from ledger.rulebook.rulebook import Rulebook
from ledger.wiring import Node


class UnknownAttestation(Refused):
    """The issuer anchored no such attestation."""


@dataclass(frozen=True, slots=True)
class Term:
    """When (seconds since 1970-01-01 UTC), for how many days, by which rulebook, in place of which older one."""

    now: int
    days: int
    rulebook: Rulebook
    supersedes: bytes | None


@dataclass(frozen=True, slots=True)
class Made:
    """An attestation with the statement it rests on, and that block's proofs: old state is not provable everywhere."""

    issuer: Member
    statement: Statement
    state: ProvedState
    issued: Issued

    @property
    def digest(self) -> bytes:
        """What is anchored."""
        return self.issued.digest


def issuer_of(node: Node, wanted: int | None) -> Member:
    """The issuer whose attestation key this vault has; Misuse where there is none, or no telling which."""
    keys = node.vault.keys
    found = [member for member in keys.members() if keys.get(member, Private.ATTESTATION) is not None]
    chosen = [member for member in found if wanted in (None, member)]
    if len(chosen) != 1:
        told = ", ".join(map(str, found)) or "none"
        raise Misuse(f"name an issuer of this node; it has: {told}")
    return chosen[0]


def check_anchored(node: Node, issuer: Member, digest: bytes) -> None:
    """UnknownAttestation for a digest that this issuer did not anchor alone: a slip of the pen is not sent."""
    word = node.index.anchors.anchor_word(issuer, digest)
    if word is None or not word.anchored_at:
        raise UnknownAttestation(f"issuer {issuer} anchored no attestation 0x{digest.hex()}")


def make(node: Node, issuer: Member, member: Member, term: Term) -> Made:
    """An attestation as of the last final block, anchored when this returns; the member's vault keeps it."""
    node.check_registered(term.rulebook)
    statement = prepare(node.desk, member, node.final().number)
    state = state_at_as_of(node.chain, node.settings.contracts, statement, issuer)
    pen = pen_of(node.vault, member, Private.HOLDER)
    issued = issue(
        node.office(issuer),
        statement,
        HolderKey(pen.x, pen.y),
        now=term.now,
        days=term.days,
        rulebook=term.rulebook,
        supersedes=term.supersedes,
    )
    keep(node.vault, member, KeptAttestation(issued, statement.block, with_identity=False, state=state))
    return Made(issuer, statement, state, issued)


def present_again(
    node: Node,
    member: Member,
    digest: bytes,
    audience: Audience,
    withheld: Collection[str],
    witnesses: int | None,
) -> bytes:
    """The dossier's file of an attestation that the member's vault keeps, its later state proved now. NotKept."""
    kept = kept_attestation(node.vault, member, digest)
    statement = prepare(node.desk, member, kept.block, with_identity=kept.with_identity)
    return node.presented(statement, kept.issued, kept.state, audience, withheld, witnesses)


def present(node: Node, made: Made, audience: Audience, withheld: Collection[str]) -> bytes:
    """The dossier's file, bound to one bank by the member's holder key."""
    return node.presented(made.statement, made.issued, made.state, audience, withheld)
