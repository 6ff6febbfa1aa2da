"""heads.json: meta words, tradeline heads and member heads (docs/records.md, sections 2 and 7)."""

from dataclasses import replace
from typing import Any

from ledger.core.codes import Capacity, EntryClass, MemberEvent, MemberList, Status
from ledger.core.entry import Clock
from ledger.core.ids import EXTERNAL, ON_TRADELINE, Commitment, Member, ObligationId, TradelineId
from ledger.proof import heads
from ledger.proof.heads import LoggedEntry, clock_number
from ledger.proof.keccak import keccak256
from ledger.proof.meta import Meta
from ledger.proof.payload import SIZES
from scripts.golden.values import PLACE, seed, shown, shown_place

SELLER, BUYER, LENDER, AGENT = Member(1), Member(2), Member(3), Member(4)
INVOICE = ObligationId(seed("invoice"))


def build() -> dict[str, Any]:
    """The whole file: one life of each sort of tradeline, what a reorg changes, and the heads of members."""
    life = _life()
    reorged = [
        replace(entry, clock=Clock(entry.clock.number + 1, entry.clock.time + 12)) for entry in life[-1:]
    ]
    one_block = [replace(entry, clock=Clock(7, 1_790_000_007)) for entry in life[:4]]
    return {
        "place": shown_place(PLACE),
        "tradelines": [
            _tradeline("every class and capacity", SELLER, BUYER, life),
            _tradeline("the last entry in another block", SELLER, BUYER, life[:-1] + reorged),
            _tradeline("four in one block", SELLER, BUYER, one_block),
            _tradeline(
                "four in one block, two swapped",
                SELLER,
                BUYER,
                one_block[:2] + one_block[:1:-1],
            ),
            _tradeline("declined", SELLER, BUYER, _declined()),
            _tradeline("external, then linked", EXTERNAL, BUYER, _external()),
        ],
        "members": [_member(member, events) for member, events in _events()],
    }


def _life() -> list[LoggedEntry]:
    """Clocks advance at each entry; a delegate signs every third; agents come and go."""
    seller, buyer = (SELLER, Capacity.CREDITOR), (BUYER, Capacity.DEBTOR)
    holder, agent = (LENDER, Capacity.HOLDER), (AGENT, Capacity.AGENT)
    steps = [
        (EntryClass.OPEN, seller, Status.PROPOSED, {"subject": BUYER}),
        (EntryClass.SHARE, seller, Status.PROPOSED, {"subject": BUYER, "detail": 2}),
        (EntryClass.ACCEPT, buyer, Status.ACCEPTED, {}),
        (EntryClass.APPOINT, seller, Status.ACCEPTED, {"subject": AGENT, "detail": 1}),
        (EntryClass.APPOINT, buyer, Status.ACCEPTED, {"subject": AGENT}),
        (EntryClass.OBLIGATION, seller, Status.ACCEPTED, {"of": INVOICE}),
        (EntryClass.STATEMENT, buyer, Status.ACCEPTED, {"of": INVOICE}),
        (EntryClass.STATEMENT, agent, Status.ACCEPTED, {"of": INVOICE}),
        (EntryClass.STATEMENT, seller, Status.ACCEPTED, {"epoch": 1}),
        (EntryClass.SHARE, buyer, Status.ACCEPTED, {"subject": LENDER, "detail": 65_535, "epoch": 2}),
        (EntryClass.ASSIGN, seller, Status.ACCEPTED, {"of": INVOICE, "subject": LENDER, "epoch": 2}),
        (EntryClass.TAKE, holder, Status.ACCEPTED, {"of": INVOICE, "epoch": 2}),
        (EntryClass.STATEMENT, holder, Status.ACCEPTED, {"of": INVOICE, "epoch": 2}),
        (EntryClass.APPOINT, holder, Status.ACCEPTED, {"of": INVOICE, "subject": AGENT, "epoch": 2}),
        (EntryClass.SHARE, holder, Status.ACCEPTED, {"of": INVOICE, "subject": AGENT, "epoch": 2}),
        (EntryClass.APPOINT, holder, Status.ACCEPTED, {"of": INVOICE, "epoch": 2}),
        (EntryClass.ASSIGN, holder, Status.ACCEPTED, {"of": INVOICE, "subject": AGENT, "epoch": 65_535}),
    ]
    return [_entry(f"life {number}", number, *step) for number, step in enumerate(steps)]


