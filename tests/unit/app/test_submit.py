"""Accepting: whole or not at all, once however often it is handed in, and stored before it is accepted."""

from dataclasses import replace

import pytest

from ledger.app.intents import Accept, Appoint, Assign, Decline, RaiseEpoch, RecordInvoice, Share, State, Take
from ledger.app.opening import read_tradeline
from ledger.app.refusals import UnknownTradeline
from ledger.core.codes import Capacity, Kind
from ledger.core.content import Facts
from ledger.core.entry import Opened, Sealed
from tests.unit.app.parties import TODAY, invoice, open_with_invoice, opening


def contents(someone, tradeline):
    return [reading.content for _, reading in read_tradeline(someone.desk, someone.number, tradeline)]


def test_a_tradeline_opens_with_its_key_shared_and_both_parties_read_what_is_on_it(seller, buyer):
    tradeline, obligation = open_with_invoice(seller, 2)
    buyer.send(
        Accept(tradeline, TODAY),
        State(
            tradeline,
            Capacity.DEBTOR,
            Facts(Kind.ACKNOWLEDGEMENT, refers=obligation.commitment),
            obligation=obligation.obligation,
        ),
    )
    seen = contents(seller, tradeline)
    assert seen == contents(buyer, tradeline)
    kinds = [content.facts.kind for content in seen if isinstance(content, Opened)]
    assert kinds == [Kind.TRADE_CREDIT, Kind.INVOICE, Kind.ACCEPT, Kind.ACKNOWLEDGEMENT]
    assert [type(content) for content in seen].count(Sealed) == 1


def test_what_is_handed_in_again_is_not_accepted_again(seller, buyer):
    tradeline, _ = open_with_invoice(seller, 2)
    rows = seller.vault.outbox.rows()
    again = seller.submit(opening(2, reference="INV-1"), RecordInvoice(tradeline, invoice()))
    assert [one.fresh for one in again] == [False, False, False]
    assert again[0].tradeline == tradeline
    assert seller.vault.outbox.rows() == rows
    assert seller.submit(opening(2, reference="another"))[0].fresh


def test_the_same_thing_twice_in_one_submission_is_one(seller, buyer):
    tradeline = seller.send(opening(2))[0].tradeline
    twice = seller.submit(RecordInvoice(tradeline, invoice()), RecordInvoice(tradeline, invoice()))
    assert twice[0].row == twice[1].row
    assert len(seller.vault.outbox.row(twice[0].row).entries) == 1


def test_one_that_cannot_be_accepted_refuses_all_and_leaves_nothing(seller, buyer):
    tradeline = seller.send(opening(2))[0].tradeline
    before = seller.vault.outbox.rows()
    good, bad = (
        RecordInvoice(tradeline, invoice()),
        State(tradeline, Capacity.DEBTOR, Facts(Kind.DISPUTE, day=TODAY)),
    )
    with pytest.raises(Exception, match="member 1 is not debtor"):
        seller.submit(good, bad)
    assert seller.vault.outbox.rows() == before
    assert seller.submit(good)[0].fresh


def test_a_hundred_entries_a_batch_and_no_more(seller, buyer):
    tradeline = seller.send(opening(2))[0].tradeline
    accepted = seller.submit(*(RecordInvoice(tradeline, invoice(f"N-{number}")) for number in range(150)))
    assert [len(row.entries) for row in seller.vault.outbox.rows()[-2:]] == [100, 50]
    assert len({one.commitment for one in accepted}) == 150


def test_an_invoice_is_financed_and_its_lender_reads_it_and_nothing_else(seller, buyer, lender):
    tradeline, first = open_with_invoice(seller, 2, "A-1")
    seller.send(
        RecordInvoice(tradeline, invoice("A-2")),
        Share(tradeline, Capacity.CREDITOR, lender.number, first.obligation),
        Assign(tradeline, first.obligation, Capacity.CREDITOR, lender.number, TODAY),
    )
    read_tradeline(lender.desk, lender.number, tradeline)
    lender.send(Take(tradeline, first.obligation, TODAY))
    opened = [content for content in contents(lender, tradeline) if isinstance(content, Opened)]
    assert [content.facts.kind for content in opened] == [Kind.INVOICE, Kind.ASSIGN, Kind.TAKE]
    assert lender.chain.holdings_of(lender.number) == (first.obligation,)


def test_after_the_epoch_is_raised_earlier_keys_open_nothing_new(seller, buyer, agent):
    tradeline, _ = open_with_invoice(seller, 2, "A-1")
    seller.send(
        Appoint(tradeline, Capacity.CREDITOR, agent.number, 0, TODAY),
        Share(tradeline, Capacity.CREDITOR, agent.number),
    )
    assert sum(isinstance(content, Opened) for content in contents(agent, tradeline)) == 3
    raise_it = RaiseEpoch(tradeline, Capacity.CREDITOR, buyer.number, 1)
    seller.send(raise_it)
    assert seller.submit(raise_it)[0].fresh is False
    seller.send(RecordInvoice(tradeline, invoice("A-2")))
    assert sum(isinstance(content, Opened) for content in contents(agent, tradeline)) == 3
    assert sum(isinstance(content, Opened) for content in contents(buyer, tradeline)) == 4


def test_an_external_party_is_linked_when_it_joins(seller, buyer):
    tradeline = seller.send(opening(0))[0].tradeline
    seller.send(RecordInvoice(tradeline, invoice()))
    link = replace(opening(2), tradeline=tradeline)
    seller.send(link)
    assert [one.fresh for one in seller.submit(link)] == [False, False]
    commitments = [
        entry.commitment for entry, reading in read_tradeline(seller.desk, 1, tradeline) if reading.shown
    ]
    assert len(set(commitments)) == len(commitments)
    buyer.send(Accept(tradeline, TODAY))
    assert sum(isinstance(content, Opened) for content in contents(buyer, tradeline)) == 4


def test_what_was_declined_can_still_be_accepted(seller, buyer):
    tradeline = seller.send(opening(2))[0].tradeline
    buyer.send(Decline(tradeline, TODAY))
    with pytest.raises(Exception, match="is declined"):
        buyer.submit(Decline(tradeline, TODAY + 1))
    buyer.send(Accept(tradeline, TODAY))


def test_a_refused_opening_is_opened_again_under_its_number_with_what_builds_on_it(seller, buyer):
    seller.chain.refuses = lambda entry: "ProposalPending()"
    (first, *_) = seller.send(opening(2))
    seller.chain.refuses = lambda entry: None
    with pytest.raises(UnknownTradeline, match="no tradeline 1-1"):
        seller.submit(RecordInvoice(first.tradeline, invoice()))
    (second, share, claim) = seller.send(opening(2), RecordInvoice(first.tradeline, invoice()))
    assert (second.tradeline, second.commitment) == (first.tradeline, first.commitment)
    assert [second.fresh, share.fresh, claim.fresh] == [True, True, True]
    assert sum(isinstance(content, Opened) for content in contents(buyer, first.tradeline)) == 2
