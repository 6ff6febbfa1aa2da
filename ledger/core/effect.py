"""What an entry did to its tradeline: every entry has exactly one code (docs/fold.md)."""

from dataclasses import dataclass
from enum import StrEnum

from ledger.core.entry import Clock, PayloadFault
from ledger.core.ids import Commitment, Member


class Code(StrEnum):
    """The effect of one entry. Only those in EFFECTIVE changed what the tradeline says."""

    APPLIED = "applied"
    EXCESS = "excess"
    COUNTED_ONCE = "counted-once"
    CLAIM = "claim"
    TOO_LATE = "too-late"
    SEALED = "sealed"
    VOID_NOT_OPENED = "void-not-opened"
    VOID_WRONG_COMMITMENT = "void-wrong-commitment"
    VOID_MALFORMED = "void-malformed"
    OTHER_TRADELINE = "other-tradeline"
    NOT_YET_OPEN = "not-yet-open"
    REPEATED = "repeated"
    KIND_NOT_OF_CLASS = "kind-not-of-class"
    OUT_OF_CAPACITY = "out-of-capacity"
    OUT_OF_RANGE = "out-of-range"
    WRONG_CURRENCY = "wrong-currency"
    UNKNOWN_OBLIGATION = "unknown-obligation"
    UNKNOWN_REFERENCE = "unknown-reference"
    SUPERSEDED = "superseded"
    NOT_THE_SAME_ORGANISATION = "not-the-same-organisation"
    NOT_THE_OTHER_SIDE = "not-the-other-side"
    NOTHING_TO_DO = "nothing-to-do"


EFFECTIVE = frozenset({Code.APPLIED, Code.EXCESS, Code.COUNTED_ONCE, Code.CLAIM, Code.TOO_LATE})

VOIDS = {
    PayloadFault.NOT_OPENED: Code.VOID_NOT_OPENED,
    PayloadFault.WRONG_COMMITMENT: Code.VOID_WRONG_COMMITMENT,
    PayloadFault.MALFORMED: Code.VOID_MALFORMED,
}


@dataclass(frozen=True, slots=True)
class Effect:
    """The code of one entry, in the order of the tradeline's entries."""

    commitment: Commitment
    code: Code
    recorder: Member
    clock: Clock
