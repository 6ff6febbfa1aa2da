"""How many validators have to be up."""

from ledger.proof.consensus.engine import Engine, quorum


def needed(engine: Engine, validators: int) -> int:
    """For blocks to go on: with Clique each seals one in N//2 + 1 (EIP-225), else a quorum."""
    return validators // 2 + 1 if engine is Engine.CLIQUE else quorum(validators)
