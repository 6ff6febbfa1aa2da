"""An account as figures see it: whose word counts, in which order, and what is kept and counts for nobody."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.core.account import turned
from ledger.core.codes import Kind
from ledger.core.content import Facts
from ledger.core.day import LAST, Day, date_of, day_of, ends_month
from ledger.core.effect import Code
from ledger.core.errors import BadContent
from ledger.core.grade import Relations
from ledger.core.history import History, Side
from ledger.core.ids import Member
from ledger.core.money import LIMIT
from ledger.core.shape import shape_fault
from scripts.fold_vectors import folded

FIRM, BANK, OTHER = Member(1), Member(4), Member(5)
OPEN = {"say": "account", "as": "creditor", "by": 1, "name": "open", "at": "2026-01-02"}
APPOINT = {"say": "appoint", "as": "creditor", "by": 1, "to": 4, "name": "appoint", "at": "2026-01-02"}
SECOND = {**APPOINT, "to": 5, "slot": 1, "name": "second"}
END = {"say": "appoint", "as": "creditor", "by": 1, "name": "end", "at": "2026-03-01"}
IN = {
    "say": "receipts", "as": "agent", "by": 4, "name": "in", "at": "2026-02-01", "day": "2026-01-31", "amount": 900
}  # fmt: skip
OUT = {**IN, "say": "outgoings", "name": "out", "amount": 700}

Said = tuple[str, int, str, int]


def said(*entries: dict[str, Any], member: Member = FIRM, related: tuple[Member, ...] = ()) -> list[Said]:
    """(side, agent, last day of the month, amount)"""
    pairs = Relations.of([(member, other) for other in related])
    history = History(member, (folded({"entries": entries}),), relations=pairs)
    return [
        (word.side.value, word.agent, date_of(Day(word.month)).isoformat(), word.amount)
        for word in turned(history)
    ]


def test_what_came_in_is_of_the_side_that_is_paid_and_what_went_out_of_the_side_that_pays() -> None:
    assert said(OPEN, APPOINT, IN, OUT) == [
        (Side.IS_PAID.value, 4, "2026-01-31", 900),
        (Side.PAYS.value, 4, "2026-01-31", 700),
    ]


def test_every_word_is_told_in_the_order_in_which_it_was_said() -> None:
    anew, earlier = {**IN, "name": "anew", "amount": 950}, {**IN, "name": "earlier", "day": "2025-12-31"}
    told = said(OPEN, APPOINT, IN, anew, earlier)
    assert [(month, amount) for _, _, month, amount in told] == [
        ("2026-01-31", 900),
        ("2026-01-31", 950),
        ("2025-12-31", 900),
    ]


def test_two_banks_on_one_account_are_told_apart_though_one_copies_the_other() -> None:
    copied = {**IN, "by": 5}
    assert [word[1] for word in said(OPEN, APPOINT, SECOND, IN, copied)] == [BANK, OTHER]
    assert [word[1] for word in said(OPEN, APPOINT, SECOND, copied, IN)] == [OTHER, BANK], (
        "made before, it stops nobody"
    )
    assert [word[1] for word in said(OPEN, APPOINT, IN, copied)] == [BANK], (
        "who is not appointed copies in vain"
    )


def test_what_a_bank_said_while_it_was_appointed_stands_after_its_end() -> None:
    late = {**IN, "name": "late", "at": "2026-03-02", "day": "2026-02-28"}
    assert said(OPEN, APPOINT, IN, END, late) == said(OPEN, APPOINT, IN)
    assert len(said(OPEN, APPOINT, IN, late)) == 2


def test_the_word_of_a_related_bank_is_the_firms_own() -> None:
    own = {**IN, "as": "creditor", "by": 1}
    assert said(OPEN, APPOINT, own) == []
    assert said(OPEN, APPOINT, IN, related=(BANK,)) == []
    assert len(said(OPEN, APPOINT, IN, related=(OTHER,))) == 1


def test_an_account_is_of_who_opened_it_and_of_nobody_else() -> None:
    assert said(OPEN, APPOINT, IN, member=BANK) == []
    assert said({**OPEN, "say": "trade_credit"}, APPOINT, IN) == []
    assert len(said(OPEN, APPOINT, IN)) == 1


def test_what_it_is_was_settled_by_its_first_opening() -> None:
    """Its opener may name a party later: that makes no other thing of it, and hides nothing."""
    linked = {**OPEN, "say": "trade_credit", "to": 2, "name": "link", "at": "2026-02-03"}
    assert said(OPEN, APPOINT, IN, linked) == said(OPEN, APPOINT, IN)
    first = {**OPEN, "say": "trade_credit"}
    assert said(first, APPOINT, IN, {**OPEN, "to": 2, "name": "link", "at": "2026-02-03"}) == []


LAST_DAYS = st.integers(0, 2149 * 12 + 4 - 1970 * 12).map(
    lambda month: (date(1970 + (month + 1) // 12, (month + 1) % 12 + 1, 1) - date(1970, 1, 1)).days - 1
)
AMOUNTS = st.integers(-1, 1) | st.integers(LIMIT - 1, LIMIT)


@pytest.mark.parametrize("kind", [Kind.RECEIPTS, Kind.OUTGOINGS])
@given(day=st.integers(0, LAST) | LAST_DAYS, amount=AMOUNTS)
def test_a_sum_is_of_a_last_day_of_a_month_and_may_be_nothing(kind: Kind, day: int, amount: int) -> None:
    last = (date_of(Day(day)) + timedelta(days=1)).day == 1
    fault = shape_fault(kind, Facts(kind, "EUR", amount, day))
    assert fault is (None if last and 0 <= amount < LIMIT else Code.OUT_OF_RANGE)
    drawn = shape_fault(Kind.DRAWDOWN, Facts(Kind.DRAWDOWN, "EUR", amount, day))
    assert drawn is (None if 0 < amount < LIMIT else Code.OUT_OF_RANGE), "of any day, and never nothing"


def test_the_last_day_that_there_is_ends_no_month() -> None:
    assert date_of(LAST).isoformat() == "2149-06-06"
    assert not ends_month(LAST)
    with pytest.raises(BadContent):
        day_of(date_of(Day(LAST + 1)))
