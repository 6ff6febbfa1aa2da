"""What the ledger's rules forbid is refused before anything is stored: a clear error, and nothing changed."""

from dataclasses import replace

import pytest

from ledger.app.contents import KindForbidden
from ledger.app.intents import (
    Accept,
    Appoint,
    Assign,
    Open,
    RaiseEpoch,
    RecordInstalment,
    RecordInvoice,
    Share,
    State,
    Take,
)
from ledger.app.keys import make_key, register_key
from ledger.app.refusals import (
    KeyUnfit,
    NotAMember,
    NotEntitled,
    ObligationTaken,
    RoleMissing,
    UnknownObligation,
    UnknownTradeline,
    WrongState,
)
from ledger.app.vault import Private
from ledger.core.codes import Capacity, Kind, Role
from ledger.core.content import Facts
from ledger.core.errors import BadContent, Misuse, Unavailable
from ledger.core.ids import Member, ObligationId, TradelineId
from ledger.core.money import Money
from tests.unit.app.parties import TODAY, invoice, open_with_invoice, opening, some_tag_key

NOWHERE = TradelineId(Member(1), 99)
NOTHING = ObligationId(b"\x99" * 32)
DISPUTE = Facts(Kind.DISPUTE, day=TODAY)
PAID = Facts(Kind.SETTLEMENT, "EUR", 100, TODAY, payment=bytes(16))


def everything(someone):
    """All that a refusal could have changed in a vault."""
    with someone.vault.transaction():
        connection = someone.vault._database.connection
        return list(connection.iterdump())


def check_refused(someone, error, words, *intents):
    before = everything(someone)
    with pytest.raises(error, match=words):
        someone.submit(*intents)
    assert everything(someone) == before


@pytest.fixture
def line(seller, buyer):
    tradeline, accepted = open_with_invoice(seller, 2)
    return tradeline, accepted.obligation


def test_what_is_allowed_changes_the_vault(seller, line):
    before = everything(seller)
    seller.submit(State(line[0], Capacity.CREDITOR, PAID, obligation=line[1]))
    assert everything(seller) != before


def test_a_member_that_is_not_one_or_is_suspended(seller, buyer, line):
    seller.chain.suspend(seller.number)
    check_refused(seller, NotAMember, "member 1 is suspended", RecordInvoice(line[0], invoice("X")))
    check_refused(buyer, NotAMember, "member 1 is suspended", opening(1))
    del seller.chain.members[seller.number]
    check_refused(seller, NotAMember, "member 1 is not in the registry", RecordInvoice(line[0], invoice("X")))
    check_refused(buyer, NotAMember, "member 77 is not in the registry", opening(77))


@pytest.mark.parametrize("roles", [Role(0), Role.AGENT, Role.ISSUER | Role.AUDITOR])
def test_who_has_not_the_role(seller, line, roles):
    seller.chain.admit(seller.number, roles)
    check_refused(seller, RoleMissing, "sme", opening(2, reference="new"))
    check_refused(seller, RoleMissing, "sme", RecordInvoice(line[0], invoice("X")))


def test_whom_only_a_role_may_be_named_for(seller, lender, line):
    lender.chain.admit(lender.number, Role.SME)
    tradeline, obligation = line
    check_refused(
        seller, RoleMissing, "lender", Assign(tradeline, obligation, Capacity.CREDITOR, lender.number, TODAY)
    )
    check_refused(
        seller, RoleMissing, "agent", Appoint(tradeline, Capacity.CREDITOR, lender.number, 0, TODAY)
    )
    check_refused(lender, RoleMissing, "lender", Take(tradeline, obligation, TODAY))


def test_an_agent_that_nobody_appointed(seller, agent, line):
    tradeline, obligation = line
    paid = State(tradeline, Capacity.AGENT, PAID, obligation=obligation)
    check_refused(agent, NotEntitled, "member 4 is not agent of obligation", paid)
    seller.send(
        Appoint(tradeline, Capacity.CREDITOR, agent.number, 0, TODAY),
        Share(tradeline, Capacity.CREDITOR, agent.number, obligation),
    )
    assert agent.submit(paid)[0].fresh
    seller.send(Appoint(tradeline, Capacity.CREDITOR, Member(0), 0, TODAY))
    other = replace(paid, facts=replace(PAID, amount=200))
    check_refused(agent, NotEntitled, "member 4 is not agent", other)


