"""Several indexes on one database, as several processes have them: one leads, and nobody writes on top of another."""

from collections.abc import Iterator
from contextlib import ExitStack, closing

import pytest

from ledger.app.ports import Block, Finalised, Position, Reorged, StreamItem
from ledger.core.errors import Unavailable
from ledger.store.index import SqlIndex
from ledger.store.opening import index_at
from ledger.store.writer import NotNext, Overtaken
from tests.databases import Shelf
from tests.unit.store.blocks import CONTRACTS, START, block, identity


@pytest.fixture
def peers(shelf: Shelf) -> Iterator[tuple[SqlIndex, SqlIndex]]:
    with ExitStack() as stack:
        first, second = (
            stack.enter_context(closing(index_at(shelf("index"), CONTRACTS, START))) for _ in range(2)
        )
        yield first, second


def test_one_leads_and_the_next_when_it_is_done(peers: tuple[SqlIndex, SqlIndex]) -> None:
    first, second = peers
    for one, other in ((first, second), (second, first)):
        with one.leading() as leads, other.leading() as other_leads:
            assert (leads, other_leads) == (True, False)
            with one.leading() as still:
                assert still
            with other.leading() as other_leads:
                assert not other_leads
            assert one.take([block(START if one is first else START + 1)]) == 1


def test_what_is_led_elsewhere_is_led_here_all_the_same(shelf: Shelf) -> None:
    with (
        closing(index_at(shelf("one"), CONTRACTS, START)) as one,
        closing(index_at(shelf("other"), CONTRACTS, START)) as other,
        one.leading() as leads,
        other.leading() as other_leads,
    ):
        assert leads and other_leads


def test_a_lead_ends_with_an_error_too(peers: tuple[SqlIndex, SqlIndex]) -> None:
    first, second = peers
    with pytest.raises(NotNext), first.leading():
        first.take([block(START + 7)])
    with second.leading() as leads:
        assert leads


@pytest.mark.parametrize(
    "late",
    [
        block(START + 1, branch=1, on=0),
        block(START + 1),
        Reorged(START - 1, identity(START - 1)),
        Finalised(START, identity(START)),
    ],
    ids=["another block", "the same block", "reorg", "finality"],
)
def test_who_was_overtaken_writes_nothing_on_top_and_takes_nothing_back(
    peers: tuple[SqlIndex, SqlIndex], late: StreamItem
) -> None:
    first, second = peers

    def items() -> Iterator[StreamItem]:
        yield block(START)
        assert second.take([block(START + 1)]) == 1
        yield late

    with pytest.raises(Overtaken) as caught:
        first.take(items())
    assert isinstance(caught.value, Unavailable)
    assert first.position() == Position(START + 1, identity(START + 1))
    assert first.finalised() == 0
    assert first.take([block(START + 2), Finalised(START, identity(START))]) == 1


def test_what_one_takes_the_other_sees_whole(peers: tuple[SqlIndex, SqlIndex]) -> None:
    first, second = peers
    seen: list[Position | None] = []

    def items() -> Iterator[Block]:
        for number in range(START, START + 5):
            yield block(number)
            seen.append(second.position())

    with first.leading():
        first.take(items())
    assert seen == [Position(number, identity(number)) for number in range(START, START + 5)]
    assert first.digest() == second.digest()
