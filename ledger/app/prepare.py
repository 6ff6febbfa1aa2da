"""The member's part of an attestation: all that stands on chain about it, opened as far as it wants."""

from dataclasses import dataclass

from ledger.app.desk import Desk
from ledger.app.opening import CommittedKey, Reading, read_tradeline
from ledger.attest.dossier import ListEvent, Lists, ShownTradeline
from ledger.attest.lists import LISTS, subject_bytes
from ledger.attest.shown import FactsShown, SealedShown, Showing, ShownEntry, VoidShown, WholeShown
from ledger.core.codes import Capacity, EntryClass, MemberList
from ledger.core.entry import Entry
from ledger.core.ids import EXTERNAL, Member, ObligationId, TradelineId
from ledger.proof.commitment import Full, identity_hash
from ledger.proof.content import encode_facts, encode_identity
from ledger.proof.events import meta_of
from ledger.proof.keccak import keccak256


@dataclass(frozen=True, slots=True)
class Statement:
    """Everything of a member up to a block, in the form in which a dossier shows it."""

    member: Member
    block: int
    lists: Lists
    tradelines: tuple[ShownTradeline, ...]


def prepare(desk: Desk, member: Member, block: int, *, with_identity: bool = False) -> Statement:
    """The member's statement as of a block. Names, numbers and document digests stay closed unless `with_identity`."""
    own, claims, holdings = (_list(desk, member, kind, block) for kind in LISTS)
    lists = own, claims, holdings
    shown = tuple(
        _tradeline(desk, member, TradelineId.from_int(number), block, with_identity)
        for number in named(desk, lists)
    )
    return Statement(member, block, lists, shown)


def named(desk: Desk, lists: Lists) -> list[int]:
    """The tradelines that a member's lists name, and those of the obligations held, by id."""
    own, claims, holdings = lists
    numbers = {int.from_bytes(event.subject, "big") for event in (*own, *claims)}
    for event in holdings:
        standing = desk.index.tradeline_of(ObligationId(event.subject))
        if standing is not None:
            numbers.add(int(standing))
    return sorted(numbers)


def _list(desk: Desk, member: Member, kind: MemberList, block: int) -> tuple[ListEvent, ...]:
    return tuple(
        ListEvent(event, subject_bytes(subject), clock.number, clock.time)
        for event, subject, clock in desk.index.listings(member, kind, block)
    )


def parties_of(opening: Entry) -> tuple[Member, Member]:
    """(creditor, debtor) as the first open of a tradeline has them; EXTERNAL for who is no member."""
    other = opening.subject or EXTERNAL
    if opening.capacity is Capacity.CREDITOR:
        return opening.recorder, other
    return other, opening.recorder


def _tradeline(
    desk: Desk, member: Member, tradeline: TradelineId, block: int, with_identity: bool
) -> ShownTradeline:
    readings = read_tradeline(desk, member, tradeline, block)
    void = any(isinstance(reading.shown, CommittedKey) for _, reading in readings)
    opening = readings[0][0]
    creditor, debtor = parties_of(opening)
    entries = tuple(_entry(entry, reading, void, with_identity) for entry, reading in readings)
    return ShownTradeline(int(tradeline), creditor, debtor, entries)


def _entry(entry: Entry, reading: Reading, beside_void: bool, with_identity: bool) -> ShownEntry:
    # A void entry is judged by a key that another entry's payload commits to: both payloads are shown.
    publishes = entry.entry_class in (EntryClass.OPEN, EntryClass.OBLIGATION)
    whole_payload = isinstance(reading.shown, CommittedKey) or (beside_void and publishes)
    return ShownEntry(
        meta=bytes(meta_of(entry)),
        obligation=entry.obligation,
        commitment=entry.commitment,
        payload_hash=None if whole_payload else keccak256(entry.payload),
        payload=entry.payload if whole_payload else None,
        number=entry.clock.number,
        time=entry.clock.time,
        showing=_showing(reading.shown, with_identity),
    )


def _showing(shown: Full | CommittedKey | None, with_identity: bool) -> Showing:
    match shown:
        case None:
            return SealedShown()
        case CommittedKey(level, key):
            return VoidShown(key, of_tradeline=level == 0)
        case Full(facts, identity, salts):
            encoded = encode_identity(identity)
            if with_identity:
                return WholeShown(encode_facts(facts), salts.facts, encoded, salts.identity)
            return FactsShown(encode_facts(facts), salts.facts, identity_hash(salts.identity, encoded))
