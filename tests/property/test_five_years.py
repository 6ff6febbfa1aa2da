"""What was late and ended more than five years ago is in no figure of any rulebook; an unpaid debt has not ended."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.core.day import Day, months_back, parse_day
from ledger.core.entry import Clock
from ledger.core.grade import Grade
from ledger.core.history import Counterparty, DisputeSpan, Observation, Part, Side
from ledger.core.ids import ObligationId
from ledger.rulebook.figure_set import FigureSet, Population
from ledger.rulebook.position import Grades
from ledger.rulebook.rulebook import KNOWN, TRADELINE_2, Rulebook, figures

BOOKS = [pytest.param(book, id=book.id) for book in KNOWN.values()]
FIRST, LAST = parse_day("2024-01-01"), parse_day("2028-03-01")


@st.composite
def ended(draw: st.DrawFn, last: int) -> Observation:
    """Late or written off, and paid in full by a day: issued before it was paid."""
    day = draw(st.integers(last - 400, last))
    issued = draw(st.integers(day - 1_500, day))
    early = draw(st.integers(issued, day))
    parts = (
        Part(early, draw(st.integers(1, 99_999)), draw(st.sampled_from(Grade))),
        Part(day, 100_000, Grade.A),
    )
    return Observation(
        side=draw(st.sampled_from(Side)),
        obligation=ObligationId(draw(st.binary(min_size=32, max_size=32))),
        counterparty=Counterparty("old"),
        currency="EUR",
        amount=100_000,
        issued=issued,
        due=draw(st.integers(issued, day)),
        payments=parts,
        credits=draw(
            st.lists(st.builds(Part, st.integers(issued, day), st.integers(1, 9)), max_size=1).map(tuple)
        ),
        disputes=draw(
            st.lists(st.builds(DisputeSpan, st.integers(issued, last + 3_000)), max_size=1).map(tuple)
        ),
        write_offs=(Part(early, 5),) if draw(st.booleans()) else (),
        grade=draw(st.sampled_from(Grade)),
        recorded=Clock(1, issued * 86_400),
    )


def recent(as_of: int) -> list[Observation]:
    """What stays: paid late last year, and unpaid for many years."""
    late = Observation(
        Side.PAYS, ObligationId(b"l" * 32), Counterparty("new"), "EUR", 100, as_of - 400, as_of - 370,
        (Part(as_of - 300, 100),),
    )  # fmt: skip
    unpaid = replace(
        late, obligation=ObligationId(b"u" * 32), issued=as_of - 5_000, due=as_of - 4_900, payments=()
    )
    return [late, unpaid]


@pytest.mark.parametrize("book", BOOKS)
@given(st.data(), st.integers(FIRST, LAST))
def test_figures_are_those_of_a_history_without_it(book: Rulebook, data: st.DataObject, as_of: int) -> None:
    before = months_back(Day(as_of), 60) - 1
    old = data.draw(st.lists(ended(before), min_size=1, max_size=4, unique_by=lambda one: one.obligation))
    assert figures([*old, *recent(as_of)], as_of, book) == figures(recent(as_of), as_of, book)


def string(found: FigureSet) -> str:
    own = found.figures[Side.PAYS, "EUR"].sets[Population.HEADLINE, Grades.ALL].movement
    return "" if own is None else own.status


@given(st.integers(FIRST, LAST))
def test_what_ended_59_months_ago_is_in_the_string(as_of: int) -> None:
    [late, _] = recent(as_of)
    day = months_back(Day(as_of), 59)
    marked = replace(late, issued=day - 200, due=day - 100, payments=(Part(day, 100),))
    assert string(figures([marked], as_of, TRADELINE_2))[:1] == "4"


def test_an_unpaid_debt_does_not_end() -> None:
    [_, unpaid] = recent(LAST)
    found = figures([unpaid], LAST, TRADELINE_2)
    assert set(string(found)) == {"7"}
    assert found.figures[Side.PAYS, "EUR"].defaults.prc.level == 5


def test_that_a_counterparty_was_known_is_remembered() -> None:
    [late, _] = recent(LAST)
    old = replace(
        late, obligation=ObligationId(b"o" * 32), issued=LAST - 4_000, due=LAST - 3_990,
        payments=(Part(LAST - 3_900, 100),), recorded=Clock(1, (LAST - 4_000) * 86_400),
    )  # fmt: skip
    with_it, without = (figures(seen, LAST).figures[Side.PAYS, "EUR"] for seen in ([late, old], [late]))
    assert (with_it.evidence.new, without.evidence.new) == (0, 10_000)
    assert with_it.sets == without.sets
