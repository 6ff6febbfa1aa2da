"""A claim by Directive 2011/7/EU, out of what creditor and debtor recorded: interest, fixed sums, what stands apart."""

from dataclasses import replace
from fractions import Fraction

import pytest

from ledger.app.chronicle import chronicle
from ledger.app.claim_form import Total, totals
from ledger.app.claim_terms import EuTerms
from ledger.app.claiming import Aside, Claim, FixedSum, Row, claim_of
from ledger.app.intents import Accept, Assign, Open, RecordInvoice, Share, State, Take
from ledger.core.codes import Capacity, Kind
from ledger.core.content import Facts
from ledger.core.day import Day, parse_day
from ledger.core.errors import Misuse
from ledger.core.history import Counterparty
from ledger.core.ids import ObligationId, TradelineId
from ledger.core.money import Money
from ledger.rulebook.late_payment_eu import Buyer, Statutory
from ledger.rulebook.late_spells import Accrual, Ground
from ledger.rulebook.reference_rates import ReferenceRates
from tests.unit.app.parties import Someone, invoice

ISSUED, DUE = parse_day("2023-08-01"), parse_day("2023-08-31")
AS_OF = Day(DUE + 73)
SECOND_HALF = parse_day("2023-07-01")
RATES = ReferenceRates("example", {SECOND_HALF: Fraction(4)})
TERMS = EuTerms(Buyer.FIRM, Statutory(RATES))
# 10000.00 for 73 days, a fifth of a year, at 12 percent.
WHOLE = 240_00


def opened(seller: Someone, buyer: Someone, currency: str = "EUR") -> TradelineId:
    open_ = Open(Kind.TRADE_CREDIT, currency, ISSUED, Capacity.CREDITOR, buyer.number)
    tradeline = seller.send(open_)[0].tradeline
    buyer.send(Accept(tradeline, ISSUED))
    return tradeline


def billed(
    seller: Someone, tradeline: TradelineId, number: str, due: int = DUE, currency: str = "EUR"
) -> ObligationId:
    draft = replace(invoice(number), issued=ISSUED, due=Day(due), amount=Money(1_000_000, currency))
    return seller.send(RecordInvoice(tradeline, draft))[0].obligation


def say(
    who: Someone, capacity: Capacity, line: TradelineId, one: ObligationId, kind: Kind, **facts: object
) -> None:
    who.send(State(line, capacity, Facts(kind, **facts), obligation=one))  # type: ignore[arg-type]


def paid(seller: Someone, line: TradelineId, one: ObligationId, minor: int, day: int) -> None:
    payment = day.to_bytes(8) + minor.to_bytes(8)
    facts = {"currency": "EUR", "amount": minor, "day": day, "payment": payment}
    say(seller, Capacity.CREDITOR, line, one, Kind.SETTLEMENT, **facts)


def claimed(seller: Someone, terms: EuTerms = TERMS, as_of: int = AS_OF) -> Claim:
    found = chronicle(seller.desk, seller.number, seller.number, ())
    return claim_of(found, Counterparty("member:2"), Day(as_of), terms)


def only(claim: Claim) -> Row:
    (row,) = claim.rows
    return row


