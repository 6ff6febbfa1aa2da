"""A fault of an input: where, which field, which rule, what was found and what was expected."""

from dataclasses import asdict, dataclass

SHOWN = 80
"""Signs of a value that a message repeats."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with one file.

    `where` is a line ("line 12"), an XPath or a column; `rule` is a short fixed identifier such as
    "amount.decimals"; `found` and `expected` are words for a person.
    """

    file: str
    where: str
    field: str
    rule: str
    found: str
    expected: str

    def as_json(self) -> dict[str, str]:
        """Its members as JSON values."""
        return asdict(self)

    def __str__(self) -> str:
        return (
            f"{self.file}: {self.where}: {self.field} [{self.rule}]: "
            f"found {self.found}, expected {self.expected}"
        )


def shown_value(value: object) -> str:
    """What was found of any kind, in a few signs."""
    try:
        text = repr(value)
    except (ValueError, RecursionError):  # an integer of thousands of digits in base 16, or tables in tables
        return "a value too large to show"
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
