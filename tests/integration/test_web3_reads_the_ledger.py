"""A reader that shares no code with ours, on web3, decodes the same ledger to the same entries, heads and words."""

import json
import subprocess
import sys
from contextlib import closing
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from ledger.app.index import follow
from ledger.core.codes import EntryClass, MemberList
from ledger.core.entry import Entry
from ledger.core.ids import Member
from ledger.proof import slots
from ledger.proof.words import MemberWord, TradelineWord, Word
from ledger.store.index import SqliteIndex
from tests.integration.life import Life
from tests.integration.network import Network

READER = Path(__file__).with_name("web3_reader.py")


def read_by_web3(network: Network, first: int) -> dict[str, Any]:
    contracts = network.contracts
    command = [sys.executable, str(READER), network.engine.url, str(files("ledger.chain") / "abi")]
    command += [f"0x{address.hex()}" for address in (contracts.registry, contracts.ledger)]
    done = subprocess.run([*command, str(first)], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def as_read(entry: Entry) -> dict[str, Any]:
    """One of our entries, as the other reader prints it."""
    return {
        "class": entry.entry_class,
        "capacity": entry.capacity,
        "delegated": entry.delegated,
        "status": entry.status,
        "epoch": entry.epoch,
        "recorder": entry.recorder,
        "subject": entry.subject,
        "detail": entry.detail,
        "obligation": hexed(entry.obligation),
        "commitment": hexed(entry.commitment),
        "payload": hexed(entry.payload),
        "block": entry.clock.number,
        "time": entry.clock.time,
    }


def hexed(value: bytes | None) -> str:
    return "0x" + (value or b"").hex()


def shown(layout: type[Word], word: int) -> dict[str, int]:
    """A word of state as we decode it, in numbers."""
    value = layout.from_word(word)
    return {name: int(getattr(value, name)) for name in layout.LAYOUT}


@pytest.fixture
def life(on_anvil: Network) -> Life:
    life = Life(on_anvil, [on_anvil.admit() for _ in range(4)])
    life.live(90)
    return life


def test_another_reader_finds_the_same_entries_heads_and_words(
    on_anvil: Network, life: Life, tmp_path: Path
) -> None:
    theirs = read_by_web3(on_anvil, on_anvil.deployment.block)
    registry, ledger, _ = on_anvil.contracts.addresses
    with closing(SqliteIndex(tmp_path / "index", on_anvil.contracts, on_anvil.deployment.block)) as index:
        follow(on_anvil.reader(), index)
        position = index.position()
        assert position is not None and position.number == theirs["block"]
        ours = {line.id: index.entries(line.id) for line in life.lines}
        ours = {number: entries for number, entries in ours.items() if entries}
        assert set(theirs["tradelines"]) == {str(int(number)) for number in ours}
        for number, entries in ours.items():
            line = theirs["tradelines"][str(int(number))]
            assert line["entries"] == [as_read(entry) for entry in entries]
            assert line["head"] == line["head_in_state"] == hexed(index.head(number))
            assert (
                shown(TradelineWord, on_anvil.reader().word(ledger, slots.tradeline(number))) == line["word"]
            )
        for number, member in theirs["members"].items():
            heads = [hexed(index.member_head(Member(int(number)), of)) for of in MemberList]
            assert member["heads"] == member["heads_in_state"] == heads
            in_state = on_anvil.reader().word(registry, slots.member(Member(int(number))))
            assert shown(MemberWord, in_state) == member["word"]
            assert int(index.directory.member_word(Member(int(number))) or 0) == in_state
    written = {entry.entry_class for entries in ours.values() for entry in entries}
    assert written == set(EntryClass)


def test_a_reader_that_missed_the_beginning_sees_that_its_heads_are_not_those_in_state(
    on_anvil: Network, life: Life
) -> None:
    found = read_by_web3(on_anvil, on_anvil.reader().height())
    assert any(member["heads"] != member["heads_in_state"] for member in found["members"].values())
