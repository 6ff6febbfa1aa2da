"""A claim for programs, as JSON values, and for people, as a table on the terminal."""

from rich.table import Table

from ledger.app.claim_form import Total, claim_form, money, totals
from ledger.app.claiming import Row
from ledger.attest.canonical import Json
from ledger.cli.as_of import standing_json, standing_words
from ledger.cli.claim_pack import Pack, Shown, named
from ledger.cli.output import console, plain, print_table
from ledger.core.day import iso
from ledger.core.money import decimal_text
from ledger.rulebook.late_spells import Ground


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
        "dossier": None if shown is None else _dossier(pack, shown),
    }


def _dossier(pack: Pack, shown: Shown) -> Json:
    found, every = pack.placed()
    return {"file": shown.file, "sha256": f"0x{shown.digest.hex()}", "shows": found, "records": every}


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
    console.print(plain(pack.edition.brief), highlight=False)
    _print_dossier(pack)
    found = totals(claim)
    if not found:
        console.print("nothing was late by this day")
    for total in found:
        rows = [row for row in claim.claimed() if row.seen.currency == total.currency]
        console.print()
        print_table(_table(rows, pack.has_fixed_sums))
        _print_total(total, pack)
    if early := [plain(named(row)) for row in claim.claimed() if row.early]:
        console.print(f"counted from a day before that of issue: {', '.join(early)}", highlight=False)
    if claim.set_aside():
        console.print(f"{len(claim.set_aside())} obligations are not claimed: --json says why")


def _print_dossier(pack: Pack) -> None:
    found, every = pack.placed()
    if pack.shown is not None and every:
        text = f"{plain(pack.shown.file)} shows {found} of {every} records of this claim"
        console.print(text if found else f"[yellow]{text}: it proves nothing of it[/]", highlight=False)


def _table(rows: list[Row], fixed: bool) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("number", overflow="fold")
    table.add_column("due", no_wrap=True)
    for heading in ("amount", "open", "late", "interest", *(["fixed"] * fixed), "disputed"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("grade")
    for row in rows:
        table.add_row(*(plain(cell) for cell in _cells(row, fixed)))
    return table


def _print_total(total: Total, pack: Pack) -> None:
    def told(minor: int) -> str:
        return decimal_text(minor, total.currency)

    claimed = [f"{told(total.open)} unpaid", f"{told(total.interest)} of interest"]
    apart = [told(total.disputed_open), told(total.disputed_interest)]
    if pack.has_fixed_sums:
        claimed.append(f"{told(total.fixed_sums)} of fixed sums")
        apart.append(told(total.disputed_fixed_sums))
    disputed = f"; disputed, apart: {_listed(apart)}" if total.disputed_open else ""
    console.print(f"{total.currency}: {_listed(claimed)}{disputed}", highlight=False)
    if bound := total.bound_interest + total.bound_fixed_sums:
        console.print(f"  of it {told(bound)} rests on {pack.edition.cut}", highlight=False)
    if pack.has_fixed_sums and pack.claim.terms.fixed_sum(total.currency) is None:
        console.print(f"  no fixed sum is claimed: none was named in {total.currency}", highlight=False)


def _listed(parts: list[str]) -> str:
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def _cells(row: Row, fixed: bool) -> tuple[str, ...]:
    late = row.late
    assert late is not None
    bound = " *" if late.deadline.ground is Ground.BOUND else ""
    return (
        named(row),
        iso(late.deadline.day) + bound,
        money(row.owed.amount, row),
        money(late.open, row) if late.open else "",
        str(late.days),
        money(late.accrual.interest, row),
        *([money(row.fixed.claimed, row)] * fixed),
        money(late.disputed_open, row) if row.owed.disputed else "",
        row.seen.grade.name,
    )
