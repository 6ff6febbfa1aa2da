"""What a supervisor may publish: each obligation once, from what it was shown; the rest is counted as sealed."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from ledger.app.intents import RaiseEpoch, RecordInstalment, Share
from ledger.app.portfolio_supervised import EARLIER, Coverage, Inspection, Standing, Supervised, supervised
from ledger.app.refusals import NotAMember, RoleMissing
from ledger.core.codes import Capacity, Role
from ledger.core.ids import EXTERNAL, Member, TradelineId
from ledger.core.money import Money
from ledger.rulebook.small_cells import Limits
from ledger.rulebook.told_sums import ALL
from tests.simulators.chain import SimulatedChain
from tests.unit.app.lending_parties import accept, buy, lend, pay, show
from tests.unit.app.parties import TODAY, Someone, day, member

AS_OF = day("2025-07-31")
LONG_AGO, SOON = day("2025-04-14"), day("2025-09-01")
OPEN = Limits(contributors=1, largest=1, share_bp=10_000, within_bp=0)
"""Nothing is small."""
ISSUED = "2023-11"
"""The month of every block of the simulated chain."""


@pytest.fixture
def auditor(tmp_path: Path, chain: SimulatedChain) -> Iterator[Someone]:
    with ExitStack() as stack:
        someone = stack.enter_context(contextmanager(member)(9, tmp_path, chain))
        chain.admit(someone.number, Role.AUDITOR)
        yield someone


def told(
    auditor: Someone, limits: Limits = OPEN, related: tuple[tuple[Member, Member], ...] = ()
) -> Supervised:
    members = tuple(Member(number) for number in range(1, 10))
    return supervised(Inspection(auditor.desk, auditor.number, members, related, AS_OF), limits)


def whole(found: Supervised, standing: Standing) -> tuple[int, int] | None:
    return found.tables["EUR", standing].cells[ALL, ALL]


def reveal(creditor: Someone, line: TradelineId, auditor: Someone) -> None:
    creditor.send(Share(line, Capacity.CREDITOR, auditor.number))


def test_who_is_no_auditor_publishes_nothing(auditor: Someone, lender: Someone) -> None:
    with pytest.raises(RoleMissing, match="auditor"):
        supervised(Inspection(lender.desk, lender.number, (), (), AS_OF), OPEN)
    with pytest.raises(NotAMember):
        supervised(Inspection(lender.desk, Member(77), (), (), AS_OF), OPEN)
    auditor.chain.suspend(auditor.number)
    with pytest.raises(NotAMember, match="suspended"):
        told(auditor)


def test_what_was_not_shown_is_counted_as_sealed_and_guessed_at_nowhere(
    auditor: Someone, lender: Someone, buyer: Someone
) -> None:
    line, _ = lend(lender, buyer.number, (100_00, SOON), (50_00, LONG_AGO))
    accept(buyer, line)
    found = told(auditor)
    assert (found.coverage, dict(found.tables)) == (Coverage(9, 1, 2, 2, 0, 0), {})
    reveal(lender, line, auditor)
    found = told(auditor)
    assert found.coverage == Coverage(9, 1, 2, 0, 0, 0)
    table = found.tables["EUR", Standing.MEMBERS]
    assert table.cells == {
        (ISSUED, "current"): (1, 100_00), (ISSUED, "91+"): (1, 50_00), (ISSUED, ALL): (2, 150_00),
        (ALL, "current"): (1, 100_00), (ALL, "91+"): (1, 50_00), (ALL, ALL): (2, 150_00),
    }  # fmt: skip


def test_a_balance_of_which_a_payment_is_sealed_is_not_told(
    auditor: Someone, lender: Someone, buyer: Someone
) -> None:
    line, (owed, _) = lend(lender, buyer.number, (100_00, SOON), (50_00, SOON))
    accept(buyer, line)
    reveal(lender, line, auditor)
    lender.send(RaiseEpoch(line, Capacity.CREDITOR, buyer.number, 1))
    pay(lender, line, owed, 100_00, TODAY)
    found = told(auditor)
    assert (found.coverage.sealed, whole(found, Standing.MEMBERS)) == (1, (1, 50_00))


def test_an_invoice_that_was_sold_counts_once(
    auditor: Someone, seller: Someone, buyer: Someone, lender: Someone
) -> None:
    line, _ = buy(seller, buyer.number, lender)
    accept(buyer, line)
    reveal(seller, line, auditor)
    assert whole(told(auditor), Standing.MEMBERS) == (1, 1_200_00)


def test_outside_parties_have_tables_of_their_own(auditor: Someone, lender: Someone, buyer: Someone) -> None:
    out, _ = lend(lender, EXTERNAL, (70_00, SOON))
    line, _ = lend(lender, buyer.number, (100_00, SOON), name="L-2")
    accept(buyer, line)
    for each in (out, line):
        reveal(lender, each, auditor)
    found = told(auditor)
    assert (whole(found, Standing.IS_PAID), whole(found, Standing.MEMBERS)) == ((1, 70_00), (1, 100_00))


def test_days_of_issue_at_will_make_no_rows_at_will(
    auditor: Someone, lender: Someone, buyer: Someone
) -> None:
    line, _ = lend(lender, buyer.number)
    issued = ["1990-01-31", "2001-05-01", "2022-06-30", "2022-07-01", "2023-11-01"]
    for place, each in enumerate(issued, 1):
        at = day(each)
        lender.send(RecordInstalment(line, f"L-{place}", place, Money(1_00, "EUR"), at, SOON))
    accept(buyer, line)
    reveal(lender, line, auditor)
    table = told(auditor).tables["EUR", Standing.MEMBERS]
    assert table.rows == ("2022-07", ISSUED, EARLIER)
    assert table.cells[EARLIER, "current"] == (3, 3_00)


def test_what_nobody_has_agreed_to_is_a_claim_and_in_no_table(
    auditor: Someone, lender: Someone, buyer: Someone
) -> None:
    line, _ = lend(lender, buyer.number, (100_00, SOON))
    reveal(lender, line, auditor)
    found = told(auditor)
    assert (found.coverage.claims, dict(found.tables)) == (1, {})
    accept(buyer, line)
    assert (told(auditor).coverage.claims, len(told(auditor).tables)) == (0, 1)


def test_a_few_are_suppressed_and_related_members_are_one(
    auditor: Someone, lender: Someone, agent: Someone, buyer: Someone, seller: Someone
) -> None:
    for creditor, debtor in ((lender, buyer), (agent, seller)):
        line, _ = lend(creditor, debtor.number, (100_00, SOON))
        accept(debtor, line)
        show(debtor, line, auditor)
    two = Limits(contributors=2, largest=1, share_bp=9_000, within_bp=0)
    three = Limits(contributors=3)
    related = ((buyer.number, seller.number),)
    assert whole(told(auditor, two), Standing.MEMBERS) == (2, 200_00)
    assert cells(told(auditor, three)) == {None}
    assert cells(told(auditor, two, related)) == {None}


def cells(found: Supervised) -> set[tuple[int, int] | None]:
    return set(found.tables["EUR", Standing.MEMBERS].cells.values())
