"""What borrowers owe other lenders counts once they show it; what they do not show is not known, and never a no."""

import pytest

from ledger.app.consent import Consent, give_consent, withdraw_consent
from ledger.app.intents import Appoint, RaiseEpoch, Share, State
from ledger.app.portfolio_lenders import PURPOSE, Elsewhere, Inquiry, across_lenders
from ledger.core.codes import Capacity, Kind, Role
from ledger.core.content import Facts
from ledger.core.history import Counterparty
from ledger.core.ids import Member, TradelineId
from ledger.rulebook.cross_lender import Answer, Debt
from ledger.rulebook.rules import LaterRules
from tests.unit.app.lending_parties import accept, buy, lend, pay, show
from tests.unit.app.parties import TODAY, Someone, day, open_with_invoice

AS_OF = day("2025-07-31")
LONG_AGO, RECENTLY, SOON = day("2025-04-14"), day("2025-05-02"), day("2025-09-01")
BORROWER = Counterparty("member:2")


@pytest.fixture
def other(agent: Someone) -> Someone:
    """Another lender."""
    return agent


@pytest.fixture(autouse=True)
def firms(seller: Someone, buyer: Someone) -> None:
    """Who is no lender: every member of the simulated chain is, unless it is told."""
    for firm in (seller, buyer):
        firm.chain.admit(firm.number, Role.SME)


def asked(lender: Someone, told: list[Member] | None = None) -> Elsewhere:
    inquiry = Inquiry(
        lender.desk,
        lender.number,
        AS_OF,
        TODAY,
        LaterRules(),
        opened=(told if told is not None else []).append,
    )
    return across_lenders(inquiry, {BORROWER: Member(2)})[BORROWER]


def lent(lender: Someone, buyer: Someone, *dues: tuple[int, int]) -> TradelineId:
    line, _ = lend(lender, buyer.number, *dues)  # type: ignore[arg-type]
    accept(buyer, line)
    return line


def test_where_no_other_lender_stands_the_own_claims_are_all_there_is(
    lender: Someone, buyer: Someone
) -> None:
    """The chain shows who has a tradeline with whom: nothing of another lender's can be hidden."""
    lent(lender, buyer, (80_00, SOON), (20_00, LONG_AGO))
    assert asked(lender) == Elsewhere(Answer.NO, {"EUR": Debt(100_00, 20_00)}, 0, True)
    lend(lender, buyer.number, (1, LONG_AGO), name="L-2")
    assert asked(lender).answer is Answer.NOT_KNOWN  # the borrower has not agreed to that one


def test_what_another_lender_recorded_and_the_borrower_does_not_show_is_not_known(
    lender: Someone, buyer: Someone, other: Someone
) -> None:
    lent(lender, buyer, (100_00, LONG_AGO))
    assert asked(lender).answer is Answer.YES
    lent(other, buyer, (100_00, SOON))
    assert asked(lender) == Elsewhere(Answer.NOT_KNOWN, {"EUR": Debt(100_00, 100_00)}, 1, False)


@pytest.mark.parametrize(("late", "answer"), [(20_00, Answer.NO), (20_01, Answer.YES)])
def test_what_the_borrower_shows_of_another_lender_counts(
    lender: Someone, buyer: Someone, other: Someone, late: int, answer: Answer
) -> None:
    lent(lender, buyer, (50_00, SOON))
    line = lent(other, buyer, (50_00 - late, RECENTLY), (late, LONG_AGO))
    show(buyer, line, lender)
    assert asked(lender) == Elsewhere(answer, {"EUR": Debt(100_00, late)}, 1, True)


def test_what_is_written_under_a_later_key_is_not_known_again(
    lender: Someone, buyer: Someone, other: Someone
) -> None:
    lent(lender, buyer, (50_00, SOON))
    line, (owed,) = lend(other, buyer.number, (50_00, LONG_AGO))
    accept(buyer, line)
    show(buyer, line, lender)
    assert asked(lender).answer is Answer.YES
    other.send(RaiseEpoch(line, Capacity.CREDITOR, buyer.number, 1))
    assert asked(lender).answer is Answer.YES
    pay(other, line, owed, 50_00, TODAY)
    assert asked(lender).answer is Answer.NOT_KNOWN
    show(buyer, line, lender)
    assert asked(lender) == Elsewhere(Answer.NO, {"EUR": Debt(50_00, 0)}, 1, True)


def test_principal_that_was_drawn_and_is_not_due_is_owed(lender: Someone, buyer: Someone) -> None:
    line, _ = lend(lender, buyer.number, (20_00, LONG_AGO), drawn=100_00)
    accept(buyer, line)
    assert asked(lender) == Elsewhere(Answer.NO, {"EUR": Debt(100_00, 20_00)}, 0, True)


