"""A tradeline as folded from its entries."""

from dataclasses import dataclass, field, replace

from ledger.core.codes import Capacity, Kind, Status
from ledger.core.effect import Effect
from ledger.core.entry import Clock
from ledger.core.ids import EXTERNAL, ON_TRADELINE, Commitment, Member, ObligationId, TradelineId
from ledger.core.obligation import Obligation, Said
from ledger.core.persistent import PersistentList, PersistentMap


@dataclass(frozen=True, slots=True)
class Appointment:
    """`agent` may write since a clock; for the tradeline by creditor or debtor, for one obligation by its
    holder.
    """

    by: Capacity
    slot: int
    obligation: ObligationId
    agent: Member
    since: Clock
    until: Clock | None = None


@dataclass(frozen=True, slots=True)
class Title:
    """Who may collect an obligation: what the chain itself says, so it stands even where the content is
    sealed.

    `holder` 0: the creditor; `assignee` 0: nobody is proposed. `former` are earlier holders with the clock of
    their take.
    """

    holder: Member = EXTERNAL
    taken: Clock | None = None
    assignee: Member = EXTERNAL
    proposed: Clock | None = None
    former: tuple[tuple[Member, Clock], ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """A limit, drawdown, restructuring, closure or insolvency, or what an account took in or gave out; `amount` in
    minor units of the tradeline's currency.
    """

    said: Said
    kind: Kind
    obligation: ObligationId
    day: int
    amount: int | None = None
    due: int | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """What an effective commitment stands for; `origin` is the first commitment of the thing (a correction
    has its target's).
    """

    kind: Kind
    obligation: ObligationId
    recorder: Member
    origin: Commitment


@dataclass(frozen=True, slots=True)
class Tradeline:
    """State after some entries; `Tradeline(id)` is the state before any. Kind and currency are None while the
    opening is sealed or void.
    """

    id: TradelineId
    creditor: Member = EXTERNAL
    debtor: Member = EXTERNAL
    status: Status | None = None
    epoch: int = 0
    opened: Clock | None = None
    accepted: Clock | None = None
    kind: Kind | None = None
    currency: str | None = None
    appointments: tuple[Appointment, ...] = ()
    titles: PersistentMap[ObligationId, Title] = field(default_factory=PersistentMap)
    obligations: PersistentMap[ObligationId, Obligation] = field(default_factory=PersistentMap)
    notices: PersistentList[Notice] = field(default_factory=PersistentList)
    references: PersistentMap[Commitment, tuple[Reference, ...]] = field(default_factory=PersistentMap)
    effects: PersistentList[Effect] = field(default_factory=PersistentList)

    def holder(self, obligation: ObligationId) -> Member:
        """Who holds the obligation, 0 if nobody was assigned it."""
        title = self.titles.get(obligation)
        return title.holder if title else EXTERNAL

    def principals(self, agent: Member, obligation: ObligationId) -> frozenset[Capacity]:
        """On whose appointment `agent` may write on this obligation now; empty if on nobody's."""
        return frozenset(
            item.by
            for item in self.appointments
            if item.until is None and item.agent == agent and item.obligation in (ON_TRADELINE, obligation)
        )

    def limit(self) -> int | None:
        """The facility's limit last said, in minor units."""
        limits = [notice.amount for notice in self.notices if notice.kind is Kind.LIMIT]
        return limits[-1] if limits else None

    def reference(self, commitment: Commitment, recorder: Member) -> Reference | None:
        """What a commitment stands for as `recorder`'s word; another's copy of it is another word."""
        return next((it for it in self.references.get(commitment, ()) if it.recorder == recorder), None)

    def with_reference(self, commitment: Commitment, reference: Reference) -> "Tradeline":
        """One for each recorder, in the order in which they first had an effect."""
        by_recorder = {item.recorder: item for item in self.references.get(commitment, ())}
        by_recorder[reference.recorder] = reference
        return replace(self, references=self.references.put(commitment, tuple(by_recorder.values())))

    def with_title(self, obligation: ObligationId, title: Title) -> "Tradeline":
        return replace(self, titles=self.titles.put(obligation, title))

    def with_obligation(self, obligation: Obligation) -> "Tradeline":
        return replace(self, obligations=self.obligations.put(obligation.id, obligation))
