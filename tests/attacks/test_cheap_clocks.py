"""Defaults, disputes and the status string cannot be bought by one's own word, or by a word that comes afterwards.

Every history is folded, observed and figured as a bank would do it; each attack stands beside its control.
"""

from typing import Any

from ledger.attest.account import recompute
from ledger.core.day import parse_day
from ledger.core.grade import Relations
from ledger.core.history import History
from ledger.core.ids import Member
from ledger.core.tradeline import Tradeline
from ledger.rulebook.rulebook import TRADELINE_1, TRADELINE_2, Rulebook
from scripts.fold_vectors import folded

FIRM = Member(2)
AS_OF = "2026-04-30"
Said = dict[str, Any]
OPEN: Said = {
    "say": "trade_credit", "as": "creditor", "by": 1, "to": 2, "name": "open", "at": "2025-06-01", "currency": "EUR"
}  # fmt: skip
ACCEPT: Said = {"say": "accept", "as": "debtor", "by": 2, "name": "accept", "at": "2025-06-02"}
INVOICE: Said = {
    "say": "invoice", "as": "creditor", "by": 1, "on": "i1", "name": "inv", "at": "2025-06-03", "amount": 90_000,
    "due": "2025-07-03",
}  # fmt: skip
AGREED: Said = {
    "say": "acknowledgement", "as": "debtor", "by": 2, "on": "i1", "name": "ack", "at": "2025-06-04", "refers": "inv"
}  # fmt: skip
OWED = (OPEN, ACCEPT, INVOICE, AGREED)
PAID: Said = {
    "say": "settlement", "as": "creditor", "by": 1, "on": "i1", "name": "paid", "at": "2026-04-20", "amount": 90_000,
    "payment": "p1",
}  # fmt: skip
"""291 days late."""
DISPUTE: Said = {"say": "dispute", "as": "debtor", "by": 2, "on": "i1", "name": "no", "at": "2026-04-29"}
HUGE: Said = {**INVOICE, "on": "i9", "name": "huge", "at": "2025-06-05", "amount": 10**9, "due": "2030-01-01"}


def line(*entries: Said) -> Tradeline:
    return folded({"entries": entries})


def owing(*lines: Tradeline, book: Rulebook = TRADELINE_2, **lists: Any) -> Any:
    """The firm's euro figures as one that pays."""
    sides: Any = recompute(History(FIRM, lines, **lists), parse_day(AS_OF), book).as_json()["sides"]
    return sides["pays"]["EUR"]


def levels(own: Any) -> list[int]:
    clocks = own["defaults"]
    return [clocks[name]["level"] for name in ("eu_90", "eu_90_retail", "eu_factoring")]


def test_a_debt_of_ones_own_word_dilutes_no_default() -> None:
    """EUR 900 in default; EUR 10m to an outside party, due in 2030, that only the firm says."""
    outside = line(
        {**OPEN, "as": "debtor", "by": 2, "to": 0, "name": "mine"}, {**HUGE, "as": "debtor", "by": 2}
    )
    alone, diluted = owing(line(*OWED)), owing(line(*OWED), outside)
    assert levels(alone) == levels(diluted) == [2, 2, 2]
    assert alone["defaults"]["prc"]["non_performing"] == 90_000
    assert diluted["defaults"]["prc"]["non_performing"] == 90_000 + 10**9


def test_the_same_debt_does_count_once_a_creditor_stands_by_it() -> None:
    agreed = {**AGREED, "on": "i9", "name": "huge ack", "at": "2025-06-06", "refers": "huge"}
    own = owing(line(*OWED, HUGE, agreed))
    assert levels(own) == [1, 1, 1]
    assert own["defaults"]["prc"]["non_performing"] == 90_000
    assert own["evidence"]["grades"]["AB"] == 10_000


def test_the_first_rulebook_has_that_gap() -> None:
    """docs/threat-model.md says so; its figures never change."""
    outside = line(
        {**OPEN, "as": "debtor", "by": 2, "to": 0, "name": "mine"}, {**HUGE, "as": "debtor", "by": 2}
    )
    before, after = (owing(*lines, book=TRADELINE_1) for lines in ((line(*OWED),), (line(*OWED), outside)))
    assert [own["defaults"]["eu_90"]["level"] for own in (before, after)] == [2, 1]


