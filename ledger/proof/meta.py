"""The meta word of an entry: 32 bytes of the recorder and the contract (docs/records.md, section 2)."""

from dataclasses import dataclass, replace
from typing import Self

from ledger.core.codes import Capacity, EntryClass, Status
from ledger.core.errors import BadContent, ProofError
from ledger.core.ids import EXTERNAL, Member, TradelineId
from ledger.proof.integers import u8, u16, u32, u64

DELEGATE = 0x80
"""The bit of the capacity byte that the contract sets when a delegate's key signed."""

_WITH_SUBJECT = frozenset({EntryClass.OPEN, EntryClass.APPOINT, EntryClass.ASSIGN, EntryClass.SHARE})
_SLOTS = (0, 1)


class BadMeta(ProofError):
    """A word that no ledger logs as meta: which field, which rule."""

    def __init__(self, field: str, rule: str) -> None:
        super().__init__(f"meta: {field}: {rule}")
        self.field = field
        self.rule = rule


@dataclass(frozen=True, slots=True)
class Meta:
    """An entry as logged. `subject` is 0 and `detail` 0 in classes without.

    BadMeta if anything has no place in the word.
    """

    entry_class: EntryClass
    capacity: Capacity
    status: Status
    recorder: Member
    tradeline: TradelineId
    epoch: int = 0
    subject: Member = EXTERNAL
    detail: int = 0
    delegate: bool = False

    def __post_init__(self) -> None:
        if self.recorder == 0:
            raise BadMeta("recorder", "a member")
        if self.subject and self.entry_class not in _WITH_SUBJECT:
            raise BadMeta("subject", f"0 in class {self.entry_class.name.lower()}")
        if self.entry_class is EntryClass.APPOINT and self.detail not in _SLOTS:
            raise BadMeta("detail", "slot 0 or 1")
        if self.detail and self.entry_class not in (EntryClass.APPOINT, EntryClass.SHARE):
            raise BadMeta("detail", f"0 in class {self.entry_class.name.lower()}")

    def __bytes__(self) -> bytes:
        """The word as logged."""
        return _word(self, self.capacity | DELEGATE * self.delegate, self.status, self.recorder)

    def handed_in(self) -> bytes:
        """The word as the recorder hands it in: the contract's fields, and its bit, are zero."""
        return _word(self, self.capacity, 0, 0)

    @classmethod
    def from_bytes(cls, word: bytes) -> Self:
        """The meta of a log; BadMeta unless `word` is 32 bytes that a ledger logs."""
        if len(word) != 32 or word[3] or any(word[24:]):
            raise BadMeta("word", "32 bytes, of which 3 and 24 to 31 are zero")
        try:
            meta = cls(
                entry_class=EntryClass(word[0]),
                capacity=Capacity(word[1] & ~DELEGATE),
                status=Status(word[2]),
                recorder=Member(int.from_bytes(word[6:10], "big")),
                tradeline=TradelineId.from_int(int.from_bytes(word[14:22], "big")),
            )
        except (ValueError, BadContent) as error:
            raise BadMeta("class, capacity, status or tradeline", "one that exists") from error
        return replace(
            meta,
            epoch=int.from_bytes(word[4:6], "big"),
            subject=Member(int.from_bytes(word[10:14], "big")),
            detail=int.from_bytes(word[22:24], "big"),
            delegate=bool(word[1] & DELEGATE),
        )


def _word(meta: Meta, capacity: int, status: int, recorder: int) -> bytes:
    recorders = u8(meta.entry_class) + u8(capacity) + u8(status) + b"\0" + u16(meta.epoch) + u32(recorder)
    return recorders + u32(meta.subject) + u64(int(meta.tradeline)) + u16(meta.detail) + bytes(8)
