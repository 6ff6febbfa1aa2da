"""A claim for programs, as JSON values, and for people, as a table on the terminal."""

from rich.table import Table

from ledger.app.claim_form import claim_form, iso, money, totals
from ledger.app.claiming import Row
from ledger.attest.canonical import Json
from ledger.cli.as_of import standing_json, standing_words
from ledger.cli.claim_pack import Pack, named
from ledger.cli.output import console, plain
from ledger.core.money import decimal_text


def report(pack: Pack) -> dict[str, Json]:
    """The claim, who is who, and as of which block."""
    claim, shown = pack.claim, pack.shown
    buyer = claim.terms.buyer.value
    return {
        **claim_form(claim, pack.place),
        "creditor": {"member": claim.creditor, "name": pack.names[0]},
        "debtor": {"counterparty": claim.debtor, "name": pack.names[1], "buyer": buyer},
        "known": standing_json(pack.known),
        "behind": pack.behind,
        "dossier": None if shown is None else {"file": shown.file, "sha256": f"0x{shown.digest.hex()}"},
    }


def print_claim(pack: Pack) -> None:
    """The totals and a line a row; the statement itself is for --html or --markdown."""
    claim = pack.claim
    creditor, debtor = (pack.names[0] or f"member {claim.creditor}", pack.names[1] or claim.debtor)
    console.print(
        f"[bold]{plain(creditor)}[/] claims of [bold]{plain(debtor)}[/] ({claim.terms.buyer.value} buyer), "
        f"until the end of {iso(claim.as_of)}, by {standing_words(pack.known)}",
        highlight=False,
    )
    if pack.behind:
        console.print(f"[yellow]the chain was not read: {plain(pack.behind)}[/]")
    if not claim.claimed():
        console.print("nothing was late by this day")
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("number", "due", "why", "amount", "open", "days late", "interest", "disputed", "grade"):
        table.add_column(heading, justify="left" if heading in ("number", "due", "why", "grade") else "right")
    for row in claim.claimed():
        table.add_row(*(plain(cell) for cell in _cells(row)))
    if table.row_count:
        console.print(table)
    for total in totals(claim):
        amounts = (total.open, total.interest, total.disputed_open, total.disputed_interest)
        rest, interest, disputed, its_interest = (decimal_text(each, total.currency) for each in amounts)
        line = f"{total.currency}: {rest} unpaid and {interest} of interest"
        console.print(
            line + (f"; disputed, apart: {disputed} and {its_interest}" if total.disputed_open else "")
        )
        if total.bound_interest:
            part = decimal_text(total.bound_interest, total.currency)
            console.print(
                f"  of it {part} falls away where longer terms that were agreed are found reasonable"
            )
    if claim.set_aside():
        console.print(f"{len(claim.set_aside())} obligations are not claimed: --json says why")


def _cells(row: Row) -> tuple[str, ...]:
    late = row.late
    assert late is not None
    return (
        named(row),
        iso(late.deadline.day),
        late.deadline.ground.value,
        f"{money(row.owed.amount, row)} {row.seen.currency}",
        money(late.open, row) if late.open else "",
        str(late.days),
        money(late.accrual.interest, row),
        money(late.disputed_open, row) if row.owed.disputed else "",
        row.seen.grade.name,
    )
