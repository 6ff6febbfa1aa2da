"""Attestations handed to the audit: what each says it covers, held against the replay at its as_of block.

What else a bank checks of a dossier (docs/verification.md) is not repeated here.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from ledger.app.audit.ground import Ground
from ledger.app.audit.report import Attested, Difference, unequal
from ledger.app.audit.words import Plain, Words
from ledger.attest import attestation as claims
from ledger.attest import sdjwt
from ledger.attest.attestation import Attestation
from ledger.attest.dossier import Dossier, parse_dossier
from ledger.attest.lists import LISTS, subject_bytes
from ledger.core.codes import KeyPurpose, MemberList
from ledger.core.entry import Entry
from ledger.core.ids import Member, ObligationId
from ledger.proof import slots
from ledger.proof.batch import root_of
from ledger.proof.heads import list_of
from ledger.proof.key_ids import attestation_key_id
from ledger.proof.listing import listings
from ledger.proof.words import AnchorWord, KeyWord, ObligationWord

COUNTS = ("tradelines", "claims", "holdings", "entries")


@dataclass(frozen=True, slots=True)
class Shown:
    """A dossier as handed in: the name of its file, and the attestation in it."""

    name: str
    dossier: Dossier
    token: sdjwt.Jws
    attestation: Attestation

    @classmethod
    def read(cls, name: str, data: bytes) -> Self:
        """The attestation in the bytes of a dossier; ProofError."""
        dossier = parse_dossier(data)
        token = sdjwt.read(dossier.attestation).issued
        return cls(name, dossier, token, claims.parse(token.payload))

    @property
    def member(self) -> Member:
        """Whom it is about."""
        return Member(self.attestation.subject.member)

    @property
    def block(self) -> int:
        """As of which block."""
        return self.attestation.as_of.block

    def at(self, difference: Difference | None, why: str, *, reached: bool = True) -> Attested:
        """What became of it; `why` where there is no difference."""
        told = why if difference is None else f"it differs: {difference.field}"
        return Attested(self.name, self.token.digest, self.member, self.block, difference, told, reached)


class Covered:
    """What the entries taken so far list of the members attested, and how many stand on each tradeline."""

    def __init__(self, members: frozenset[Member]) -> None:
        self._members = members
        self._lists: dict[tuple[Member, MemberList], set[bytes]] = {}
        self._entries: Counter[int] = Counter()

    def take(self, entry: Entry) -> None:
        """Counts an entry, if anything is attested at all."""
        if not self._members:
            return
        self._entries[int(entry.tradeline)] += 1
        for step in listings(entry):
            if step.member in self._members:
                key = (step.member, list_of(step.event))
                self._lists.setdefault(key, set()).add(subject_bytes(step.subject))

    def sizes(self, member: Member, ledger: Words) -> tuple[int, int, int, int]:
        """Tradelines, claims, holdings, and entries on all tradelines that these name."""
        own, claimed, held = (self._lists.get((member, kind), set()) for kind in LISTS)
        named = {int.from_bytes(line, "big") for line in own | claimed}
        for obligation in held:
            word = ObligationWord.from_word(ledger.at(slots.obligation(ObligationId(obligation))))
            if word is not None:
                named.add(int(word.tradeline))
        return len(own), len(claimed), len(held), sum(self._entries[line] for line in named)

    def state(self) -> Plain:
        """As plain values."""
        lists = [[member, int(kind), sorted(found)] for (member, kind), found in sorted(self._lists.items())]
        return [lists, sorted(self._entries.items())]

    def restore(self, state: Plain) -> None:
        """Takes up what `state` gave."""
        lists, entries = state
        self._lists = {(Member(member), MemberList(kind)): set(found) for member, kind, found in lists}
        self._entries = Counter(dict(entries))


def coverage_difference(
    shown: Shown, ground: Ground, block_hash: bytes, covered: Covered, ledger: Words
) -> Difference | None:
    """The first thing that an attestation says of its as_of block and the replay does not, after that block."""
    return place_difference(shown, ground) or _first(
        shown, _of_block(shown.attestation, block_hash, covered, ledger, shown.member)
    )


def place_difference(shown: Shown, ground: Ground) -> Difference | None:
    """What shows it to be of another chain or another ledger, whichever blocks there are."""
    return _first(shown, _of_place(shown.attestation, ground))


_Compared = Iterator[tuple[str, object, object]]


def _first(shown: Shown, compared: _Compared) -> Difference | None:
    for field, expected, got in compared:
        if expected != got:
            return unequal(shown.block, None, field, expected, got)
    return None


def _of_place(attestation: Attestation, ground: Ground) -> _Compared:
    for name, urn in (("issuer", attestation.issuer), ("subject", attestation.subject)):
        yield f"attestation: chain id of the {name}", ground.chain_id, urn.chain_id
        yield f"attestation: registry of the {name}", ground.registry.address, urn.registry
    yield "coverage: number of ledgers", 1, len(attestation.coverage)
    for item in attestation.coverage:
        yield "coverage: ledger", ground.ledger.address, item.ledger


def _of_block(
    attestation: Attestation, block_hash: bytes, covered: Covered, ledger: Words, member: Member
) -> _Compared:
    yield "attestation: hash of the as_of block", block_hash, attestation.as_of.hash
    for item in attestation.coverage:
        for kind, head in zip(LISTS, item.heads, strict=True):
            right_head = ledger.at(slots.member_head(member, kind)).to_bytes(32, "big")
            yield f"coverage: head of member {member}'s {kind.name.lower()}", right_head, head
        for name, count in zip(COUNTS, covered.sizes(member, ledger), strict=True):
            yield f"coverage: number of {name}", count, getattr(item, name)


@dataclass(frozen=True, slots=True)
class Standing:
    """What is wrong with an attestation's signature, key or anchor; `absent`: a later block may still bring it."""

    difference: Difference | None
    absent: bool = False


def standing_of(shown: Shown, block: int, registry: Words, anchors: Words) -> Standing:
    """How an attestation stands in the words as of a block."""
    x, y = shown.dossier.issuer_key
    issuer = Member(shown.attestation.issuer.member)
    key = KeyWord.from_word(registry.at(slots.key(attestation_key_id(x + y))))
    holder = None if key is None or key.purpose is not KeyPurpose.ATTESTATION else key.member
    batch, digest = shown.dossier.batch, shown.token.digest
    root = digest if batch is None else root_of(digest, batch.siblings)
    word = AnchorWord.from_word(anchors.at(slots.anchor(issuer, root)))
    anchored = word is not None and word.anchored_at > 0
    signed = sdjwt.signed_by(shown.token, x, y)
    for field, expected, got in (
        ("attestation: signature", "one of its key", "one of its key" if signed else "another"),
        ("attestation key: member", issuer, holder),
        ("anchor", root, root if anchored else None),
    ):
        if expected != got:
            return Standing(unequal(block, None, field, expected, got), absent=got is None)
    return Standing(None)