def test_each_late_invoice_bears_interest_and_a_fixed_sum(seller: Someone, buyer: Someone) -> None:
    line = opened(seller, buyer)
    late, half, in_time = (billed(seller, line, f"L-{place}") for place in range(3))
    paid(seller, line, half, 500_000, DUE)
    paid(seller, line, in_time, 1_000_000, DUE)
    found = claimed(seller)
    assert [(row.number, row.late.accrual.interest) for row in found.claimed() if row.late] == [
        ("L-0", WHOLE),
        ("L-1", WHOLE // 2),
    ]
    (total,) = totals(found)
    assert total == Total("EUR", open=1_500_000, interest=360_00, fixed_sums=80_00)
    assert total.claimed == 1_500_000 + 360_00 + 80_00
    assert late != half


def test_a_payment_a_day_late_costs_the_fixed_sum(seller: Someone, buyer: Someone) -> None:
    line = opened(seller, buyer)
    one = billed(seller, line, "L-1")
    paid(seller, line, one, 1_000_000, DUE + 1)
    row = only(claimed(seller))
    assert row.late is not None
    assert (row.late.open, row.late.accrual.interest, row.fixed) == (0, 3_28, FixedSum(40_00))


def test_a_term_that_was_cut_shows_what_falls_away_if_it_stands(seller: Someone, buyer: Someone) -> None:
    line = opened(seller, buyer)
    billed(seller, line, "L-1", due=ISSUED + 90)
    billed(seller, line, "L-2", due=ISSUED + 120)
    found = claimed(seller)
    first, second = found.rows
    assert first.late is not None and second.late is not None
    assert {first.late.deadline.ground, second.late.deadline.ground} == {Ground.BOUND}
    assert (first.late.days, second.late.days) == (43, 43)
    # Until 2023-11-12 the first is 13 days late by contract, the second not at all: its fixed sum falls away too.
    # 1000000 x 13 x 3 / 9125 = 4273 and 8875 / 9125
    assert (first.by_contract, second.by_contract) == (Accrual(42_73, 8_875), Accrual())
    assert (first.fixed, second.fixed) == (FixedSum(40_00), FixedSum(40_00, bound=40_00))
    (total,) = totals(found)
    assert total.bound_interest == 2 * 141_36 - 42_73
    assert total.bound_fixed_sums == 40_00
    conceded = claimed(seller, replace(TERMS, longer_terms=True))
    assert [row.number for row in conceded.claimed()] == ["L-1"]
    assert [row.by_contract for row in conceded.claimed()] == [None]


def test_a_public_authority_has_thirty_days_or_sixty_where_they_stand(
    seller: Someone, buyer: Someone
) -> None:
    line = opened(seller, buyer)
    billed(seller, line, "L-1", due=ISSUED + 90)
    public = replace(TERMS, buyer=Buyer.PUBLIC)
    for terms, days in ((public, 74), (replace(public, longer_terms=True), 44)):
        row = only(claimed(seller, terms, as_of=ISSUED + 104))
        assert row.late is not None
        assert (row.late.days, row.late.deadline.ground) == (days, Ground.BOUND)
        assert (row.by_contract is None) == terms.longer_terms


def test_what_is_disputed_stands_apart_with_its_fixed_sum(seller: Someone, buyer: Someone) -> None:
    line = opened(seller, buyer)
    part, whole = billed(seller, line, "L-1"), billed(seller, line, "L-2")
    say(buyer, Capacity.DEBTOR, line, part, Kind.DISPUTE, day=AS_OF - 25, amount=300_000)
    say(buyer, Capacity.DEBTOR, line, whole, Kind.DISPUTE, day=AS_OF - 25)
    first, second = claimed(seller).rows
    assert first.late is not None and second.late is not None
    assert (first.late.accrual.interest, first.late.disputed.interest) == (WHOLE * 7 // 10, WHOLE * 3 // 10)
    assert (second.late.accrual, second.late.disputed.interest) == (Accrual(), WHOLE)
    # A sum for each late payment: the first was late beyond its dispute too.
    assert (first.fixed, second.fixed) == (FixedSum(40_00), FixedSum(disputed=40_00))
    # The ledger's clock for disputes is 30 days here, and 20 by the rulebook for China.
    lapsed = claimed(seller, as_of=AS_OF + 5).rows[1]
    assert (lapsed.lapsed, lapsed.fixed) == (True, FixedSum(40_00))


def test_a_currency_without_a_fixed_sum_claims_none(seller: Someone, buyer: Someone) -> None:
    billed(seller, opened(seller, buyer, "SEK"), "L-1", currency="SEK")
    assert only(claimed(seller)).fixed == FixedSum()
    named = replace(TERMS, fixed_sums={"SEK": 450_00})
    assert only(claimed(seller, named)).fixed == FixedSum(450_00)
    with pytest.raises(Misuse, match="a fixed sum in EUR, PLN, but nothing that is claimed is in it"):
        claimed(seller, replace(TERMS, fixed_sums={"PLN": 1, "SEK": 450_00, "EUR": 40_00}))


def test_half_years_that_are_missing_are_named_all_at_once(seller: Someone, buyer: Someone) -> None:
    line = opened(seller, buyer)
    billed(seller, line, "L-1")
    with pytest.raises(Misuse, match=r"half-years from 2024-01-01, 2024-07-01$"):
        claimed(seller, as_of=parse_day("2024-07-01"))
    assert only(claimed(seller, as_of=parse_day("2023-12-31"))).late is not None


def test_an_agreed_rate_needs_no_reference_rates(seller: Someone, buyer: Someone) -> None:
    billed(seller, opened(seller, buyer), "L-1")
    row = only(claimed(seller, EuTerms(Buyer.FIRM, Fraction(5, 36_500)), as_of=DUE + 365))
    assert row.late is not None
    assert (row.late.accrual, len(row.late.spells)) == (Accrual(500_00), 1)
    with pytest.raises(Misuse, match=r"article 4\(1\)"):
        EuTerms(Buyer.PUBLIC, Fraction(5, 36_500))


def test_what_is_anothers_to_claim_or_out_of_reach_is_set_aside(
    seller: Someone, buyer: Someone, lender: Someone
) -> None:
    line = opened(seller, buyer)
    one = billed(seller, line, "L-1")
    old = claimed(seller, replace(TERMS, delivered={one: parse_day("2013-03-15")}))
    assert only(old).aside is Aside.BEFORE
    assert only(claimed(seller, replace(TERMS, agreed=False))).aside is None
    seller.send(
        Assign(line, one, Capacity.CREDITOR, lender.number, DUE),
        Share(line, Capacity.CREDITOR, lender.number, one),
    )
    lender.send(Take(line, one, DUE))
    assert only(claimed(seller)).aside is Aside.PASSED_ON
    assert only(claimed(lender)).aside is Aside.TAKEN


def test_the_period_counts_from_the_day_of_receipt(seller: Someone, buyer: Someone) -> None:
    one = billed(seller, opened(seller, buyer), "L-1")
    row = only(claimed(seller, replace(TERMS, agreed=False, delivered={one: ISSUED + 10})))
    assert row.late is not None
    assert (row.late.deadline.day, row.late.deadline.ground) == (ISSUED + 40, Ground.UNAGREED)
