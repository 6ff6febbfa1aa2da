"""How the node stands, as JSON."""

from typing import Annotated, Literal

from pydantic import Field

from api.forms import KNOWN, Form, Known, shown_as
from api.health.lookout import Sight, Status

Address = Annotated[str, Field(pattern="^0x[0-9a-f]{40}$")]


class Health(Form):
    """How the node stands, and why in words: the worst of what is amiss is its status.

    down: no node of the chain answers, or the index does not. disagreement: there is evidence that nodes tell
    different chains. stalled: a chain that validators seal has no new blocks. behind: the index lacks blocks.
    """

    model_config = shown_as(
        {
            "status": "behind",
            "reasons": ["the index lacks 2 of the chain's blocks"],
            "index": 4709,
            "chain": 4711,
        }
    )
    status: Status
    reasons: list[str]
    index: Annotated[int | None, Field(description="The last block of the index.")]
    chain: Annotated[int | None, Field(description="The chain's head.")]

    @classmethod
    def of(cls, sight: Sight) -> "Health":
        return cls(
            status=sight.status,
            reasons=[words for _, words in sight.findings],
            index=sight.index.number if sight.index else None,
            chain=sight.head.number if sight.head else None,
        )


class Alive(Form):
    """The process answers."""

    model_config = shown_as({"status": "alive"})
    status: Literal["alive"] = "alive"


class Contracts(Form):
    """Addresses."""

    registry: Address
    ledger: Address
    attestations: Address


class Ledger(Form):
    """Which ledger this node follows, and how far."""

    model_config = shown_as(
        {
            "chain_id": 31337,
            "contracts": {
                name: "0x" + digit * 40
                for name, digit in (("registry", "1"), ("ledger", "2"), ("attestations", "3"))
            },
            "start": 1,
            "index": 4711,
            "finalised": 4711,
            "engine": "qbft",
            "known": KNOWN,
            "final": KNOWN,
        }
    )
    chain_id: int
    contracts: Contracts
    start: Annotated[int, Field(description="The block of the first contract.")]
    index: int | None
    finalised: Annotated[int, Field(description="The last block that is final by the engine's own rule.")]
    engine: Annotated[str, Field(description="development, clique, qbft, ibft2 or ibft1")]
    known: Annotated[Known | None, Field(description="The last block of the index.")]
    final: Annotated[Known | None, Field(description="The last final one that nodes do not dispute.")]
