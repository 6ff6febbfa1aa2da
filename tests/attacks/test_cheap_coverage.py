"""Coverage cannot be talked up: money is explained by the bank that confirms it, for who appointed it, and once."""

from dataclasses import replace
from typing import Any

import pytest

from ledger.attest.account import recompute
from ledger.core.day import parse_day
from ledger.core.grade import Relations
from ledger.core.history import History
from ledger.core.ids import Member, TradelineId
from ledger.rulebook.rulebook import TRADELINE_3
from scripts.fold_vectors import folded

FIRM, BUYER, BANK, OTHER = Member(1), Member(2), Member(4), Member(5)
AS_OF = parse_day("2026-04-30")
OPEN = {"say": "account", "as": "creditor", "by": 1, "name": "account", "at": "2026-01-02"}
APPOINT = {"say": "appoint", "as": "creditor", "by": 1, "to": 4, "name": "appoint", "at": "2026-01-02"}
MARCH = {
    "say": "receipts", "as": "agent", "by": 4, "name": "march", "at": "2026-04-01", "day": "2026-03-31",
    "amount": 100_000,
}  # fmt: skip
ACCOUNT = (OPEN, APPOINT, MARCH)

SALE = {"say": "trade_credit", "as": "debtor", "by": 2, "to": 1, "name": "sale", "at": "2026-01-05"}
"""Opened by the buyer, so that it is another tradeline than the account."""
ACCEPT = {"say": "accept", "as": "creditor", "by": 1, "name": "accept", "at": "2026-01-06"}
BILL = {
    "say": "invoice", "as": "creditor", "by": 1, "on": "i1", "name": "bill", "at": "2026-02-01", "amount": 40_000,
    "due": "2026-03-03",
}  # fmt: skip
AGREED = {"say": "acknowledgement", "as": "debtor", "by": 2, "on": "i1", "name": "agreed", "at": "2026-02-02",
          "refers": "bill"}  # fmt: skip
SOLD = (SALE, ACCEPT, {**APPOINT, "name": "on the sale"}, BILL, AGREED)
PAID = {
    "say": "settlement", "as": "agent", "by": 4, "on": "i1", "name": "paid", "at": "2026-04-01", "day": "2026-03-10",
    "amount": 40_000, "payment": "p1",
}  # fmt: skip


def coverage(
    *sale: dict[str, Any],
    account: tuple[dict[str, Any], ...] = ACCOUNT,
    related: tuple[tuple[Member, Member], ...] = (),
    side: str = "is_paid",
    member: Member = FIRM,
) -> Any:
    """(confirmed, explained by A + B, explained by all) of the firm's money, or None where no bank tells."""
    lines = (
        replace(folded({"entries": account, "opener": member}), id=TradelineId(member, 9)),
        folded({"entries": [{**said, "opener": 2} for said in sale], "opener": 2}),
    )
    history = History(member, lines, relations=Relations.of(related))
    told: Any = recompute(history, AS_OF, TRADELINE_3).as_json()["sides"][side]["EUR"]["coverage"]
    if told["all"] is None:
        return None
    assert told["AB"]["confirmed"] == told["all"]["confirmed"]
    return told["all"]["confirmed"], told["AB"]["explained"], told["all"]["explained"]


def test_what_the_bank_reports_on_an_acknowledged_invoice_is_explained() -> None:
    assert coverage(*SOLD, PAID) == (100_000, 40_000, 40_000)
    assert coverage(*SOLD) == (100_000, 0, 0)


@pytest.mark.parametrize("word", [{"as": "creditor", "by": 1}, {"as": "debtor", "by": 2}])
def test_no_other_word_explains_what_a_bank_confirms(word: dict[str, Any]) -> None:
    """Neither the firm's, which binds it, nor the buyer's; and none stands in the bank's way."""
    assert coverage(*SOLD, {**PAID, **word}) == (100_000, 0, 0)
    assert coverage(*SOLD, {**PAID, **word}, {**PAID, "name": "by the bank"}) == (100_000, 40_000, 40_000)


SECOND = {**APPOINT, "to": 5, "slot": 1, "name": "second"}


def test_one_payment_does_not_explain_the_money_of_two_banks() -> None:
    other = {**PAID, "by": 5, "name": "by the other"}
    assert coverage(*SOLD, SECOND, PAID, other) == (100_000, 40_000, 40_000)
    assert coverage(*SOLD, SECOND, other, PAID) == (100_000, 0, 0), "the first report counts"


def test_a_bank_that_paid_for_the_buyer_too_does_not_put_the_firms_own_aside() -> None:
    buyers = {**SECOND, "as": "debtor", "by": 2, "slot": 0, "name": "the buyer's"}
    other = {**PAID, "by": 5, "name": "by the other"}
    assert coverage(*SOLD, SECOND, buyers, other, PAID) == (100_000, 40_000, 40_000)
    assert coverage(*SOLD, SECOND, other, PAID) == (100_000, 0, 0)


@pytest.mark.parametrize(
    "word", [{"amount": 1}, {"day": "2026-01-31"}, {"amount": 40_000_000, "day": "2026-02-20"}]
)
@pytest.mark.parametrize("who", [{"as": "creditor", "by": 1}, {"as": "debtor", "by": 2}])
def test_what_a_bank_reports_is_what_it_says_itself(who: dict[str, Any], word: dict[str, Any]) -> None:
    """Not the day and the amount that somebody else gave to the payment first."""
    first = {**PAID, **who, **word, "name": "first", "at": "2026-03-20"}
    assert coverage(*SOLD, first, PAID) == coverage(*SOLD, PAID) == (100_000, 40_000, 40_000)


