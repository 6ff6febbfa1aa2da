"""What a handler of statements is given, and what it gives back."""

from dataclasses import dataclass

from ledger.core.codes import Capacity
from ledger.core.content import Facts
from ledger.core.effect import Code
from ledger.core.ids import Commitment
from ledger.core.obligation import Obligation, Said
from ledger.core.tradeline import Reference, Tradeline


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement on one obligation, its kind, shape and capacity already checked."""

    tradeline: Tradeline
    obligation: Obligation
    said: Said
    facts: Facts

    def refers_to(self) -> Reference | None:
        """What the statement answers, on the same obligation: another's word before the speaker's own."""
        found = self._named()
        return next((item for item in found if item.recorder != self.said.recorder), next(iter(found), None))

    def refers_to_own(self) -> Reference | None:
        """What the statement takes back or corrects: the speaker's own word before another's."""
        found = self._named()
        return next((item for item in found if item.recorder == self.said.recorder), next(iter(found), None))

    def _named(self) -> tuple[Reference, ...]:
        """One commitment may be several members' word: whoever reads an entry can copy it."""
        found = self.tradeline.references.get(Commitment(self.facts.refers or b""), ())
        return tuple(item for item in found if item.obligation == self.obligation.id)

    def on_behalf(self) -> frozenset[Capacity]:
        """The party that speaks, or those that appointed the agent that does."""
        if self.said.capacity is not Capacity.AGENT:
            return frozenset({self.said.capacity})
        return self.tradeline.principals(self.said.recorder, self.obligation.id)

    def assigned(self) -> bool:
        return bool(self.tradeline.holder(self.obligation.id))

    def by_payee(self) -> bool:
        """Whether whoever may collect says it: the holder, or the creditor while there is none."""
        payee = Capacity.HOLDER if self.assigned() else Capacity.CREDITOR
        return self.said.capacity is payee


Result = tuple[Obligation, Code]
"""The obligation after the statement; as before it unless the code is effective."""
