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
        """What the statement names, if that stands on the same obligation."""
        found = self.tradeline.references.get(Commitment(self.facts.refers or b""))
        return found if found and found.obligation == self.obligation.id else None

    def assigned(self) -> bool:
        return bool(self.tradeline.holder(self.obligation.id))

    def by_payee(self) -> bool:
        """Whether whoever may collect says it: the holder, or the creditor while there is none."""
        payee = Capacity.HOLDER if self.assigned() else Capacity.CREDITOR
        return self.said.capacity is payee


Result = tuple[Obligation, Code]
"""The obligation after the statement; as before it unless the code is effective."""
