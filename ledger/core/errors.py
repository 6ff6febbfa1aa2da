"""One root, and a family for each who must act."""

from ledger.core.faults import Fault, shown_value


class TradelineError(Exception):
    """Root of every error that this project raises on purpose."""


class BadInput(TradelineError):
    """What was handed in breaks rules; whoever handed it in must mend it. Carries every fault at once."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(str(fault) for fault in faults))
        self.faults = faults


class BadContent(TradelineError):
    """A value cannot be a part of a record: which field, which rule, what was found."""

    def __init__(self, field: str, rule: str, found: object) -> None:
        super().__init__(f"{field}: {rule}; found {shown_value(found)}")
        self.field = field
        self.rule = rule
        self.found = found


class ProofError(TradelineError):
    """Bytes that should prove something do not, or are not what they claim to be."""


class Unavailable(TradelineError):
    """A node, a disk or a peer did not answer; the same call may be made again."""


class Refused(TradelineError):
    """A rule of the ledger forbids it: a role, a capacity, a consent, a state."""


class Misuse(TradelineError):
    """The caller asked for something that has no meaning; a mistake in the call."""
