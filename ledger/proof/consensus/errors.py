"""What is wrong with a block that should have been sealed, or with a schedule that says who seals."""

from ledger.core.errors import ProofError
from ledger.proof.field_error import shown


class SealError(ProofError):
    """A header that its engine would not accept: which field, which rule, what was expected and found."""

    def __init__(self, field: str, rule: str, expected: object, found: object) -> None:
        super().__init__(f"{field}: {rule}; expected {_listed(expected)}, found {_listed(found)}")
        self.field = field
        self.rule = rule
        self.expected = expected
        self.found = found


def _listed(value: object) -> str:
    """A set of validators by the beginnings of their addresses, so that two can be told apart."""
    if isinstance(value, list | tuple) and all(isinstance(each, bytes) for each in value):
        return shown(f"{len(value)}: " + " ".join(each.hex()[:8] for each in value))
    return shown(value)
