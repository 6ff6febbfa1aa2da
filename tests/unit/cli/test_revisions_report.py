"""`tradeline revisions` in a terminal: both columns and the records, to the digit, however narrow it is."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from ledger.app.chronicle import chronicle
from ledger.app.intents import RecordInvoice, State
from ledger.app.revisions import revisions
from ledger.cli.output import console
from ledger.cli.revisions_report import RevisionsReport
from ledger.core.codes import Capacity, Kind
from ledger.core.content import Facts
from ledger.core.day import Day
from ledger.core.ids import Member
from ledger.rulebook.rulebook import STANDARD
from tests.simulators.chain import SimulatedChain
from tests.unit.app import parties
from tests.unit.app.parties import TODAY, invoice, opening

SELLER, BUYER = Member(1), Member(2)
AS_OF = Day(TODAY + 90)
NUMBER = "RE-2025-0000000000118/77"


@pytest.fixture
def report(tmp_path: Path) -> Iterator[RevisionsReport]:
    """One invoice was known; a payment of it and another invoice, of large amounts, are known since."""
    chain, member = SimulatedChain(), contextmanager(parties.member)
    with ExitStack() as vaults:
        seller, _ = (vaults.enter_context(member(number, tmp_path, chain)) for number in (SELLER, BUYER))
        line = seller.send(opening(BUYER))[0].tradeline
        first = seller.send(RecordInvoice(line, invoice(NUMBER, 1_234_567_890_12)))[0].obligation
        height = chain.height()
        paid = Facts(Kind.SETTLEMENT, "EUR", 987_654_321_09, Day(TODAY + 45), payment=bytes(16))
        seller.send(State(line, Capacity.CREDITOR, paid, obligation=first))
        seller.send(RecordInvoice(line, invoice("INV-2", 2_222_222_222_22)))
        then, now = (chronicle(seller.desk, SELLER, SELLER, (), block) for block in (height, chain.height()))
        found = revisions(seller.desk, SELLER, then, now, (height, chain.height()), AS_OF, STANDARD)
        yield RevisionsReport(SELLER, AS_OF, now.pages, found, (None, None), None, now.sealed())


def printed(report: RevisionsReport, width: int, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(console, "_width", width)
    with console.capture() as captured:
        report.print()
    return captured.get()


def numbers(text: str) -> list[str]:
    """Amounts, shares, days of the calendar."""
    return sorted(re.findall(r"\d+\.\d\d|\d{4}-\d\d-\d\d", text))


@pytest.mark.parametrize("width", [20, 40, 80])
def test_a_narrow_terminal_loses_no_number(
    report: RevisionsReport, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    wide, narrow = (printed(report, each, monkeypatch) for each in (300, width))
    assert {"1234567890.12", "987654321.09", "2222222222.22", "2469135791.25", "2025-04-28"} <= set(
        numbers(wide)
    )
    assert numbers(narrow) == numbers(wide)
    assert NUMBER in wide and NUMBER in narrow
    assert "…" not in narrow