ASSIGN = {
    "say": "assign",
    "as": "creditor",
    "by": 1,
    "to": 3,
    "on": "i1",
    "name": "assign",
    "at": "2026-02-10",
}
TAKE = {"say": "take", "as": "holder", "by": 3, "on": "i1", "name": "take", "at": "2026-02-11"}
HOLDERS = {**APPOINT, "as": "holder", "by": 3, "on": "i1", "name": "the holder's", "at": "2026-02-12"}


def test_what_a_bank_pays_to_the_holder_explains_nothing_of_the_sellers_money() -> None:
    """Though the seller has appointed the same bank."""
    assert coverage(*SOLD, ASSIGN, TAKE, HOLDERS, PAID) == (100_000, 0, 0)
    assert coverage(*SOLD, ASSIGN, PAID) == (100_000, 40_000, 40_000), "offered, and not taken"


def test_what_the_holder_agrees_the_seller_was_paid_explains_the_sellers_money() -> None:
    agreed = {"say": "acknowledgement", "as": "holder", "by": 3, "on": "i1", "name": "to the seller",
              "at": "2026-04-02", "refers": "paid"}  # fmt: skip
    assert coverage(*SOLD, ASSIGN, TAKE, PAID) == (100_000, 0, 0)
    assert coverage(*SOLD, ASSIGN, TAKE, PAID, agreed) == (100_000, 40_000, 40_000)


def test_a_bank_that_the_buyer_alone_appointed_explains_nothing_of_the_sellers_money() -> None:
    buyers = {**APPOINT, "as": "debtor", "by": 2, "name": "the buyer's"}
    assert coverage(SALE, ACCEPT, buyers, BILL, AGREED, PAID) == (100_000, 0, 0)
    assert coverage(*SOLD, buyers, PAID) == (100_000, 40_000, 40_000), "of both, it speaks for both"


def test_a_bank_that_is_no_longer_appointed_explains_nothing_more() -> None:
    end = {"say": "appoint", "as": "creditor", "by": 1, "name": "end", "at": "2026-03-20"}
    assert coverage(*SOLD, end, PAID) == (100_000, 0, 0)
    assert coverage(*SOLD, PAID, {**end, "at": "2026-04-02"}) == (100_000, 40_000, 40_000)


def test_a_payment_is_explained_once_and_up_to_what_was_asked_for() -> None:
    again, more = {**PAID, "name": "again"}, {**PAID, "name": "more", "payment": "p2", "amount": 30_000}
    assert coverage(*SOLD, PAID, again) == (100_000, 40_000, 40_000)
    assert coverage(*SOLD, PAID, more) == (100_000, 40_000, 40_000)
    less = {"say": "credit_note", "as": "creditor", "by": 1, "on": "i1", "name": "note", "at": "2026-03-01",
            "amount": 15_000}  # fmt: skip
    assert coverage(*SOLD, less, PAID) == (100_000, 25_000, 25_000)


def test_what_came_back_is_not_explained() -> None:
    back = {
        "say": "reversal",
        "as": "agent",
        "by": 4,
        "on": "i1",
        "name": "back",
        "at": "2026-04-02",
        "refers": "paid",
    }
    assert coverage(*SOLD, PAID, back) == (100_000, 0, 0)


def test_an_invented_invoice_explains_in_all_alone() -> None:
    outside = {**SALE, "as": "creditor", "by": 2, "to": 0}
    invented = (
        outside,
        {**APPOINT, "by": 2, "name": "on it"},
        {**BILL, "by": 2},
        PAID,
    )
    account = ({**OPEN, "by": 2}, {**APPOINT, "by": 2}, MARCH)
    # Here member 2 is the firm: the tradeline is its own, with nobody that the chain knows.
    told = coverage(*invented, account=tuple({**said, "opener": 2} for said in account), member=BUYER)
    assert told == (100_000, 0, 40_000)
    assert coverage(*SOLD[:-1], PAID) == (100_000, 0, 40_000), "nor does one that its buyer does not stand by"


def test_a_bank_explains_no_more_than_it_confirms_and_only_in_the_month() -> None:
    little = (*ACCOUNT[:2], {**MARCH, "amount": 10_000})
    assert coverage(*SOLD, PAID, account=little) == (10_000, 10_000, 10_000)
    april = {**PAID, "day": "2026-04-01"}
    assert coverage(*SOLD, april) == (100_000, 0, 0)
    both = (*ACCOUNT, {**MARCH, "name": "april", "at": "2026-05-01", "day": "2026-04-30", "amount": 500})
    assert coverage(*SOLD, april, account=both) == (100_500, 500, 500)


@pytest.mark.parametrize("party", [FIRM, BUYER])
def test_a_related_bank_explains_nothing(party: Member) -> None:
    """Related to the firm, it confirms nothing either."""
    told = coverage(*SOLD, PAID, related=((party, BANK),))
    assert told == (None if party == FIRM else (100_000, 0, 0))
    assert coverage(*SOLD, PAID, related=((party, OTHER),)) == (100_000, 40_000, 40_000)


def test_what_goes_out_explains_nothing_of_what_comes_in() -> None:
    out = (*ACCOUNT[:2], {**MARCH, "say": "outgoings"})
    assert coverage(*SOLD, PAID, account=out, side="pays") == (100_000, 0, 0)
