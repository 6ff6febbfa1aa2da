"""What a member wants to record, before it is sealed. Amounts in minor units, days since 1970-01-01."""

from dataclasses import dataclass, field

from ledger.core.codes import Capacity, Kind
from ledger.core.content import Facts, Identity
from ledger.core.day import Day
from ledger.core.drafts import InvoiceDraft
from ledger.core.ids import EXTERNAL, ON_TRADELINE, Member, ObligationId, TradelineId
from ledger.core.money import Money


@dataclass(frozen=True, slots=True)
class Open:
    """A new tradeline with a member, to whom its key is given in the same batch, or with an external party.

    With `tradeline`, the link: the member's own external tradeline is proposed to the counterparty, which has
    joined. The same opening handed in twice is one; a second tradeline needs another content, such as a
    reference in the identity.
    """

    kind: Kind
    currency: str
    day: Day
    capacity: Capacity
    counterparty: Member = EXTERNAL
    limit: int | None = None
    identity: Identity = field(default_factory=Identity)
    tradeline: TradelineId | None = None


@dataclass(frozen=True, slots=True)
class RecordInvoice:
    """An obligation, as an invoice says it."""

    tradeline: TradelineId
    invoice: InvoiceDraft


@dataclass(frozen=True, slots=True)
class RecordInstalment:
    """An obligation: one instalment of the lender's loan. `digest`: SHA-256 of the source document."""

    tradeline: TradelineId
    loan: str
    instalment: int
    amount: Money
    agreed: Day
    due: Day
    digest: bytes | None = None


@dataclass(frozen=True, slots=True)
class State:
    """A statement of any kind, on an obligation or on the tradeline itself."""

    tradeline: TradelineId
    capacity: Capacity
    facts: Facts
    identity: Identity = field(default_factory=Identity)
    obligation: ObligationId = ON_TRADELINE


@dataclass(frozen=True, slots=True)
class Accept:
    """The party proposed to agrees: it has opened the tradeline's key."""

    tradeline: TradelineId
    day: Day


@dataclass(frozen=True, slots=True)
class Decline:
    """The party proposed to does not agree; what stands on the tradeline are claims."""

    tradeline: TradelineId
    day: Day


@dataclass(frozen=True, slots=True)
class Appoint:
    """A settlement agent may write, on the tradeline or on a holder's obligation; 0 ends it.

    Its keys are shared apart.
    """

    tradeline: TradelineId
    capacity: Capacity
    agent: Member
    slot: int
    day: Day
    obligation: ObligationId = ON_TRADELINE


@dataclass(frozen=True, slots=True)
class Assign:
    """The right to payment is offered to a lender; 0 withdraws the offer."""

    tradeline: TradelineId
    obligation: ObligationId
    capacity: Capacity
    assignee: Member
    day: Day


@dataclass(frozen=True, slots=True)
class Take:
    """The lender proposed takes the obligation, stating that it checked."""

    tradeline: TradelineId
    obligation: ObligationId
    day: Day


@dataclass(frozen=True, slots=True)
class Share:
    """A key is given: the tradeline's of its present epoch, or one obligation's."""

    tradeline: TradelineId
    capacity: Capacity
    recipient: Member
    obligation: ObligationId = ON_TRADELINE


@dataclass(frozen=True, slots=True)
class RaiseEpoch:
    """A fresh tradeline key, given to the other party: what is written from now on, earlier keys do not open.

    `epoch` is the one to reach, one more than the tradeline's: handed in twice, it is raised once.
    """

    tradeline: TradelineId
    capacity: Capacity
    recipient: Member
    epoch: int


Intent = (
    Open
    | RecordInvoice
    | RecordInstalment
    | State
    | Accept
    | Decline
    | Appoint
    | Assign
    | Take
    | Share
    | RaiseEpoch
)