def _declined() -> list[LoggedEntry]:
    seller, buyer = (SELLER, Capacity.CREDITOR), (BUYER, Capacity.DEBTOR)
    return [
        _entry("declined 0", 0, EntryClass.OPEN, seller, Status.PROPOSED, {"subject": BUYER}),
        _entry("declined 1", 1, EntryClass.DECLINE, buyer, Status.DECLINED, {}),
        _entry("declined 2", 2, EntryClass.OBLIGATION, seller, Status.DECLINED, {"of": INVOICE}),
        _entry("declined 3", 3, EntryClass.ACCEPT, buyer, Status.ACCEPTED, {}),
    ]


def _external() -> list[LoggedEntry]:
    buyer = (BUYER, Capacity.DEBTOR)
    return [
        _entry("external 0", 0, EntryClass.OPEN, buyer, Status.EXTERNAL, {}),
        _entry("external 1", 1, EntryClass.OBLIGATION, buyer, Status.EXTERNAL, {"of": INVOICE}),
        _entry("external 2", 2, EntryClass.OPEN, buyer, Status.PROPOSED, {"subject": SELLER}),
    ]


def _entry(
    label: str,
    number: int,
    entry_class: EntryClass,
    recorder: tuple[Member, Capacity],
    status: Status,
    fields: dict[str, Any],
) -> LoggedEntry:
    rest = {name: value for name, value in fields.items() if name != "of"}
    tradeline = TradelineId(BUYER if label.startswith("external") else SELLER, 9)
    meta = Meta(entry_class, recorder[1], status, recorder[0], tradeline, delegate=number % 3 == 2, **rest)
    return LoggedEntry(
        meta=meta,
        obligation=fields.get("of", ON_TRADELINE),
        commitment=Commitment(seed(f"{label}: commitment")),
        payload=seed(f"{label}: payload", SIZES[entry_class]),
        clock=Clock(100 + number, 1_790_000_000 + 2 * number),
    )


def _tradeline(name: str, creditor: Member, debtor: Member, entries: list[LoggedEntry]) -> dict[str, Any]:
    tradeline = entries[0].meta.tradeline
    head = heads.first_head(PLACE, tradeline, creditor, debtor)
    parties = {"tradeline": tradeline, "creditor": creditor, "debtor": debtor, "head0": head}
    rows = []
    for entry in entries:
        head = heads.next_head(head, entry)
        rows.append(_row(entry) | {"head": shown(head)})
    return {"name": name} | shown(parties) | {"entries": rows}


def _row(entry: LoggedEntry) -> dict[str, Any]:
    meta = entry.meta
    fields = {
        "class": meta.entry_class,
        "capacity": meta.capacity,
        "delegate": meta.delegate,
        "status": meta.status,
        "epoch": meta.epoch,
        "recorder": meta.recorder,
        "subject": meta.subject,
        "tradeline": meta.tradeline,
        "detail": meta.detail,
    }
    words = {"handed_in": meta.handed_in(), "meta": bytes(meta), "obligation": entry.obligation}
    content = {
        "commitment": entry.commitment,
        "payload": entry.payload,
        "payload_hash": keccak256(entry.payload),
    }
    return shown(fields | words | content | _clock(entry.clock))


def _clock(clock: Clock) -> dict[str, int]:
    return {"block": clock.number, "timestamp": clock.time, "clock": clock_number(clock)}


def _events() -> list[tuple[Member, list[tuple[MemberEvent, TradelineId | ObligationId]]]]:
    own, proposed = TradelineId(SELLER, 9), TradelineId(BUYER, 4_294_967_295)
    return [
        (
            SELLER,
            [(MemberEvent.OPENED, own), (MemberEvent.PROPOSED, proposed), (MemberEvent.ACCEPTED, proposed)],
        ),
        (BUYER, [(MemberEvent.PROPOSED, own), (MemberEvent.DECLINED, own), (MemberEvent.ACCEPTED, own)]),
        (LENDER, [(MemberEvent.TAKEN, INVOICE), (MemberEvent.TAKEN, ObligationId(seed("another")))]),
    ]


def _member(member: Member, events: list[tuple[MemberEvent, TradelineId | ObligationId]]) -> dict[str, Any]:
    of_list = dict.fromkeys(MemberList, heads.EMPTY)
    rows = []
    for number, (event, subject) in enumerate(events):
        clock, which = Clock(100 + number, 1_790_000_000 + 2 * number), heads.list_of(event)
        of_list[which] = heads.next_member_head(of_list[which], member, event, subject, clock)
        named = int(subject).to_bytes(32, "big") if isinstance(subject, TradelineId) else subject
        row = {"list": which, "event": event, "id": named} | _clock(clock)
        rows.append(shown(row | {"head": of_list[which]}))
    return {"member": member, "events": rows}
