"""A tradeline read on is the tradeline read from its first entry, whatever is recorded; and little is read twice."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from ledger.app.intents import Accept, Appoint, RecordInvoice, Share, State
from ledger.app.running_page import RunningPage, page_of
from ledger.core.codes import Capacity, EntryClass, Kind
from ledger.core.content import Facts
from ledger.core.effect import Code
from ledger.core.entry import Clock, Entry
from ledger.core.ids import ON_TRADELINE, Commitment, Member, ObligationId
from ledger.proof.keys import tradeline_key_commitment
from ledger.proof.scope import Scope
from tests.simulators.chain import PLACE, Mined, SimulatedChain
from tests.unit.app import parties
from tests.unit.app.parties import TODAY, Someone, invoice, opening

SELLER, BUYER, LENDER = Member(1), Member(2), Member(3)
ELSEWHERE = ObligationId(bytes(31) + b"\x09")
"""An obligation that nobody has issued."""
OTHER = ObligationId(bytes(31) + b"\x0a")


@dataclass
class Street:
    """Seller, buyer and lender; a tradeline that the buyer has accepted, with an invoice and a dispute of it."""

    chain: SimulatedChain
    seller: Someone
    buyer: Someone
    lender: Someone

    def __post_init__(self) -> None:
        self.line = self.seller.send(opening(BUYER))[0].tradeline
        self.buyer.send(Accept(self.line, TODAY))
        self.invoice = self.bill("S-1")
        disputed = Facts(Kind.DISPUTE, day=TODAY)
        self.buyer.send(State(self.line, Capacity.DEBTOR, disputed, obligation=self.invoice))
        [self.statement] = self.log(EntryClass.STATEMENT)

    def bill(self, number: str) -> ObligationId:
        return self.seller.send(RecordInvoice(self.line, invoice(number)))[0].obligation

    def log(self, entry_class: EntryClass) -> list[Entry]:
        return [entry for entry in self.chain.entries(self.line) if entry.entry_class is entry_class]

    def record(self, entry: Entry, **words: object) -> None:
        """Whatever somebody may write, in a block of its own."""
        height = self.chain.height() + 1
        clock = Clock(height, 1_700_000_000 + height)
        said = replace(entry, clock=clock, position=0, **words)  # type: ignore[arg-type]
        first = next(mined for block in self.chain.blocks for mined in block)
        self.chain.blocks.append((Mined(first.transaction, (said,)),))

    def garble(self, obligation: ObligationId = ELSEWHERE, **words: object) -> None:
        """The buyer's statement, which no key opens."""
        payload = bytes(len(self.statement.payload))
        self.record(self.statement, obligation=obligation, payload=payload, **words)

    def publish(self, obligation: ObligationId = ELSEWHERE, **words: object) -> None:
        """The lender commits to a key of its own where it has no part."""
        [claim] = self.log(EntryClass.OBLIGATION)[:1]
        payload = b"\x07" * 32 + claim.payload[32:]
        self.record(claim, recorder=LENDER, obligation=obligation, payload=payload, **words)

    def page(self, someone: Someone) -> RunningPage:
        """From the first entry."""
        return page_of(someone.desk, someone.number, self.line, self.chain.height())

    def reads_on(self, someone: Someone, page: RunningPage) -> bool:
        """Whether it is read on; and compared with what is read from the start."""
        read = page.state.effects[-1].clock.number if page.state.effects else -1
        since = [one for one in self.chain.entries(self.line) if one.clock.number > read]
        went_on = page.read_on(someone.vault, someone.number, since)
        if went_on:
            assert page.state == self.page(someone).state
        return went_on


@pytest.fixture
def street(tmp_path: Path) -> Iterator[Street]:
    chain, member = SimulatedChain(), contextmanager(parties.member)
    with ExitStack() as vaults:
        yield Street(chain, *(vaults.enter_context(member(number, tmp_path, chain)) for number in (1, 2, 3)))


