"""What came since a block, in either database, is what all the entries have above it."""

from contextlib import closing

import pytest

from ledger.app.ports import Block
from ledger.core.ids import Member, TradelineId
from ledger.store.opening import index_at
from tests.databases import Shelf
from tests.unit.store.test_rebuild import CONTRACTS, START, made


@pytest.mark.parametrize("since", [START - 1, START, START + 1, START + 2])
def test_entries_tradelines_and_lists_since_a_block(shelf: Shelf, since: int) -> None:
    line, chain = TradelineId(Member(1), 1), list[Block]()
    for serial, number in enumerate((2, 0, 1), 1):
        chain.append(made(serial, chain, number))
    with closing(index_at(shelf("growth"), CONTRACTS, START)) as index, index.leading():
        index.take(chain)
        for until in (START, START + 1, START + 2):
            entries = [one for one in index.entries(line, until) if one.clock.number > since]
            assert index.entries_after(line, since, until) == tuple(entries)
            assert index.touched(since, until) == (frozenset({line}) if entries else frozenset())
            opened = since < START <= until
            assert (index.listed(Member(1), since, until), index.listed(Member(9), since, until)) == (
                opened,
                False,
            )
        assert index.entries(line) != ()
        assert index.directory.relations() == frozenset()
