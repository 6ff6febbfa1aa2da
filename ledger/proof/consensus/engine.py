"""Engines: who seals their blocks, and how final a block is under them."""

from enum import Enum


class Finality(Enum):
    """How final a block is."""

    NONE = "none"
    """One process makes the blocks, and may take them back (a development chain)."""
    PROBABILISTIC = "probabilistic"
    """ceil(2N/3) distinct signers have sealed it or built on it (Clique): unlikely to go, not impossible."""
    IMMEDIATE = "immediate"
    """A quorum has sealed it: the engine never takes it back (QBFT, IBFT)."""


class Engine(Enum):
    """How blocks are sealed."""

    DEVELOPMENT = "development"
    CLIQUE = "clique"
    QBFT = "qbft"
    IBFT2 = "ibft2"
    IBFT1 = "ibft1"

    @property
    def finality(self) -> Finality:
        """The most that a block of this engine can come to."""
        if self is Engine.DEVELOPMENT:
            return Finality.NONE
        return Finality.PROBABILISTIC if self is Engine.CLIQUE else Finality.IMMEDIATE


def quorum(validators: int) -> int:
    """ceil(2N/3): commits that seal a block (QBFT, IBFT), signers that settle one (Clique)."""
    return -(-2 * validators // 3)
