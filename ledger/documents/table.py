"""A table read by a column profile: what its rows are, the profile says."""

from ledger.core.drafts import Draft, Source
from ledger.documents.findings import Findings
from ledger.documents.invoice_rows import InvoiceReader
from ledger.documents.loan_rows import LoanReader
from ledger.documents.movement_rows import MovementReader
from ledger.documents.profile import InvoiceRows, LoanRows, Profile
from ledger.documents.row_values import RowValues
from ledger.documents.sheet import open_table


def read_table(data: bytes, profile: Profile, source: Source, findings: Findings) -> list[Draft]:
    """The drafts of every row, or faults with line and column."""
    table = open_table(data, profile, findings)
    if table is None:
        return []
    values = RowValues(profile.layout, source, findings)
    if isinstance(profile.rows, InvoiceRows):
        invoices = InvoiceReader(profile.rows, values)
        return [draft for row in table.rows for draft in invoices.drafts(row)]
    if profile.note:
        findings.note("the whole file", "profile", profile.note)
    if isinstance(profile.rows, LoanRows):
        loans = LoanReader(profile.rows, values)
        lent: list[Draft] = [draft for row in table.rows for draft in loans.drafts(row)]
        loans.tell()
        return lent
    movements = MovementReader(profile.name, profile.rows, values, table.preamble)
    drafts: list[Draft] = [draft for row in table.rows for draft in movements.drafts(row)]
    movements.tell()
    return drafts
