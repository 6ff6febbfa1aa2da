"""The extraData of each engine: what a sealed header says of its validators, votes and seals.

QBFT   RLP[vanity, [validators], [] or [subject, ff or empty], round as a scalar, [seals]]
IBFT2  RLP[vanity, [validators], empty or [subject, ff or 00], round in 4 bytes, [seals]]
IBFT1  vanity, then RLP[[validators], proposer's seal, [seals]]
Clique vanity, addresses of 20 bytes (epoch blocks only), sealer's seal of 65 bytes

Sources: the extra data codecs of Besu (consensus/{qbft,ibft,ibftlegacy}), EIP-225. Where Besu reads more than it
writes, so does this (a vanity of any length in QBFT and IBFT2, items after QBFT's fifth, three ways to drop): what a
proposer gets past the engine must not stop a verifier. Hashes are over the form that Besu writes.
"""

from dataclasses import dataclass

from ledger.proof import rlp
from ledger.proof.consensus.engine import Engine
from ledger.proof.consensus.errors import SealError
from ledger.proof.consensus.recovery import SEAL_SIZE
from ledger.proof.rlp import Item, RlpError

VANITY_SIZE = 32
ADDRESS_SIZE = 20
MAX_BYTES = 1 << 16
"""Some 750 validators with a seal each; Besu's own networks have a few dozen."""
MAX_ROUND_BITS = 31
"""Besu holds a round in a Java int."""

ADD, DROP = b"\xff", b"\x00"


@dataclass(frozen=True, slots=True)
class Vote:
    """For a validator to be added, or dropped: its address of 20 bytes."""

    subject: bytes
    add: bool


@dataclass(frozen=True, slots=True)
class ExtraData:
    """What stands in extraData, whichever the engine.

    Validators as listed (none in a Clique header between epochs); `seals` are the committers', under Clique the
    sealer's. `proposer_seal` is IBFT1's, empty elsewhere; there and under Clique votes stand in the header itself.
    """

    vanity: bytes
    validators: tuple[bytes, ...]
    vote: Vote | None
    round: int
    seals: tuple[bytes, ...]
    proposer_seal: bytes = b""


def decode(engine: Engine, data: bytes) -> ExtraData:
    """The extra data of a header of `engine`; SealError."""
    if len(data) > MAX_BYTES:
        raise SealError("extraData", "its size is bounded", f"at most {MAX_BYTES} bytes", data)
    try:
        match engine:
            case Engine.QBFT | Engine.IBFT2:
                return _bft(engine, data)
            case Engine.IBFT1:
                return _ibft1(data)
            case Engine.CLIQUE:
                return _clique(data)
            case Engine.DEVELOPMENT:
                raise SealError("engine", "one that seals its blocks", "another engine", engine.value)
    except RlpError as error:
        raise SealError("extraData", f"the extra data of {engine.value}", error.rule, data) from error


def encode(engine: Engine, extra: ExtraData) -> bytes:
    """The extraData that holds `extra`."""
    match engine:
        case Engine.IBFT1:
            return extra.vanity + rlp.encode((extra.validators, extra.proposer_seal, extra.seals))
        case Engine.CLIQUE:
            return extra.vanity + b"".join(extra.validators) + b"".join(extra.seals)
        case _:
            return rlp.encode((*head_items(engine, extra), *round_item(engine, extra.round), extra.seals))


def head_items(engine: Engine, extra: ExtraData) -> tuple[Item, ...]:
    """The items of QBFT and IBFT2 that every hash covers: vanity, validators, vote."""
    return extra.vanity, extra.validators, _vote_item(engine, extra.vote)


def round_item(engine: Engine, number: int) -> tuple[bytes]:
    """A round as QBFT and IBFT2 write it."""
    return (rlp.scalar(number) if engine is Engine.QBFT else number.to_bytes(4, "big"),)


def _bft(engine: Engine, data: bytes) -> ExtraData:
    items = rlp.as_list(rlp.decode(data))
    # Besu reads past what follows the five items of QBFT (once a CMS signature), and hashes without it.
    if len(items) < 5 or (engine is Engine.IBFT2 and len(items) != 5):
        raise RlpError("5 items")
    vanity, validators, vote, number, seals = items[:5]
    return ExtraData(
        rlp.as_bytes(vanity),
        _addresses(validators),
        _vote(engine, vote),
        _round(engine, number),
        _byte_strings(seals),
    )


def _round(engine: Engine, item: Item) -> int:
    if engine is Engine.QBFT:
        return rlp.as_int(item, MAX_ROUND_BITS)
    number = int.from_bytes(rlp.as_bytes(item, 4), "big")
    if number >> MAX_ROUND_BITS:
        raise RlpError(f"a round below 2^{MAX_ROUND_BITS}")
    return number


def _vote(engine: Engine, item: Item) -> Vote | None:
    """QBFT drops with an empty string, an empty list or 00, and hashes the first; IBFT2 knows 00 alone."""
    if item == (() if engine is Engine.QBFT else b""):
        return None
    subject, kind = rlp.as_list(item, 2)
    drops: tuple[Item, ...] = (b"", (), DROP) if engine is Engine.QBFT else (DROP,)
    if kind != ADD and kind not in drops:
        raise RlpError("a vote that adds (ff) or drops")
    return Vote(rlp.as_bytes(subject, ADDRESS_SIZE), kind == ADD)


def _vote_item(engine: Engine, vote: Vote | None) -> Item:
    if vote is None:
        return () if engine is Engine.QBFT else b""
    if vote.add:
        return vote.subject, ADD
    return vote.subject, b"" if engine is Engine.QBFT else DROP


def _ibft1(data: bytes) -> ExtraData:
    if len(data) <= VANITY_SIZE:
        raise RlpError(f"{VANITY_SIZE} bytes of vanity and a list")
    validators, proposer_seal, seals = rlp.as_list(rlp.decode(data[VANITY_SIZE:]), 3)
    return ExtraData(
        data[:VANITY_SIZE],
        _addresses(validators),
        None,
        0,
        _byte_strings(seals),
        rlp.as_bytes(proposer_seal),
    )


def _clique(data: bytes) -> ExtraData:
    listed = data[VANITY_SIZE:-SEAL_SIZE]
    if len(data) < VANITY_SIZE + SEAL_SIZE or len(listed) % ADDRESS_SIZE:
        raise SealError("extraData", "vanity, signers and a seal", "32, a multiple of 20, and 65 bytes", data)
    signers = tuple(listed[at : at + ADDRESS_SIZE] for at in range(0, len(listed), ADDRESS_SIZE))
    return ExtraData(data[:VANITY_SIZE], signers, None, 0, (data[-SEAL_SIZE:],))


def _addresses(item: Item) -> tuple[bytes, ...]:
    return tuple(rlp.as_bytes(address, ADDRESS_SIZE) for address in rlp.as_list(item))


def _byte_strings(item: Item) -> tuple[bytes, ...]:
    return tuple(rlp.as_bytes(seal) for seal in rlp.as_list(item))
