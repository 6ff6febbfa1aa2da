"""Who stands where on a tradeline, as the contract keeps it: parties, status, epoch, agents, obligations and
holders.

Folded from what the chain has and what waits in the outbox, so that a rule is seen broken before anything is
accepted.
"""

from dataclasses import dataclass, field

from ledger.app.refusals import NotEntitled, ObligationTaken, UnknownObligation, WrongState
from ledger.core.codes import Capacity, EntryClass, Status
from ledger.core.entry import Entry
from ledger.core.ids import EXTERNAL, ON_TRADELINE, Member, ObligationId, TradelineId


@dataclass(slots=True)
class Claim:
    """An obligation: its holder, who is proposed as such, and the holder's agent; 0 for nobody."""

    holder: Member = EXTERNAL
    assignee: Member = EXTERNAL
    agent: Member = EXTERNAL


@dataclass(slots=True)
class Standing:
    """One tradeline after the entries taken so far."""

    tradeline: TradelineId
    creditor: Member = EXTERNAL
    debtor: Member = EXTERNAL
    opened_as: Capacity | None = None
    status: Status | None = None
    epoch: int = 0
    agents: dict[tuple[Capacity, int], Member] = field(default_factory=dict)
    claims: dict[ObligationId, Claim] = field(default_factory=dict)

    def take(self, entry: Entry) -> None:
        """What an entry changes on chain; statements change nothing."""
        match entry.entry_class:
            case EntryClass.OPEN:
                self._open(entry)
            case EntryClass.ACCEPT:
                self.status = Status.ACCEPTED
            case EntryClass.DECLINE:
                self.status = Status.DECLINED
            case EntryClass.APPOINT if entry.obligation == ON_TRADELINE:
                self.agents[entry.capacity, entry.detail] = entry.subject
            case EntryClass.APPOINT:
                self.claim(entry.obligation).agent = entry.subject
            case EntryClass.OBLIGATION:
                self.claims.setdefault(entry.obligation, Claim())
            case EntryClass.ASSIGN:
                self.claim(entry.obligation).assignee = entry.subject
            case EntryClass.TAKE:
                self.claims[entry.obligation] = Claim(holder=entry.recorder)
            case EntryClass.SHARE if entry.obligation == ON_TRADELINE:
                self.epoch = max(self.epoch, entry.epoch)

    def claim(self, obligation: ObligationId) -> Claim:
        """The obligation's; UnknownObligation if there is none."""
        found = self.claims.get(obligation)
        if found is None:
            raise UnknownObligation(self.tradeline, obligation)
        return found

    def party(self, capacity: Capacity) -> Member:
        """The creditor or the debtor."""
        return self.creditor if capacity is Capacity.CREDITOR else self.debtor

    def proposed_to(self) -> Member:
        """The party that the opener named."""
        return self.debtor if self.opened_as is Capacity.CREDITOR else self.creditor

    def check_speaks(self, member: Member, capacity: Capacity, obligation: ObligationId) -> None:
        """NotEntitled unless the member stands in this capacity; UnknownObligation for one that is not here."""
        claim = None if obligation == ON_TRADELINE else self.claim(obligation)
        match capacity:
            case Capacity.CREDITOR | Capacity.DEBTOR:
                entitled = member == self.party(capacity)
            case Capacity.HOLDER:
                entitled = claim is not None and member == claim.holder
            case Capacity.AGENT:
                own = claim is not None and member == claim.agent
                entitled = own or member in self.agents.values()
        if not entitled:
            where = f"tradeline {self.tradeline}" if claim is None else f"obligation {obligation.hex()}"
            raise NotEntitled(member, capacity, where)

    def check_new(self, obligation: ObligationId) -> None:
        """ObligationTaken if it is here already."""
        if obligation in self.claims:
            raise ObligationTaken(obligation, self.tradeline)

    def check_status(self, *wanted: Status) -> None:
        """WrongState unless the tradeline's status is one of these."""
        if self.status not in wanted:
            found = "not open" if self.status is None else self.status.name.lower()
            raise WrongState(f"tradeline {self.tradeline} is {found}")

    def _open(self, entry: Entry) -> None:
        self.opened_as = entry.capacity
        other = entry.subject
        parties = (entry.recorder, other) if entry.capacity is Capacity.CREDITOR else (other, entry.recorder)
        self.creditor, self.debtor = parties
        self.status = Status.EXTERNAL if other == EXTERNAL else Status.PROPOSED
