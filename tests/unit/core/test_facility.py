"""A revolving tradeline as figures see it: whose word a limit is, and since when."""

from dataclasses import replace
from typing import Any

import pytest

from ledger.core.day import Day, date_of, parse_day
from ledger.core.facility import Facility, facilities
from ledger.core.grade import Grade, Relations
from ledger.core.history import Counterparty, History, Side, day_known
from ledger.core.ids import Member
from scripts.fold_vectors import folded

BANK, FIRM = Member(1), Member(2)
OPEN = {
    "say": "revolving", "as": "creditor", "by": 1, "to": 2, "name": "open", "at": "2026-01-02", "amount": 1000
}  # fmt: skip
ACCEPT = {"say": "accept", "as": "debtor", "by": 2, "name": "accept", "at": "2026-01-03"}
DRAW = {"say": "drawdown", "as": "creditor", "by": 1, "name": "draw", "at": "2026-01-10", "amount": 400}
RAISE = {"say": "limit", "as": "creditor", "by": 1, "name": "limit", "at": "2026-02-01", "amount": 2000}
CLOSE = {"say": "closure", "as": "creditor", "by": 1, "name": "close", "at": "2026-03-01"}
ASKED = {**OPEN, "as": "debtor"}
"""Opened by member 1 as the one who will owe."""
GIVEN = {**ACCEPT, "as": "creditor"}


def lines(*entries: dict[str, Any], member: Member = FIRM, side: Side = Side.PAYS) -> tuple[Facility, ...]:
    return facilities(History(member, (folded({"entries": entries}),)), side)


def one(*entries: dict[str, Any], member: Member = FIRM, side: Side = Side.PAYS) -> Facility:
    [found] = lines(*entries, member=member, side=side)
    return found


def told(line: Facility) -> list[tuple[str, int, str]]:
    """Each limit's day, its amount, and the day on which the chain knew it."""
    known = ((limit, limit.recorded) for limit in line.limits)
    return [
        (date_of(Day(limit.day)).isoformat(), limit.amount, date_of(Day(day_known(clock))).isoformat())
        for limit, clock in known
        if clock is not None
    ]


def test_each_party_has_it_on_its_own_side_with_limits_as_they_were_said() -> None:
    entries = (OPEN, ACCEPT, DRAW, RAISE)
    pays, lends = one(*entries), one(*entries, member=BANK, side=Side.IS_PAID)
    assert (pays.side, pays.counterparty) == (Side.PAYS, Counterparty("member:1"))
    assert told(pays) == [("2026-01-02", 1000, "2026-01-02"), ("2026-02-01", 2000, "2026-02-01")]
    assert [(part.day, part.amount) for part in pays.drawdowns] == [(parse_day("2026-01-10"), 400)]
    mirrored = replace(pays, side=Side.IS_PAID, counterparty=Counterparty("member:2"), grade=Grade.C)
    assert lends == mirrored
    assert lines(*entries, side=Side.IS_PAID) == lines(*entries, member=BANK) == ()


def test_other_kinds_and_one_without_a_limit_are_none() -> None:
    assert lines({**OPEN, "say": "loan"}, ACCEPT, RAISE) == ()
    no_limit = {name: value for name, value in OPEN.items() if name != "amount"}
    assert lines(no_limit, ACCEPT, DRAW) == ()
    assert told(one(no_limit, ACCEPT, DRAW, RAISE)) == [("2026-02-01", 2000, "2026-02-01")]


def test_a_proposal_and_a_held_obligation_are_nobodys_facility() -> None:
    state = folded({"entries": [OPEN, ACCEPT]})
    assert facilities(History(FIRM, (), claims=(state,)), Side.PAYS) == ()


def test_the_debtor_cannot_give_itself_a_limit() -> None:
    assert lines(ASKED, member=BANK) == ()
    assert told(one(ASKED, GIVEN, member=BANK)) == [("2026-01-02", 1000, "2026-01-03")]
    outside = {**ASKED, "to": 0}
    assert lines(outside, member=BANK) == ()


def test_the_creditor_closes_it_and_may_open_it_again_and_the_debtor_does_neither() -> None:
    assert told(one(OPEN, ACCEPT, CLOSE))[-1] == ("2026-03-01", 0, "2026-03-01")
    assert told(one(OPEN, ACCEPT, {**RAISE, "day": "2025-12-01"}))[-1] == ("2025-12-01", 2000, "2026-02-01")
    assert one(OPEN, ACCEPT, CLOSE, {**RAISE, "at": "2026-04-01"}).limits[-1].amount == 2000
    own = {**CLOSE, "as": "debtor", "by": 2}
    assert one(OPEN, ACCEPT, own) == one(OPEN, ACCEPT)


def test_closing_an_obligation_closes_no_facility() -> None:
    due = {
        "say": "instalment", "as": "creditor", "by": 1, "on": "i1", "name": "due", "at": "2026-01-20",
        "amount": 100, "due": "2026-02-20",
    }  # fmt: skip
    assert len(one(OPEN, ACCEPT, due, {**CLOSE, "on": "i1"}).limits) == 1
    assert len(one(OPEN, ACCEPT, due, CLOSE).limits) == 2


def test_a_drawdown_dated_ahead_counts_from_the_day_after_its_block() -> None:
    ahead = {**DRAW, "day": "2026-06-30"}
    [part] = one(OPEN, ACCEPT, ahead).drawdowns
    assert part.day == parse_day("2026-01-11")
    earlier = {**DRAW, "day": "2026-01-05"}
    assert one(OPEN, ACCEPT, earlier).drawdowns[0].day == parse_day("2026-01-05")


@pytest.mark.parametrize(
    ("entries", "related", "grade"),
    [
        ((OPEN, ACCEPT), (), Grade.B),
        ((OPEN,), (), Grade.C),
        ((OPEN, ACCEPT), ((1, 2),), Grade.C),
        (({**OPEN, "to": 0},), (), Grade.C),
    ],
)
def test_two_unrelated_members_who_agree_make_it_b_for_the_one_who_owes(
    entries: tuple[dict[str, Any], ...], related: tuple[tuple[int, int], ...], grade: Grade
) -> None:
    pairs = Relations.of((Member(left), Member(right)) for left, right in related)
    state = folded({"entries": entries})
    own = facilities(History(state.debtor, (state,), relations=pairs), Side.PAYS)
    assert [line.grade for line in own] == [grade]
    [lent] = facilities(History(BANK, (state,), relations=pairs), Side.IS_PAID)
    assert lent.grade is Grade.C


def test_as_it_was_known_before() -> None:
    known = folded({"entries": [OPEN, ACCEPT, DRAW, RAISE]}, "2026-01-05")
    [found] = facilities(History(FIRM, (known,)), Side.PAYS)
    assert (len(found.limits), found.drawdowns) == (1, ())
