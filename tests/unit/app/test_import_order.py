"""What a settlement agent attests does not depend on who imported its statement first."""

from dataclasses import replace

import pytest

from ledger.app.booking import Action, Clerk, acknowledge, book
from ledger.app.chronicle import chronicle
from ledger.app.intake import take_in
from ledger.app.intents import Accept, Appoint, Share, State
from ledger.app.register import Register
from ledger.core.codes import Capacity, Kind
from ledger.core.contacts import Contact, Contacts
from ledger.core.content import Facts
from ledger.core.day import Day
from ledger.core.drafts import Direction, Draft, Party, PaymentDraft, Source
from ledger.core.grade import Grade
from ledger.core.history import Observation, Side, observations
from ledger.core.ids import Member, ObligationId, TradelineId
from ledger.core.money import Money
from ledger.proof.obligation_id import payment_id
from tests.unit.app.parties import TODAY, Someone, invoice

SELLER, BUYER, BUYERS_BANK, SELLERS_BANK = Member(1), Member(2), Member(3), Member(4)
FIRST, SECOND, AMOUNT = "7700491234", "8800579312", 614_30
CONTACTS = Contacts((Contact(SELLER, "Seller"), Contact(BUYER, "Buyer")))


def clerk_of(someone: Someone, firm: Member | None = None, agents: tuple[Member, ...] = ()) -> Clerk:
    register = Register(someone.desk, someone.number)
    return Clerk(someone.desk, someone.number, register, CONTACTS, someone.settle, agents, firm)


def received(
    text: str, amount: int = AMOUNT, reference: str = "B1", payer: str = "Buyer", day: int = 10
) -> PaymentDraft:
    return PaymentDraft(
        source=Source("statement.xml", "entry 1", bytes(32)),
        account="DE02",
        owner="Seller",
        direction=Direction.RECEIVED,
        value_day=Day(TODAY + day),
        amount=Money(amount, "EUR"),
        counterparty=Party(payer),
        bank_reference=reference,
        remittance=text,
    )


def paid(payment: PaymentDraft) -> PaymentDraft:
    """The same payment in the payer's statement."""
    return replace(payment, direction=Direction.PAID, counterparty=Party("Seller"), owner="Buyer")


def told(clerk: Clerk, *drafts: Draft) -> list[tuple[Action, str]]:
    """What importing them comes to, all of it final."""
    (taken,) = take_in(clerk, [drafts])
    clerk.flush()
    return [(item.action, item.reason) for item in taken.booked]


def seen(someone: Someone, side: Side = Side.IS_PAID, number: int = 0) -> Observation:
    return observations(chronicle(someone.desk, someone.number, someone.number, ()).history, side)[number]


@pytest.fixture
def firm(seller: Someone, buyer: Someone, lender: Someone, agent: Someone) -> Clerk:
    """A seller and a buyer with a bank each, and two invoices of one amount that the buyer acknowledged."""
    firm = clerk_of(seller, agents=(SELLERS_BANK,))
    told(firm, invoice(FIRST, amount=AMOUNT), invoice(SECOND, amount=AMOUNT))
    line = TradelineId(SELLER, 1)
    buyer.send(Accept(line, TODAY))
    acknowledge(clerk_of(buyer), SELLER, [FIRST, SECOND], TODAY)
    appointed = Appoint(line, Capacity.DEBTOR, BUYERS_BANK, 0, TODAY)
    buyer.send(appointed, Share(line, Capacity.DEBTOR, BUYERS_BANK))
    return firm


@pytest.fixture
def bank(agent: Someone) -> Clerk:
    return clerk_of(agent, SELLER)


def report(seller: Someone, number: str, amount: int, reference: str = "B1") -> None:
    """The seller's own word that a payment was made, whatever its statement says."""
    page = Register(seller.desk, SELLER).page(TradelineId(SELLER, 1))
    (obligation,) = (key for key, name in page.names.items() if name.number == number)
    facts = Facts(Kind.SETTLEMENT, "EUR", amount, Day(TODAY + 10), payment=payment_id(reference))
    seller.send(State(page.state.id, Capacity.CREDITOR, facts, obligation=ObligationId(obligation)))


def attested(someone: Someone, side: Side = Side.IS_PAID, number: int = 0) -> list[tuple[Member, int]]:
    return [(item.agent, item.amount) for item in seen(someone, side, number).attested]


@pytest.mark.parametrize("firm_first", [False, True])
def test_a_bank_attests_a_payment_whether_its_firm_imports_before_or_after(
    seller: Someone, firm: Clerk, bank: Clerk, firm_first: bool
) -> None:
    statement = received(FIRST)
    for clerk in (firm, bank) if firm_first else (bank, firm):
        ((action, _),) = told(clerk, statement)
        assert action is (Action.ALREADY if clerk is firm and not firm_first else Action.RECORDED)
    assert [(one.amount, one.grade) for one in seen(seller).payments] == [(AMOUNT, Grade.A)]
    assert attested(seller) == [(SELLERS_BANK, AMOUNT)]


