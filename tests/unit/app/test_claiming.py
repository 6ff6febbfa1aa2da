"""A claim for late payment, out of what creditor and debtor recorded."""

from dataclasses import replace
from fractions import Fraction

import pytest

from ledger.app.chronicle import chronicle
from ledger.app.claiming import Aside, Claim, Row, Terms, claim_of
from ledger.app.intents import Accept, Assign, Open, RecordInstalment, RecordInvoice, Share, State, Take
from ledger.core.codes import Capacity, Kind, Outcome
from ledger.core.content import Facts
from ledger.core.day import Day, parse_day
from ledger.core.errors import Misuse
from ledger.core.history import Counterparty
from ledger.core.ids import EXTERNAL, ObligationId, TradelineId
from ledger.core.money import Money
from ledger.rulebook.late_payment import UNAGREED_RATE, Accrual, Buyer, Ground
from tests.unit.app.parties import Someone, invoice

ISSUED, DUE = parse_day("2023-08-01"), parse_day("2023-09-20")
AS_OF = Day(DUE + 40)
TERMS = Terms(Buyer.PUBLIC, UNAGREED_RATE, {})


def opened(seller: Someone, buyer: Someone) -> TradelineId:
    open_ = Open(Kind.TRADE_CREDIT, "CNY", ISSUED, Capacity.CREDITOR, buyer.number)
    tradeline = seller.send(open_)[0].tradeline
    buyer.send(Accept(tradeline, ISSUED))
    return tradeline


def billed(seller: Someone, tradeline: TradelineId, number: str, due: Day = DUE) -> ObligationId:
    draft = replace(invoice(number), issued=ISSUED, due=due, amount=Money(1_000_000, "CNY"))
    return seller.send(RecordInvoice(tradeline, draft))[0].obligation


def say(
    who: Someone,
    capacity: Capacity,
    tradeline: TradelineId,
    obligation: ObligationId,
    kind: Kind,
    **facts: object,
) -> bytes:
    stated = Facts(kind, **facts)  # type: ignore[arg-type]
    return who.send(State(tradeline, capacity, stated, obligation=obligation))[0].commitment


def pay(
    who: Someone, capacity: Capacity, tradeline: TradelineId, obligation: ObligationId, minor: int, day: int
) -> bytes:
    payment = day.to_bytes(8) + minor.to_bytes(8)
    facts = {"currency": "CNY", "amount": minor, "day": day, "payment": payment}
    return say(who, capacity, tradeline, obligation, Kind.SETTLEMENT, **facts)


def claimed(seller: Someone, terms: Terms = TERMS, as_of: Day = AS_OF, debtor: int = 2) -> Claim:
    found = chronicle(seller.desk, seller.number, seller.number, ())
    return claim_of(found, Counterparty(f"member:{debtor}"), as_of, terms)


def only(claim: Claim) -> Row:
    (row,) = claim.rows
    return row


def test_each_late_obligation_is_claimed_with_the_records_that_prove_it(
    seller: Someone, buyer: Someone
) -> None:
    line = opened(seller, buyer)
    late, paid = billed(seller, line, "L-1"), billed(seller, line, "L-2")
    part = pay(seller, Capacity.CREDITOR, line, late, 400_000, DUE + 10)
    pay(seller, Capacity.CREDITOR, line, paid, 1_000_000, DUE)
    found = claimed(seller)
    (row,) = found.claimed()
    assert row.late is not None
    assert (row.number, row.late.days, row.late.open) == ("L-1", 40, 600_000)
    # (10000.00 x 10 + 6000.00 x 30 nights) x 0.05 %
    assert row.late.accrual == Accrual(14_000)
    assert [(record.kind, record.amount) for record in row.records] == [
        (Kind.INVOICE, 1_000_000),
        (Kind.SETTLEMENT, 400_000),
    ]
    assert row.records[1].commitment == part
    assert len(found.rows) == 2


def test_the_debtors_own_word_of_a_payment_lowers_nothing_and_is_told(
    seller: Someone, buyer: Someone
) -> None:
    line = opened(seller, buyer)
    one = billed(seller, line, "L-1")
    said = pay(buyer, Capacity.DEBTOR, line, one, 1_000_000, DUE)
    row = only(claimed(seller))
    assert row.late is not None
    assert (row.late.open, [part.amount for part in row.unconfirmed]) == (1_000_000, [1_000_000])
    say(seller, Capacity.CREDITOR, line, one, Kind.ACKNOWLEDGEMENT, refers=said)
    row = only(claimed(seller))
    assert (row.late, row.unconfirmed) == (None, ())


