"""Heads: golden, and made again with `eth_abi` from what the log and its block say."""

from typing import Any

import pytest
from eth_abi.abi import encode as abi_encode

from ledger.core.codes import MemberEvent, MemberList
from ledger.core.entry import Clock
from ledger.core.errors import Misuse
from ledger.core.ids import Commitment, Member, ObligationId, TradelineId
from ledger.proof.heads import EMPTY, LoggedEntry, first_head, list_of, next_head, next_member_head
from ledger.proof.keccak import keccak256
from ledger.proof.meta import Meta
from ledger.proof.scope import Place
from tests import vectors
from tests.vectors import unhex

HEADS = vectors.load("heads")
PLACE = Place(HEADS["place"]["chain_id"], unhex(HEADS["place"]["ledger"]))
NAMES = {line["name"]: line for line in HEADS["tradelines"]}


def logged(entry: dict[str, Any]) -> LoggedEntry:
    return LoggedEntry(
        Meta.from_bytes(unhex(entry["meta"])),
        ObligationId(unhex(entry["obligation"])),
        Commitment(unhex(entry["commitment"])),
        unhex(entry["payload"]),
        Clock(entry["block"], entry["timestamp"]),
    )


def domain(name: str) -> bytes:
    return keccak256(f"tradeline/1/{name}".encode())


@pytest.mark.parametrize("name", NAMES)
def test_heads_are_golden(name: str) -> None:
    line = NAMES[name]
    tradeline = TradelineId.from_int(int(line["tradeline"]))
    head = first_head(PLACE, tradeline, Member(line["creditor"]), Member(line["debtor"]))
    assert head == unhex(line["head0"])
    for entry in line["entries"]:
        head = next_head(head, logged(entry))
        assert head == unhex(entry["head"])


@pytest.mark.parametrize("name", NAMES)
def test_heads_are_what_solidity_encodes_and_hashes(name: str) -> None:
    line = NAMES[name]
    address = "0x" + PLACE.ledger.hex()
    values = [
        domain("head0"),
        PLACE.chain_id,
        address,
        int(line["tradeline"]),
        line["creditor"],
        line["debtor"],
    ]
    head = keccak256(abi_encode(["bytes32", "uint256", "address", "uint64", "uint32", "uint32"], values))
    assert head == unhex(line["head0"])
    for entry in line["entries"]:
        clock = entry["block"] * 2**64 + entry["timestamp"]
        assert clock == int(entry["clock"])
        said = [unhex(entry[name]) for name in ("meta", "obligation", "commitment", "payload_hash")]
        assert said[-1] == keccak256(unhex(entry["payload"]))
        head = keccak256(abi_encode(["bytes32"] * 6 + ["uint256"], [domain("head"), head, *said, clock]))
        assert head == unhex(entry["head"])


def test_another_block_and_another_order_make_another_head() -> None:
    def last(name: str) -> str:
        return str(NAMES[name]["entries"][-1]["head"])

    assert last("the last entry in another block") != last("every class and capacity")
    assert last("four in one block, two swapped") != last("four in one block")
    for name in ("four in one block", "four in one block, two swapped"):
        assert len({entry["clock"] for entry in NAMES[name]["entries"]}) == 1


@pytest.mark.parametrize("line", HEADS["members"], ids=lambda line: f"member {line['member']}")
def test_member_heads_are_golden_and_what_solidity_encodes(line: dict[str, Any]) -> None:
    heads = dict.fromkeys(MemberList, EMPTY)
    for row in line["events"]:
        event, subject = MemberEvent(row["event"]), unhex(row["id"])
        of, clock = list_of(event), Clock(row["block"], row["timestamp"])
        assert of == row["list"]
        said = [domain("member-head"), heads[of], line["member"], event, subject, int(row["clock"])]
        spelled = keccak256(abi_encode(["bytes32", "bytes32", "uint32", "uint8", "bytes32", "uint256"], said))
        tradeline = event is not MemberEvent.TAKEN
        name = TradelineId.from_int(int.from_bytes(subject, "big")) if tradeline else ObligationId(subject)
        heads[of] = next_member_head(heads[of], Member(line["member"]), event, name, clock)
        assert heads[of] == spelled == unhex(row["head"])


def test_the_vectors_hold_every_event() -> None:
    assert {row["event"] for line in HEADS["members"] for row in line["events"]} == set(MemberEvent)


def test_an_event_has_a_subject_of_its_sort() -> None:
    with pytest.raises(Misuse):
        next_member_head(EMPTY, Member(1), MemberEvent.TAKEN, TradelineId(Member(1), 1), Clock(1, 1))
    with pytest.raises(Misuse):
        next_member_head(EMPTY, Member(1), MemberEvent.OPENED, ObligationId(bytes(32)), Clock(1, 1))
