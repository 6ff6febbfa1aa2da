"""Who may seal, and how votes change that."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Vote:
    """For a candidate to come in, or for a member to leave."""

    candidate: bytes
    add: bool


Ballot = tuple[bytes, Vote]
"""Who voted, and how."""


def quorum(members: int) -> int:
    """ceil(2N/3)."""
    return (2 * members + 2) // 3


@dataclass(frozen=True)
class Council:
    """The members after some block, ascending, and the votes still open."""

    members: tuple[bytes, ...]
    ballots: frozenset[Ballot] = frozenset()

    @property
    def quorum(self) -> int:
        """Seals that a block of theirs needs."""
        return quorum(len(self.members))

    def after(self, voter: bytes, vote: Vote | None, *, epoch: bool) -> "Council":
        """The council after a block: at an epoch every vote is gone, and the block's own is not counted."""
        if epoch:
            return Council(self.members)
        if vote is None:
            return self
        others = {
            (who, what) for who, what in self.ballots if (who, what.candidate) != (voter, vote.candidate)
        }
        ballots = others | {(voter, vote)}
        if sum(what == vote for _, what in ballots) < len(self.members) // 2 + 1:
            return Council(self.members, frozenset(ballots))
        members = set(self.members) - {vote.candidate} | ({vote.candidate} if vote.add else set())
        open_ = {(who, what) for who, what in ballots if what.candidate != vote.candidate and who in members}
        return Council(tuple(sorted(members)), frozenset(open_))
