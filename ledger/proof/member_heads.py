"""Every member's three heads under one root: what a witness signs of a ledger's content."""

from collections.abc import Sequence
from dataclasses import dataclass

from ledger.core.errors import Misuse
from ledger.core.ids import Member
from ledger.proof import hash_tree
from ledger.proof.integers import sized, u32


@dataclass(frozen=True, slots=True)
class MemberHeads:
    """The heads of a member's lists as of a block: 32 bytes each, zeros where nothing is on the list."""

    member: Member
    tradelines: bytes
    claims: bytes
    holdings: bytes

    def __bytes__(self) -> bytes:
        """The leaf: u32 member ‖ the three heads."""
        heads = (("tradelines", self.tradelines), ("claims", self.claims), ("holdings", self.holdings))
        return u32(self.member) + b"".join(sized(name, head, 32) for name, head in heads)


@dataclass(frozen=True, slots=True)
class Inclusion:
    """Where a member's leaf stands among all, from 0, and the way from it to the root."""

    index: int
    path: tuple[bytes, ...]

    def root(self, heads: MemberHeads, members: int) -> bytes:
        """The root over `members` members that `heads` is shown to be under; HashTreeError."""
        return hash_tree.root_of(bytes(heads), self.index, members, self.path)


def heads_root(members: Sequence[MemberHeads]) -> bytes:
    """The root (RFC 6962) over all members in ascending order; Misuse if they are not."""
    return hash_tree.root(_leaves(members))


def inclusion(members: Sequence[MemberHeads], member: Member) -> Inclusion:
    """The proof that a member's heads are under the root of all; Misuse if it is not one of them."""
    leaves = _leaves(members)
    index = next((place for place, heads in enumerate(members) if heads.member == member), None)
    if index is None:
        raise Misuse(f"member {member} is not one of them")
    return Inclusion(index, hash_tree.path(leaves, index))


def _leaves(members: Sequence[MemberHeads]) -> list[bytes]:
    numbers = [heads.member for heads in members]
    if numbers != sorted(set(numbers)):
        raise Misuse("members stand in ascending order, each once")
    return [bytes(heads) for heads in members]
