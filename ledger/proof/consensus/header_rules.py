"""What every header keeps to, whoever sealed it: its link to the block before, the fields that an engine fixes."""

from ledger.proof import rlp
from ledger.proof.consensus.engine import Engine
from ledger.proof.consensus.errors import SealError
from ledger.proof.consensus.point import Point
from ledger.proof.header import NAMES, REQUIRED, Header
from ledger.proof.keccak import keccak256

BFT_MIX_HASH = bytes.fromhex("63746963616c2062797a616e74696e65206661756c7420746f6c6572616e6365")
"""Of IBFT and QBFT (Besu, BftHelpers.EXPECTED_MIX_HASH): "ctical byzantine fault tolerance"."""
NO_OMMERS = keccak256(rlp.encode(()))
NO_VOTE, VOTE_ADD = bytes(8), b"\xff" * 8
MIN_GAS_LIMIT, MAX_GAS_LIMIT = 5000, (1 << 63) - 1
"""Besu (AbstractGasLimitSpecification) and geth (params/protocol_params.go)."""


def check_link(point: Point, header: Header, period: int) -> None:
    """`header` is the next one after `point`, at least `period` seconds later."""
    _same("number", "one more than the block before", point.number + 1, header.number)
    _same("parentHash", "the hash of the block before", point.hash, header.parent_hash)
    check_time(point, header, period)


def check_time(point: Point, header: Header, period: int) -> None:
    """`header` is at least `period` seconds younger than the block of `point`."""
    if header.timestamp < point.timestamp + period:
        rule = f"at least {period} s after the block before"
        raise SealError("timestamp", rule, point.timestamp + period, header.timestamp)


def check_fields(engine: Engine, header: Header) -> None:
    """The fields that an engine fixes, and the bounds of gas."""
    if not MIN_GAS_LIMIT <= header.gas_limit <= MAX_GAS_LIMIT:
        raise SealError("gasLimit", "its bounds", f"{MIN_GAS_LIMIT} to 2^63 - 1", header.gas_limit)
    if header.gas_used > header.gas_limit:
        raise SealError("gasUsed", "at most the gas limit", header.gas_limit, header.gas_used)
    if engine is Engine.CLIQUE:
        _check_clique(header)
    else:
        _check_bft(engine, header)


def _check_bft(engine: Engine, header: Header) -> None:
    _same("mixHash", f"that of {engine.value}", BFT_MIX_HASH, header.mix_hash)
    _same("difficulty", f"that of {engine.value}", 1, header.difficulty)
    # Besu's rules for QBFT name neither ommers nor nonce.
    if engine is not Engine.QBFT:
        _same("ommersHash", "there are no ommers", NO_OMMERS, header.ommers_hash)
    if engine is Engine.IBFT2:
        _same("nonce", "that of ibft2", NO_VOTE, header.nonce)
    if engine is Engine.IBFT1:
        _check_nonce(header)


def _check_clique(header: Header) -> None:
    _same("mixHash", "that of clique", bytes(32), header.mix_hash)
    _same("ommersHash", "there are no ommers", NO_OMMERS, header.ommers_hash)
    _check_nonce(header)
    # The seal covers nothing after the base fee, and there was no fork after London (geth 1.13.15, verifyHeader).
    for name in NAMES[REQUIRED + 1 :]:
        _same(name, "absent under clique", None, getattr(header, name))


def _check_nonce(header: Header) -> None:
    if header.nonce not in (NO_VOTE, VOTE_ADD):
        raise SealError("nonce", "a vote that adds or drops", "ff.. or 00..", header.nonce)


def _same(field: str, rule: str, expected: object, found: object) -> None:
    if expected != found:
        raise SealError(field, rule, expected, found)
