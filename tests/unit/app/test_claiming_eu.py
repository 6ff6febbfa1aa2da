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


def test_what_was_paid_late_is_not_disputed_away_afterwards(seller: Someone, buyer: Someone) -> None:
    line, paid_on = opened(seller, buyer), DUE + 60
    invoices = [billed(seller, line, f"L-{place}") for place in range(4)]
    for one, minor in zip(invoices, (1_000_000, 1_000_000, 1_000_000, 999_999), strict=True):
        paid(seller, line, one, minor, paid_on)
    before = claimed(seller)
    # On the day of the payment or later, nothing; a day before it, or with a cent unpaid, all of it stands apart.
    for one, day in zip(invoices, (paid_on, paid_on + 9, paid_on - 1, paid_on + 9), strict=True):
        say(buyer, Capacity.DEBTOR, line, one, Kind.DISPUTE, day=day)
    after = claimed(seller)
    assert [row.owed for row in after.rows[:2]] == [row.owed for row in before.rows[:2]]
    assert [row.owed.disputed for row in after.rows] == [0, 0, 1_000_000, 1_000_000]
    assert [row.fixed for row in after.rows] == [FixedSum(40_00)] * 2 + [FixedSum(disputed=40_00)] * 2
    assert [(row.afterwards, row.lapsed) for row in after.rows] == [(True, False)] * 2 + [(False, False)] * 2
    (total,) = totals(after)
    # 1000000 x 60 x 3 / 9125, twice
    assert (total.interest, total.disputed_interest) == (2 * 197_26, 2 * 197_26)


def test_what_was_credited_since_a_dispute_is_disputed_no_longer(seller: Someone, buyer: Someone) -> None:
    line, opened_on = opened(seller, buyer), AS_OF - 9
    cases = {
        "L-0": (300_000, None, 0, 300_000),
        "L-1": (300_000, opened_on - 1, 200_000, 300_000),
        "L-2": (300_000, opened_on, 200_000, 100_000),
        "L-3": (300_000, AS_OF, 300_000, 0),
        "L-4": (300_000, AS_OF, 400_000, 0),
        "L-5": (300_000, AS_OF + 1, 0, 300_000),
        "L-6": (None, AS_OF, 300_000, 700_000),
    }
    for number, (amount, day, credited, _) in cases.items():
        one = billed(seller, line, number)
        say(buyer, Capacity.DEBTOR, line, one, Kind.DISPUTE, day=opened_on, amount=amount)
        if day is not None:
            note = {"currency": "EUR", "amount": credited or 300_000, "day": day}
            say(seller, Capacity.CREDITOR, line, one, Kind.CREDIT_NOTE, **note)
    found = {row.number: row for row in claimed(seller).rows}
    for number, (_, _, credited, disputed) in cases.items():
        owed = found[number].owed
        assert (owed.amount, owed.disputed) == (1_000_000 - credited, disputed), number
    third = found["L-3"].late
    assert third is not None
    assert (third.open, third.accrual.interest, third.disputed_open) == (700_000, WHOLE * 7 // 10, 0)


def test_what_was_corrected_since_a_dispute_is_disputed_no_longer(seller: Someone, buyer: Someone) -> None:
    line = opened(seller, buyer)
    before, after = billed(seller, line, "L-1"), billed(seller, line, "L-2")
    for one, kinds in (
        (before, (Kind.CORRECTION, Kind.DISPUTE)),
        (after, (Kind.DISPUTE, Kind.CORRECTION)),
    ):
        for kind in kinds:
            if kind is Kind.DISPUTE:
                say(buyer, Capacity.DEBTOR, line, one, kind, day=AS_OF - 9, amount=300_000)
            else:
                first = seller_row(seller, one).obligation.commitment
                say(seller, Capacity.CREDITOR, line, one, kind, refers=first, day=ISSUED, amount=800_000)
    owed = [row.owed for row in claimed(seller).rows]
    assert [(one.amount, one.disputed) for one in owed] == [(800_000, 300_000), (800_000, 100_000)]


def seller_row(seller: Someone, one: ObligationId) -> Row:
    return next(row for row in claimed(seller).rows if row.seen.obligation == one)


# The chain's first blocks are of 2023-11-14: an extension is in time if the due day had not passed by then.
LATELY = parse_day("2023-11-10")
FREELY = EuTerms(Buyer.FIRM, Fraction(5, 36_500))


def lately(
    seller: Someone, line: TradelineId, number: str, term: int, until: int | None = None
) -> ObligationId:
    draft = replace(invoice(number), issued=LATELY, due=Day(LATELY + term), amount=Money(1_000_000, "EUR"))
    one = seller.send(RecordInvoice(line, draft))[0].obligation
    if until is not None:
        say(seller, Capacity.CREDITOR, line, one, Kind.EXTENSION, day=LATELY + 3, due=Day(LATELY + until))
    return one


@pytest.mark.parametrize(
    ("term", "until", "last", "ground"),
    [
        (30, None, 30, Ground.AGREED),
        (90, None, 60, Ground.BOUND),
        (30, 45, 45, Ground.EXTENDED),
        (30, 95, 95, Ground.EXTENDED),
        (90, 95, 95, Ground.EXTENDED),
        # By then the day had passed: too late, it gives no time.
        (3, 95, 3, Ground.AGREED),
    ],
)
def test_the_time_that_a_creditor_gave_is_not_cut(
    seller: Someone, buyer: Someone, term: int, until: int | None, last: int, ground: Ground
) -> None:
    line = opened(seller, buyer)
    lately(seller, line, "L-1", term, until)
    row = only(claimed(seller, FREELY, as_of=LATELY + 100))
    assert row.late is not None
    deadline = row.late.deadline
    assert (deadline.day, deadline.ground, deadline.agreed) == (LATELY + last, ground, LATELY + term)
    # What the creditor gave stands by any law: nothing of the claim rests on a cut.
    assert (row.by_contract is None) == (ground is not Ground.BOUND)


def test_an_extension_counts_where_no_term_was_agreed_and_until_it_is_taken_back(
    seller: Someone, buyer: Someone
) -> None:
    line = opened(seller, buyer)
    one = lately(seller, line, "L-1", 30, 95)
    wished = only(claimed(seller, replace(FREELY, agreed=False), as_of=LATELY + 100))
    assert wished.late is not None
    assert (wished.late.deadline.day, wished.late.deadline.agreed) == (LATELY + 95, None)
    assert claimed(seller, FREELY, as_of=LATELY + 95).claimed() == ()
    # A correction says what was agreed: it takes the extension's place, and is cut.
    first = wished.obligation.commitment
    facts = {"refers": first, "day": LATELY, "due": Day(LATELY + 80)}
    say(seller, Capacity.CREDITOR, line, one, Kind.CORRECTION, **facts)
    row = only(claimed(seller, FREELY, as_of=LATELY + 100))
    assert row.late is not None
    assert (row.late.deadline.day, row.late.deadline.ground) == (LATELY + 60, Ground.BOUND)


def test_a_day_before_that_of_issue_is_marked(seller: Someone, buyer: Someone) -> None:
    one = billed(seller, opened(seller, buyer), "L-1")
    for day, early in ((ISSUED - 1, True), (ISSUED, False), (ISSUED + 1, False)):
        assert only(claimed(seller, replace(TERMS, delivered={one: day}))).early == early
    assert not only(claimed(seller)).early
