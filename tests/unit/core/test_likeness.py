"""Invoices that are alike are named to each other, and no others are."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.core.day import day_of
from ledger.core.ids import ObligationId
from ledger.core.likeness import MOST, Billed, near_duplicates

MAY = day_of(date(2026, 5, 4))
SELLER, BUYER, OTHER = (frozenset({f"member {number}"}) for number in (1, 2, 3))
NOBODY: frozenset[str] = frozenset()


def billed(number: int, **changed: object) -> Billed:
    first = Billed(ObligationId(number.to_bytes(32, "big")), SELLER, BUYER, "EUR", MAY, frozenset({100}))
    return replace(first, **changed)  # type: ignore[arg-type]


def pairs(*invoices: Billed) -> set[tuple[int, int]]:
    return {
        (int.from_bytes(one, "big"), int.from_bytes(other, "big"))
        for one, others in near_duplicates(invoices).items()
        for other in others
    }


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"issued": MAY + 27},
        {"amounts": frozenset({7, 100})},
        {"debtor": NOBODY},
        {"creditor": NOBODY, "debtor": NOBODY},
        {"debtor": BUYER | {"name brunner"}},
    ],
    ids=["equal", "month", "corrected", "external", "both-external", "named"],
)
def test_alike(changed: dict[str, object]) -> None:
    assert pairs(billed(1), billed(2, **changed)) == {(1, 2), (2, 1)}


@pytest.mark.parametrize(
    "changed",
    [
        {"issued": MAY + 28},
        {"issued": MAY + 365},
        {"amounts": frozenset({101})},
        {"currency": "USD"},
        {"debtor": OTHER},
        {"creditor": OTHER},
        {"creditor": BUYER, "debtor": SELLER},
    ],
    ids=["june", "next-year", "amount", "currency", "debtor", "creditor", "turned"],
)
def test_not_alike(changed: dict[str, object]) -> None:
    assert pairs(billed(1), billed(2, **changed)) == set()
    assert pairs(billed(1), billed(2)) != set()


def test_external_parties_are_told_apart_by_their_names_alone() -> None:
    brunner, albers = frozenset({"name brunner"}), frozenset({"name albers"})
    assert pairs(billed(1, debtor=brunner), billed(2, debtor=albers)) == set()
    assert pairs(billed(1, debtor=brunner), billed(2, debtor=brunner)) == {(1, 2), (2, 1)}
    assert pairs(billed(1, debtor=brunner), billed(2, debtor=NOBODY)) == {(1, 2), (2, 1)}


def test_an_equal_tag_is_enough_and_a_missing_one_is_not_equal() -> None:
    other = {"amounts": frozenset({101})}
    assert pairs(billed(1, near=b"n" * 16), billed(2, near=b"n" * 16, **other)) == {(1, 2), (2, 1)}
    assert pairs(billed(1, near=None), billed(2, near=None, **other)) == set()


def test_a_tag_that_its_recorder_made_up_hides_nothing() -> None:
    assert pairs(billed(1, near=b"a" * 16), billed(2, near=b"b" * 16)) == {(1, 2), (2, 1)}


def test_of_very_many_some_are_named() -> None:
    found = near_duplicates(billed(number) for number in range(3_000))
    assert {len(others) for others in found.values()} == {MOST}


_party = st.sampled_from([NOBODY, SELLER, BUYER, OTHER, frozenset({"name a"}), BUYER | {"name a"}])
_invoices = st.lists(
    st.tuples(
        _party, _party, st.sampled_from([MAY, MAY + 40]), st.sets(st.sampled_from([100, 101]), min_size=1)
    ),
    max_size=8,
)


@given(_invoices)
def test_the_shelves_find_what_comparing_every_pair_finds(drawn: list[tuple[object, ...]]) -> None:
    invoices = [
        billed(number, creditor=creditor, debtor=debtor, issued=issued, amounts=frozenset(amounts))  # type: ignore[call-overload]
        for number, (creditor, debtor, issued, amounts) in enumerate(drawn)
    ]
    expected = {
        (place, other)
        for place, one in enumerate(invoices)
        for other, two in enumerate(invoices)
        if place != other and _said_alike(one, two)
    }
    assert pairs(*invoices) == expected


def _said_alike(one: Billed, two: Billed) -> bool:
    parties = ((one.creditor, two.creditor), (one.debtor, two.debtor))
    same = all(not a or not b or a & b for a, b in parties)
    return same and one.issued == two.issued and bool(one.amounts & two.amounts)
