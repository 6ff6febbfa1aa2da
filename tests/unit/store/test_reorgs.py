"""What an index saw taken back: how often, how much, and how deep."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ledger.app.ports import Reorged
from ledger.store.index import SqliteIndex
from ledger.store.reorgs import Reorgs
from tests.unit.store.blocks import CONTRACTS, START, block, identity


@pytest.fixture
def index(tmp_path: Path) -> Iterator[SqliteIndex]:
    with closing(SqliteIndex(tmp_path / "index", CONTRACTS, START)) as found:
        yield found


def test_steps_back_with_nothing_between_are_one_reorg(index: SqliteIndex) -> None:
    index.take([block(START + number) for number in range(4)])
    assert index.reorgs == Reorgs()
    for number in (2, 1):
        index.take([Reorged(START + number, identity(START + number))])
    assert (index.reorgs.count, index.reorgs.blocks, index.reorgs.deepest) == (1, 2, 2)
    index.take([block(START + 2, branch=1, on=0), Reorged(START, identity(START))])
    assert (index.reorgs.count, index.reorgs.blocks, index.reorgs.deepest) == (2, 4, 2)


def test_a_step_back_that_takes_nothing_is_none(index: SqliteIndex) -> None:
    index.take([block(START), Reorged(START, identity(START))])
    assert index.reorgs == Reorgs()
    index.take([Reorged(0, identity(0, 1))])
    assert (index.reorgs.count, index.reorgs.blocks) == (1, 1)