def test_credit_notes_and_corrections_lower_the_base_from_the_first(seller: Someone, buyer: Someone) -> None:
    line = opened(seller, buyer)
    one = billed(seller, line, "L-1")
    note = {"currency": "CNY", "amount": 200_000, "day": DUE + 39}
    say(seller, Capacity.CREDITOR, line, one, Kind.CREDIT_NOTE, **note)
    row = only(claimed(seller))
    assert row.late is not None
    assert (row.late.open, row.late.accrual) == (800_000, Accrual(16_000))
    first = row.obligation.commitment
    say(seller, Capacity.CREDITOR, line, one, Kind.CORRECTION, refers=first, day=ISSUED, amount=700_000)
    row = only(claimed(seller))
    assert row.late is not None
    assert (row.late.open, row.late.accrual) == (500_000, Accrual(10_000))
    assert [record.kind for record in row.records] == [Kind.INVOICE, Kind.CREDIT_NOTE, Kind.CORRECTION]
    say(seller, Capacity.CREDITOR, line, one, Kind.CREDIT_NOTE, **{**note, "amount": 500_000})
    assert only(claimed(seller)).late is None


def test_a_returned_payment_was_never_made(seller: Someone, buyer: Someone) -> None:
    line = opened(seller, buyer)
    one = billed(seller, line, "L-1")
    said = pay(seller, Capacity.CREDITOR, line, one, 1_000_000, DUE)
    assert only(claimed(seller)).late is None
    say(seller, Capacity.CREDITOR, line, one, Kind.REVERSAL, refers=said, day=DUE + 3)
    row = only(claimed(seller))
    assert row.late is not None
    assert row.late.open == 1_000_000
    assert Kind.REVERSAL in [record.kind for record in row.records]


def test_a_disputed_part_stands_apart_until_its_clock_has_run_out(seller: Someone, buyer: Someone) -> None:
    line = opened(seller, buyer)
    one = billed(seller, line, "L-1")
    say(buyer, Capacity.DEBTOR, line, one, Kind.DISPUTE, day=DUE + 30, amount=300_000)
    row = only(claimed(seller))
    assert row.late is not None
    assert (row.late.open, row.late.disputed_open) == (700_000, 300_000)
    assert row.late.accrual.interest + row.late.disputed.interest == 20_000
    after = only(claimed(seller, as_of=Day(DUE + 50)))
    assert after.late is not None
    assert (after.late.open, after.late.disputed_open, after.lapsed) == (1_000_000, 0, True)


def test_a_dispute_that_was_resolved_leaves_no_mark(seller: Someone, buyer: Someone) -> None:
    line = opened(seller, buyer)
    one = billed(seller, line, "L-1")
    said = say(buyer, Capacity.DEBTOR, line, one, Kind.DISPUTE, day=DUE + 5)
    answer = {"refers": said, "day": DUE + 6, "outcome": Outcome.REJECTED}
    mine = say(seller, Capacity.CREDITOR, line, one, Kind.RESOLUTION, **answer)
    say(buyer, Capacity.DEBTOR, line, one, Kind.RESOLUTION, **{**answer, "refers": mine, "day": DUE + 7})
    row = only(claimed(seller))
    assert row.late is not None
    assert (row.late.open, row.lapsed) == (1_000_000, False)
    kinds = [record.kind for record in row.records]
    assert kinds == [Kind.INVOICE, Kind.DISPUTE, Kind.RESOLUTION, Kind.RESOLUTION]


def test_what_the_claimant_says_moves_the_day(seller: Someone, buyer: Someone) -> None:
    line = opened(seller, buyer)
    one = billed(seller, line, "L-1", due=Day(ISSUED + 75))
    row = only(claimed(seller))
    assert row.late is not None
    assert (row.late.deadline.day, row.late.deadline.ground) == (ISSUED + 60, Ground.BOUND)
    later = only(claimed(seller, replace(TERMS, delivered={one: ISSUED + 10})))
    assert later.late is not None
    assert later.late.deadline.day == ISSUED + 70
    unagreed = only(claimed(seller, replace(TERMS, agreed=False)))
    assert unagreed.late is not None
    assert (unagreed.late.deadline.day, unagreed.late.deadline.agreed) == (ISSUED + 30, None)
    dear = only(claimed(seller, replace(TERMS, rate=Fraction(1, 1000))))
    assert dear.late is not None
    assert dear.late.accrual.interest == 2 * row.late.accrual.interest


