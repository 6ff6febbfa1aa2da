"""What a report is made from: a history as its reader opened it, the figures, and where on the chain they stand."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ledger.attest.account import recompute
from ledger.attest.attestation import MemberUrn
from ledger.core.day import Day
from ledger.core.history import Counterparty, History, Observation, Side, observations
from ledger.core.ids import EXTERNAL, Member, ObligationId, TradelineId
from ledger.core.obligation import Obligation
from ledger.core.tradeline import Tradeline
from ledger.proof.consensus.engine import Finality
from ledger.rulebook.business_day import all_as_due
from ledger.rulebook.figure_set import FigureSet
from ledger.rulebook.position import first_day
from ledger.rulebook.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Firm:
    """A party as the reader knows it, not as the chain does: it has no names. `ids` are `scheme:value`."""

    name: str
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Names:
    """What the reader calls members, and what it reads in the sealed contents: external parties, document numbers."""

    firms: Mapping[Member, Firm]
    parties: Mapping[TradelineId, tuple[str | None, str | None]]
    """Creditor and debtor, as the opening of a tradeline names them."""
    documents: Mapping[ObligationId, str]


@dataclass(frozen=True, slots=True)
class Place:
    """Where the history ends: the last block read, how final it is, and the member's three heads as of it."""

    subject: MemberUrn
    ledger: bytes
    block: int
    hash: bytes
    finality: Finality
    heads: tuple[bytes, bytes, bytes]
    """Of its tradelines, claims and holdings."""


@dataclass(frozen=True, slots=True)
class Told:
    """An obligation as figures see it, as its entries tell it, and the tradeline that it stands on."""

    seen: Observation
    obligation: Obligation
    state: Tradeline


@dataclass(frozen=True, slots=True)
class Source:
    """Everything that the report is made from; `place` is None before the first block. `attestation` is the digest of
    one that the report goes with. `behind`: no node answered, so the chain may have gone on.
    """

    history: History
    names: Names
    as_of: Day
    rulebook: Rulebook
    place: Place | None
    attestation: bytes | None = None
    behind: bool = False

    def figures(self) -> FigureSet:
        """By the rulebook, on the day."""
        return recompute(self.history, self.as_of, self.rulebook)

    def first_day(self) -> int:
        """The first day of issue in the window."""
        return first_day(self.as_of, self.rulebook.rules)

    def seen(self) -> tuple[Observation, ...]:
        """Every obligation of both sides that was issued by the day, due as the rulebook has it."""
        both = (item for side in Side for item in observations(self.history, side))
        return all_as_due((item for item in both if item.issued <= self.as_of), self.rulebook.rules)

    def tradelines(self) -> dict[TradelineId, Tradeline]:
        """All that the history leads to: the member's own, claims on it, and where what it holds stands."""
        history = self.history
        held = (state for _, state in history.holdings)
        return {state.id: state for state in (*history.tradelines, *history.claims, *held)}

    def member(self, member: Member) -> str | None:
        """The name of a member, if the reader knows one."""
        firm = self.names.firms.get(member)
        return firm.name if firm else None

    def party(self, state: Tradeline, debtor: bool) -> str | None:
        """A party of a tradeline: the reader's own name for it, else that of the opening."""
        member = state.debtor if debtor else state.creditor
        written = self.names.parties.get(state.id, (None, None))[debtor]
        return (self.member(member) if member != EXTERNAL else None) or written

    def counterparties(self) -> dict[Counterparty, str]:
        """A name for each counterparty that has one."""
        found: dict[Counterparty, str] = {}
        for state in self.tradelines().values():
            for debtor in (False, True):
                member = state.debtor if debtor else state.creditor
                key = Counterparty(f"member:{member}" if member else f"tradeline:{state.id}")
                name = self.party(state, debtor)
                if name:
                    found.setdefault(key, name)
        return found

    def told(self) -> Iterator[Told]:
        """Every obligation in figures or out of them but for the claims of strangers, with all that was said of it."""
        states = self.tradelines()
        for item in self.seen():
            if item.tradeline is not None and not item.claim:
                state = states[item.tradeline]
                yield Told(item, state.obligations[item.obligation], state)
