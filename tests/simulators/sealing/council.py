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

    def after(self, voter: bytes, vote: Vote | None, *, epoch: bool, idle: bool) -> "Council":
        """The council after a block: at an epoch every vote is gone, and the block's own is not counted.

        `idle`: a vote for what already is counts too. Either side of a question is decided only when it is voted on.
        """
        if epoch:
            return Council(self.members)
        if vote is None:
            return self
        candidate, members = vote.candidate, set(self.members)
        ballots = {(who, what) for who, what in self.ballots if (who, what.candidate) != (voter, candidate)}
        if idle or (candidate in members) != vote.add:
            ballots.add((voter, vote))
        for add in (True, False):
            if sum(what == Vote(candidate, add) for _, what in ballots) >= len(self.members) // 2 + 1:
                members = members | {candidate} if add else members - {candidate}
                ballots = {
                    (who, what) for who, what in ballots if what.candidate != candidate and who in members
                }
        return Council(tuple(sorted(members)), frozenset(ballots))