def test_an_own_word_that_is_past_due_counts_and_dilutes_nothing_either() -> None:
    """Due for a day less than the clock of the PRC class asks for."""
    outside = line(
        {**OPEN, "as": "debtor", "by": 2, "to": 0, "name": "mine"},
        {**HUGE, "as": "debtor", "by": 2, "due": "2026-01-30"},
    )
    own = owing(line(*OWED), outside)
    assert levels(own) == [2, 2, 2]
    assert own["defaults"]["prc"]["non_performing"] == 90_000 + 10**9


def test_what_was_paid_late_is_not_disputed_away_afterwards() -> None:
    honest = owing(line(*OWED, PAID))
    for dispute in (DISPUTE, {**DISPUTE, "day": "2026-04-10"}):
        own = owing(line(*OWED, PAID, dispute))
        assert own["headline"] == honest["headline"]
        assert own["evidence"]["disputed"]["obligations"] == 1
    assert honest["headline"]["AB"]["status"]["months"][-10:] == "1234577777"


def test_a_dispute_that_is_recorded_together_with_its_payment_came_when_it_says() -> None:
    """A ledger that is imported is recorded long after all of it: the chain heard of both on one day."""
    at = "2026-04-29"
    own = owing(
        line(*OWED, {**PAID, "at": at, "day": "2026-04-20"}, {**DISPUTE, "at": at, "day": "2026-04-10"})
    )
    assert own["headline"]["AB"]["status"]["disputed"] == 1


def test_what_was_disputed_before_it_was_paid_is_left_out_and_counted() -> None:
    before = {**DISPUTE, "at": "2026-04-15"}
    for entries in ((*OWED, before, PAID), (*OWED, DISPUTE)):
        headline = owing(line(*entries))["headline"]["AB"]
        assert headline["obligations"] == 0
        assert headline["status"] == {"months": "*" * 60, "obligations": 0, "disputed": 1, "credited": 0}


def test_by_the_first_rulebook_a_dispute_afterwards_takes_it_out() -> None:
    own = owing(line(*OWED, PAID, DISPUTE), book=TRADELINE_1)
    assert (own["headline"]["AB"]["obligations"], own["including_disputed"]["AB"]["obligations"]) == (0, 1)


def test_the_worst_record_is_in_the_minimum_however_little_it_is() -> None:
    """One obligation, written off years ago: no promptness, but a string of G."""
    old = [{**entry, "at": entry["at"].replace("2025", "2022")} for entry in OWED]
    old[2]["due"] = "2022-07-03"
    lost: Said = {
        "say": "write_off", "as": "creditor", "by": 1, "on": "i1", "name": "lost", "at": "2023-05-01", "amount": 90_000
    }  # fmt: skip
    told: Any = recompute(History(FIRM, (line(*old, lost),)), parse_day(AS_OF), TRADELINE_2).minimum()
    own = told["pays.EUR"]
    assert own["promptness"]["headline"]["all"] == "insufficient"
    assert own["status"]["headline"]["AB"] == {
        "months": "*" * 14 + "1234577777" + "G" * 36, "obligations": 1, "disputed": 0, "credited": 0
    }  # fmt: skip


def test_what_is_credited_away_is_counted_though_the_note_is_dated_back() -> None:
    note: Said = {
        "say": "credit_note", "as": "creditor", "by": 1, "on": "i1", "name": "cn", "at": AS_OF, "amount": 90_000
    }  # fmt: skip
    for day in (AS_OF, "2019-01-01"):
        own = owing(line(*OWED, {**note, "day": day}))
        assert own["headline"]["all"]["status"] == {
            "months": "*" * 60, "obligations": 0, "disputed": 0, "credited": 1
        }  # fmt: skip


def test_a_sisters_word_settles_nothing_in_sets_of_a_grade() -> None:
    """An agent acknowledges and a related creditor says that it was paid: of grade A as owed, of C as paid."""
    agent = (
        {"say": "appoint", "as": "debtor", "by": 2, "to": 7, "slot": 0, "name": "agent", "at": "2025-06-02"},
    )
    word = {**AGREED, "as": "agent", "by": 7, "name": "agent's", "at": "2025-06-05"}
    related = Relations.of([(Member(1), FIRM)])
    own = owing(line(OPEN, ACCEPT, *agent, INVOICE, word, PAID), relations=related)
    sets = own["headline"]
    assert (sets["A"]["obligations"], sets["all"]["status"]["months"][-4:]) == (1, "7777")
    assert sets["A"]["status"]["months"][-5:] == "7777*"
    assert sets["A"]["promptness"] is None
    assert not any(row["by_count"][-1] for row in sets["A"]["roll_rates"].values())
