"""Coverage: how much of the money that banks confirm is explained by obligations on the ledger."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ledger.core.account import Turned
from ledger.core.grade import Grade
from ledger.core.history import Observation
from ledger.core.ids import Member
from ledger.rulebook.evidence import day_known
from ledger.rulebook.month_end import month_end, month_of
from ledger.rulebook.position import Grades
from ledger.rulebook.ratio import floored
from ledger.rulebook.rules import CoverageRules

EXPLAINED = (Grades.AB, Grades.ALL)
"""By obligations of grade B or better, and by all: with who is no member, none is better than C."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """`months`: calendar months of which some agent says what came in or went out; `agents` who do. `confirmed` is
    all that they say, `explained` what of it obligations account for: minor units; `share` of it in bp, None if
    nothing is confirmed.
    """

    months: int
    agents: int
    confirmed: int
    explained: int
    share: int | None


def coverage(
    words: Iterable[Turned],
    observations: Iterable[Observation],
    as_of: int,
    rules: CoverageRules,
    grades: Grades = Grades.ALL,
) -> Coverage | None:
    """floor(10000 * explained / confirmed) in bp over the last 24 calendar months that have ended by `as_of`; None if
    no agent speaks of any of them. The words and observations are those of one side and currency.

    Confirmed: for each agent and month what it says in all of the member's accounts; of what it says of one account
    and month the last, as said on the month's last day or later. Explained: for each agent and month the payments
    of the month as it reports them, appointed by the member's own side, on obligations issued by `as_of` and of the
    grade, each payment once; cut where they complete an obligation's amount; at most what it says in all. (Of what
    was recorded nothing is withheld; this tells how much was recorded.)

    A bank says that 1000 came in in January 1970, 300 of them for an invoice; in February it reports 50 for another,
    and no sum.

    >>> from ledger.rulebook.worked import BANK, invoice, said
    >>> seen = [invoice(300, due=40, paid=[(20, 300)]), invoice(50, due=40, paid=[(45, 50)], number=2)]
    >>> coverage([said(30, 1000)], seen, 60, CoverageRules())
    Coverage(months=1, agents=1, confirmed=1000, explained=300, share=3000)
    """
    reported = Reported()
    for item in observations:
        reported.add(item, as_of)
    return coverage_of(words, reported, as_of, rules, grades)


class Reported:
    """What agents report by agent and month: what is added can be taken away again."""

    __slots__ = ("_sums",)

    def __init__(self) -> None:
        self._sums: dict[Grades, dict[_Place, int]] = {grades: {} for grades in EXPLAINED}

    def add(self, seen: Observation, as_of: int, times: int = 1) -> None:
        """Counts once more or, with -1, once less what agents report as paid of an obligation by `as_of`."""
        if not seen.attested or seen.claim or seen.issued > as_of:
            return
        rest = seen.amount - sum(part.amount for part in seen.credits if part.day <= as_of)
        for told in sorted(seen.attested, key=lambda told: told.day):
            share = min(told.amount, rest)
            if told.day <= as_of and share > 0:
                rest -= share
                self._count(seen.grade, (told.agent, month_end(month_of(told.day))), times * share)

    def _count(self, grade: Grade, place: "_Place", amount: int) -> None:
        for grades, sums in self._sums.items():
            if grade <= grades.value:
                sums[place] = sums.get(place, 0) + amount

    def of(self, grades: Grades) -> Mapping["_Place", int]:
        """Minor units by agent and last day of the month."""
        return self._sums[grades]


_Place = tuple[Member, int]


def coverage_of(
    words: Iterable[Turned], reported: Reported, as_of: int, rules: CoverageRules, grades: Grades
) -> Coverage | None:
    """The same of payments that are counted already."""
    confirmed = _confirmed(words, as_of, rules)
    if not confirmed:
        return None
    explained = reported.of(grades)
    total = sum(confirmed.values())
    covered = sum(min(amount, explained.get(place, 0)) for place, amount in confirmed.items())
    return Coverage(
        months=len({month for _, month in confirmed}),
        agents=len({agent for agent, _ in confirmed}),
        confirmed=total,
        explained=covered,
        share=floored(10_000 * covered, total),
    )


def _confirmed(words: Iterable[Turned], as_of: int, rules: CoverageRules) -> dict[_Place, int]:
    """By agent and month; of one account the last word."""
    ended = month_of(as_of + 1)
    first = month_end(ended - rules.coverage_months)
    last = {
        (word.agent, word.month, word.tradeline): word.amount
        for word in words
        if first <= word.month <= as_of
        and (word.recorded is None or day_known(word.recorded, rules) >= word.month)
    }
    sums: dict[_Place, int] = {}
    for (agent, month, _), amount in last.items():
        sums[agent, month] = sums.get((agent, month), 0) + amount
    return sums
