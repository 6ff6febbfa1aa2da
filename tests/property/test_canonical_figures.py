"""Whatever amounts stand on the ledger, what an attestation carries of them has a canonical form: nobody makes one
impossible by what it writes.
"""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.attest.canonical import canonical
from ledger.core.account import Turned
from ledger.core.errors import TradelineError
from ledger.core.facility import Facility, Limit
from ledger.core.grade import Attested, Grade
from ledger.core.history import Counterparty, Observation, Part, Side
from ledger.core.ids import Member, ObligationId, TradelineId
from ledger.rulebook.figure_set import FigureSet
from ledger.rulebook.month_end import month_end, month_of
from ledger.rulebook.rulebook import STANDARD, figures

AS_OF = 20_000
MOST = 2**63 - 1
LINE = TradelineId(Member(7), 1)
AMOUNTS = st.one_of(st.integers(1, 3), st.integers(MOST - 3, MOST))
DAYS = st.one_of(st.integers(AS_OF - 800, AS_OF), st.integers(0, 65_535))
PARTS = st.builds(Part, DAYS, AMOUNTS, st.sampled_from(Grade))
SEVERAL = st.lists(PARTS, max_size=2).map(lambda parts: tuple(sorted(parts, key=lambda part: part.day)))
OBSERVATIONS = st.lists(
    st.builds(
        Observation,
        side=st.sampled_from(Side),
        obligation=st.integers(0, 2**64).map(lambda number: ObligationId(number.to_bytes(32))),
        counterparty=st.sampled_from([Counterparty("a"), Counterparty("b")]),
        currency=st.just("EUR"),
        amount=AMOUNTS,
        issued=DAYS,
        due=DAYS,
        payments=SEVERAL,
        credits=SEVERAL,
        write_offs=SEVERAL,
        grade=st.sampled_from(Grade),
        tradeline=st.sampled_from([None, LINE]),
        attested=st.lists(st.builds(Attested, st.just(Member(3)), DAYS, AMOUNTS), max_size=2).map(tuple),
    ),
    max_size=6,
    unique_by=lambda one: one.obligation,
)
FACILITIES = st.builds(
    Facility,
    side=st.sampled_from(Side),
    tradeline=st.just(LINE),
    counterparty=st.just(Counterparty("a")),
    currency=st.just("EUR"),
    limits=st.lists(st.builds(Limit, DAYS, AMOUNTS | st.just(0)), max_size=3).map(tuple),
    drawdowns=SEVERAL,
    grade=st.sampled_from([Grade.B, Grade.C]),
)
ENDS = DAYS.map(lambda day: month_end(month_of(day)))
WORDS = st.lists(
    st.builds(
        Turned,
        st.sampled_from(Side),
        st.just(LINE),
        st.sampled_from([Member(3), Member(4)]),
        st.just("EUR"),
        ENDS,
        AMOUNTS | st.just(0),
    ),
    max_size=4,
)


def carried(found: FigureSet) -> bytes:
    return canonical(found.minimum()) + canonical(found.published())


@given(OBSERVATIONS, FACILITIES, WORDS)
def test_what_an_attestation_carries_has_a_canonical_form(
    items: list[Observation], line: Facility, words: list[Turned]
) -> None:
    found = figures(items, AS_OF, STANDARD, [line], words)
    assert carried(found) == carried(figures(reversed(items), AS_OF, STANDARD, [line], words))


def test_a_limit_of_a_cent_and_sales_of_a_cent_are_written_as_text() -> None:
    line = Facility(
        Side.IS_PAID,
        LINE,
        Counterparty("a"),
        "EUR",
        (Limit(AS_OF - 9, 1),),
        (Part(AS_OF - 9, 2**62),),
        Grade.B,
    )
    sold = [
        Observation(
            Side.IS_PAID, ObligationId(number.to_bytes(32)), Counterparty("ab"[number % 2]), "EUR",
            amount, issued, issued + 1,
        )
        for number, amount, issued in ((1, 2**62, AS_OF - 200), (2, 1, AS_OF - 9), (3, 1, AS_OF - 8))
    ]  # fmt: skip
    found = figures(sold, AS_OF, STANDARD, [line])
    told: Any = found.minimum()["is_paid.EUR"]
    assert told["utilisation"]["AB"]["peak"] == str(10_000 * 2**62)
    published: Any = found.published()["is_paid.EUR.headline"]
    assert int(published["all"]["dso"]) == 100 * 90 * (2**62 + 2) // 2
    assert carried(found)
    with pytest.raises(TradelineError):  # what a number would have done
        canonical({"dso": int(published["all"]["dso"])})
