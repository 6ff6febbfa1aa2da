"""Which words of state a dossier must prove: asked by whoever builds one, and by whoever verifies it."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product

from ledger.attest.dossier import ShownTradeline
from ledger.core.codes import Capacity, EntryClass, MemberList
from ledger.core.errors import ProofError
from ledger.core.ids import EXTERNAL, Member, ObligationId, TradelineId
from ledger.proof import slots
from ledger.proof.meta import Meta

MAX_PAIRS = 1 << 18
"""Thousands of tradelines with a few agents each; a bound on what a verifier looks up."""


@dataclass(frozen=True, slots=True)
class Needed:
    """Slots of each contract; sorted, each once."""

    registry: tuple[int, ...]
    ledger: tuple[int, ...]
    attestations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Anchor:
    """What is said of an attestation on chain: by whom, under which key, of which digest, in which batch."""

    issuer: Member
    key_id: bytes
    digest: bytes
    batch_root: bytes | None
    rulebook: bytes


def at_as_of(
    member: Member,
    issuer: Member,
    tradelines: Iterable[ShownTradeline],
    holdings: Iterable[ObligationId],
) -> Needed:
    """Words at the as_of block: who the member is, its heads, every tradeline's word and head, and who is related."""
    shown = tuple(tradelines)
    return _needed(
        registry=[
            slots.member(member),
            slots.identity_commitment(member),
            *(slots.related(*pair) for pair in pairs(member, issuer, shown)),
        ],
        ledger=[
            *_heads(member, shown),
            *(slots.tradeline(TradelineId.from_int(item.id)) for item in shown),
            *(slots.obligation(obligation) for obligation in holdings),
        ],
        attestations=[],
    )


def later(member: Member, tradelines: Iterable[ShownTradeline], anchor: Anchor) -> Needed:
    """Words at the later block: issuer, key, anchor, rulebook, and the heads again."""
    anchors = [
        slots.anchor(anchor.issuer, anchor.digest),
        slots.rulebook(anchor.rulebook),
    ]
    if anchor.batch_root is not None:
        anchors.append(slots.anchor(anchor.issuer, anchor.batch_root))
    return _needed(
        registry=[slots.member(anchor.issuer), slots.key(anchor.key_id)],
        ledger=[*_heads(member, tradelines), slots.successor()],
        attestations=anchors,
    )


def pairs(
    member: Member, issuer: Member, tradelines: Iterable[ShownTradeline]
) -> frozenset[tuple[Member, Member]]:
    """Every pair whose relation figures ask for; ProofError beyond `MAX_PAIRS`."""
    asked = {pair_of(member, issuer)} - {(member, member)}
    for item in tradelines:
        asked |= kin(item)
        if len(asked) > MAX_PAIRS:
            raise ProofError(f"more than {MAX_PAIRS} pairs of members to look up")
    return frozenset(asked)


def kin(tradeline: ShownTradeline) -> frozenset[tuple[Member, Member]]:
    """The pairs on one tradeline whose relation decides a grade or a share; smaller number first.

    Parties and holders, each with the other and with every agent that wrote.
    """
    interested, agents = {tradeline.creditor, tradeline.debtor}, set()
    for entry in tradeline.entries:
        meta = Meta.from_bytes(entry.meta)
        if meta.entry_class is EntryClass.OPEN:
            interested.add(meta.subject)
        if meta.entry_class is EntryClass.TAKE:
            interested.add(meta.recorder)
        if meta.capacity is Capacity.AGENT:
            agents.add(meta.recorder)
    interested.discard(EXTERNAL)
    if len(interested) * len(interested | agents) > MAX_PAIRS:
        raise ProofError(f"more than {MAX_PAIRS} pairs of members on one tradeline")
    both = product(map(Member, interested), map(Member, interested | agents))
    return frozenset(pair_of(one, other) for one, other in both if one != other)


def pair_of(one: Member, other: Member) -> tuple[Member, Member]:
    """Two members as a pair, the smaller number first."""
    return (one, other) if one <= other else (other, one)


def _heads(member: Member, tradelines: Iterable[ShownTradeline]) -> list[int]:
    own = [slots.member_head(member, each) for each in MemberList]
    return own + [slots.head(TradelineId.from_int(item.id)) for item in tradelines]


def _needed(*, registry: list[int], ledger: list[int], attestations: list[int]) -> Needed:
    lists = (registry, ledger, attestations)
    return Needed(*(tuple(sorted(set(each))) for each in lists))
