"""Block hashes and the digests that seals sign: no engine hashes a sealed header as it stands, but Clique."""

from dataclasses import replace

from ledger.proof import rlp
from ledger.proof.consensus import extra_data
from ledger.proof.consensus.engine import Engine
from ledger.proof.consensus.errors import SealError
from ledger.proof.consensus.recovery import SEAL_SIZE
from ledger.proof.header import Header, encode_header
from ledger.proof.header import block_hash as plain_hash
from ledger.proof.keccak import keccak256

_COMMIT = b"\x02"
"""IBFT1's message code of a commit (Besu, IbftBlockHashing.COMMIT_MSG_CODE)."""


def block_hash(engine: Engine, header: Header) -> bytes:
    """The hash by which the chain knows a block, 32 bytes: without its seals and round, so that they may differ.

    Of a genesis, of Clique and of a development chain it is that of the header as it stands.
    """
    if header.number == 0 or engine in (Engine.CLIQUE, Engine.DEVELOPMENT):
        return plain_hash(header)
    extra = extra_data.decode(engine, header.extra_data)
    match engine:
        case Engine.QBFT:
            unsealed = extra_data.encode(engine, replace(extra, round=0, seals=()))
        case Engine.IBFT2:
            unsealed = rlp.encode(extra_data.head_items(engine, extra))
        case _:
            unsealed = extra_data.encode(engine, replace(extra, seals=()))
    return _hash_with(header, unsealed)


def commit_digest(engine: Engine, header: Header) -> bytes:
    """What each committer of a QBFT or IBFT block signed, 32 bytes; the round is in it, where there is one."""
    if engine is Engine.IBFT1:
        return keccak256(block_hash(engine, header) + _COMMIT)
    extra = extra_data.decode(engine, header.extra_data)
    match engine:
        case Engine.QBFT:
            return _hash_with(header, extra_data.encode(engine, replace(extra, seals=())))
        case Engine.IBFT2:
            items = (*extra_data.head_items(engine, extra), *extra_data.round_item(engine, extra.round))
            return _hash_with(header, rlp.encode(items))
        case _:
            raise SealError("engine", "its blocks are committed to", "qbft, ibft2 or ibft1", engine.value)


def proposer_digest(engine: Engine, header: Header) -> bytes:
    """What the one sealer of a Clique block, or the proposer of an IBFT1 block, signed: 32 bytes."""
    match engine:
        case Engine.CLIQUE:
            return _hash_with(header, header.extra_data[:-SEAL_SIZE])
        case Engine.IBFT1:
            extra = extra_data.decode(engine, header.extra_data)
            unsealed = extra_data.encode(engine, replace(extra, seals=(), proposer_seal=b""))
            return keccak256(_hash_with(header, unsealed))
        case _:
            raise SealError("engine", "its proposer seals", "clique or ibft1", engine.value)


def _hash_with(header: Header, extra: bytes) -> bytes:
    return keccak256(encode_header(replace(header, extra_data=extra)))
