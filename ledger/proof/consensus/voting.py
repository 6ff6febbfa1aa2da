"""How votes in headers change the set of validators.

Two engines, two tallies: Besu's (VoteTally, for QBFT and IBFT) counts every vote; geth's (clique/snapshot.go, EIP-225)
only one that would change something. Both pass at N//2 + 1 of those who may vote.
"""

from dataclasses import dataclass

from ledger.proof.consensus.point import Ballot


@dataclass(frozen=True, slots=True)
class Tally:
    """Validators, ascending, and the votes that stand, sorted."""

    validators: tuple[bytes, ...]
    votes: tuple[Ballot, ...] = ()


def besu_vote(tally: Tally, vote: Ballot) -> Tally:
    """The tally after `vote`: it replaces the voter's other one on that subject, and may add or drop it.

    Both limits are those of before the vote; what has passed is forgotten, and with a dropped validator its votes.
    """
    votes = _without(tally.votes, vote.voter, vote.subject) | {vote}
    limit = len(tally.validators) // 2 + 1
    about = [ballot.add for ballot in votes if ballot.subject == vote.subject]
    validators = set(tally.validators)
    if about.count(True) >= limit:
        validators.add(vote.subject)
        votes = _not_about(votes, vote.subject)
    if about.count(False) >= limit:
        validators.discard(vote.subject)
        votes = _not_by(_not_about(votes, vote.subject), vote.subject)
    return _tally(validators, votes)


def clique_vote(tally: Tally, vote: Ballot) -> Tally:
    """The tally after `vote`, which ends the voter's former one on that subject even where it is void itself.

    A subject is decided when it is touched: votes that became a majority because the set shrank wait for that.
    """
    votes = _without(tally.votes, vote.voter, vote.subject)
    validators = set(tally.validators)
    inside = vote.subject in validators
    if vote.add != inside:
        votes |= {vote}
    if sum(ballot.subject == vote.subject for ballot in votes) > len(validators) // 2:
        validators ^= {vote.subject}
        votes = _not_about(votes, vote.subject)
        if inside:
            votes = _not_by(votes, vote.subject)
    return _tally(validators, votes)


def _tally(validators: set[bytes], votes: frozenset[Ballot]) -> Tally:
    return Tally(tuple(sorted(validators)), tuple(sorted(votes)))


def _without(votes: tuple[Ballot, ...], voter: bytes, subject: bytes) -> frozenset[Ballot]:
    return frozenset(ballot for ballot in votes if (ballot.voter, ballot.subject) != (voter, subject))


def _not_about(votes: frozenset[Ballot], subject: bytes) -> frozenset[Ballot]:
    return frozenset(ballot for ballot in votes if ballot.subject != subject)


def _not_by(votes: frozenset[Ballot], voter: bytes) -> frozenset[Ballot]:
    return frozenset(ballot for ballot in votes if ballot.voter != voter)
