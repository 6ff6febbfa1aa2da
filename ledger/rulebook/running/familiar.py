"""Whom a member deals with on both sides, and whom it has only just met."""

from ledger.core.history import Counterparty, Observation, Side
from ledger.rulebook.evidence import day_known
from ledger.rulebook.rules import Rules
from ledger.rulebook.running.days import Days


class Familiar:
    """By counterparty: since when the chain knows of it, and how often it stands on a side within the window.

    What changes of a counterparty is told by the sides on which it is reciprocal, and whether it is new.
    """

    __slots__ = ("_as_of", "_by_first", "_firsts", "_rules", "_stands")

    def __init__(self, as_of: int, rules: Rules) -> None:
        self._as_of, self._rules = as_of, rules
        self._firsts: dict[Counterparty, Days] = {}
        self._by_first: dict[int, set[Counterparty]] = {}
        self._stands: dict[Side, dict[Counterparty, int]] = {side: {} for side in Side}

    def know(self, seen: Observation, times: int) -> bool:
        """Counts an observation of whatever day; whether its counterparty is new now and was not, or the reverse."""
        if seen.recorded is None:
            return False
        who, was = seen.counterparty, self.is_new(seen.counterparty)
        firsts = self._firsts.setdefault(who, Days())
        before = firsts.first()
        firsts.add(day_known(seen.recorded, self._rules), times)
        after = firsts.first()
        if before != after:
            self._file(who, before, after)
        if after is None:
            del self._firsts[who]
        return was is not self.is_new(who)

    def stand(self, seen: Observation, times: int) -> bool:
        """Counts an observation within the window that is no claim; whether its counterparty now stands on that side,
        and did not, or the reverse.
        """
        stands = self._stands[seen.side]
        before = stands.get(seen.counterparty, 0)
        if before + times:
            stands[seen.counterparty] = before + times
        else:
            del stands[seen.counterparty]
        return not before or not before + times

    def stands(self, side: Side, who: Counterparty) -> bool:
        return who in self._stands[side]

    def is_new(self, who: Counterparty) -> bool:
        """Whether the chain first knew of it within the last days, or never did."""
        first = self._firsts[who].first() if who in self._firsts else None
        return first is None or first > self._as_of - self._rules.new_days

    def move_to(self, as_of: int) -> list[Counterparty]:
        """Who is new no longer, or again."""
        ends = sorted((self._as_of - self._rules.new_days, as_of - self._rules.new_days))
        self._as_of = as_of
        return [who for day in range(ends[0] + 1, ends[1] + 1) for who in self._by_first.get(day, ())]

    def _file(self, who: Counterparty, before: int | None, after: int | None) -> None:
        if before is not None:
            self._by_first[before].discard(who)
            if not self._by_first[before]:
                del self._by_first[before]
        if after is not None:
            self._by_first.setdefault(after, set()).add(who)
