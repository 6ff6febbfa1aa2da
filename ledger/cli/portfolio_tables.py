"""A book in one currency as tables for people."""

from collections.abc import Mapping, Sequence

from rich.table import Table

from ledger.app.portfolio_lenders import UNKNOWN, Elsewhere
from ledger.cli.figure_table import percent
from ledger.cli.movement_tables import ROLL_RATES, VINTAGES, roll_table, vintage_table
from ledger.cli.output import console, plain
from ledger.cli.plain_table import show, table
from ledger.core.day import iso
from ledger.core.history import Counterparty
from ledger.core.money import decimal_text
from ledger.rulebook.book import Book
from ledger.rulebook.cross_lender import Answer
from ledger.rulebook.defaults import PrcClass
from ledger.rulebook.obligors import LARGEST, Obligor
from ledger.rulebook.ratio import floored
from ledger.rulebook.vintage import Vintage

BUCKETS = ("not due", "1-30 days", "31-60 days", "61-90 days", "91 days and more")
CLASSES = {each: each.name.lower().replace("_", " ") for each in PrcClass}
_ANY_AGE = "of obligations of any age; `figures` and `history` count those issued in the rulebook's window"
_RULE = (
    "20 % rule: of what is owed all banks, is more than a fifth over 90 days late? exceeded, within, "
    "not known (not all of it can be read and agreed to, or the obligor is no member), - (no bank is owed)"
)


def print_book(
    book: Book,
    as_of: int,
    names: Mapping[Counterparty, str],
    across: Mapping[Counterparty, Elsewhere] | None,
) -> None:
    """Everything of one currency, as a credit officer reads it: how much, how late, who, since when, whither.

    Without `across` nothing is said of other lenders.
    """
    currency = book.currency
    console.print(
        f"\n[bold]{currency}[/]: {decimal_text(book.balance, currency)} open in {book.obligations} obligations "
        f"of {len(book.obligors)} obligors",
        highlight=False,
    )
    if book.balance:
        show("Ageing", _ageing(book))
    _facts(book)
    if book.balance:
        spread = book.concentration.herfindahl if book.concentration else None
        title = f"Largest obligors: {percent(book.largest_ten)} of all, Herfindahl index {spread} bp"
        show(title, _obligors(book, names, across))
        if across is not None:
            console.print(f"[dim]{_RULE}[/]", highlight=False)
        show("Classes by days past due", _classes(book))
        _defaults(book, as_of, names)
    if book.rolls:
        show(ROLL_RATES.capitalize(), _rolls(book))
        console.print(f"[dim]{_ANY_AGE}[/]", highlight=False)
    print_vintages(book.vintages, book.cohort_months, currency)


def _ageing(book: Book) -> Table:
    provided = book.provision
    headings = ("carried", "rate", "provided") if provided else ()
    found = table("past due", f"open {book.currency}", "share", *headings)
    balances = (book.ageing.current, *book.ageing.overdue)
    for at, (bucket, balance) in enumerate(zip(BUCKETS, balances, strict=True)):
        row = [decimal_text(balance, book.currency), percent(floored(10_000 * balance, book.balance))]
        if provided:
            carried = (provided.balances.current, *provided.balances.overdue)[at]
            rate = provided.rates[at]
            row += [
                decimal_text(carried, book.currency),
                f"{rate.numerator}/{rate.denominator}",
                decimal_text(provided.provided[at], book.currency),
            ]
        found.add_row(bucket, *row)
    total = [decimal_text(book.balance, book.currency), percent(10_000)]
    if provided:
        total += [
            decimal_text(provided.balances.total, book.currency),
            "",
            decimal_text(provided.total, book.currency),
        ]
    found.add_row("all", *total, style="bold")
    return found


def _facts(book: Book) -> None:
    """What stands in no table, a line each."""
    currency, used = book.currency, book.utilisation
    if book.disputed:
        console.print(f"in dispute: {decimal_text(book.disputed, currency)}", highlight=False)
    if book.written_off:
        console.print(
            f"written off, and still owed: {decimal_text(book.written_off, currency)}", highlight=False
        )
    if book.not_called:
        words = "drawn of loans, and called due in no instalment"
        console.print(f"{words}: {decimal_text(book.not_called, currency)}", highlight=False)
    if used is not None:
        console.print(
            f"facilities: {used.facilities} with a limit of {decimal_text(used.limit, currency)}, "
            f"{decimal_text(used.drawn, currency)} drawn ({percent(used.current)}); "
            f"at most {percent(used.peak)}, on average {percent(used.weighted)}",
            highlight=False,
        )


def _obligors(
    book: Book, names: Mapping[Counterparty, str], across: Mapping[Counterparty, Elsewhere] | None
) -> Table:
    asked = ["20 % rule"] if across is not None else []
    found = table("obligor", f"open {book.currency}", "share", "overdue", "days late", *asked)
    for one in book.obligors[:LARGEST]:
        answer = [] if across is None else [_across(across.get(one.name, UNKNOWN))]
        found.add_row(
            plain(names.get(one.name) or one.name),
            decimal_text(one.balance, book.currency),
            percent(one.share),
            decimal_text(one.overdue, book.currency),
            str(one.days_late),
            *answer,
        )
    return found


def _across(found: Elsewhere) -> str:
    """Of the rule across lenders; - where no lender is owed anything."""
    return _SAID[found.answer] if found.debts or not found.complete else "-"


_SAID = {Answer.YES: "exceeded", Answer.NO: "within", Answer.NOT_KNOWN: "not known"}


def _classes(book: Book) -> Table:
    found = table("class", "obligors", f"open {book.currency}", "share")
    stages = [
        *(
            (f"IFRS 9 stage {level}", [one for one in book.obligors if one.ifrs9.level == level])
            for level in (1, 2, 3)
        ),
        *(
            (f"PRC {word}", [one for one in book.obligors if one.prc.level == level])
            for level, word in CLASSES.items()
        ),
    ]
    for name, inside in stages:
        balance = sum(one.balance for one in inside)
        share = percent(floored(10_000 * balance, book.balance))
        found.add_row(name, str(len(inside)), decimal_text(balance, book.currency), share)
    return found


def _defaults(book: Book, as_of: int, names: Mapping[Counterparty, str]) -> None:
    late = sorted(
        (one for one in book.obligors if one.default_since is not None),
        key=lambda one: (one.default_since or 0, one.name),
    )
    if not late:
        console.print("\nnobody is in default by any of the clocks")
        return
    found = table("obligor", "since", "EU days", "IFRS 9", "PRC", "non-performing")
    for one in late:
        found.add_row(
            plain(names.get(one.name) or one.name),
            _day(one.default_since),
            _eu(one, as_of),
            str(one.ifrs9.level),
            CLASSES[PrcClass(one.prc.level)],
            decimal_text(one.non_performing, book.currency),
        )
    show("In default", found)


def _eu(one: Obligor, as_of: int) -> str:
    """How many days it is in default; * by the rule for factoring."""
    if one.eu_since is None:
        return "-"
    return str(as_of - one.eu_since + 1) + ("*" if one.factored else "")


def _rolls(book: Book) -> Table:
    return roll_table((state, row.obligations, row.by_amount) for state, row in book.rolls.items())


def print_vintages(vintages: Sequence[Vintage], cohort_months: int, currency: str) -> None:
    """Nothing where nothing was booked."""
    if vintages:
        show(VINTAGES.capitalize(), vintage_table(vintages, cohort_months, currency))


def _day(day: int | None) -> str:
    return "-" if day is None else iso(day)