def last(page: RunningPage) -> Code:
    return page.state.effects[-1].code


def test_of_what_is_said_and_shared_among_others_nothing_is_read_again(street: Street) -> None:
    page = street.page(street.seller)
    street.bill("S-2")
    assert street.reads_on(street.seller, page)
    street.seller.send(Share(street.line, Capacity.CREDITOR, LENDER, street.invoice))
    assert street.reads_on(street.seller, page)
    street.bill("S-3")
    assert street.reads_on(street.seller, page)
    street.seller.send(Share(street.line, Capacity.CREDITOR, LENDER))
    assert street.reads_on(street.seller, page)
    assert len(page.state.obligations) == 3


def test_what_is_of_the_reader_and_no_share_is_read_on(street: Street) -> None:
    page = street.page(street.lender)
    street.seller.send(Appoint(street.line, Capacity.CREDITOR, LENDER, 0, TODAY))
    assert street.chain.entries(street.line)[-1].subject == LENDER
    assert street.reads_on(street.lender, page)


def test_a_share_to_the_reader_is_a_reason_to_read_again(street: Street) -> None:
    page = street.page(street.lender)
    assert {effect.code for effect in page.state.effects} >= {Code.SEALED}
    street.seller.send(Share(street.line, Capacity.CREDITOR, LENDER))
    assert not street.reads_on(street.lender, page)
    assert Code.SEALED not in {effect.code for effect in street.page(street.lender).state.effects}


def test_it_is_read_up_to_the_block_that_is_named(street: Street) -> None:
    height = street.chain.height()
    street.bill("S-2")
    early = page_of(street.seller.desk, SELLER, street.line, height)
    assert len(early.state.obligations) == 1 and len(street.page(street.seller).state.obligations) == 2


def test_a_key_published_where_something_did_not_open_is_a_reason_to_read_again(street: Street) -> None:
    """Void by the tradeline's key, until another commits to a key of its own there: then nobody's fault is shown."""
    street.garble()
    page = street.page(street.seller)
    assert last(page) is Code.VOID_NOT_OPENED
    street.garble()
    assert street.reads_on(street.seller, page) and last(page) is Code.VOID_NOT_OPENED
    street.publish(OTHER)
    assert street.reads_on(street.seller, page)
    street.publish()
    assert not street.reads_on(street.seller, page)
    again = street.page(street.seller)
    assert [effect.code for effect in again.state.effects].count(Code.VOID_NOT_OPENED) == 0


def test_every_scope_in_which_something_did_not_open_is_remembered(street: Street) -> None:
    street.garble()
    street.garble(OTHER)
    page = street.page(street.seller)
    street.publish()
    assert not street.reads_on(street.seller, page)


def test_a_tradeline_key_that_is_published_late_is_a_reason_to_read_again(street: Street) -> None:
    """A payload that does not open is nobody's fault, until the key of its epoch is committed to."""
    scope, key = Scope(PLACE, street.line, 7), bytes(31) + b"\x01"
    street.seller.vault.tradelines.put_tradeline_key(SELLER, scope, key)
    street.garble(epoch=7)
    page = street.page(street.seller)
    assert last(page) is Code.SEALED
    [share] = [one for one in street.log(EntryClass.SHARE) if one.subject == BUYER]
    commitment = tradeline_key_commitment(scope, key)
    payload = commitment + share.payload[32:]
    street.record(share, epoch=7, commitment=Commitment(commitment), payload=payload)
    assert share.obligation == ON_TRADELINE and not street.reads_on(street.seller, page)
    codes = [effect.code for effect in street.page(street.seller).state.effects]
    assert Code.VOID_NOT_OPENED in codes and Code.SEALED not in codes


def test_what_was_published_on_the_way_counts_for_what_comes_after_it(street: Street) -> None:
    page = street.page(street.seller)
    street.publish()
    street.garble()
    assert street.reads_on(street.seller, page)
    assert last(page) is Code.SEALED