def test_a_tag_key_that_was_rotated_out(seller, line):
    new = some_tag_key(2)
    register = seller.registrations
    seller.vault.keys.put(seller.number, Private.TAG, 2, new)
    # The vault has a newer key than the registry, then the registry a newer one than the vault.
    check_refused(seller, KeyUnfit, "tag key of member 1", RecordInvoice(line[0], invoice("X")))
    assert register_key(seller.desk, register, seller.number, Private.TAG) == 2
    assert seller.submit(RecordInvoice(line[0], invoice("X")))[0].fresh
    seller.vault.erasures.destroy_key(seller.number, Private.TAG, 2)
    check_refused(seller, KeyUnfit, "tag key of member 1", RecordInvoice(line[0], invoice("Y")))


def test_an_invoice_that_was_recorded_under_an_older_tag_key(seller, line):
    seller.vault.keys.put(seller.number, Private.TAG, 2, some_tag_key(2))
    register_key(seller.desk, seller.registrations, seller.number, Private.TAG)
    changed = replace(invoice(), amount=Money(1, "EUR"))
    check_refused(
        seller, ObligationTaken, "already recorded on tradeline 1-1", RecordInvoice(line[0], changed)
    )


def test_a_recipient_without_a_key_that_stands(seller, lender, line):
    lender.chain.registered = {
        where: keys for where, keys in lender.chain.registered.items() if where[0] != lender.number
    }
    check_refused(seller, KeyUnfit, "member 3 has no encryption key", opening(3))
    check_refused(
        seller, KeyUnfit, "member 3 has no encryption key", Share(line[0], Capacity.CREDITOR, lender.number)
    )


def test_an_obligation_comes_once_however_it_is_spelled(seller, buyer, line):
    tradeline, _ = line
    other = seller.send(opening(2, reference="second"))[0].tradeline
    for where, number in ((tradeline, "inv 1"), (tradeline, "INV-001"), (other, "INV-1")):
        changed = replace(invoice(number), amount=Money(1, "EUR"))
        check_refused(
            seller, ObligationTaken, "already recorded on tradeline 1-1", RecordInvoice(where, changed)
        )
    waiting = seller.submit(RecordInvoice(tradeline, invoice("INV-2")))
    assert waiting[0].fresh
    changed = replace(invoice("INV-2"), amount=Money(1, "EUR"))
    check_refused(seller, ObligationTaken, "already recorded", RecordInvoice(tradeline, changed))


def test_a_statement_on_what_is_not_there(seller, line):
    unknown = State(line[0], Capacity.CREDITOR, PAID, obligation=NOTHING)
    check_refused(seller, UnknownObligation, "no obligation 9999", unknown)
    check_refused(seller, UnknownTradeline, "no tradeline 1-99", State(NOWHERE, Capacity.CREDITOR, PAID))
    check_refused(seller, UnknownTradeline, "no tradeline 1-99", RecordInvoice(NOWHERE, invoice("X")))
    elsewhere = seller.send(opening(2, reference="second"))[0].tradeline
    check_refused(
        seller,
        UnknownObligation,
        "on tradeline 1-2",
        replace(unknown, tradeline=elsewhere, obligation=line[1]),
    )


def test_an_assignment_by_who_does_not_hold_it(seller, buyer, lender, line):
    tradeline, obligation = line
    assign = Assign(tradeline, obligation, Capacity.CREDITOR, lender.number, TODAY)
    check_refused(buyer, NotEntitled, "member 2 is not creditor", assign)
    check_refused(lender, NotEntitled, "it is not offered to it", Take(tradeline, obligation, TODAY))
    seller.send(assign, Share(tradeline, Capacity.CREDITOR, lender.number, obligation))
    lender.send(Take(tradeline, obligation, TODAY))
    check_refused(seller, NotEntitled, "to assign it", replace(assign, day=TODAY + 1))
    check_refused(seller, NotEntitled, "is not holder", replace(assign, capacity=Capacity.HOLDER))


