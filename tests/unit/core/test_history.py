"""A member's history: each obligation once, by the list that leads to it, and as it was known on a day."""

from typing import Any

from ledger.core.grade import Grade, Relations
from ledger.core.history import Counterparty, DisputeSpan, History, Interest, Side, observations
from ledger.core.ids import Member, TradelineId
from ledger.core.tradeline import Tradeline
from scripts.fold_vectors import folded

SELLER, BUYER, BANK, OTHER_BANK = (Member(number) for number in (1, 2, 3, 6))

OPEN = {"say": "trade_credit", "as": "creditor", "by": 1, "to": 2, "name": "open", "at": "2026-01-02"}
INVOICE = {
    "say": "invoice", "as": "creditor", "by": 1, "on": "i1", "name": "inv", "at": "2026-01-10",
    "amount": 10_000, "due": "2026-03-01",
}  # fmt: skip
ACKNOWLEDGED = {
    "say": "acknowledgement", "as": "debtor", "by": 2, "on": "i1", "name": "ack", "at": "2026-01-12", "refers": "inv"
}  # fmt: skip
ASSIGN = {
    "say": "assign",
    "as": "creditor",
    "by": 1,
    "to": 3,
    "on": "i1",
    "name": "assign",
    "at": "2026-01-15",
}
TAKE = {"say": "take", "as": "holder", "by": 3, "on": "i1", "name": "take", "at": "2026-01-16"}


def tradeline(*entries: dict[str, Any]) -> Tradeline:
    return folded({"entries": entries})


def test_each_party_sees_the_obligation_on_its_own_side_and_only_there() -> None:
    state = tradeline(OPEN, INVOICE)
    [paid] = observations(History(SELLER, (state,)), Side.IS_PAID)
    [pays] = observations(History(BUYER, (state,)), Side.PAYS)
    assert (paid.counterparty, pays.counterparty) == (Counterparty("member:2"), Counterparty("member:1"))
    assert observations(History(SELLER, (state,)), Side.PAYS) == ()
    assert observations(History(BUYER, (state,)), Side.IS_PAID) == ()


def test_an_external_party_is_known_by_its_tradeline() -> None:
    state = tradeline({**OPEN, "to": 0}, INVOICE)
    [seen] = observations(History(SELLER, (state,)), Side.IS_PAID)
    assert (seen.counterparty, seen.tradeline) == ("tradeline:1-1", TradelineId(SELLER, 1))
    assert not seen.related


def test_a_claim_that_was_accepted_later_is_no_claim_and_stands_once() -> None:
    state = tradeline(OPEN, INVOICE)
    [claim] = observations(History(BUYER, (), claims=(state,)), Side.PAYS)
    [own] = observations(History(BUYER, (state,), claims=(state,)), Side.PAYS)
    assert (claim.claim, own.claim) == (True, False)


def test_what_a_member_acknowledged_is_no_claim_even_if_it_accepts_nothing() -> None:
    state = tradeline(OPEN, INVOICE, ACKNOWLEDGED)
    [seen] = observations(History(BUYER, (), claims=(state,)), Side.PAYS)
    assert (seen.claim, seen.grade) == (False, Grade.B)


def test_what_the_member_recorded_itself_is_no_claim_though_it_never_accepted() -> None:
    proposal = {**OPEN, "as": "debtor", "by": 2, "to": 1, "opener": 2}
    state = folded({"opener": 2, "entries": [proposal, {**INVOICE, "opener": 2}]})
    [seen] = observations(History(SELLER, (), claims=(state,)), Side.IS_PAID)
    assert not seen.claim


def test_a_corrected_obligation_keeps_the_clock_of_its_first_word_beside_that_of_its_last() -> None:
    fix = {
        "say": "correction", "as": "creditor", "by": 1, "on": "i1", "name": "fix", "at": "2026-02-01",
        "refers": "inv", "amount": 9_000,
    }  # fmt: skip
    [plain] = observations(History(SELLER, (tradeline(OPEN, INVOICE),)), Side.IS_PAID)
    [seen] = observations(History(SELLER, (tradeline(OPEN, INVOICE, fix),)), Side.IS_PAID)
    assert (plain.corrected, seen.recorded) == (None, plain.recorded)
    assert seen.corrected is not None and seen.corrected.number == 3


