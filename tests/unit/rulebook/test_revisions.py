"""What is told otherwise of a day: by each fact that an obligation has, and by none that is dated later."""

from dataclasses import replace
from typing import Any

import pytest

from ledger.core.entry import Clock
from ledger.core.facility import Facility, Limit
from ledger.core.grade import Grade
from ledger.core.history import Counterparty, DisputeSpan, Observation, Part, Side
from ledger.core.ids import Member, ObligationId, TradelineId
from ledger.rulebook.revisions import revised, revised_facilities

AS_OF = 20_000
LINE = TradelineId(Member(1), 1)
KNOWN = Observation(
    side=Side.PAYS,
    obligation=ObligationId(bytes(32)),
    counterparty=Counterparty("member:1"),
    currency="EUR",
    amount=1_000,
    issued=AS_OF - 90,
    due=AS_OF - 60,
    payments=(Part(AS_OF - 10, 100),),
    disputes=(DisputeSpan(AS_OF - 20, AS_OF - 15),),
    tradeline=LINE,
)


@pytest.mark.parametrize(
    "change",
    [
        {"amount": 999},
        {"due": AS_OF + 60},
        {"grade": Grade.B},
        {"claim": True},
        {"corrected": Clock(9, 9)},
        {"payments": ()},
        {"payments": (Part(AS_OF - 10, 100, Grade.B),)},
        {"payments": (Part(AS_OF, 100),)},
        {"credits": (Part(AS_OF, 1),)},
        {"write_offs": (Part(AS_OF, 1),)},
        {"disputes": ()},
        {"disputes": (DisputeSpan(AS_OF - 20, AS_OF - 14),)},
        {"disputes": (*KNOWN.disputes, DisputeSpan(AS_OF))},
    ],
)
def test_a_fact_up_to_the_day_is_told(change: dict[str, Any]) -> None:
    now = replace(KNOWN, **change)
    (found,) = revised([KNOWN], [now], AS_OF)
    assert (found.before, found.after, found.tradeline) == (KNOWN, now, LINE)
    assert revised([now], [now], AS_OF) == ()


@pytest.mark.parametrize(
    "change",
    [
        {"payments": (*KNOWN.payments, Part(AS_OF + 1, 100))},
        {"credits": (Part(AS_OF + 1, 1),)},
        {"write_offs": (Part(AS_OF + 1, 1),)},
        {"disputes": (*KNOWN.disputes, DisputeSpan(AS_OF + 1))},
    ],
)
def test_a_fact_after_the_day_is_left_aside(change: dict[str, Any]) -> None:
    now = replace(KNOWN, **change)
    assert revised([KNOWN], [now], AS_OF) == ()
    assert len(revised([KNOWN], [now], AS_OF + 1)) == 1


def test_that_a_dispute_ended_later_is_not_yet_known_of_the_day() -> None:
    standing = replace(KNOWN, disputes=(DisputeSpan(AS_OF - 5),))
    ended = replace(KNOWN, disputes=(DisputeSpan(AS_OF - 5, AS_OF + 3),))
    assert revised([standing], [ended], AS_OF) == ()
    assert len(revised([standing], [ended], AS_OF + 3)) == 1


def test_what_came_and_what_went_are_told_and_what_was_issued_later_is_not() -> None:
    later = replace(KNOWN, obligation=ObligationId(bytes([1]) * 32), issued=AS_OF + 1)
    (came,) = revised([], [KNOWN, later], AS_OF)
    assert (came.before, came.after) == (None, KNOWN)
    (went,) = revised([KNOWN, later], [], AS_OF)
    assert (went.before, went.after) == (KNOWN, None)


def test_one_obligation_on_both_sides_is_two() -> None:
    other = replace(KNOWN, side=Side.IS_PAID)
    now = replace(other, amount=999)
    (found,) = revised([KNOWN, other], [KNOWN, now], AS_OF)
    assert found.side is Side.IS_PAID


def test_a_facility_is_told_by_limits_and_drawdowns_up_to_the_day() -> None:
    line = Facility(Side.PAYS, LINE, Counterparty("member:1"), "EUR", (Limit(AS_OF - 9, 500),))
    drawn, later = (replace(line, drawdowns=(Part(day, 100),)) for day in (AS_OF, AS_OF + 1))
    raised = replace(line, limits=(*line.limits, Limit(AS_OF, 900)))
    for now in (drawn, raised):
        assert revised_facilities([line], [now], AS_OF) == (LINE,)
    assert revised_facilities([line], [later], AS_OF) == revised_facilities([line], [line], AS_OF) == ()
    assert revised_facilities([], [line], AS_OF) == (LINE,)
    assert revised_facilities([], [line], AS_OF - 10) == ()
