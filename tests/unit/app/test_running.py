"""What is kept up of a member follows each thing that can change it, and reads nothing twice that cannot."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import pytest

from ledger.app.chronicle import chronicle
from ledger.app.erasure import Target, erase
from ledger.app.intents import Accept, Appoint, Assign, RecordInvoice, Share, State, Take
from ledger.app.ports import GrowingIndex
from ledger.app.running import Runnings
from ledger.attest.account import recompute
from ledger.core.codes import Capacity, Kind
from ledger.core.content import Facts
from ledger.core.day import Day
from ledger.core.entry import Entry
from ledger.core.grade import Relations
from ledger.core.ids import Member, ObligationId, TradelineId
from ledger.rulebook.figure_set import CurrencyFigures, FigureSet, Population
from ledger.rulebook.position import Grades
from ledger.rulebook.rulebook import TRADELINE_2
from tests.simulators.dealings import FIRST, NOW, GrowingChain
from tests.unit.app import parties
from tests.unit.app.parties import TODAY, Someone, invoice, opening

AS_OF = FIRST + 40
SELLER, BUYER, LENDER = Member(1), Member(2), Member(3)


@dataclass
class CountingChain(GrowingChain):
    """Remembers which tradelines were read whole, and how many entries of others came since."""

    whole: list[TradelineId] = field(default_factory=list)
    since: int = 0

    def entries(self, tradeline: TradelineId, until: int | None = None) -> tuple[Entry, ...]:
        self.whole.append(tradeline)
        return super().entries(tradeline, until)

    def entries_after(self, tradeline: TradelineId, block: int, until: int) -> tuple[Entry, ...]:
        found = super().entries_after(tradeline, block, until)
        self.since += len(found)
        return found


@dataclass
class Town:
    """Seller, buyer and lender; one tradeline with one invoice, which the buyer has not accepted."""

    chain: CountingChain
    seller: Someone
    buyer: Someone
    lender: Someone
    pairs: set[tuple[Member, Member]] = field(default_factory=set)
    kept: dict[Member, Runnings] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.line = self.seller.send(opening(BUYER))[0].tradeline
        self.invoice = self.bill("T-1")

    def bill(self, number: str, line: TradelineId | None = None) -> ObligationId:
        (said,) = self.seller.send(RecordInvoice(line or self.line, invoice(number)))
        return said.obligation

    def read(self, reader: Someone, member: Member) -> FigureSet:
        """Kept up; and compared with what is read from the start."""
        at, relations = self.chain.standing(), Relations(frozenset(self.pairs))
        runnings = self.kept.setdefault(reader.number, Runnings(reader.desk, cast(GrowingIndex, self.chain)))
        found = runnings.figures(reader.number, member, at, relations, AS_OF, TRADELINE_2)
        whole = list(self.chain.whole)
        history = chronicle(reader.desk, reader.number, member, self.pairs).history
        self.chain.whole = whole
        assert found == recompute(history, AS_OF, TRADELINE_2)
        return found

    def euros(self, reader: Someone, member: Member) -> CurrencyFigures:
        (own,) = self.read(reader, member).figures.values()
        return own


@contextmanager
def built() -> Iterator[Town]:
    with tempfile.TemporaryDirectory() as folder, ExitStack() as vaults:
        chain, member = CountingChain(), contextmanager(parties.member)
        seller, buyer, lender = (vaults.enter_context(member(one, Path(folder), chain)) for one in (1, 2, 3))
        yield Town(chain, seller, buyer, lender)


@pytest.fixture
def town() -> Iterator[Town]:
    with built() as found:
        yield found


def obligations(own: CurrencyFigures, grades: Grades = Grades.ALL) -> int:
    return own.sets[Population.INCLUDING_DISPUTED, grades].obligations


def test_of_a_tradeline_that_grows_only_what_is_new_is_read(town: Town) -> None:
    other = town.seller.send(opening(0, reference="another"))[0].tradeline
    town.bill("T-2", other)
    assert obligations(town.euros(town.seller, SELLER)) == 2
    assert {town.line, other} <= set(town.chain.whole)
    town.bill("T-3")
    town.chain.whole.clear()
    assert obligations(town.euros(town.seller, SELLER)) == 3
    assert (town.chain.whole, town.chain.since) == ([], 1)
    assert obligations(town.euros(town.seller, SELLER)) == 3
    assert (town.chain.whole, town.chain.since) == ([], 1)


def test_a_block_in_the_place_of_another_of_the_same_height_is_noticed(town: Town) -> None:
    assert obligations(town.euros(town.seller, SELLER)) == 1
    height = town.chain.height()
    town.chain.reorganise(1, drop=True)
    town.chain.mine()
    assert town.chain.height() == height
    assert town.read(town.seller, SELLER).figures == {}


def test_a_key_given_after_the_fact_opens_what_was_sealed(town: Town) -> None:
    assert town.read(town.lender, SELLER).figures == {}
    town.seller.send(Share(town.line, Capacity.CREDITOR, LENDER))
    assert obligations(town.euros(town.lender, SELLER)) == 1


def test_an_accepted_proposal_is_a_claim_no_longer(town: Town) -> None:
    before = town.euros(town.buyer, BUYER)
    assert (before.evidence.claims, obligations(before)) == (1, 0)
    town.buyer.send(Accept(town.line, TODAY))
    after = town.euros(town.buyer, BUYER)
    assert (after.evidence.claims, obligations(after)) == (0, 1)


def test_what_was_accepted_raises_grades_of_what_was_said_before(town: Town) -> None:
    agreed = Facts(Kind.ACKNOWLEDGEMENT, day=TODAY, refers=town.chain.all_entries()[-1].commitment)
    town.seller.send(Appoint(town.line, Capacity.CREDITOR, LENDER, 0, TODAY))
    town.seller.send(Share(town.line, Capacity.CREDITOR, LENDER))
    town.lender.send(State(town.line, Capacity.AGENT, agreed, obligation=town.invoice))
    assert obligations(town.euros(town.seller, SELLER), Grades.AB) == 0
    town.buyer.send(Accept(town.line, TODAY))
    assert obligations(town.euros(town.seller, SELLER), Grades.AB) == 1


def test_a_relation_that_is_registered_later_lowers_grades_of_what_was_said_before(town: Town) -> None:
    said = town.chain.all_entries()[-1].commitment
    agreed = Facts(Kind.ACKNOWLEDGEMENT, day=TODAY, refers=said)
    town.buyer.send(
        Accept(town.line, TODAY), State(town.line, Capacity.DEBTOR, agreed, obligation=town.invoice)
    )
    assert obligations(town.euros(town.seller, SELLER), Grades.AB) == 1
    town.pairs.add((SELLER, BUYER))
    related = town.euros(town.seller, SELLER)
    assert (obligations(related, Grades.AB), related.evidence.related) == (0, 10_000)


def test_an_obligation_that_is_taken_is_the_holders(town: Town) -> None:
    assert town.read(town.lender, LENDER).figures == {}
    assert town.euros(town.seller, SELLER).sets[Population.HEADLINE, Grades.ALL].ageing.total == 120_000
    town.seller.send(Share(town.line, Capacity.CREDITOR, LENDER))
    town.seller.send(Assign(town.line, town.invoice, Capacity.CREDITOR, LENDER, Day(TODAY)))
    town.read(town.lender, SELLER)  # opens the key, so that taking changes nothing in the vault
    town.read(town.lender, LENDER)
    town.lender.send(Take(town.line, town.invoice, Day(TODAY)))
    assert town.euros(town.lender, LENDER).sets[Population.HEADLINE, Grades.ALL].ageing.total == 120_000
    assert town.euros(town.seller, SELLER).sets[Population.HEADLINE, Grades.ALL].ageing.total == 0


def test_what_was_erased_is_in_no_figure(town: Town) -> None:
    town.bill("T-2")
    assert obligations(town.euros(town.seller, SELLER)) == 2
    erase(town.seller.desk, town.seller.registrations, SELLER, Target(town.line, town.invoice), NOW)
    assert obligations(town.euros(town.seller, SELLER)) == 1


def test_accounts_asked_for_longest_ago_are_let_go_and_read_again(town: Town) -> None:
    town.kept[SELLER] = Runnings(town.seller.desk, cast(GrowingIndex, town.chain), most=1)
    for member in (SELLER, BUYER, SELLER):
        town.chain.whole.clear()
        town.read(town.seller, member)
        assert town.line in town.chain.whole
    town.chain.whole.clear()
    town.read(town.seller, SELLER)
    assert town.chain.whole == []
