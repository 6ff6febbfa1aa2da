"""Utilisation cannot be bought: nobody's own word raises a limit, repays a drawing or closes an account."""

from typing import Any

from ledger.attest.account import recompute
from ledger.core.day import parse_day
from ledger.core.grade import Relations
from ledger.core.history import History
from ledger.core.ids import Member
from ledger.rulebook.rulebook import TRADELINE_2
from scripts.fold_vectors import folded

BANK, FIRM = Member(1), Member(2)
AS_OF = parse_day("2026-06-30")
OPEN = {
    "say": "revolving", "as": "creditor", "by": 1, "to": 2, "name": "open", "at": "2026-01-02", "amount": 1000
}  # fmt: skip
ACCEPT = {"say": "accept", "as": "debtor", "by": 2, "name": "accept", "at": "2026-01-03"}
DRAW = {"say": "drawdown", "as": "creditor", "by": 1, "name": "draw", "at": "2026-01-10", "amount": 900}
DUE = {
    "say": "instalment", "as": "creditor", "by": 1, "on": "i1", "name": "due", "at": "2026-02-01",
    "amount": 500, "due": "2026-03-01",
}  # fmt: skip
PAID = {
    "say": "settlement", "as": "creditor", "by": 1, "on": "i1", "name": "paid", "at": "2026-03-02", "amount": 500,
    "payment": "p",
}  # fmt: skip
DRAWN = (OPEN, ACCEPT, DRAW, DUE)


def used(*entries: dict[str, Any], own: Member = FIRM, related: bool = False, side: str = "pays") -> Any:
    """The firm's utilisation, by grade."""
    pairs = Relations.of([(BANK, FIRM)] if related else [])
    state = folded({"entries": entries, "opener": 1})
    sides: Any = recompute(History(own, (state,), relations=pairs), AS_OF, TRADELINE_2).as_json()["sides"]
    return sides[side]["EUR"]["utilisation"] if "EUR" in sides[side] else None


def test_what_both_parties_stand_for_is_told_to_both() -> None:
    told = used(*DRAWN)
    assert (told["AB"]["current"], told["AB"]["limit"], told["AB"]["drawn"]) == (9_000, 1000, 900)
    assert told["all"] == told["AB"]
    assert used(*DRAWN, own=BANK, side="is_paid") == told


def test_a_debtors_own_word_repays_nothing_and_the_payees_does() -> None:
    own_word = {**PAID, "as": "debtor", "by": 2}
    assert used(*DRAWN, own_word) == used(*DRAWN)
    assert used(*DRAWN, PAID)["AB"]["current"] == 4_000
    returned = {"say": "reversal", "as": "creditor", "by": 1, "on": "i1", "name": "back", "at": "2026-03-09",
                "refers": "paid"}  # fmt: skip
    assert used(*DRAWN, PAID, returned) == used(*DRAWN)


def test_a_debtor_cannot_widen_its_limit_or_close_what_it_has_drawn() -> None:
    wide = {"say": "limit", "as": "debtor", "by": 2, "name": "wide", "at": "2026-02-01", "amount": 9_000_000,
            "code": "out-of-capacity"}  # fmt: skip
    closed = {"say": "closure", "as": "debtor", "by": 2, "name": "close", "at": "2026-02-01"}
    assert used(*DRAWN, wide) == used(*DRAWN)
    assert used(*DRAWN, closed) == used(*DRAWN)


def test_a_facility_that_nobody_accepted_is_no_room_for_the_one_who_says_it_has_it() -> None:
    asked = {**OPEN, "as": "debtor", "amount": 9_000_000}
    for alone in (asked, {**asked, "to": 0}):
        assert used(alone, own=BANK) is None


def test_a_sister_companys_limit_stands_in_all_alone() -> None:
    told = used(*DRAWN, related=True)
    assert told["AB"] is None
    assert told["all"]["current"] == 9_000


def test_an_instalment_that_was_forgiven_is_no_longer_drawn_and_one_written_off_is() -> None:
    forgiven = {"say": "credit_note", "as": "creditor", "by": 1, "on": "i1", "name": "cn", "at": "2026-03-05",
                "amount": 200}  # fmt: skip
    lost = {**forgiven, "say": "write_off", "name": "lost"}
    assert used(*DRAWN, forgiven)["AB"]["current"] == 7_000
    assert used(*DRAWN, lost) == used(*DRAWN)
