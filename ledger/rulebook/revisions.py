"""What is known otherwise of a day than it was: obligation by obligation, as far as figures of that day can see."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ledger.core.account import Turned
from ledger.core.facility import Facility
from ledger.core.history import DisputeSpan, Observation, Part, Side
from ledger.core.ids import ObligationId, TradelineId


@dataclass(frozen=True, slots=True)
class Revised:
    """One obligation as it was known, and as it is known now; None where it was not, or is not any more."""

    side: Side
    obligation: ObligationId
    before: Observation | None
    after: Observation | None

    @property
    def tradeline(self) -> TradelineId | None:
        """Where it stands."""
        known = self.after or self.before
        return known.tradeline if known else None


def revised(then: Iterable[Observation], now: Iterable[Observation], as_of: int) -> tuple[Revised, ...]:
    """Each obligation of which facts up to `as_of` are told otherwise; in the order of `now`, then of `then`.

    What is dated later is left aside. All else alike, obligations that are not among these change no figure of the
    day.
    """
    old, new = ({(it.side, it.obligation): it for it in seen} for seen in (then, now))
    pairs = ((key, old.get(key), new.get(key)) for key in dict.fromkeys((*new, *old)))
    return tuple(
        Revised(*key, before, after)
        for key, before, after in pairs
        if _by(before, as_of) != _by(after, as_of)
    )


def revised_facilities(
    then: Iterable[Facility], now: Iterable[Facility], as_of: int
) -> tuple[TradelineId, ...]:
    """The revolving credits whose limits or drawdowns up to `as_of` are told otherwise."""
    old, new = ({(it.side, it.tradeline): _facility_by(it, as_of) for it in lines} for lines in (then, now))
    keys = dict.fromkeys((*new, *old))
    return tuple(dict.fromkeys(key[1] for key in keys if old.get(key) != new.get(key)))


def revised_accounts(then: Iterable[Turned], now: Iterable[Turned], as_of: int) -> tuple[TradelineId, ...]:
    """The accounts of which something else is said of months up to `as_of`."""
    old, new = (_by_account(words, as_of) for words in (then, now))
    return tuple(one for one in dict.fromkeys((*new, *old)) if old.get(one) != new.get(one))


def _by_account(words: Iterable[Turned], as_of: int) -> dict[TradelineId, list[Turned]]:
    found: dict[TradelineId, list[Turned]] = {}
    for word in words:
        if word.month <= as_of:
            found.setdefault(word.tradeline, []).append(word)
    return found


def _by(item: Observation | None, as_of: int) -> Observation | None:
    """The observation without what is dated after a day; None if it was issued after it."""
    if item is None or item.issued > as_of:
        return None
    return replace(
        item,
        payments=_parts(item.payments, as_of),
        credits=_parts(item.credits, as_of),
        write_offs=_parts(item.write_offs, as_of),
        attested=tuple(told for told in item.attested if told.day <= as_of),
        disputes=tuple(_span(span, as_of) for span in item.disputes if span.opened <= as_of),
    )


def _parts(parts: tuple[Part, ...], as_of: int) -> tuple[Part, ...]:
    return tuple(part for part in parts if part.day <= as_of)


def _span(span: DisputeSpan, as_of: int) -> DisputeSpan:
    ended = span.closed is not None and span.closed <= as_of
    return span if ended else replace(span, closed=None)


def _facility_by(line: Facility, as_of: int) -> Facility | None:
    limits = tuple(limit for limit in line.limits if limit.day <= as_of)
    return replace(line, limits=limits, drawdowns=_parts(line.drawdowns, as_of)) if limits else None