@pytest.mark.parametrize("firm_first", [False, True])
def test_so_it_does_where_the_payer_is_no_member(seller: Someone, agent: Someone, firm_first: bool) -> None:
    firm, bank = clerk_of(seller, agents=(SELLERS_BANK,)), clerk_of(agent, SELLER)
    told(firm, replace(invoice(FIRST, amount=AMOUNT), debtor=Party("Outsider")))
    for clerk in (firm, bank) if firm_first else (bank, firm):
        told(clerk, received(FIRST, payer="Outsider"))
    assert [(one.amount, one.grade) for one in seen(seller).payments] == [(AMOUNT, Grade.C)]
    assert attested(seller) == [(SELLERS_BANK, AMOUNT)]


@pytest.mark.parametrize("buyers_first", [False, True])
def test_the_banks_of_both_sides_attest_one_payment_in_either_order(
    seller: Someone, buyer: Someone, lender: Someone, firm: Clerk, bank: Clerk, buyers_first: bool
) -> None:
    ways = [(bank, received(FIRST)), (clerk_of(lender, BUYER), paid(received(FIRST)))]
    for clerk, statement in reversed(ways) if buyers_first else ways:
        assert [action for action, _ in told(clerk, statement)] == [Action.RECORDED]
    assert attested(seller) == [(SELLERS_BANK, AMOUNT)]
    assert attested(buyer, Side.PAYS) == [(BUYERS_BANK, AMOUNT)]
    assert [one.amount for one in seen(seller).payments] == [AMOUNT]


def test_a_bank_attests_what_its_firms_buyer_reported_first(
    seller: Someone, buyer: Someone, firm: Clerk, bank: Clerk
) -> None:
    told(clerk_of(buyer), paid(received(FIRST)))
    assert told(bank, received(FIRST)) == [(Action.RECORDED, "invoice number in the text")]
    assert attested(seller) == [(SELLERS_BANK, AMOUNT)]


def test_a_part_payment_is_attested_whole_though_less_is_open(
    seller: Someone, firm: Clerk, bank: Clerk
) -> None:
    most, rest = received(FIRST, 400_00), received(FIRST, 214_30, "B2", day=20)
    told(firm, most)
    assert [action for action, _ in told(bank, most, rest)] == [Action.RECORDED] * 2
    assert attested(seller) == [(SELLERS_BANK, 400_00), (SELLERS_BANK, 214_30)]
    assert sum(one.amount for one in seen(seller).payments) == AMOUNT


def test_what_came_too_much_and_one_payment_of_two_invoices_are_attested_as_by_a_bank_that_is_first(
    seller: Someone, firm: Clerk, bank: Clerk
) -> None:
    both = received(f"{FIRST} {SECOND}", 2 * AMOUNT + 35_00)
    told(firm, both)
    assert told(bank, both) == [
        (Action.RECORDED, "invoice number in the text; reported before"),
        (
            Action.RECORDED,
            "invoice number in the text; more than is open: the rest is kept; reported before",
        ),
    ]
    assert [attested(seller, number=number) for number in (0, 1)] == [[(SELLERS_BANK, AMOUNT)]] * 2


def test_a_payment_that_names_nothing_is_attested_as_it_was_reported(
    seller: Someone, firm: Clerk, bank: Clerk
) -> None:
    unnamed = received("thank you")
    assert told(bank, unnamed)[0][0] is Action.LEFT
    report(seller, SECOND, AMOUNT)
    # Another of the same amount is for the other invoice: what was reported is not open to it.
    other = received("thank you", reference="B2", day=12)
    assert told(bank, unnamed, other) == [
        (Action.RECORDED, "as reported before: amount and counterparty fit"),
        (Action.RECORDED, "amount, counterparty and date"),
    ]
    assert [attested(seller, number=number) for number in (0, 1)] == [[(SELLERS_BANK, AMOUNT)]] * 2


def test_the_same_statement_again_records_nothing_sent_or_not(
    seller: Someone, agent: Someone, firm: Clerk, bank: Clerk
) -> None:
    statement = [received(FIRST), received("thank you", reference="B2", day=12)]
    told(firm, statement[0])
    report(seller, SECOND, AMOUNT, "B2")

    def entries() -> int:
        return sum(len(row.entries) for row in agent.vault.outbox.rows())

    # Accepted and not sent: as a process leaves it that dies in between.
    (taken,) = take_in(bank, [statement])
    assert [item.action for item in taken.booked] == [Action.RECORDED] * 2
    stored = entries()
    for _ in range(2):
        (again,) = take_in(clerk_of(agent, SELLER), [statement])
        assert [item.action for item in again.booked] == [Action.ALREADY] * 2
        assert entries() == stored
        agent.settle()
    assert [attested(seller, number=number) for number in (0, 1)] == [[(SELLERS_BANK, AMOUNT)]] * 2


