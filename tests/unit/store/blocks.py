"""Blocks made by hand, for an index that nobody feeds but the test."""

from eth_abi.abi import encode

from ledger.app.ports import Block, RawLog
from ledger.core.codes import Capacity, EntryClass, Status
from ledger.core.ids import Member, TradelineId
from ledger.proof.attestation_events import ATTESTATION_FORMS, Anchored
from ledger.proof.events import RECORDED, Contracts
from ledger.proof.meta import Meta

CONTRACTS = Contracts(7, b"\x01" * 20, b"\x02" * 20, b"\x03" * 20)
START = 5
LINE = TradelineId(Member(1), 1)


def block(number: int, *logs: RawLog, branch: int = 0, on: int | None = None) -> Block:
    """A block of a branch, on the one before it of the same branch, or of branch `on`."""
    parent = identity(number - 1, branch if on is None else on)
    return Block(number, identity(number, branch), parent, 1_700_000_000 + number, logs)


def identity(number: int, branch: int = 0) -> bytes:
    return bytes([branch]) + number.to_bytes(31, "big")


def anchored(index: int = 0, digest: int = 1) -> RawLog:
    form = ATTESTATION_FORMS[Anchored]
    topics = (form.topic, (9).to_bytes(32, "big"), bytes([digest]) * 32)
    return RawLog(CONTRACTS.attestations, topics, b"", index, b"\x09" * 32)


def recorded(entry_class: EntryClass, index: int = 0, subject: int = 0, recorder: int = 1) -> RawLog:
    meta = Meta(
        entry_class, Capacity.CREDITOR, Status.PROPOSED, Member(recorder), LINE, subject=Member(subject)
    )
    data = encode(["bytes32", "bytes32", "bytes"], [bytes(meta), bytes([index + 1]) * 32, b"payload"])
    return RawLog(
        CONTRACTS.ledger,
        (RECORDED.topic, int(LINE).to_bytes(32, "big"), bytes(32)),
        data,
        index,
        b"\x08" * 32,
    )
