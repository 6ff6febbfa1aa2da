"""How the node stands, as JSON."""

from typing import Annotated, Literal

from pydantic import Field

from api.forms import KNOWN, Form, Known, shown_as

Address = Annotated[str, Field(pattern="^0x[0-9a-f]{40}$")]


class Health(Form):
    """ok: the index is at the head. behind: it lacks blocks. down: the chain's node does not answer."""

    model_config = shown_as({"status": "ok", "index": 4711, "chain": 4711})
    status: Literal["ok", "behind", "down"]
    index: Annotated[int | None, Field(description="The last block of the index.")]
    chain: Annotated[int | None, Field(description="The chain's head.")]


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
