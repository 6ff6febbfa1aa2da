"""Who sealed a block, and whether that is enough."""

from collections.abc import Collection

from ledger.proof.consensus import extra_data
from ledger.proof.consensus.engine import Engine, Finality, quorum
from ledger.proof.consensus.errors import SealError
from ledger.proof.consensus.hashes import commit_digest, proposer_digest
from ledger.proof.consensus.recovery import recover
from ledger.proof.header import Header


def signers(engine: Engine, header: Header) -> tuple[bytes, ...]:
    """Addresses of those who sealed: committers in the order of their seals, Clique's one sealer.

    None for a genesis and for a development chain. Nothing is said here of who may seal.
    """
    if header.number == 0 or engine is Engine.DEVELOPMENT:
        return ()
    if engine is Engine.CLIQUE:
        return (proposer(engine, header),)
    digest = commit_digest(engine, header)
    seals = extra_data.decode(engine, header.extra_data).seals
    return tuple(recover(f"extraData.seals[{at}]", digest, seal) for at, seal in enumerate(seals))


def proposer(engine: Engine, header: Header) -> bytes:
    """Address of the one who made the block: its coinbase, or whom its seal names (Clique, IBFT1)."""
    match engine:
        case Engine.CLIQUE:
            (seal,) = extra_data.decode(engine, header.extra_data).seals
            return recover("extraData.seal", proposer_digest(engine, header), seal)
        case Engine.IBFT1:
            seal = extra_data.decode(engine, header.extra_data).proposer_seal
            return recover("extraData.proposerSeal", proposer_digest(engine, header), seal)
        case _:
            return header.coinbase


def certify(engine: Engine, header: Header, validators: Collection[bytes]) -> tuple[bytes, ...]:
    """The committers of a QBFT or IBFT block: a quorum of exactly `validators`, each once, and no one else.

    `validators` is the set after the parent block. A foreign or a doubled seal spoils the block even beside a quorum
    (Besu, BftCommitSealsValidationRule). SealError, and for an engine without a quorum.
    """
    if engine.finality is not Finality.IMMEDIATE:
        raise SealError("engine", "its blocks are sealed by a quorum", "qbft, ibft2 or ibft1", engine.value)
    if not validators:
        raise SealError("validators", "a set that can seal", "at least 1", 0)
    # Counted before anything is recovered: a header costs at most a recovery a validator.
    given = len(extra_data.decode(engine, header.extra_data).seals)
    if not quorum(len(validators)) <= given <= len(validators):
        rule = f"a quorum of {len(validators)} validators seals, each once"
        raise SealError("extraData.seals", rule, f"{quorum(len(validators))} to {len(validators)}", given)
    found = signers(engine, header)
    for at, address in enumerate(found):
        if address not in validators:
            raise SealError(f"extraData.seals[{at}]", "only validators seal", "one of the set", address)
        if address in found[:at]:
            raise SealError(f"extraData.seals[{at}]", "a validator seals once", "another validator", address)
    return found
