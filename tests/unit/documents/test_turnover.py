"""What came in and went out by month, of the movements that count."""

from dataclasses import replace

from demo_run.turnover import sums
from demo_set import demo_files

from ledger.core.drafts import PaymentDraft
from ledger.documents import read_file
from ledger.documents.camt_booked import read_pages
from ledger.rulebook.month_end import month_name, month_of
from tests.unit.documents.banking import IBAN, OTHER, Entry, camt, days_of, detail, from_account
from tests.unit.documents.planting import SAMPLES, STATEMENT
from tests.unit.documents.turning import (
    OCTOBER,
    PAID_IN,
    PAID_OUT,
    STMT,
    after,
    of,
    rules,
    told,
    wrong,
)  # fmt: skip


def test_a_month_is_the_sum_of_what_was_booked_in_it() -> None:
    assert told(camt(of(OCTOBER, PAID_IN, PAID_OUT))) == {"2026-10": (500_00, 120_50)}


def test_a_statement_without_entries_says_nothing_moved() -> None:
    assert told(camt(OCTOBER)) == {"2026-10": (0, 0)}


def test_a_statement_of_two_months_is_both() -> None:
    both = replace(of(OCTOBER, PAID_IN, PAID_OUT, Entry("2026-11-01", 7)), until="2026-11-30")
    assert told(camt(both)) == {"2026-10": (500_00, 120_50), "2026-11": (7, 0)}


def test_files_may_come_in_any_order_and_one_of_them_twice() -> None:
    first = of(OCTOBER, PAID_IN)
    second = after(first, *days_of("2026-11"), Entry("2026-11-30", -1))
    expected = {"2026-10": (500_00, 0), "2026-11": (0, 1)}
    assert told(camt(second), camt(first)) == expected
    assert told(camt(second, first), camt(first), camt(second, replace(first, made="2027-01-05"))) == expected


def test_what_is_not_booked_is_not_counted() -> None:
    pending = [replace(PAID_IN, status=status) for status in ("PDNG", "INFO", "FUTR")]
    assert told(camt(of(OCTOBER, *pending))) == {"2026-10": (0, 0)}


def test_an_entry_counts_by_its_details_where_they_share_it_out() -> None:
    parts = detail(cents=400_00) + detail(cents=150_00) + detail(cents=-50_00)
    assert told(camt(of(OCTOBER, replace(PAID_IN, inside=parts)))) == {"2026-10": (550_00, 50_00)}
    short = detail(cents=400_00) + detail(cents=99_99)
    assert told(camt(of(OCTOBER, replace(PAID_IN, inside=short)))) == {"2026-10": (500_00, 0)}


def test_transfers_between_the_firms_own_accounts_are_left_out_by_number_alone() -> None:
    moved = Entry("2026-10-05", 40_00, "T", detail(from_account(OTHER)))
    data = camt(of(OCTOBER, moved, PAID_IN))
    assert told(data) == {"2026-10": (540_00, 0)}
    assert told(data, own=[OTHER]) == {"2026-10": (500_00, 0)}


def test_several_accounts_are_one_and_each_has_to_be_named() -> None:
    moved = Entry("2026-10-05", -40_00, "T", detail(from_account(OTHER, "Cdtr")))
    arrived = Entry("2026-10-05", 40_00, "T2", detail(from_account(IBAN)))
    data = camt(of(OCTOBER, moved, PAID_IN), replace(of(OCTOBER, arrived, PAID_OUT), account=OTHER))
    assert rules(data) == ["account.several"]
    assert told(data, accounts=[IBAN, OTHER]) == {"2026-10": (500_00, 120_50)}
    assert told(data, accounts=[IBAN]) == {"2026-10": (500_00, 40_00)}, "the other one is somebody else's"
    assert rules(data, accounts=[IBAN, "DE00"]) == ["account.unknown"]
    part = camt(of(OCTOBER, PAID_IN), replace(OCTOBER, account=OTHER, until="2026-10-30"))
    assert told(part, accounts=[IBAN]) == {"2026-10": (500_00, 0)}
    assert told(part, accounts=[IBAN, OTHER]) == {}


def test_other_currencies_are_left_out_and_never_mixed() -> None:
    dollars = replace(OCTOBER, currency="USD", entries=(replace(PAID_IN, currency="USD"),))
    assert told(camt(of(OCTOBER, PAID_OUT), dollars)) == {"2026-10": (0, 120_50)}
    assert rules(camt(dollars)) == ["currency.other"]
    assert rules(camt(of(OCTOBER, replace(PAID_IN, currency="USD")))) == ["currency.mismatch"]


def test_what_the_bank_names_is_left_out() -> None:
    loan = Entry("2026-10-05", 900_00, "LOAN-1")
    parts = Entry("2026-10-06", 70_00, "BATCH", detail(cents=30_00) + detail(cents=40_00))
    data = camt(of(OCTOBER, loan, parts, PAID_IN))
    assert told(data) == {"2026-10": (1470_00, 0)}
    assert told(data, without=["LOAN-1", "BATCH"]) == {"2026-10": (500_00, 0)}
    assert told(data, without=["BATCH/1"]) == {"2026-10": (1440_00, 0)}
    assert rules(data, without=["LOAN"]) == ["statement.reference"]
    twice = camt(of(OCTOBER, loan, loan))
    assert rules(twice, without=["LOAN-1"]) == ["statement.reference"]


def test_what_is_no_statement_is_refused() -> None:
    for other in ("camt.052.001.08", "camt.054.001.08"):
        data = camt(OCTOBER).replace(b"camt.053.001.08", other.encode())
        assert wrong(data)[0][2:4] == ("statement.kind", repr(other))
    for data in (b"", b":20:STARTUMS", (SAMPLES / "xrechnung" / "01.09a-INVOICE_ubl.xml").read_bytes()):
        assert rules(data) == ["statement.kind"]
    assert rules(b"<Document") == ["xml.malformed"]
    assert rules(camt(of(OCTOBER, replace(PAID_IN, status="WHAT")))) == ["status.unknown"]


def test_a_statement_in_an_envelope_is_read() -> None:
    inside = camt(of(OCTOBER, PAID_IN))
    assert told(b"<Envelope><Head/>" + inside + b"</Envelope>") == {"2026-10": (500_00, 0)}


def test_a_sum_beyond_what_an_amount_can_be_is_refused() -> None:
    large = (1 << 63) - 101_00
    first = of(OCTOBER, Entry("2026-10-01", large), Entry("2026-10-02", -large), Entry("2026-10-03", large))
    assert rules(camt(first)) == ["amount.range"]


def test_a_makers_sample_that_does_not_hold_together_is_refused_with_its_place() -> None:
    (found,) = wrong(STATEMENT.read_bytes())
    assert found[1:4] == (f"{STMT}[1]/Ntry[1]/NtryDtls/TxDtls", "date.period", "2014-12-31")


def test_the_demos_statements_come_to_what_its_banks_say() -> None:
    """Ten accounts over two years, with returned payments, pending entries and details; summed up apart."""
    files: dict[str, list[bytes]] = {}
    for _, content in demo_files(seed=1):
        for page in read_pages("file", content).pages if b"camt.053" in content[:400] else ():
            files.setdefault(page.account, []).append(content)
    assert {len(statements) for statements in files.values()} == {24} and len(files) == 10
    for statements in files.values():
        drafts = [draft for data in statements for draft in read_file("file", data).drafts]
        said = sums([draft for draft in drafts if isinstance(draft, PaymentDraft)])
        assert told(*reversed(statements)) == {
            month_name(month_of(one.month)): (one.received, one.paid_out) for one in said
        }
