"""Buying figures: what a member, a stranger or an agent of its choice might write to look better, or another worse.

Every history is folded, observed and figured as a bank would do it; each attack stands beside what it attacks.
"""

from typing import Any

import pytest

from ledger.core.codes import Kind
from ledger.core.day import parse_day
from ledger.core.grade import Relations
from ledger.core.history import History, Side, observations
from ledger.core.ids import Member
from ledger.core.tradeline import Tradeline
from ledger.rulebook.rulebook import figures
from scripts.fold_vectors import folded

SELLER, BUYER, AGENT = (Member(number) for number in (1, 2, 7))
AS_OF = "2026-12-01"
ENTIRE = 1_000_000
LATE = {"A": 100, "AB": 100, "all": 100}
Said = dict[str, Any]


def said(by: Member, kind: Kind, name: str, at: str, **fields: Any) -> Said:
    capacity = {SELLER: "creditor", BUYER: "debtor", AGENT: "agent"}[by]
    return {"say": kind.name, "as": capacity, "by": by, "name": name, "at": at, **fields}


def on_invoice(by: Member, kind: Kind, name: str, at: str, **fields: Any) -> Said:
    return said(by, kind, name, at, on="i1", **fields)


def paid(by: Member, name: str, at: str, **fields: Any) -> Said:
    """The whole amount, on the day on which it is said unless another is given."""
    return on_invoice(by, Kind.SETTLEMENT, name, at, **{"amount": ENTIRE, "payment": name, **fields})


OPEN = said(SELLER, Kind.TRADE_CREDIT, "open", "2026-01-02", to=BUYER)
ACCEPT = said(BUYER, Kind.ACCEPT, "accept", "2026-01-03")
DECLINE = said(BUYER, Kind.DECLINE, "decline", "2026-01-03")
APPOINT = said(SELLER, Kind.APPOINT, "appoint", "2026-01-04", to=AGENT, slot=0)
INVOICE = on_invoice(SELLER, Kind.INVOICE, "inv", "2026-01-10", amount=ENTIRE, due="2026-03-01")
BUYERS_WORD = on_invoice(BUYER, Kind.ACKNOWLEDGEMENT, "ack", "2026-01-12", refers="inv")
AGENTS_WORD = on_invoice(AGENT, Kind.ACKNOWLEDGEMENT, "agent's ack", "2026-01-13", refers="inv")
OWED = (OPEN, ACCEPT, APPOINT, INVOICE, BUYERS_WORD, AGENTS_WORD)
BANKS_REPORT = paid(AGENT, "bank", "2026-11-01")
"""245 days late."""


def tradeline(*entries: Said) -> Tradeline:
    return folded({"entries": entries})


def codes(state: Tradeline) -> list[str]:
    return [effect.code.value for effect in state.effects]


def euros(member: Member, side: Side, *lines: Tradeline, as_of: str = AS_OF, **lists: Any) -> Any:
    """A member's figures on one side, in full."""
    history = History(member, lines, **lists)
    seen = [item for each in Side for item in observations(history, each)]
    sides: Any = figures(seen, parse_day(as_of)).as_json()["sides"]
    return sides[side.value]["EUR"]


def owing(*entries: Said, as_of: str = AS_OF) -> Any:
    """The buyer's figures as one that pays."""
    return euros(BUYER, Side.PAYS, tradeline(*entries), as_of=as_of)


def promptness(own: Any) -> dict[str, int | None]:
    return {grade: found["promptness"] for grade, found in own["headline"].items()}


def in_default(own: Any) -> bool:
    levels = [own["defaults"][clock]["level"] for clock in ("eu_90", "ifrs9", "prc")]
    assert levels in ([1, 1, 1], [2, 3, 4], [2, 3, 5])
    return levels != [1, 1, 1]


def test_a_debtor_cannot_say_its_default_away() -> None:
    unpaid = owing(*OWED)
    assert (promptness(unpaid), in_default(unpaid)) == (LATE, True)
    told = owing(*OWED, paid(BUYER, "fake", "2026-03-01"))
    assert (promptness(told), in_default(told)) == ({**LATE, "all": 8_000}, True)
    assert told["headline"]["AB"]["ageing"]["91+"] == ENTIRE
    assert told["evidence"]["grades"] == unpaid["evidence"]["grades"]


