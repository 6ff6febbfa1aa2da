"""The rules of QBFT and IBFT (Besu, the header validation rule sets of consensus/{qbft,ibft,ibftlegacy})."""

from ledger.proof.consensus.engine import Engine
from ledger.proof.consensus.errors import SealError
from ledger.proof.consensus.extra_data import decode
from ledger.proof.consensus.header_rules import VOTE_ADD
from ledger.proof.consensus.point import Ballot
from ledger.proof.consensus.seals import certify, proposer
from ledger.proof.consensus.voting import Tally, besu_vote
from ledger.proof.header import Header

NOBODY = bytes(20)


def check(engine: Engine, header: Header, validators: tuple[bytes, ...]) -> tuple[bytes, ...]:
    """Its list is `validators`, ascending; one of them proposed it; a quorum of them sealed it. The committers."""
    listed = decode(engine, header.extra_data).validators
    if listed != validators:
        raise SealError(
            "extraData.validators", "the set after the parent block", list(validators), list(listed)
        )
    if proposer(engine, header) not in validators:
        raise SealError("coinbase", "a validator proposes", "one of the set", proposer(engine, header))
    return certify(engine, header, validators)


def skip(engine: Engine, header: Header, trusted: tuple[bytes, ...]) -> tuple[bytes, ...]:
    """The header's own list, which a quorum of it sealed that includes more than a third of `trusted`."""
    listed = decode(engine, header.extra_data).validators
    if listed != tuple(sorted(set(listed))):
        raise SealError("extraData.validators", "ascending, each once", sorted(set(listed)), list(listed))
    known = set(check(engine, header, listed)) & set(trusted)
    if 3 * len(known) <= len(trusted):
        rule = f"more than a third of the {len(trusted)} validators known last sealed"
        raise SealError("extraData.seals", rule, len(trusted) // 3 + 1, len(known))
    return listed


def counted(engine: Engine, tally: Tally, header: Header) -> Tally:
    """The tally after the vote of `header`, if it casts one."""
    ballot = vote(engine, header)
    return tally if ballot is None else besu_vote(tally, ballot)


def vote(engine: Engine, header: Header) -> Ballot | None:
    """The vote that `header` casts: in extraData, under IBFT1 in its coinbase and nonce."""
    if engine is Engine.IBFT1:
        if header.coinbase == NOBODY:
            return None
        return Ballot(proposer(engine, header), header.coinbase, header.nonce == VOTE_ADD)
    cast = decode(engine, header.extra_data).vote
    return None if cast is None else Ballot(header.coinbase, cast.subject, cast.add)
