"""The issuer's part: it believes only what the chain has, computes the figures itself, signs, and anchors."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ledger.app.desk import Desk
from ledger.app.pens import pen_of
from ledger.app.ports import Anchors, SealedChain
from ledger.app.prepare import Statement, named, parties_of
from ledger.app.proofs import header_at
from ledger.app.vault import Private
from ledger.attest import attestation as claims
from ledger.attest import sdjwt
from ledger.attest.account import account, recompute
from ledger.attest.attestation import AsOf, Attestation, Coverage, HolderKey, MemberUrn
from ledger.attest.contents import contents_of
from ledger.attest.lists import LISTS, fold_list, subject_bytes
from ledger.attest.needed import kin, pair_of
from ledger.attest.openness import minimum, openness
from ledger.core.day import DAY_SECONDS
from ledger.core.entry import Clock
from ledger.core.errors import Refused
from ledger.core.grade import Relations
from ledger.core.ids import Member, TradelineId
from ledger.proof.consensus.hashes import block_hash
from ledger.proof.events import meta_of
from ledger.proof.keccak import keccak256
from ledger.proof.key_ids import attestation_key_id
from ledger.rulebook.rulebook import STANDARD, Rulebook

SALT_SIZE = 16


class NotAsRecorded(Refused):
    """A statement differs from what the chain has: nothing is attested."""


@dataclass(frozen=True, slots=True)
class Issued:
    """An attestation, anchored: the SD-JWT with all disclosures, and the block of its anchor."""

    token: str
    issuer_key: tuple[bytes, bytes]
    anchored_at: int

    @property
    def digest(self) -> bytes:
        """What is anchored."""
        return sdjwt.read(self.token).issued.digest


@dataclass(frozen=True, slots=True)
class Office:
    """An issuer at work: its desk, its chain, its pen. `registry` is the address of the member registry."""

    desk: Desk
    chain: SealedChain
    anchors: Anchors
    issuer: Member
    registry: bytes
    related: Callable[[int], Iterable[tuple[Member, Member]]]
    """Pairs registered as related by a block."""


def issue(
    office: Office,
    statement: Statement,
    holder: HolderKey,
    *,
    now: int,
    days: int = 90,
    rulebook: Rulebook = STANDARD,
    supersedes: bytes | None = None,
) -> Issued:
    """An attestation over a member's statement, valid for `days`; NotAsRecorded if anything was left out or altered."""
    _check(office.desk, statement)
    _check_superseded(office, statement.member, supersedes)
    header = header_at(office.chain, statement.block)
    place = office.desk.vault.place
    contents = {item.id: contents_of(place, item) for item in statement.tradelines}
    asked = {pair for item in statement.tradelines for pair in kin(item)}
    asked.add(pair_of(statement.member, office.issuer))
    relations = Relations.of(pair for pair in office.related(statement.block) if pair_of(*pair) in asked)
    opened = openness(statement.member, statement.lists, statement.tradelines, contents)
    day = rulebook.as_of_day(header.timestamp)
    history = account(statement.member, statement.lists, statement.tradelines, contents, relations)
    found = recompute(history, day, rulebook)
    pen = pen_of(office.desk.vault, office.issuer, Private.ATTESTATION)
    issued_at = max(now, header.timestamp)
    attestation = Attestation(
        issuer=MemberUrn(place.chain_id, office.registry, office.issuer),
        subject=MemberUrn(place.chain_id, office.registry, statement.member),
        issued_at=issued_at,
        expires_at=issued_at + days * DAY_SECONDS,
        holder=holder,
        as_of=AsOf(statement.block, block_hash(office.chain.engine, header), day),
        coverage=(_coverage(place.ledger, statement),),
        rulebook_id=rulebook.id,
        rulebook_hash=rulebook.hash(),
        minimum=minimum(found, opened),
    )
    figures = found.published()
    salts = [office.desk.entropy(SALT_SIZE) for _ in figures]
    token = claims.issue(attestation, figures, salts, pen.sign, attestation_key_id(pen.x + pen.y))
    digest = sdjwt.read(token).issued.digest
    anchored_at = office.anchors.anchor(digest)
    register = office.desk.vault.documents
    register.put(office.issuer, digest, _about(statement.member), ())
    if supersedes is not None:
        office.anchors.supersede(supersedes, digest)
    return Issued(token, (pen.x, pen.y), anchored_at)


def _check_superseded(office: Office, member: Member, digest: bytes | None) -> None:
    """An attestation gives way only to a newer one about the same member, by the issuer's own register."""
    if digest is None:
        return
    if office.desk.vault.documents.outcome(office.issuer, digest) != _about(member):
        raise NotAsRecorded(f"0x{digest.hex()} is no attestation of this issuer about member {member}")


def _about(member: Member) -> str:
    return f"attestation about member {member}"


def _check(desk: Desk, statement: Statement) -> None:
    """Lists and entries are, one by one, those that this issuer's own index has."""
    block = statement.block
    for kind, events in zip(LISTS, statement.lists, strict=True):
        listed = desk.index.listings(statement.member, kind, block)
        own = [(event, subject_bytes(subject), clock.number, clock.time) for event, subject, clock in listed]
        if own != [(event.event, event.subject, event.number, event.time) for event in events]:
            raise NotAsRecorded(
                f"the {kind.name.lower()} of member {statement.member} are not those on chain"
            )
    if [item.id for item in statement.tradelines] != named(desk, statement.lists):
        raise NotAsRecorded(f"the tradelines shown are not those that member {statement.member}'s lists name")
    for item in statement.tradelines:
        tradeline = TradelineId.from_int(item.id)
        entries = desk.index.entries(tradeline, block)
        recorded = [
            (bytes(meta_of(entry)), entry.obligation, entry.commitment, keccak256(entry.payload), entry.clock)
            for entry in entries
        ]
        shown = [
            (each.meta, each.obligation, each.commitment, each.payload_digest, Clock(each.number, each.time))
            for each in item.entries
        ]
        if recorded != shown or parties_of(entries[0]) != (item.creditor, item.debtor):
            raise NotAsRecorded(f"the entries of tradeline {tradeline} are not those on chain")


def _coverage(ledger: bytes, statement: Statement) -> Coverage:
    own, claimed, held = (
        fold_list(statement.member, kind, events) for kind, events in zip(LISTS, statement.lists, strict=True)
    )
    counts = [len({event.subject for event in events}) for events in statement.lists]
    entries = sum(len(item.entries) for item in statement.tradelines)
    return Coverage(ledger, (own, claimed, held), counts[0], counts[1], counts[2], entries)