def test_what_the_payee_acknowledges_or_its_bank_reports_does_end_it() -> None:
    agreed = on_invoice(SELLER, Kind.ACKNOWLEDGEMENT, "yes", "2026-03-02", refers="mine")
    own = owing(*OWED, paid(BUYER, "mine", "2026-03-01"), agreed)
    assert (promptness(own), in_default(own)) == ({"A": None, "AB": 8_000, "all": 8_000}, False)
    reported = owing(*OWED, paid(AGENT, "bank", "2026-03-01"))
    assert (promptness(reported), in_default(reported)) == ({"A": 8_000, "AB": 8_000, "all": 8_000}, False)


@pytest.mark.parametrize(
    "fake",
    [
        paid(BUYER, "fake", "2026-03-01"),
        paid(BUYER, "fake", "2026-11-02", day="2026-02-01"),
    ],
    ids=["before the bank's", "after it, dated back"],
)
def test_a_debtors_own_word_puts_no_bank_report_aside(fake: Said) -> None:
    honest = owing(*OWED, BANKS_REPORT)
    own = owing(*OWED, *sorted((fake, BANKS_REPORT), key=lambda entry: entry["at"]))
    for grade in ("A", "AB"):
        assert own["headline"][grade] == honest["headline"][grade]
    assert promptness(own)["A"] == 100


def test_an_agent_that_is_the_debtors_own_company_ends_no_default() -> None:
    appointed = said(BUYER, Kind.APPOINT, "mine", "2026-01-05", to=AGENT, slot=0)
    state = tradeline(OPEN, ACCEPT, appointed, INVOICE, BUYERS_WORD, paid(AGENT, "kin", "2026-03-01"))
    unrelated, kin = (
        euros(BUYER, Side.PAYS, state, relations=Relations.of(pairs)) for pairs in ((), [(BUYER, AGENT)])
    )
    assert (in_default(unrelated), in_default(kin)) == (False, True)


def test_where_the_creditor_is_external_the_debtor_speaks_for_both() -> None:
    opened = {**OPEN, "as": "debtor", "to": 0}
    owed = {**INVOICE, "as": "debtor", "by": SELLER}
    own, settled = (
        euros(SELLER, Side.PAYS, tradeline(opened, owed, *more))
        for more in ((), ({**paid(SELLER, "own", "2026-03-01"), "as": "debtor"},))
    )
    assert (in_default(own), in_default(settled)) == (True, False)
    assert settled["headline"]["AB"]["obligations"] == 0


def test_a_payee_is_bound_by_its_word_however_related_and_whoever_spoke_first() -> None:
    told = paid(BUYER, "p", "2026-03-01")
    agreed = paid(SELLER, "p again", "2026-03-02", payment="p")
    kin = Relations.of([(SELLER, BUYER)])
    alone, both = (
        euros(BUYER, Side.PAYS, tradeline(OPEN, ACCEPT, INVOICE, BUYERS_WORD, *words), relations=kin)
        for words in ((told,), (told, agreed))
    )
    assert (in_default(alone), in_default(both)) == (True, False)
    assert both["headline"]["AB"]["obligations"] == 0


def test_a_stranger_and_an_agent_of_its_choice_make_a_claim_and_no_more() -> None:
    state = tradeline(OPEN, APPOINT, INVOICE, AGENTS_WORD)
    own = euros(BUYER, Side.PAYS, claims=(state,))
    assert own["headline"]["all"]["obligations"] == 0
    assert own["evidence"]["claims"] == {"obligations": 1, "amount": ENTIRE, "overdue": ENTIRE}
    assert not in_default(own)


@pytest.mark.parametrize(
    "word",
    [(BUYERS_WORD,), (said(BUYER, Kind.APPOINT, "mine", "2026-01-05", to=AGENT, slot=0), AGENTS_WORD)],
    ids=["its own word", "its own agent's"],
)
def test_what_the_members_own_side_acknowledged_is_no_claim(word: tuple[Said, ...]) -> None:
    own = euros(BUYER, Side.PAYS, claims=(tradeline(OPEN, INVOICE, *word),))
    assert own["headline"]["all"]["obligations"] == 1
    assert own["evidence"]["claims"]["obligations"] == 0
    assert in_default(own)


