"""What is wrong with a block that should have been sealed, or with a schedule that says who seals."""

from ledger.core.errors import ProofError
from ledger.proof.field_error import shown


class SealError(ProofError):
    """A header that its engine would not accept: which field, which rule, what was expected and found."""

    def __init__(self, field: str, rule: str, expected: object, found: object) -> None:
        super().__init__(f"{field}: {rule}; expected {shown(expected)}, found {shown(found)}")
        self.field = field
        self.rule = rule
        self.expected = expected
        self.found = found
