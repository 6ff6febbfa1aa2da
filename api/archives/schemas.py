"""The manifest as JSON: what its members mean is in docs/archive.md."""

from typing import Annotated, Literal

from pydantic import Field

from api.forms import Digest, Form, shown_as

_A, _B, _C = ("0x" + digit * 64 for digit in "abc")


class ArchivedContract(Form):
    """A contract of the ledger."""

    address: Annotated[str, Field(pattern="^0x[0-9a-f]{40}$")]
    code_hash: Digest


class ArchivedContracts(Form):
    """The three."""

    registry: ArchivedContract
    ledger: ArchivedContract
    attestations: ArchivedContract


class EngineFrom(Form):
    """The engine that seals from a block on."""

    first: int
    engine: Literal["development", "clique", "qbft", "ibft2", "ibft1"]


class SegmentFile(Form):
    """A file: its bytes as they are sent, and unpacked, with the SHA-256 of both."""

    name: str
    size: int
    sha256: Digest
    plain_size: int
    plain_sha256: Digest


class BlockSegmentForm(SegmentFile):
    """Blocks first to last."""

    first: int
    last: int
    parent: Annotated[Digest, Field(description="The parent hash of the first block.")]
    hash: Annotated[Digest, Field(description="The hash of the last block.")]
    transactions: int
    logs: int


class StateSegmentForm(SegmentFile):
    """State of the contracts at a block."""

    block: int
    hash: Digest
    nodes: int


_FILE = {"size": 32840, "sha256": _A, "plain_size": 95451, "plain_sha256": _B}
_CONTRACT = {"address": "0x" + "1" * 40, "code_hash": _C}


class ManifestForm(Form):
    """Which chain, and which files."""

    model_config = shown_as(
        {
            "tradeline_archive": 1,
            "chain_id": 31337,
            "genesis": _C,
            "engines": [{"first": 0, "engine": "qbft"}],
            "contracts": dict.fromkeys(("registry", "ledger", "attestations"), _CONTRACT),
            "blocks": 32,
            "segments": [
                {
                    **_FILE,
                    "name": "blocks-000000000000-000000000031.zst",
                    "first": 0,
                    "last": 31,
                    "parent": "0x" + "0" * 64,
                    "hash": _B,
                    "transactions": 32,
                    "logs": 55,
                }
            ],
            "states": [
                {**_FILE, "name": "state-000000000031.zst", "block": 31, "hash": _B, "nodes": 91},
            ],
        }
    )
    tradeline_archive: Literal[1]
    chain_id: int
    genesis: Digest
    engines: list[EngineFrom]
    contracts: ArchivedContracts
    blocks: Annotated[int, Field(description="How many, from block 0 on.")]
    segments: list[BlockSegmentForm]
    states: list[StateSegmentForm]
