"""However a chain came to be what it is, the index of it is the same."""

import tempfile
from contextlib import closing
from pathlib import Path

from eth_abi.abi import encode
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.app.ports import Block, RawLog, Reorged
from ledger.core.codes import Capacity, EntryClass, Status
from ledger.core.ids import Member, TradelineId
from ledger.proof.events import RECORDED, Contracts
from ledger.proof.meta import Meta
from ledger.store.index import SqliteIndex
from ledger.store.opening import index_at
from tests.databases import Shelf, rows_at

CONTRACTS = Contracts(7, b"\x01" * 20, b"\x02" * 20, b"\x03" * 20)
START = 3
STEPS = st.lists(
    st.tuples(st.integers(0, 4), st.lists(st.integers(0, 3), min_size=1, max_size=4)), min_size=1, max_size=8
)
"""How many blocks are taken back, then the number of entries of each block that comes in their place."""


def entry(number: int, index: int, opened: bool) -> RawLog:
    line = TradelineId(Member(1), 1)
    entry_class = EntryClass.STATEMENT if opened else EntryClass.OPEN
    subject = Member(0) if opened else Member(2)
    meta = Meta(entry_class, Capacity.DEBTOR, Status.PROPOSED, Member(1), line, subject=subject)
    words = [bytes(meta), number.to_bytes(32, "big"), b"payload" * index]
    topics = (RECORDED.topic, int(line).to_bytes(32, "big"), bytes(32))
    return RawLog(CONTRACTS.ledger, topics, encode(["bytes32", "bytes32", "bytes"], words), index, bytes(32))


def made(serial: int, chain: list[Block], entries: int) -> Block:
    """A block on top of the chain; no two blocks of one test have the same hash."""
    number, parent = START + len(chain), chain[-1].hash if chain else bytes(32)
    opened = any(block.logs for block in chain)
    logs = tuple(entry(serial, index, opened or index > 0) for index in range(entries))
    return Block(number, serial.to_bytes(32, "big"), parent, serial, logs)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(STEPS)
def test_after_any_reorgs_the_index_is_that_of_the_chain_that_stands(
    shelf: Shelf, steps: list[tuple[int, list[int]]]
) -> None:
    chain: list[Block] = []
    with tempfile.TemporaryDirectory() as folder:
        live_place, rebuilt_path = shelf("live"), Path(folder, "rebuilt")
        with (
            closing(index_at(live_place, CONTRACTS, START)) as live,
            closing(SqliteIndex(rebuilt_path, CONTRACTS, START)) as rebuilt,
            live.leading(),
        ):
            # One index for all examples: whatever it has seen, it can be taken back.
            live.take([Reorged(0, bytes(32))])
            for step, (back, blocks) in enumerate(steps, 1):
                del chain[max(0, len(chain) - back) :]
                live.take([Reorged(START + len(chain) - 1, chain[-1].hash if chain else bytes(32))])
                for position, entries in enumerate(blocks):
                    chain.append(made(step << 8 | position, chain, entries))
                    live.take(chain[-1:])
            rebuilt.take(chain)
            assert live.digest() == rebuilt.digest()
            assert live.position() == rebuilt.position()
        assert rows_at(live_place) == rows_at(rebuilt_path)
