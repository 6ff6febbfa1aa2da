"""From shown entries to a member's history: one way, for whoever makes an attestation and whoever checks it."""

from collections.abc import Iterable, Mapping, Sequence

from ledger.attest.dossier import ListEvent, Lists, ShownTradeline
from ledger.attest.shown import ShownEntry
from ledger.core.account import turned
from ledger.core.entry import Clock, Content, Entry
from ledger.core.errors import ProofError
from ledger.core.facility import facilities
from ledger.core.grade import Relations
from ledger.core.history import History, Side, observations
from ledger.core.ids import Member, ObligationId, TradelineId
from ledger.core.tradeline import Tradeline
from ledger.core.transition import fold
from ledger.proof.events import entry_of
from ledger.proof.meta import Meta
from ledger.rulebook.figure_set import FigureSet
from ledger.rulebook.rulebook import Rulebook, figures


def account(
    member: Member,
    lists: Lists,
    tradelines: Iterable[ShownTradeline],
    contents: Mapping[int, Sequence[Content]],
    relations: Relations,
) -> History:
    """The member's history, from entries with their contents (by tradeline, in the entries' order)."""
    folded = {item.id: _folded(item, contents[item.id]) for item in tradelines}
    own, claims, holdings = lists
    return History(
        member,
        tuple(folded[number] for number in _distinct(own)),
        tuple(folded[number] for number in _distinct(claims)),
        tuple(_held(event, folded) for event in _last_of_each(holdings)),
        relations,
    )


def recompute(history: History, day: int, rulebook: Rulebook) -> FigureSet:
    """The figures of both sides on a day."""
    seen = (item for side in Side for item in observations(history, side))
    lines = (line for side in Side for line in facilities(history, side))
    return figures(seen, day, rulebook, lines, turned(history))


def _folded(item: ShownTradeline, contents: Sequence[Content]) -> Tradeline:
    entries = (_entry(shown, position) for position, shown in enumerate(item.entries))
    return fold(TradelineId.from_int(item.id), zip(entries, contents, strict=True))


def _entry(shown: ShownEntry, position: int) -> Entry:
    # The fold reads no payload, and of the position only the order within the tradeline.
    meta, clock = Meta.from_bytes(shown.meta), Clock(shown.number, shown.time)
    return entry_of(meta, shown.obligation, shown.commitment, shown.payload or b"", clock, position)


def _distinct(events: tuple[ListEvent, ...]) -> Iterable[int]:
    return dict.fromkeys(int.from_bytes(event.subject, "big") for event in events)


def _last_of_each(events: tuple[ListEvent, ...]) -> Iterable[ListEvent]:
    return {event.subject: event for event in events}.values()


def _held(event: ListEvent, folded: Mapping[int, Tradeline]) -> tuple[ObligationId, Tradeline]:
    obligation = ObligationId(event.subject)
    for item in folded.values():
        if obligation in item.titles:
            return obligation, item
    raise ProofError(f"obligation 0x{obligation.hex()} is held, and stands on no tradeline shown")
