"""The rules of Clique (EIP-225; go-ethereum 1.13.15, consensus/clique)."""

from collections.abc import Iterator, Sequence

from ledger.proof.consensus.engine import Engine, quorum
from ledger.proof.consensus.errors import SealError
from ledger.proof.consensus.extra_data import decode
from ledger.proof.consensus.header_rules import NO_VOTE, VOTE_ADD, check_fields, check_link
from ledger.proof.consensus.point import Ballot, Point
from ledger.proof.consensus.schedule import Schedule
from ledger.proof.consensus.seals import proposer
from ledger.proof.consensus.voting import Tally, clique_vote
from ledger.proof.header import Header, block_hash

NOBODY = bytes(20)
MAX_BUILDERS = 1024
"""Headers looked at for one block: signers take turns, so enough of them come within a few times their number."""
IN_TURN, OUT_OF_TURN = 2, 1


def check(point: Point, header: Header, epoch: bool) -> bytes:
    """Who sealed `header`: one who may by `point`, with the difficulty of its turn, in the form of its epoch."""
    check_form(header, epoch)
    listed = decode(Engine.CLIQUE, header.extra_data).validators
    if epoch and listed != point.validators:
        raise SealError("extraData.signers", "the set after the parent", list(point.validators), list(listed))
    sealer = proposer(Engine.CLIQUE, header)
    if sealer not in point.validators:
        raise SealError("extraData.seal", "a signer seals", "one of the set", sealer)
    if sealer in point.recents:
        rule = f"each signer seals one in {len(point.validators) // 2 + 1} blocks"
        raise SealError("extraData.seal", rule, "another signer", sealer)
    in_turn = point.validators[header.number % len(point.validators)] == sealer
    difficulty = IN_TURN if in_turn else OUT_OF_TURN
    if header.difficulty != difficulty:
        raise SealError("difficulty", "2 in turn, 1 out of turn", difficulty, header.difficulty)
    return sealer


def check_form(header: Header, epoch: bool) -> None:
    """Epoch blocks list signers and cast no vote; others list none."""
    if not epoch and decode(Engine.CLIQUE, header.extra_data).validators:
        raise SealError("extraData.signers", "listed in epoch blocks alone", 0, header.extra_data)
    if epoch and header.coinbase != NOBODY:
        raise SealError("coinbase", "an epoch block casts no vote", NOBODY, header.coinbase)
    if epoch and header.nonce != NO_VOTE:
        raise SealError("nonce", "an epoch block casts no vote", NO_VOTE, header.nonce)


def skip(schedule: Schedule, trusted: tuple[bytes, ...], chain: tuple[Header, ...]) -> Point:
    """After the first of `chain`, which ceil(2N/3) of `trusted` sealed or built on; of its own list at an epoch.

    Strangers between are not looked at: who signs a block vouches for all before it.
    """
    header = chain[0]
    if len(chain) > MAX_BUILDERS:
        raise SealError("descendants", "a bounded number of headers", f"at most {MAX_BUILDERS}", len(chain))
    epoch = schedule.is_epoch(header.number)
    sealers = tuple(builders(schedule, chain))
    listed = decode(Engine.CLIQUE, header.extra_data).validators
    if epoch and (not listed or listed != tuple(sorted(set(listed)))):
        raise SealError("extraData.signers", "ascending, each once", sorted(set(listed)), list(listed))
    signers = listed if epoch else trusted
    _check_share(sealers, signers, quorum(len(signers)), "ceil(2N/3) of")
    _check_share(sealers, trusted, quorum(len(trusted)), "ceil(2N/3) of those known last,")
    votes = () if epoch else None
    return Point(header.number, block_hash(header), signers, votes, sealers[:1], header.timestamp)


def _check_share(sealers: tuple[bytes, ...], signers: tuple[bytes, ...], needed: int, share: str) -> None:
    """At least `needed` of `signers`, each counted once, are among `sealers`."""
    found = len(set(sealers) & set(signers))
    if not signers or found < needed:
        raise SealError(
            "extraData.seal", f"{share} {len(signers)} signers sealed or built on it", needed, found
        )


def builders(schedule: Schedule, chain: Sequence[Header]) -> Iterator[bytes]:
    """Who sealed each of `chain`, whose blocks follow each other; whether they were to seal is not asked."""
    for at, header in enumerate(chain):
        if at:
            before = chain[at - 1]
            check_link(Point(before.number, block_hash(before), (), timestamp=before.timestamp), header, 0)
        check_fields(Engine.CLIQUE, header)
        check_form(header, schedule.is_epoch(header.number))
        yield proposer(Engine.CLIQUE, header)


def counted(tally: Tally, header: Header, sealer: bytes) -> Tally:
    """The tally after `header`: each casts a vote, most of them a void one (to drop nobody)."""
    return clique_vote(tally, Ballot(sealer, header.coinbase, header.nonce == VOTE_ADD))


def recents(sealers: tuple[bytes, ...], tally: Tally) -> tuple[bytes, ...]:
    """Those of `sealers`, the latest last, who may not seal next: of the last N//2 blocks."""
    return sealers[max(len(sealers) - len(tally.validators) // 2, 0) :]
