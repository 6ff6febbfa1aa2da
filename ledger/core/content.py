"""The two parts of an entry's content (records.md, section 4): what is figured with, and who and what it names."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Facts:
    """What figures need. Amounts in minor units, days since 1970-01-01; absent fields are None."""

    kind: int
    currency: str | None = None
    amount: int | None = None
    day: int | None = None
    due: int | None = None
    refers: bytes | None = None
    payment: bytes | None = None
    near: bytes | None = None
    outcome: int | None = None
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """Names, numbers and document digests: opened only if the firm wants."""

    number: str | None = None
    digest: bytes | None = None
    creditor: str | None = None
    debtor: str | None = None
    reference: str | None = None
    creditor_id: str | None = None
    debtor_id: str | None = None