def test_a_due_day_corrected_after_it_has_passed_does_not_move() -> None:
    later = on_invoice(SELLER, Kind.CORRECTION, "later", "2026-11-20", refers="inv", due="2026-11-10")
    thanks = on_invoice(BUYER, Kind.ACKNOWLEDGEMENT, "thanks", "2026-11-21", refers="later")
    assert codes(tradeline(*OWED, later, thanks))[-2:] == ["too-late", "superseded"]
    assert owing(*OWED, BANKS_REPORT, later, thanks) == owing(*OWED, BANKS_REPORT)
    in_time = owing(*OWED, BANKS_REPORT, {**later, "at": "2026-02-28"}, {**thanks, "at": "2026-02-28"})
    assert promptness(in_time)["AB"] == 8_450


def test_a_seller_drops_no_grade_of_a_late_payer_by_a_correction_without_substance() -> None:
    honest = euros(SELLER, Side.IS_PAID, tradeline(*OWED, BANKS_REPORT))
    for changed in ({"due": "2026-03-02"}, {"amount": ENTIRE}, {}):
        empty = on_invoice(SELLER, Kind.CORRECTION, "fix", "2026-11-20", refers="inv", **changed)
        assert euros(SELLER, Side.IS_PAID, tradeline(*OWED, BANKS_REPORT, empty)) == honest
    real = on_invoice(SELLER, Kind.CORRECTION, "fix", "2026-11-20", refers="inv", amount=ENTIRE - 1)
    own = euros(SELLER, Side.IS_PAID, tradeline(*OWED, BANKS_REPORT, real))
    assert (promptness(own)["AB"], own["evidence"]["late_recorded"]) == (None, 10_000)


def test_a_cent_corrected_to_millions_is_a_history_recorded_late() -> None:
    cent = {**INVOICE, "amount": 1}
    base = (OPEN, ACCEPT, cent, BUYERS_WORD, paid(SELLER, "s", "2026-03-01", amount=1))
    blown_up = (
        on_invoice(SELLER, Kind.CORRECTION, "more", "2026-11-30", refers="inv", amount=900_000_000),
        on_invoice(BUYER, Kind.ACKNOWLEDGEMENT, "sure", "2026-11-30", refers="more"),
        on_invoice(SELLER, Kind.CORRECTION, "got more", "2026-11-30", refers="s", amount=900_000_000),
    )
    assert owing(*base)["evidence"]["late_recorded"] == 0
    assert owing(*base, *blown_up)["evidence"]["late_recorded"] == 10_000
    assert owing(*base, *blown_up[2:])["evidence"]["late_recorded"] == 10_000


def test_a_copy_of_the_banks_commitment_does_not_stop_the_bank() -> None:
    copy = {**BANKS_REPORT, "as": "debtor", "by": BUYER}
    state = tradeline(*OWED, copy, BANKS_REPORT)
    assert codes(state)[-2:] == ["applied", "counted-once"]
    assert promptness(owing(*OWED, copy, BANKS_REPORT)) == LATE
    assert promptness(owing(*OWED, copy))["A"] == 100, "unpaid: the copy is the buyer's own word"
    assert codes(tradeline(*OWED, BANKS_REPORT, BANKS_REPORT))[-1] == "repeated"


def test_a_copy_does_not_keep_the_bank_from_taking_its_report_back() -> None:
    bounced = on_invoice(AGENT, Kind.REVERSAL, "bounced", "2026-11-03", refers="bank")
    copy = {**BANKS_REPORT, "as": "debtor", "by": BUYER}
    copied_too = {**bounced, "as": "debtor", "by": BUYER}
    honest = tradeline(*OWED, BANKS_REPORT, bounced)
    attacked = tradeline(*OWED, copy, BANKS_REPORT, copied_too, bounced)
    assert codes(attacked)[-2:] == ["applied", "applied"]
    assert euros(BUYER, Side.PAYS, attacked) == euros(BUYER, Side.PAYS, honest)
    assert in_default(euros(BUYER, Side.PAYS, honest))


