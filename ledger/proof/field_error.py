"""What is wrong with one field of a thing that bytes or JSON should hold."""

from typing import ClassVar

from ledger.core.errors import ProofError

SHOWN = 80


class FieldError(ProofError):
    """A value that cannot stand in its field: which field, which rule, what was found."""

    subject: ClassVar[str] = "field"

    def __init__(self, field: str, rule: str, found: object) -> None:
        super().__init__(f"{self.subject}: {field}: {rule}; found {shown(found)}")
        self.field = field
        self.rule = rule
        self.found = found


def shown(found: object) -> str:
    """`found` in at most about 80 characters; hostile values are not asked to print themselves whole."""
    match found:
        case None:
            return "nothing"
        case int():
            return hex(found)[:SHOWN]
        case bytes():
            return f"{len(found)} bytes {found[: SHOWN // 2].hex()}"
        case str():
            return repr(found[:SHOWN])
        case _:
            return type(found).__name__
