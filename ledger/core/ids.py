"""Names of things on the ledger. A member is a number, never an address."""

import re
from dataclasses import dataclass
from typing import NewType

from ledger.core.errors import BadContent

Member = NewType("Member", int)
"""A member's number, from 1; 0 stands for an external party."""

ObligationId = NewType("ObligationId", bytes)
"""32 bytes; 32 zero bytes stand for the tradeline itself."""

Commitment = NewType("Commitment", bytes)
"""32 bytes: the salted hash of an entry's content."""

EXTERNAL = Member(0)
ON_TRADELINE = ObligationId(bytes(32))

_U32 = (1 << 32) - 1
_DIGITS = re.compile("[0-9]{1,10}")


@dataclass(frozen=True, slots=True, order=True)
class TradelineId:
    """The opener's member number and the opener's own sequence, so that an offline signer knows it."""

    opener: Member
    sequence: int

    def __post_init__(self) -> None:
        for field, value in (("opener", self.opener), ("sequence", self.sequence)):
            if not 1 <= value <= _U32:
                raise BadContent(field, "from 1 to 4294967295", value)

    def __int__(self) -> int:
        return self.opener << 32 | self.sequence

    def __str__(self) -> str:
        return f"{self.opener}-{self.sequence}"

    @classmethod
    def from_int(cls, number: int) -> "TradelineId":
        """The id whose u64 form is `number`."""
        return cls(Member(number >> 32), number & _U32)

    @classmethod
    def parse(cls, text: str) -> "TradelineId":
        """The id written as `opener-sequence`."""
        opener, _, sequence = text.partition("-")
        if not (_DIGITS.fullmatch(opener) and _DIGITS.fullmatch(sequence)):
            raise BadContent("tradeline", "written as opener-sequence, such as 7-1", text)
        return cls(Member(int(opener)), int(sequence))


def member_of(text: str) -> Member | None:
    """The member whose number is written out; None for what is none."""
    number = int(text) if _DIGITS.fullmatch(text) else 0
    return Member(number) if EXTERNAL < number <= _U32 else None
