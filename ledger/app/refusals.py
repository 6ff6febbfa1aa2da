"""What the ledger's rules forbid, seen before anything is stored or sent.

The contract is the last to say so, not the first.
"""

from ledger.core.codes import Capacity, Role
from ledger.core.errors import Refused
from ledger.core.ids import Member, ObligationId, TradelineId


class NotAMember(Refused):
    """The registry knows no such member, or has suspended it."""

    def __init__(self, member: Member, why: str) -> None:
        super().__init__(f"member {member} {why}")
        self.member = member


class RoleMissing(Refused):
    """The registry has not admitted the member for this."""

    def __init__(self, member: Member, needed: Role) -> None:
        super().__init__(f"member {member} has none of the roles that this needs: {str(needed.name).lower()}")
        self.member = member
        self.needed = needed


class KeyUnfit(Refused):
    """A key is missing, was rotated out, or is not the one that the registry has."""


class NotEntitled(Refused):
    """The member does not stand in the capacity in which it would write."""

    def __init__(self, member: Member, capacity: Capacity, where: str) -> None:
        super().__init__(f"member {member} is not {capacity.name.lower()} of {where}")
        self.member = member
        self.capacity = capacity


class WrongState(Refused):
    """The tradeline or the obligation is not where this would lead on from."""


class UnknownTradeline(Refused):
    """Neither the chain nor the outbox has this tradeline."""

    def __init__(self, tradeline: TradelineId) -> None:
        super().__init__(f"there is no tradeline {tradeline}")
        self.tradeline = tradeline


class UnknownObligation(Refused):
    """Neither the chain nor the outbox has this obligation on this tradeline."""

    def __init__(self, tradeline: TradelineId, obligation: ObligationId) -> None:
        super().__init__(f"there is no obligation {obligation.hex()} on tradeline {tradeline}")
        self.tradeline = tradeline
        self.obligation = obligation


class ObligationTaken(Refused):
    """The obligation exists already, and says something else: an invoice comes to the ledger once."""

    def __init__(self, obligation: ObligationId, tradeline: TradelineId) -> None:
        super().__init__(f"obligation {obligation.hex()} is already recorded on tradeline {tradeline}")
        self.obligation = obligation
        self.tradeline = tradeline


class NotKept(Refused):
    """The member's vault keeps no attestation of this digest."""

    def __init__(self, member: Member, digest: bytes) -> None:
        super().__init__(f"no attestation 0x{digest.hex()} about member {member} is kept here")
        self.member = member
        self.digest = digest