def test_a_payment_that_the_bank_reported_itself_is_no_news_of_others(
    seller: Someone, agent: Someone, firm: Clerk, bank: Clerk
) -> None:
    told(firm, received(FIRST))
    told(bank, received(FIRST))
    later = replace(received(FIRST), source=Source("another.xml", "entry 1", bytes(32)))
    (left,) = book(bank, [later])
    assert (left.action, left.reason) == (Action.LEFT, f"names an invoice that is paid already: {FIRST}")


def test_what_the_bank_reports_beyond_the_others_is_open_no_more(
    seller: Someone, firm: Clerk, bank: Clerk
) -> None:
    report(seller, FIRST, 500_00)
    rest = received(FIRST, 114_30, "B2", day=20)
    assert [action for action, _ in told(bank, received(FIRST), rest)] == [Action.RECORDED, Action.LEFT]
    assert attested(seller) == [(SELLERS_BANK, AMOUNT)]


@pytest.mark.parametrize(("reports", "becomes"), [(True, Action.LEFT), (False, Action.ALREADY)])
def test_a_return_that_the_firm_reported_is_left_where_the_bank_has_a_report_to_take_back(
    seller: Someone, firm: Clerk, bank: Clerk, reports: bool, becomes: Action
) -> None:
    statement = [received(FIRST), received(SECOND, reference="B2")]
    back = replace(received("Return of B1", reference="R1", day=13), reversal=True)
    told(firm, *statement)
    if reports:
        told(bank, *statement)
    assert [action for action, _ in told(firm, back)] == [Action.RECORDED]
    ((action, reason),) = told(bank, replace(back, remittance="Return"))
    assert (action, reason.endswith("reported by member 1")) == (becomes, True)


def test_a_payment_that_two_banks_name_differently_is_not_counted_twice(
    seller: Someone, lender: Someone, firm: Clerk, bank: Clerk
) -> None:
    told(clerk_of(lender, BUYER), paid(received(FIRST, 400_00, "P1")))
    assert told(bank, received("", 400_00, "S1"))[0][0] is Action.LEFT
    assert [one.amount for one in seen(seller).payments] == [400_00]


def test_a_return_is_attested_after_the_firms_own(seller: Someone, firm: Clerk, bank: Clerk) -> None:
    first = received(FIRST)
    back = replace(first, reversal=True, value_day=Day(first.value_day + 3))
    told(firm, first)
    assert [action for action, _ in told(bank, first, back)] == [Action.RECORDED] * 2
    assert attested(seller) == []
    assert seen(seller).payments == ()


def test_an_attack_a_forged_amount_does_not_keep_the_bank_from_its_own(
    seller: Someone, firm: Clerk, bank: Clerk
) -> None:
    for number, reference, forged in ((FIRST, "B1", 500_00), (SECOND, "B2", 700_00)):
        report(seller, number, forged, reference)
        assert told(bank, received(number, reference=reference))[0][0] is Action.RECORDED
    for number in (0, 1):
        assert [(one.amount, one.grade) for one in seen(seller, number=number).payments] == [
            (AMOUNT, Grade.A)
        ]


@pytest.mark.parametrize(
    ("text", "payer", "forged", "why"),
    [
        (FIRST, "Buyer", AMOUNT, f"reported before for {SECOND}, but means {FIRST}"),
        ("thank you", "Buyer", 500_00, f"reported before for {SECOND} with 500.00 EUR, not with 614.30 EUR"),
        ("thank you", "Friend", AMOUNT, f"reported before for {SECOND}, which is another counterparty's"),
    ],
)
def test_an_attack_a_forged_report_is_not_followed_and_a_person_is_told(
    seller: Someone, firm: Clerk, bank: Clerk, text: str, payer: str, forged: int, why: str
) -> None:
    report(seller, SECOND, forged)
    statement = received(text, payer=payer)
    assert told(bank, statement) == [(Action.LEFT, f"{why}; reported by member 1")]
    assert [attested(seller, number=number) for number in (0, 1)] == [[], []]


def test_an_attack_the_buyers_word_does_not_bind_the_sellers_bank(
    seller: Someone, buyer: Someone, firm: Clerk, bank: Clerk
) -> None:
    told(clerk_of(buyer), paid(received(SECOND, 100_00)), paid(received(SECOND, 10_00, "B2")))
    part = "invoice number in the text; a part: the rest stays open"
    assert told(bank, received(FIRST, 100_00)) == [(Action.RECORDED, part)]
    ((action, reason),) = told(bank, received("", 10_00, "B2"))
    assert action is Action.LEFT
    assert reason.endswith("; reported by member 2")


def test_an_attack_money_that_goes_out_is_not_what_was_reported_as_come_in(
    seller: Someone, firm: Clerk, bank: Clerk
) -> None:
    told(firm, received(FIRST))
    out = replace(received(FIRST), direction=Direction.PAID)
    assert told(bank, out) == [(Action.LEFT, "no invoice known here fits; reported by member 1")]
    assert attested(seller) == []
    assert told(bank, received(FIRST))[0][0] is Action.RECORDED