def test_who_takes_its_own_copy_back_does_not_take_the_banks_report_with_it() -> None:
    copy = {**BANKS_REPORT, "as": "debtor", "by": BUYER}
    regret = on_invoice(BUYER, Kind.REVERSAL, "regret", "2026-11-04", refers="bank")
    state = tradeline(*OWED, copy, BANKS_REPORT, regret)
    assert codes(state)[-1] == "applied"
    assert promptness(euros(BUYER, Side.PAYS, state)) == LATE
    assert not in_default(euros(BUYER, Side.PAYS, state))


def test_nobody_outlives_a_default_by_not_paying() -> None:
    later = "2028-02-11"
    own = owing(*OWED, as_of=later)
    assert own["headline"]["all"]["obligations"] == own["evidence"]["obligations"] == 0
    assert in_default(own)
    state = tradeline(*OWED, BANKS_REPORT)
    seen = observations(History(BUYER, (state,)), Side.PAYS)
    gone = parse_day(later) + 5 * 366
    assert figures(seen, gone).figures == {}, (
        "paid, out of the window and of the status string: nothing is left"
    )
    unpaid = observations(History(BUYER, (tradeline(*OWED),)), Side.PAYS)
    assert in_default(figures(unpaid, gone).as_json()["sides"]["pays"]["EUR"])


def test_an_issue_day_ahead_hides_no_debt() -> None:
    honest = owing(OPEN, ACCEPT, INVOICE, BUYERS_WORD)
    ahead = owing(OPEN, ACCEPT, {**INVOICE, "day": "2030-01-01"}, BUYERS_WORD)
    assert (promptness(ahead), in_default(ahead)) == (promptness(honest), True)
    assert ahead["headline"]["AB"]["ageing"] == honest["headline"]["AB"]["ageing"]


def test_what_was_credited_away_is_told() -> None:
    note = on_invoice(SELLER, Kind.CREDIT_NOTE, "cn", "2026-11-25", amount=ENTIRE)
    before = euros(SELLER, Side.IS_PAID, tradeline(*OWED, BANKS_REPORT))
    after = euros(SELLER, Side.IS_PAID, tradeline(*OWED, BANKS_REPORT, note))
    assert before["evidence"]["credited"] == {"obligations": 0, "amount": 0}
    assert after["evidence"]["credited"] == {"obligations": 1, "amount": ENTIRE}
    assert after["headline"]["all"]["obligations"] == 0


@pytest.mark.parametrize(("answer", "grade_a"), [((DECLINE,), 0), ((), 0), ((ACCEPT,), 10_000)])
def test_a_customer_that_declined_or_never_answered_is_no_evidence(
    answer: tuple[Said, ...], grade_a: int
) -> None:
    entries = (OPEN, *answer, APPOINT, INVOICE, AGENTS_WORD, paid(AGENT, "p", "2026-02-01"))
    own = euros(SELLER, Side.IS_PAID, tradeline(*entries))
    assert own["evidence"]["grades"]["A"] == grade_a
    assert (own["headline"]["A"]["obligations"] == 1) is bool(grade_a)
    assert own["headline"]["all"]["obligations"] == 1


def test_a_declined_customers_own_word_is_evidence_all_the_same() -> None:
    own = euros(SELLER, Side.IS_PAID, tradeline(OPEN, DECLINE, APPOINT, INVOICE, BUYERS_WORD))
    assert own["evidence"]["grades"] == {"A": 0, "AB": 10_000}


def test_a_dispute_cannot_be_laid_up_for_the_day_of_the_attestation() -> None:
    contest = on_invoice(BUYER, Kind.DISPUTE, "no", "2026-02-01", day="2026-11-15")
    assert promptness(owing(*OWED, contest)) == LATE
    assert owing(*OWED, contest, as_of="2026-02-15")["headline"]["all"]["obligations"] == 0
    fresh = {**contest, "at": "2026-11-15"}
    assert owing(*OWED, fresh)["headline"]["all"]["obligations"] == 0
