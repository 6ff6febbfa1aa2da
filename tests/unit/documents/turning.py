"""Reads statements for their months as the verb does, and says what came of it."""

from collections.abc import Collection
from dataclasses import replace

from ledger.core.faults import Fault
from ledger.documents.booked_accounts import pages_of
from ledger.documents.booked_pages import whole_statements
from ledger.documents.camt_booked import read_pages
from ledger.documents.turnover import Turnover, turnover
from ledger.rulebook.month_end import month_name, month_of
from tests.unit.documents.banking import Bank, Entry, days_of

OCTOBER = Bank(*days_of("2026-10"))
STMT = "/Document/BkToCstmrStmt/Stmt"

Sums = dict[str, tuple[int, int]]
"""Month to what came in and what went out."""


def turned(
    *files: bytes,
    accounts: Collection[str] = (),
    own: Collection[str] = (),
    without: Collection[str] = (),
    currency: str = "EUR",
) -> tuple[Turnover, list[Fault]]:
    """As the verb does it."""
    read = [read_pages(f"file-{place}", data) for place, data in enumerate(files, 1)]
    faults = [fault for one in read for fault in one.faults]
    if faults:
        return Turnover((), ()), faults
    chosen = pages_of([page for one in read for page in one.pages], currency, accounts, faults)
    statements, _ = whole_statements(chosen.pages, faults)
    return turnover(statements, own, without, faults), faults


def told(*files: bytes, **words: Collection[str]) -> Sums:
    """Month to what came in and went out, of months that are covered; nothing may be wrong."""
    found, faults = turned(*files, **words)  # type: ignore[arg-type]
    assert faults == []
    return {
        month_name(month_of(one.month)): (one.counted.received, one.counted.paid_out)
        for one in found.months
        if not one.missing
    }


def wrong(*files: bytes, **words: Collection[str]) -> list[tuple[str, str, str, str, str]]:
    """(file, where, rule, found, expected) of each fault."""
    _, faults = turned(*files, **words)  # type: ignore[arg-type]
    return [(one.file, one.where, one.rule, one.found, one.expected) for one in faults]


def rules(*files: bytes, **words: Collection[str]) -> list[str]:
    return [rule for _, _, rule, _, _ in wrong(*files, **words)]


def lacking(*files: bytes) -> dict[str, list[str]]:
    """Month to the days that are not covered."""
    found, faults = turned(*files)
    assert faults == []
    return {month_name(month_of(one.month)): [*map(str, one.missing)] for one in found.months}


def of(bank: Bank, *entries: Entry) -> Bank:
    return replace(bank, entries=entries)


def after(bank: Bank, since: str, until: str, *entries: Entry) -> Bank:
    """The statement that opens where another closed."""
    return replace(bank, since=since, until=until, entries=entries, opening=bank.close, name=f"S-{since}")


PAID_IN, PAID_OUT = Entry("2026-10-02", 500_00, "A"), Entry("2026-10-31", -120_50, "B")