def test_an_issue_day_ahead_counts_as_the_day_after_its_block() -> None:
    def issued(day: str) -> int:
        [seen] = observations(History(SELLER, (tradeline(OPEN, {**INVOICE, "day": day}),)), Side.IS_PAID)
        return seen.issued

    assert issued("2030-01-01") == issued("2026-01-12") == issued("2026-01-11") == issued("2026-01-10") + 1


def test_an_assigned_receivable_is_the_holders_and_the_buyers_history_keeps_it() -> None:
    state = tradeline(OPEN, INVOICE, ASSIGN, TAKE)
    held = next(iter(state.obligations))
    [sold] = observations(History(SELLER, (state,)), Side.IS_PAID)
    [owed] = observations(History(BUYER, (state,)), Side.PAYS)
    [taken] = observations(History(BANK, (), holdings=((held, state),)), Side.IS_PAID)
    assert [item.interest for item in (sold, owed, taken)] == [
        Interest.PASSED_ON,
        Interest.OWN,
        Interest.TAKEN,
    ]
    assert {item.holder for item in (sold, owed, taken)} == {BANK}
    assert taken.counterparty == "member:2"


def test_what_was_sold_on_is_no_longer_among_the_former_holders() -> None:
    sell = {**ASSIGN, "as": "holder", "by": 3, "to": 6, "name": "sell"}
    state = tradeline(OPEN, INVOICE, ASSIGN, TAKE, sell, {**TAKE, "by": 6, "name": "take over"})
    held = next(iter(state.obligations))
    assert observations(History(BANK, (), holdings=((held, state),)), Side.IS_PAID) == ()
    assert len(observations(History(OTHER_BANK, (), holdings=((held, state),)), Side.IS_PAID)) == 1
    former = [(member, clock.number) for member, clock in state.titles[held].former]
    assert former == [(BANK, 4)]


def test_relations_bear_on_grades_only_where_they_are_known() -> None:
    state = tradeline(OPEN, INVOICE, ACKNOWLEDGED)
    related = Relations.of([(BUYER, SELLER)])
    [apart] = observations(History(SELLER, (state,)), Side.IS_PAID)
    [kin] = observations(History(SELLER, (state,), relations=related), Side.IS_PAID)
    assert (apart.grade, apart.related, kin.grade, kin.related) == (Grade.B, False, Grade.C, True)


def test_a_dispute_becomes_a_span_and_its_resolution_ends_it() -> None:
    dispute = {"say": "dispute", "as": "debtor", "by": 2, "on": "i1", "name": "no", "at": "1970-01-11"}
    upheld = {
        "say": "resolution", "as": "creditor", "by": 1, "on": "i1", "name": "yes", "at": "1970-01-16",
        "refers": "no", "outcome": 1,
    }  # fmt: skip
    [open_] = observations(History(SELLER, (tradeline(OPEN, INVOICE, dispute),)), Side.IS_PAID)
    [closed] = observations(History(SELLER, (tradeline(OPEN, INVOICE, dispute, upheld),)), Side.IS_PAID)
    told = open_.disputes[0].recorded
    assert told is not None and told.time // 86_400 == 10
    assert open_.disputes == (DisputeSpan(10, recorded=told),)
    assert closed.disputes == (DisputeSpan(10, 15, recorded=told),)


def test_as_known_on_a_day_is_the_fold_of_what_the_chain_had_by_then() -> None:
    entries = (OPEN, INVOICE, ACKNOWLEDGED, ASSIGN, TAKE)
    case = {"entries": entries}
    assert folded(case, "2026-01-12") == tradeline(OPEN, INVOICE, ACKNOWLEDGED)
    assert folded(case, "2026-01-11") == tradeline(OPEN, INVOICE)
    assert folded(case, "2026-01-01") == tradeline()
    assert folded(case, "2026-01-16") == tradeline(*entries)