def test_what_was_drawn_under_a_key_that_is_not_shown_is_not_known(
    lender: Someone, buyer: Someone, other: Someone
) -> None:
    lent(lender, buyer, (50_00, LONG_AGO))
    line, _ = lend(other, buyer.number)
    accept(buyer, line)
    show(buyer, line, lender)
    assert asked(lender).answer is Answer.YES
    other.send(RaiseEpoch(line, Capacity.CREDITOR, buyer.number, 1))
    other.send(State(line, Capacity.CREDITOR, Facts(Kind.DRAWDOWN, "EUR", 900_00, TODAY)))
    assert asked(lender) == Elsewhere(Answer.NOT_KNOWN, {"EUR": Debt(50_00, 50_00)}, 1, False)
    show(buyer, line, lender)
    assert asked(lender) == Elsewhere(Answer.NO, {"EUR": Debt(950_00, 50_00)}, 1, True)


def test_what_says_nothing_of_a_debt_may_stay_sealed(lender: Someone, buyer: Someone, other: Someone) -> None:
    line = lent(other, buyer, (50_00, LONG_AGO))
    show(buyer, line, lender)
    other.send(RaiseEpoch(line, Capacity.CREDITOR, buyer.number, 1))
    buyer.send(Appoint(line, Capacity.DEBTOR, lender.number, 0, TODAY))
    assert asked(lender) == Elsewhere(Answer.YES, {"EUR": Debt(50_00, 50_00)}, 1, True)


def test_principal_of_a_loan_that_the_borrower_has_not_agreed_to_is_not_owed_for_certain(
    lender: Someone, buyer: Someone, other: Someone
) -> None:
    lent(lender, buyer, (50_00, LONG_AGO))
    line, _ = lend(other, buyer.number, drawn=900_00)
    other.send(Share(line, Capacity.CREDITOR, lender.number))
    assert asked(lender) == Elsewhere(Answer.NOT_KNOWN, {"EUR": Debt(50_00, 50_00)}, 1, True)
    accept(buyer, line)
    assert asked(lender) == Elsewhere(Answer.NO, {"EUR": Debt(950_00, 50_00)}, 1, True)


def test_suppliers_are_no_lenders_and_their_records_may_stay_sealed(
    lender: Someone, buyer: Someone, seller: Someone
) -> None:
    lent(lender, buyer, (100_00, SOON))
    line, _ = open_with_invoice(seller, buyer.number)
    accept(buyer, line)
    assert asked(lender) == Elsewhere(Answer.NO, {"EUR": Debt(100_00, 0)}, 0, True)


def test_an_invoice_that_a_lender_bought_is_owed_to_a_lender(
    lender: Someone, buyer: Someone, seller: Someone, other: Someone
) -> None:
    lent(lender, buyer, (100_00, SOON))
    line, _ = buy(seller, buyer.number, other)
    assert asked(lender).answer is Answer.NOT_KNOWN
    accept(buyer, line)
    assert asked(lender).answer is Answer.NOT_KNOWN
    show(buyer, line, lender)
    assert asked(lender) == Elsewhere(Answer.YES, {"EUR": Debt(1_300_00, 1_200_00)}, 1, True)


def test_a_host_opens_a_borrower_for_the_lender_by_its_consent_alone(lender: Someone, other: Someone) -> None:
    hosted = Someone(Member(7), lender.vault, lender.chain)
    hosted.join()
    hosted.chain.admit(hosted.number, Role.SME)
    line, _ = lend(other, hosted.number, (100_00, LONG_AGO))
    accept(hosted, line)
    told: list[Member] = []
    refused: list[Member] = []

    def answer() -> Answer:
        inquiry = Inquiry(
            lender.desk, lender.number, AS_OF, TODAY, LaterRules(), opened=told.append, refused=refused.append
        )
        return across_lenders(inquiry, {Counterparty("member:7"): hosted.number})[
            Counterparty("member:7")
        ].answer

    assert (answer(), told) == (Answer.NOT_KNOWN, [])
    wrong = Consent(hosted.number, lender.number, "marketing", TODAY)
    give_consent(hosted.desk, hosted.registrations, wrong)
    assert (answer(), told) == (Answer.NOT_KNOWN, [])
    consent = Consent(hosted.number, lender.number, PURPOSE, TODAY)
    given = give_consent(hosted.desk, hosted.registrations, consent)
    assert (answer(), told) == (Answer.YES, [hosted.number])
    lender.chain.suspend(lender.number)
    assert (answer(), told, refused) == (Answer.NOT_KNOWN, [hosted.number], [hosted.number])
    lender.chain.admit(lender.number, Role.LENDER)
    assert (answer(), told, refused) == (Answer.YES, [hosted.number] * 2, [hosted.number])
    withdraw_consent(hosted.desk, hosted.registrations, given)
    assert (answer(), len(told), len(refused)) == (Answer.NOT_KNOWN, 2, 1)
