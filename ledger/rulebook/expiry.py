"""When a negative record of a natural person stops counting."""

from ledger.core.day import Day, months_back
from ledger.core.history import Observation
from ledger.rulebook.position import owing


def negative_until(seen: Observation, as_of: int) -> int | None:
    """The day on which the negative event that an obligation tells of ended, as known on `as_of`; None if it tells
    of none, or if it has not ended.

    Negative: something of it was paid late, or written off. It ends when the obligation has been paid in full, by
    payments that bind the payee: what is unpaid has not ended, however old it is, nor what only the debtor says
    was paid.

    >>> from ledger.rulebook.worked import invoice
    >>> late, in_time = invoice(100, due=40, paid=[(75, 100)]), invoice(100, due=40, paid=[(40, 100)])
    >>> negative_until(late, 80), negative_until(late, 74), negative_until(in_time, 80)
    (75, None, None)
    """
    owed = owing(seen, as_of)
    if owed is None or owed.rest:
        return None
    late = any(part.day > owed.due for part in owed.payments)
    return owed.payments[-1].day if late or owed.written_off is not None else None


def expired(seen: Observation, as_of: int, months: int) -> bool:
    """Whether the event ended more than so many months before `as_of`: 60, which are five years (PRC Regulation on
    the Administration of the Credit Reporting Industry, State Council Order 631, article 16).

    >>> from ledger.rulebook.worked import invoice
    >>> late = invoice(100, due=40, paid=[(75, 100)])  # ended on 1970-03-17
    >>> expired(late, 1901, 60), expired(late, 1902, 60)  # 1975-03-17, and a day later
    (False, True)
    """
    ended = negative_until(seen, as_of)
    return ended is not None and ended < months_back(Day(as_of), months)