def test_what_is_anothers_to_claim_is_set_aside(seller: Someone, buyer: Someone, lender: Someone) -> None:
    line = opened(seller, buyer)
    one = billed(seller, line, "L-1")
    seller.send(
        Assign(line, one, Capacity.CREDITOR, lender.number, DUE),
        Share(line, Capacity.CREDITOR, lender.number, one),
    )
    assert only(claimed(seller)).aside is None
    lender.send(Take(line, one, DUE))
    assert only(claimed(seller)).aside is Aside.PASSED_ON
    assert only(claimed(lender)).aside is Aside.TAKEN


def test_what_the_regulation_does_not_reach_is_set_aside(seller: Someone, buyer: Someone) -> None:
    line = opened(seller, buyer)
    one = billed(seller, line, "L-1")
    old = claimed(seller, replace(TERMS, delivered={one: parse_day("2020-08-31")}))
    assert only(old).aside is Aside.BEFORE
    large = Terms(Buyer.LARGE, UNAGREED_RATE, {}, agreed=False)
    assert only(claimed(seller, large)).aside is Aside.NO_TERM
    assert only(claimed(seller, replace(large, agreed=True))).late is not None


def test_a_debtor_that_is_no_member_is_named_by_its_tradeline(seller: Someone) -> None:
    line = seller.send(Open(Kind.TRADE_CREDIT, "CNY", ISSUED, Capacity.CREDITOR, EXTERNAL))[0].tradeline
    one = billed(seller, line, "L-1")
    pay(seller, Capacity.CREDITOR, line, one, 400_000, DUE + 10)
    found = chronicle(seller.desk, seller.number, seller.number, ())
    row = only(claim_of(found, Counterparty(f"tradeline:{line}"), AS_OF, TERMS))
    assert row.late is not None
    assert (row.late.open, row.late.accrual, row.seen.grade.name) == (600_000, Accrual(14_000), "C")


def test_an_extension_in_time_moves_the_day(seller: Someone, buyer: Someone) -> None:
    line = opened(seller, buyer)
    # The chain's first blocks are of 2023-11-14: by then the due day must not have passed.
    one = billed(seller, line, "L-1", due=parse_day("2023-11-20"))
    large = Terms(Buyer.LARGE, UNAGREED_RATE, {})
    late = parse_day("2023-12-31")
    before = only(claimed(seller, large, late))
    say(
        seller,
        Capacity.CREDITOR,
        line,
        one,
        Kind.EXTENSION,
        day=parse_day("2023-11-14"),
        due=parse_day("2023-12-20"),
    )
    after = only(claimed(seller, large, late))
    assert before.late is not None and after.late is not None
    assert (before.late.days, after.late.days) == (41, 11)
    assert Kind.EXTENSION in [record.kind for record in after.records]


def test_an_instalment_of_a_loan_is_no_supply(seller: Someone, buyer: Someone) -> None:
    line = seller.send(Open(Kind.LOAN, "CNY", ISSUED, Capacity.CREDITOR, buyer.number))[0].tradeline
    seller.send(RecordInstalment(line, "LOAN-1", 1, Money(1_000, "CNY"), ISSUED, DUE))
    assert only(claimed(seller)).aside is Aside.NO_SUPPLY


def test_a_proposal_that_was_not_accepted_is_a_strangers_word(seller: Someone, buyer: Someone) -> None:
    open_ = Open(Kind.TRADE_CREDIT, "CNY", ISSUED, Capacity.CREDITOR, buyer.number)
    line = seller.send(open_)[0].tradeline
    billed(seller, line, "L-1")
    # The creditor's own proposal is its own word, accepted or not.
    row = only(claimed(seller))
    assert (row.aside, row.seen.grade.name) == (None, "C")