def test_what_a_kind_or_a_capacity_does_not_allow(seller, buyer, line):
    tradeline, obligation = line

    def state(capacity, facts):
        return State(tradeline, capacity, facts, obligation=obligation)

    check_refused(
        seller,
        KindForbidden,
        "kind 10 is not for",
        state(Capacity.CREDITOR, Facts(Kind.INVOICE, "EUR", 1, 1, 1)),
    )
    check_refused(
        buyer,
        KindForbidden,
        "a debtor does not make a write off",
        state(Capacity.DEBTOR, Facts(Kind.WRITE_OFF, amount=1, day=1)),
    )
    check_refused(
        seller,
        BadContent,
        "VOID_MALFORMED",
        state(Capacity.CREDITOR, Facts(Kind.SETTLEMENT, "EUR", 1, TODAY)),
    )
    check_refused(seller, BadContent, "OUT_OF_RANGE", state(Capacity.CREDITOR, replace(PAID, amount=0)))
    check_refused(
        seller, BadContent, "'currency EUR, amount 0, day", state(Capacity.CREDITOR, replace(PAID, amount=0))
    )
    check_refused(seller, BadContent, "more than zero", RecordInvoice(tradeline, invoice("X", amount=0)))
    check_refused(seller, BadContent, "shorter by", RecordInvoice(tradeline, invoice("X" * 200)))
    check_refused(seller, BadContent, "at least one letter or digit", RecordInvoice(tradeline, invoice("--")))
    check_refused(
        seller, Misuse, "by its creditor or its debtor", replace(opening(2), capacity=Capacity.HOLDER)
    )


def test_what_the_state_of_a_tradeline_does_not_allow(seller, buyer, line):
    tradeline, _ = line
    check_refused(seller, NotEntitled, "member 1 is not debtor", Accept(tradeline, TODAY))
    buyer.send(Accept(tradeline, TODAY))
    check_refused(buyer, WrongState, "is accepted", Accept(tradeline, TODAY + 1))
    buyer.chain.admit(Member(3))
    check_refused(buyer, NotEntitled, "to link it", replace(opening(3), tradeline=tradeline))
    check_refused(seller, WrongState, "is accepted", replace(opening(2), tradeline=tradeline))
    check_refused(seller, WrongState, "at epoch 0", RaiseEpoch(tradeline, Capacity.CREDITOR, 2, 2))
    external = seller.send(opening(0))[0].tradeline
    owed = buyer.send(replace(opening(0, Capacity.DEBTOR), kind=Kind.LOAN))[0].tradeline
    assert external != owed
    (claim,) = buyer.send(RecordInstalment(owed, "L-1", 1, Money(5, "EUR"), TODAY, TODAY + 30))
    to_nobody = Assign(owed, claim.obligation, Capacity.CREDITOR, Member(3), TODAY)
    check_refused(buyer, NotEntitled, "member 2 is not creditor", to_nobody)


def test_a_party_without_the_key_writes_nothing(seller, buyer, line):
    buyer.vault.erasures.destroy_key(buyer.number, Private.ENCRYPTION, 1)
    check_refused(buyer, KeyUnfit, "member 2 holds no key", Accept(line[0], TODAY))


def test_while_the_registry_does_not_answer(seller, line):
    seller.chain.away = True
    check_refused(seller, Unavailable, "away", RecordInvoice(line[0], invoice("X")))


def test_a_key_is_registered_once_and_in_order(seller):
    assert register_key(seller.desk, seller.registrations, seller.number, Private.ENCRYPTION) == 1
    make_key(seller.desk, seller.number, Private.ENCRYPTION)
    make_key(seller.desk, seller.number, Private.ENCRYPTION)
    with pytest.raises(KeyUnfit, match="the registry has 1 encryption keys of member 1, the vault 3"):
        register_key(seller.desk, seller.registrations, seller.number, Private.ENCRYPTION)
    with pytest.raises(KeyUnfit, match="the vault has no attestation key"):
        register_key(seller.desk, seller.registrations, seller.number, Private.ATTESTATION)
    with pytest.raises(Misuse, match="a holder key is in no registry"):
        register_key(seller.desk, seller.registrations, seller.number, Private.HOLDER)


def test_an_instalment_is_one_however_often(seller, buyer):
    loan = replace(opening(2), kind=Kind.LOAN)
    assert isinstance(loan, Open)
    tradeline = seller.send(loan)[0].tradeline
    first = RecordInstalment(tradeline, "L-7", 1, Money(50_000, "EUR"), TODAY, TODAY + 30)
    accepted = seller.submit(first, replace(first, instalment=2), first)
    assert accepted[0].obligation == accepted[2].obligation != accepted[1].obligation
    check_refused(seller, ObligationTaken, "already", replace(first, amount=Money(1, "EUR")))
