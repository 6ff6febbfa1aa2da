"""What a supervisor may publish of all members: open balances by currency, standing, month of issue and ageing bucket.

Each obligation counts once, from the debtor's side where the debtor is a member. What the supervisor cannot read in
full is counted as sealed, and is in no table.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum

from ledger.app.desk import Desk
from ledger.app.opening import read_tradeline
from ledger.app.portfolio_sealed import sealed_on
from ledger.app.refusals import NotAMember, RoleMissing
from ledger.core.codes import Role, Status
from ledger.core.grade import Relations
from ledger.core.history import History, Observation, Side, observations
from ledger.core.ids import EXTERNAL, ON_TRADELINE, Member, TradelineId
from ledger.core.tradeline import Tradeline
from ledger.core.transition import fold
from ledger.rulebook.ageing import bucket_of
from ledger.rulebook.ecl import BUCKETS
from ledger.rulebook.month_end import month_name, month_of
from ledger.rulebook.position import owing
from ledger.rulebook.small_cells import Contribution, Limits, Published, publish

EARLIER = "earlier"
"""The row of what was issued more than `MONTHS` months before that of `as_of`."""
MONTHS = 36


class Standing(Enum):
    """Between whom an obligation stands: two members; or an outside party that a member is paid by, or pays."""

    MEMBERS = "between members"
    IS_PAID = "members are paid by outside parties"
    PAYS = "members pay outside parties"


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the tables rest on. Tradelines and obligations are counted as the chain shows them; `sealed` obligations
    could not be read in full, `void` ones are their recorder's fault, `claims` nobody has agreed to.
    """

    members: int
    tradelines: int
    obligations: int
    sealed: int
    void: int
    claims: int


@dataclass(frozen=True, slots=True)
class Supervised:
    """A table for each currency and standing that has an open balance: rows are months of issue and
    what is older, columns buckets."""

    as_of: int
    limits: Limits
    coverage: Coverage
    tables: Mapping[tuple[str, Standing], Published]


@dataclass(frozen=True, slots=True)
class Inspection:
    """Who looks at which members, on which day, as the chain stood at a block; `related` are pairs of members."""

    desk: Desk
    auditor: Member
    members: tuple[Member, ...]
    related: tuple[tuple[Member, Member], ...]
    as_of: int
    until: int | None = None


def supervised(
    inspection: Inspection,
    limits: Limits,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Supervised:
    """Over every tradeline of the members, as far as the auditor was given its key. NotAMember, RoleMissing."""
    _check_auditor(inspection.desk, inspection.auditor)
    index, until = inspection.desk.index, inspection.until
    lists = (index.tradelines_of, index.claims_on)
    named = (line for member in inspection.members for each in lists for line in each(member, until))
    lines = list(dict.fromkeys(named))
    reading = _Reading(inspection)
    for done, line in enumerate(lines):
        progress(done, len(lines))
        reading.take(line)
    found = reading.parts
    ordered = sorted(found, key=lambda key: (key[0], key[1].value))
    coverage = Coverage(len(inspection.members), len(lines), **reading.counted)
    return Supervised(
        inspection.as_of, limits, coverage, {key: publish(found[key], limits) for key in ordered}
    )


def _check_auditor(desk: Desk, member: Member) -> None:
    found = desk.directory.member(member)
    if found is None or not found.active:
        raise NotAMember(member, "is not in the registry" if found is None else "is suspended")
    if Role.AUDITOR not in found.roles:
        raise RoleMissing(member, Role.AUDITOR)


class _Reading:
    """Tradelines read one after the other; of each only what a table needs is kept."""

    def __init__(self, inspection: Inspection) -> None:
        self._of = inspection
        self._relations = Relations.of(inspection.related)
        self._organisations = _organisations(self._relations)
        self.parts: dict[tuple[str, Standing], list[Contribution]] = {}
        self.counted = dict.fromkeys(("obligations", "sealed", "void", "claims"), 0)

    def take(self, line: TradelineId) -> None:
        """One more tradeline."""
        readings = read_tradeline(self._of.desk, self._of.auditor, line, self._of.until)
        state = fold(line, ((entry, reading.content) for entry, reading in readings))
        sealed = sealed_on(self._of.desk.index, state, self._of.until) - {ON_TRADELINE}
        self.counted["obligations"] += len(state.titles)
        self.counted["sealed"] += len(sealed)
        self.counted["void"] += sum(
            one not in state.obligations and one not in sealed for one in state.titles
        )
        for item in self._seen(state):
            if item.obligation not in sealed:
                self.counted["claims"] += item.claim
                self._add(state, item)

    def _seen(self, state: Tradeline) -> tuple[Observation, ...]:
        """As the party has them that has not agreed to the tradeline; else the debtor, or the creditor of an outside
        debtor.
        """
        agreed = state.status in (Status.ACCEPTED, Status.EXTERNAL)
        other = state.creditor if state.id.opener == state.debtor else state.debtor
        member = (state.debtor or state.creditor) if agreed else other
        side = Side.PAYS if member == state.debtor else Side.IS_PAID
        own, claims = ((state,), ()) if agreed else ((), (state,))
        return observations(History(member, own, claims, relations=self._relations), side)

    def _add(self, state: Tradeline, item: Observation) -> None:
        owed = None if item.claim or item.issued > self._of.as_of else owing(item, self._of.as_of)
        if owed is None or not owed.rest:
            return
        # An outside party is not told apart from another: it may be on many tradelines.
        sides = (item.holder or state.creditor, state.debtor)
        names = tuple(f"member:{self._organisations.get(one, one)}" for one in sides if one != EXTERNAL)
        part = Contribution(
            self._row(item.issued), BUCKETS[bucket_of(self._of.as_of - item.due)], owed.rest, names
        )
        self.parts.setdefault((item.currency, _standing(state)), []).append(part)

    def _row(self, issued: int) -> str:
        """Its month of issue; one row for all that is older, since a day of issue is whatever its recorder says."""
        month = month_of(issued)
        return EARLIER if month < month_of(self._of.as_of) - MONTHS else month_name(month)


def _standing(state: Tradeline) -> Standing:
    if EXTERNAL not in (state.creditor, state.debtor):
        return Standing.MEMBERS
    return Standing.IS_PAID if state.creditor else Standing.PAYS


def _organisations(relations: Relations) -> dict[Member, Member]:
    """Each related member with the first of all that are related to it, over any number of steps: one contributor."""
    first: dict[Member, Member] = {}
    for pair in sorted(relations.pairs):
        one, other = sorted(first.get(member, member) for member in pair)
        first |= {member: one for member, known in first.items() if known == other}
        first |= dict.fromkeys((*pair, other), one)
    return first
