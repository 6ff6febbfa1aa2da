"""What each word in state says, bit for bit; a zero word says nothing (docs/records.md, section 8).

`from_word` is strict: a bit where the layout has none, or a code that does not exist, is a BadWord. Blocks
are numbers, 0 where the event has not happened.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar, Self

from ledger.core.codes import Capacity, KeyPurpose, Role, Status
from ledger.core.errors import BadContent, ProofError
from ledger.core.ids import Member, TradelineId


class BadWord(ProofError):
    """A word that this contract never writes."""


class MemberStatus(IntEnum):
    """Where a member stands in the registry."""

    ACTIVE = 1
    SUSPENDED = 2


class OwedTo(IntEnum):
    """To whom an obligation is owed; to an external party, it can never be assigned."""

    MEMBER = 1
    EXTERNAL = 2


@dataclass(frozen=True, slots=True)
class Bits:
    """A field of a word: its first and last bit, from the least significant, and what its number means."""

    first: int
    last: int
    meaning: Callable[[int], object] = int

    def read(self, word: int) -> object:
        """The field's value; ValueError or BadContent for a number without meaning."""
        return self.meaning(word >> self.first & (1 << self.last - self.first + 1) - 1)


def _flag(number: int) -> bool:
    if number > 1:
        raise ValueError(number)
    return bool(number)


def roles_of(number: int) -> Role:
    """The roles whose bits are set; ValueError for a bit that is none's."""
    if number & ~sum(Role):
        raise ValueError(number)
    return Role(number)


def _address(number: int) -> bytes:
    return number.to_bytes(20, "big")


class Word:
    """A word of one layout; subclasses are frozen dataclasses with the fields of LAYOUT, in its order."""

    __slots__ = ()
    LAYOUT: ClassVar[dict[str, Bits]]

    @classmethod
    def from_word(cls, word: int) -> Self | None:
        """What a 256-bit word of state says; None for zero; BadWord for one that is not of this layout."""
        if not word:
            return None
        try:
            value = cls(**{name: bits.read(word) for name, bits in cls.LAYOUT.items()})
        except (ValueError, BadContent) as error:
            raise BadWord(f"{cls.__name__}: a code that does not exist, in {word:#x}") from error
        if int(value) != word:
            raise BadWord(f"{cls.__name__}: bits outside the layout, in {word:#x}")
        return value

    def __int__(self) -> int:
        return sum(_number(getattr(self, name)) << bits.first for name, bits in self.LAYOUT.items())


def _number(value: int | bytes | TradelineId) -> int:
    return int.from_bytes(value, "big") if isinstance(value, bytes) else int(value)


@dataclass(frozen=True, slots=True)
class TradelineWord(Word):
    """A tradeline: members, 0 for an external party and for an agent's empty place."""

    creditor: Member
    debtor: Member
    status: Status
    epoch: int
    opened_as: Capacity
    creditor_agent_0: Member
    creditor_agent_1: Member
    debtor_agent_0: Member
    debtor_agent_1: Member

    LAYOUT: ClassVar = {
        "creditor": Bits(0, 31),
        "debtor": Bits(32, 63),
        "status": Bits(64, 71, Status),
        "epoch": Bits(72, 87),
        "opened_as": Bits(88, 95, Capacity),
        "creditor_agent_0": Bits(96, 127),
        "creditor_agent_1": Bits(128, 159),
        "debtor_agent_0": Bits(160, 191),
        "debtor_agent_1": Bits(192, 223),
    }


@dataclass(frozen=True, slots=True)
class ObligationWord(Word):
    """An obligation: its tradeline, its holder, who is proposed as such, the holder's agent (0: nobody)."""

    tradeline: TradelineId
    holder: Member
    assignee: Member
    holder_agent: Member
    epoch: int
    owed_to: OwedTo

    LAYOUT: ClassVar = {
        "tradeline": Bits(0, 63, TradelineId.from_int),
        "holder": Bits(64, 95),
        "assignee": Bits(96, 127),
        "holder_agent": Bits(128, 159),
        "epoch": Bits(160, 175),
        "owed_to": Bits(248, 255, OwedTo),
    }


@dataclass(frozen=True, slots=True)
class SuccessorWord(Word):
    """The ledger that follows (20 bytes), and the block at which this one froze."""

    address: bytes
    frozen_at: int

    LAYOUT: ClassVar = {"address": Bits(0, 159, _address), "frozen_at": Bits(160, 223)}


@dataclass(frozen=True, slots=True)
class MemberWord(Word):
    """A member: status and roles, and the blocks of admission, of the status, and of the last re-keying."""

    status: MemberStatus
    roles: Role
    admitted_at: int
    status_since: int
    rekeyed_at: int

    LAYOUT: ClassVar = {
        "status": Bits(0, 7, MemberStatus),
        "roles": Bits(8, 23, roles_of),
        "admitted_at": Bits(24, 63),
        "status_since": Bits(64, 103),
        "rekeyed_at": Bits(104, 143),
    }


@dataclass(frozen=True, slots=True)
class KeyWord(Word):
    """A key, by block range: `since` is in it, `until` 0 while it is open.

    Bit n of `scope` allows class n to a delegate.
    """

    member: Member
    purpose: KeyPurpose
    scope: int
    generation: int
    since: int
    until: int
    compromised_since: int

    LAYOUT: ClassVar = {
        "member": Bits(0, 31),
        "purpose": Bits(32, 39, KeyPurpose),
        "scope": Bits(40, 55),
        "generation": Bits(56, 71),
        "since": Bits(72, 111),
        "until": Bits(112, 151),
        "compromised_since": Bits(152, 191),
    }


@dataclass(frozen=True, slots=True)
class QuorumWord(Word):
    """How many registrars must approve, of how many; the seconds an action then waits; changes so far."""

    threshold: int
    count: int
    delay: int
    changes: int

    LAYOUT: ClassVar = {
        "threshold": Bits(0, 31),
        "count": Bits(32, 63),
        "delay": Bits(64, 103),
        "changes": Bits(104, 135),
    }


@dataclass(frozen=True, slots=True)
class ActionWord(Word):
    """An action of the registrars: approvals, the timestamp (seconds) at which they sufficed, and its end."""

    approvals: int
    approved_at: int
    done: bool
    vetoed: bool

    LAYOUT: ClassVar = {
        "approvals": Bits(0, 31),
        "approved_at": Bits(64, 127),
        "done": Bits(128, 135, _flag),
        "vetoed": Bits(136, 143, _flag),
    }


@dataclass(frozen=True, slots=True)
class AnchorWord(Word):
    """An issuer's digest: the blocks at which it was anchored, revoked and superseded.

    Whether it is a batch's root.
    """

    anchored_at: int
    revoked_at: int
    superseded_at: int
    batch: bool

    LAYOUT: ClassVar = {
        "anchored_at": Bits(0, 63),
        "revoked_at": Bits(64, 127),
        "superseded_at": Bits(128, 191),
        "batch": Bits(192, 199, _flag),
    }


@dataclass(frozen=True, slots=True)
class ConsentWord(Word):
    """A consent: whose, and the blocks at which it was given and withdrawn."""

    member: Member
    given_at: int
    withdrawn_at: int

    LAYOUT: ClassVar = {"member": Bits(0, 31), "given_at": Bits(32, 95), "withdrawn_at": Bits(96, 159)}
