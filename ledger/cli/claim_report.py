"""A claim for programs, as JSON values, and for people, as a table on the terminal."""

from rich.table import Table

from ledger.app.claiming import Record, Row
from ledger.attest.canonical import Json
from ledger.cli.as_of import standing_json, standing_words
from ledger.cli.claim_pack import Pack, Total, iso, money, named
from ledger.cli.output import console, plain
from ledger.core.money import decimal_text
from ledger.rulebook.late_payment import Accrual


def report(pack: Pack) -> dict[str, Json]:
    """Amounts as decimal text, days in ISO 8601, rates and remainders as [numerator, denominator]."""
    claim, terms = pack.claim, pack.claim.terms
    shown = pack.shown
    return {
        "creditor": {"member": claim.creditor, "name": pack.names[0]},
        "debtor": {"counterparty": claim.debtor, "name": pack.names[1], "buyer": terms.buyer.value},
        "as_of": iso(claim.as_of),
        "known": standing_json(pack.known),
        "behind": pack.behind,
        "rate_a_day": [terms.rate.numerator, terms.rate.denominator],
        "agreed": terms.agreed,
        "longer_terms": terms.longer_terms,
        "totals": {total.currency: _total(total) for total in pack.totals()},
        "claimed": [_claimed(pack, row) for row in claim.claimed()],
        "aside": [
            {**_common(row), "reason": row.aside.value} for row in claim.set_aside() if row.aside is not None
        ],
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
    for total in pack.totals():
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


def _total(total: Total) -> dict[str, Json]:
    return {
        name: decimal_text(getattr(total, name), total.currency)
        for name in ("open", "interest", "disputed_open", "disputed_interest", "bound_interest")
    }


def _common(row: Row) -> dict[str, Json]:
    return {
        "obligation": f"0x{row.seen.obligation.hex()}",
        "tradeline": str(row.seen.tradeline),
        "number": row.number,
        "currency": row.seen.currency,
        "amount": money(row.owed.amount, row),
        "issued": iso(row.seen.issued),
        "delivered": iso(row.owed.delivered),
    }


def _claimed(pack: Pack, row: Row) -> dict[str, Json]:
    late = row.late
    assert late is not None
    last, denominator = late.deadline, pack.claim.terms.rate.denominator
    return {
        **_common(row),
        "due": iso(last.day),
        "ground": last.ground.value,
        "agreed": None if last.agreed is None else iso(last.agreed),
        "days_late": late.days,
        "open": money(late.open, row),
        "interest": _accrual(late.accrual, row, denominator),
        "interest_by_contract": (
            None if row.by_contract is None else _accrual(row.by_contract, row, denominator)
        ),
        "spells": [
            {"after": iso(one.since), "until": iso(one.until), "days": one.days, "base": money(one.base, row)}
            for one in late.spells
        ],
        "disputed": {
            "amount": money(row.owed.disputed, row),
            "open": money(late.disputed_open, row),
            "interest": _accrual(late.disputed, row, denominator),
            "lapsed": row.lapsed,
        },
        "unconfirmed": [
            {"day": iso(part.day), "amount": money(part.amount, row)} for part in row.unconfirmed
        ],
        "grade": row.seen.grade.name,
        "records": [_record(pack, row, record) for record in row.records],
    }


def _accrual(found: Accrual, row: Row, denominator: int) -> dict[str, Json]:
    return {"amount": money(found.interest, row), "remainder": [found.remainder, denominator]}


def _record(pack: Pack, row: Row, record: Record) -> dict[str, Json]:
    return {
        "kind": record.kind.name.lower(),
        "recorder": record.said.recorder,
        "capacity": record.said.capacity.name.lower(),
        "day": None if record.day is None else iso(record.day),
        "amount": None if record.amount is None else money(record.amount, row),
        "commitment": f"0x{record.commitment.hex()}",
        "block": record.clock.number,
        "time": record.clock.time,
        "in_dossier": pack.place(record),
    }
