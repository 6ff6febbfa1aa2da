"""Taking in several files at once: every invoice before what refers to one, and one file's refusal is not another's."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ledger.app.booking import Action, Booked, Clerk, book
from ledger.app.known_payments import KnownPayments
from ledger.core.drafts import Draft, InvoiceDraft, PaymentDraft
from ledger.core.errors import BadContent, Refused, Unavailable


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one file's drafts; `refused` says why booking it ended before its end."""

    booked: tuple[Booked, ...] = ()
    refused: str | None = None


def take_in(
    clerk: Clerk, files: Sequence[Sequence[Draft]], done: Callable[[int], None] = lambda _: None
) -> tuple[Taken, ...]:
    """Books every file, in two rounds of `len(files)` steps, which `done` counts.

    The same files again record nothing new. Where the node does not answer between the rounds, what refers
    to invoices is left; nothing is lost.
    """
    invoices = [[draft for draft in drafts if isinstance(draft, InvoiceDraft)] for drafts in files]
    others = [[draft for draft in drafts if not isinstance(draft, InvoiceDraft)] for drafts in files]
    taken = [_book(clerk, drafts, done, step) for step, drafts in enumerate(invoices, 1)]
    waits = _flushed(clerk) if any(invoices) and any(others) else None
    for place, drafts in enumerate(others):
        more = _book(clerk, drafts, done, len(files) + place + 1) if waits is None else _left(drafts, waits)
        booked = (*taken[place].booked, *more.booked)
        taken[place] = replace(taken[place], booked=booked, refused=taken[place].refused or more.refused)
    return tuple(taken)


def _book(clerk: Clerk, drafts: Sequence[Draft], done: Callable[[int], None], step: int) -> Taken:
    payments = [draft for draft in drafts if isinstance(draft, PaymentDraft)]
    try:
        if not payments:
            return Taken(tuple(book(clerk, drafts)))
        known = KnownPayments(clerk.register)
        own = known.own(clerk.member, payments)
        told = {id(item.draft) for item in own}
        booked = book(clerk, [draft for draft in drafts if id(draft) not in told])
        return Taken((*own, *(known.others(item) for item in booked)))
    except (Refused, BadContent) as error:
        return Taken(refused=str(error))
    finally:
        done(step)


def _flushed(clerk: Clerk) -> str | None:
    try:
        clerk.flush()
    except Unavailable as error:
        return str(error)
    return None


def _left(drafts: Sequence[Draft], why: str) -> Taken:
    reason = f"its invoices are not on the chain yet: {why}"
    return Taken(tuple(Booked(draft, Action.LEFT, reason) for draft in drafts))