def test_another_debtor_and_what_was_issued_later_are_not_in_it(seller: Someone, buyer: Someone) -> None:
    line = opened(seller, buyer)
    one = billed(seller, line, "L-1")
    for asked in ({"debtor": 3}, {"as_of": Day(ISSUED - 1)}):
        with pytest.raises(Misuse, match="no obligation"):
            claimed(seller, **asked)  # type: ignore[arg-type]
    assert only(claimed(seller, as_of=ISSUED)).late is None
    with pytest.raises(Misuse, match="is none of member:2"):
        claimed(seller, replace(TERMS, delivered={one: ISSUED, ObligationId(bytes(32)): ISSUED}))


def test_nothing_is_delivered_after_the_claims_day(seller: Someone, buyer: Someone) -> None:
    one = billed(seller, opened(seller, buyer), "L-1")
    assert only(claimed(seller, replace(TERMS, delivered={one: AS_OF}))).owed.delivered == AS_OF
    with pytest.raises(Misuse, match=r"delivered .* after the claim's day"):
        claimed(seller, replace(TERMS, delivered={one: AS_OF + 1}))


def test_a_member_is_claimed_of_by_its_number(seller: Someone, buyer: Someone) -> None:
    line = opened(seller, buyer)
    billed(seller, line, "L-1")
    found = chronicle(seller.desk, seller.number, seller.number, ())
    with pytest.raises(Misuse, match=f"name it, {buyer.number}$"):
        claim_of(found, Counterparty(f"tradeline:{line}"), AS_OF, TERMS)


def test_what_was_paid_late_is_not_disputed_away_afterwards(seller: Someone, buyer: Someone) -> None:
    line, paid_on = opened(seller, buyer), DUE + 30
    for place, day in enumerate((paid_on, paid_on - 1)):
        one = billed(seller, line, f"L-{place}")
        pay(seller, Capacity.CREDITOR, line, one, 1_000_000, paid_on)
        say(buyer, Capacity.DEBTOR, line, one, Kind.DISPUTE, day=day)
    after, before = claimed(seller).rows
    assert after.late is not None and before.late is not None
    assert (after.late.accrual, after.afterwards, after.lapsed) == (Accrual(15_000), True, False)
    assert (before.late.accrual, before.late.disputed) == (Accrual(), Accrual(15_000))
    # Twenty days on neither stands any longer, and both were never resolved.
    ran_out = claimed(seller, as_of=Day(paid_on + 20)).rows
    assert [(row.afterwards, row.lapsed) for row in ran_out] == [(False, True)] * 2


def test_what_was_credited_since_a_dispute_is_disputed_no_longer(seller: Someone, buyer: Someone) -> None:
    line = opened(seller, buyer)
    for place, day in enumerate((DUE + 29, DUE + 30)):
        one = billed(seller, line, f"L-{place}")
        say(buyer, Capacity.DEBTOR, line, one, Kind.DISPUTE, day=DUE + 30, amount=300_000)
        note = {"currency": "CNY", "amount": 300_000, "day": day}
        say(seller, Capacity.CREDITOR, line, one, Kind.CREDIT_NOTE, **note)
    before, since = claimed(seller).rows
    assert before.late is not None and since.late is not None
    assert (before.late.open, before.late.disputed_open) == (400_000, 300_000)
    assert (since.late.open, since.late.accrual.interest, since.late.disputed_open) == (700_000, 14_000, 0)


def test_the_time_that_a_creditor_gave_is_not_cut(seller: Someone, buyer: Someone) -> None:
    line, day = opened(seller, buyer), Day(ISSUED + 140)
    one = billed(seller, line, "L-1", due=Day(ISSUED + 110))
    cut = only(claimed(seller, as_of=day))
    say(seller, Capacity.CREDITOR, line, one, Kind.EXTENSION, day=ISSUED + 105, due=Day(ISSUED + 130))
    given = only(claimed(seller, as_of=day))
    assert cut.late is not None and given.late is not None
    assert (cut.late.days, cut.late.deadline.ground) == (80, Ground.BOUND)
    assert (given.late.days, given.late.deadline.ground, given.by_contract) == (10, Ground.EXTENDED, None)
    assert given.late.deadline.agreed == ISSUED + 110


def test_a_delivery_before_the_day_of_issue_counts_and_is_marked(seller: Someone, buyer: Someone) -> None:
    one = billed(seller, opened(seller, buyer), "L-1", due=Day(ISSUED + 75))
    for day, early in ((ISSUED - 20, True), (ISSUED, False)):
        row = only(claimed(seller, replace(TERMS, delivered={one: day})))
        assert row.late is not None
        assert (row.early, row.late.deadline.day) == (early, day + 60)
