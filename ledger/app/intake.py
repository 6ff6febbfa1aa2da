"""Taking in several files at once: every invoice before what refers to one, and one file's refusal is not another's."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ledger.app.booking import Action, Booked, Clerk, book
from ledger.app.known_payments import KnownPayments
from ledger.core.drafts import Draft, InvoiceDraft, PaymentDraft
from ledger.core.errors import BadContent, Refused, Unavailable

TOGETHER = 100
"""Files whose invoices are accepted in one submission, so that they fill batches."""

REFUSED = "refused"
"""The outcome of a file of which nothing, or not all, is recorded because a rule forbids it."""

Files = Sequence[Sequence[Draft]]


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one file's drafts; `refused` says why booking it ended before its end."""

    booked: tuple[Booked, ...] = ()
    refused: str | None = None


def outcome_of_file(taken: Taken | None, *, accepted: bool, due: bool, foreseen: bool = False) -> str:
    """What became of a file, in one word or two: the same in every report.

    `accepted`: it was read without a fault; `due`: it leaves something to record. `taken` is None where it was
    only read; `foreseen` where nothing was recorded yet.
    """
    if not accepted or (taken is not None and taken.refused is not None):
        return REFUSED
    if not due:
        return "nothing due"
    if taken is None:
        return "accepted"
    actions = {item.action for item in taken.booked}
    recorded = "accepted" if foreseen else str(Action.RECORDED.value)
    if Action.LEFT not in actions:
        return recorded if Action.RECORDED in actions else str(Action.ALREADY.value)
    return str(Action.LEFT.value) if actions == {Action.LEFT} else f"partly {recorded}"


def take_in(clerk: Clerk, files: Files, done: Callable[[int], None] = lambda _: None) -> tuple[Taken, ...]:
    """Books every file, in two rounds of `len(files)` steps, which `done` counts.

    The same files again record nothing new. Where the node does not answer between the rounds, what refers
    to invoices is left; nothing is lost.
    """
    invoices = [[draft for draft in drafts if isinstance(draft, InvoiceDraft)] for drafts in files]
    others = [[draft for draft in drafts if not isinstance(draft, InvoiceDraft)] for drafts in files]
    taken: list[Taken] = []
    for start in range(0, len(files), TOGETHER):
        taken += _together(clerk, invoices[start : start + TOGETHER])
        done(len(taken))
    if any(others):
        waits = _flushed(clerk) if any(invoices) else None
        more = _refer(clerk, others) if waits is None else [_left(drafts, waits) for drafts in others]
        taken = [_joined(one, other) for one, other in zip(taken, more, strict=True)]
    done(2 * len(files))
    return tuple(taken)


def _together(clerk: Clerk, files: Files) -> list[Taken]:
    """All in one submission, which matches payments in order of day; if that is refused, in halves down to one file."""
    try:
        booked = book(clerk, [draft for drafts in files for draft in drafts])
    except (Refused, BadContent) as error:
        if len(files) == 1:
            return [Taken(refused=str(error))]
        half = len(files) // 2
        first = _together(clerk, files[:half])
        _flushed(clerk)
        return first + _together(clerk, files[half:])
    found = _by_draft(booked)
    return [Taken(_of(drafts, found)) for drafts in files]


def _refer(clerk: Clerk, files: Files) -> list[Taken]:
    """Credit notes, answers and payments, but for payments that the chain has from this member."""
    payments = [draft for drafts in files for draft in drafts if isinstance(draft, PaymentDraft)]
    known = KnownPayments(clerk.register)
    own = known.own(clerk.member, payments)
    told = {id(item.draft) for item in own}
    taken = _together(clerk, [[draft for draft in drafts if id(draft) not in told] for drafts in files])
    found = _by_draft(own)
    return [
        replace(one, booked=(*_of(drafts, found), *(known.others(item, clerk) for item in one.booked)))
        for one, drafts in zip(taken, files, strict=True)
    ]


def _by_draft(booked: Sequence[Booked]) -> dict[int, list[Booked]]:
    # By identity: two drafts that say the same are of two files.
    found: dict[int, list[Booked]] = {}
    for item in booked:
        found.setdefault(id(item.draft), []).append(item)
    return found


def _of(drafts: Sequence[Draft], booked: dict[int, list[Booked]]) -> tuple[Booked, ...]:
    return tuple(item for draft in drafts for item in booked.get(id(draft), ()))


def _joined(one: Taken, other: Taken) -> Taken:
    return Taken((*one.booked, *other.booked), one.refused or other.refused)


def _flushed(clerk: Clerk) -> str | None:
    try:
        clerk.flush()
    except Unavailable as error:
        return str(error)
    return None


def _left(drafts: Sequence[Draft], why: str) -> Taken:
    reason = f"its invoices are not on the chain yet: {why}"
    return Taken(tuple(Booked(draft, Action.LEFT, reason) for draft in drafts))
