"""Utilisation cannot be bought: nobody's own word raises a limit, repays a drawing or closes an account; and no word
counts backwards.
"""

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
AGREED = {
    "say": "acknowledgement", "as": "debtor", "by": 2, "on": "i1", "name": "agreed", "at": "2026-02-02", "refers": "due"
}  # fmt: skip
DRAWN = (OPEN, ACCEPT, DRAW, DUE, AGREED)


def used(*entries: dict[str, Any], own: Member = FIRM, related: bool = False, side: str = "pays") -> Any:
    """The firm's utilisation, by grade."""
    pairs = Relations.of([(BANK, FIRM)] if related else [])
    state = folded({"entries": entries, "opener": 1})
    sides: Any = recompute(History(own, (state,), relations=pairs), AS_OF, TRADELINE_2).as_json()["sides"]
    return sides[side]["EUR"]["utilisation"] if "EUR" in sides[side] else None


def test_what_the_creditor_says_is_proved_for_the_debtor_and_its_own_word_for_itself() -> None:
    told = used(*DRAWN)
    assert (told["AB"]["current"], told["AB"]["limit"], told["AB"]["drawn"]) == (9_000, 1000, 900)
    assert told["all"] == told["AB"]
    lent = used(*DRAWN, own=BANK, side="is_paid")
    assert (lent["AB"], lent["all"]) == (None, told["all"])


def test_a_debtors_own_word_repays_nothing_and_the_payees_does() -> None:
    own_word = {**PAID, "as": "debtor", "by": 2}
    assert used(*DRAWN, own_word) == used(*DRAWN)
    assert used(*DRAWN, PAID)["AB"]["current"] == 4_000
    returned = {"say": "reversal", "as": "creditor", "by": 1, "on": "i1", "name": "back", "at": "2026-03-09",
                "refers": "paid"}  # fmt: skip
    assert used(*DRAWN, PAID, returned) == used(*DRAWN)


def test_what_the_debtor_does_not_stand_by_is_repaid_in_all_alone() -> None:
    told = used(OPEN, ACCEPT, DRAW, DUE, PAID)
    assert (told["AB"]["drawn"], told["all"]["drawn"]) == (900, 400)


def test_a_friendly_bank_raises_no_limit_backwards() -> None:
    """Dated before the first, and known to the chain on the day of the attestation."""
    raised = {"say": "limit", "as": "creditor", "by": 1, "name": "wide", "at": "2026-06-30", "day": "2024-07-01",
              "amount": 9_000_000}  # fmt: skip
    before, after = used(*DRAWN)["AB"], used(*DRAWN, raised)["AB"]
    assert (after["current"], after["peak"]) == (1, before["peak"]) == (1, 9_000)
    in_time = used(*DRAWN[:2], {**raised, "at": "2026-01-05"}, *DRAWN[2:])["AB"]
    assert in_time["peak"] == 1


def test_to_close_what_is_drawn_to_the_limit_improves_nothing() -> None:
    full = {**DRAW, "amount": 1000}
    closed = {"say": "closure", "as": "creditor", "by": 1, "name": "close", "at": "2026-06-01"}
    before, after = used(OPEN, ACCEPT, full)["AB"], used(OPEN, ACCEPT, full, closed)["AB"]
    assert (after["drawn"], after["limit"], after["current"]) == (1000, 0, None)
    assert after["peak"] == before["peak"] == 10_000
    assert after["weighted"] > before["weighted"]


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


def test_a_credit_note_and_a_write_off_pay_nothing_back() -> None:
    """An instalment that was never owed and is credited at once would otherwise empty any line."""
    forgiven = {"say": "credit_note", "as": "creditor", "by": 1, "on": "i1", "name": "cn", "at": "2026-03-05",
                "amount": 200}  # fmt: skip
    lost = {**forgiven, "say": "write_off", "name": "lost"}
    assert used(*DRAWN, forgiven) == used(*DRAWN)
    assert used(*DRAWN, lost) == used(*DRAWN)
