"""`tradeline account read`: what came in and went out of a firm's account, from the bank's own statements of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from ledger.app.account_months import state_months
from ledger.app.accounts import account_with
from ledger.app.submit import Accepted
from ledger.attest.canonical import Json as JsonValue
from ledger.cli.account_turned import Turned
from ledger.cli.account_words import currency, tell
from ledger.cli.arguments import As, Home, Json, day_or_today, member
from ledger.cli.files import bytes_of, files_under
from ledger.cli.homes import acting, opened, try_following
from ledger.cli.output import print_json, progress, speaking
from ledger.cli.recording import take, warn
from ledger.core.errors import BadInput
from ledger.core.faults import Fault
from ledger.core.ids import Member
from ledger.documents.booked import Booked, Page, Statement
from ledger.documents.booked_accounts import pages_of, plain_account
from ledger.documents.booked_pages import whole_statements
from ledger.documents.camt_booked import Pages, read_pages
from ledger.documents.findings import FAULTS_SHOWN
from ledger.documents.turnover import turnover
from ledger.rulebook.month_end import month_name, month_of
from ledger.wiring import Node

MOVEMENTS = 200_000
"""Most statements, and most movements, of all files of one reading: bounds the memory of it."""
_NAMED = 3
"""Places that a warning names."""


def read(
    firm: Annotated[Member, typer.Argument(parser=member, metavar="FIRM", help="Whose account it is.")],
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="camt.053 files, or folders with nothing else.")
    ],
    of: Annotated[
        str | None,
        typer.Option(
            "--currency", parser=currency, metavar="CODE", help="Of which account, if there are several."
        ),
    ] = None,
    numbers: Annotated[
        list[str] | None,
        typer.Option(
            "--account", metavar="NUMBER", help="An account of the firm, if files speak of several."
        ),
    ] = None,
    own: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NUMBER", help="An account that the firm has elsewhere: transfers do not count."
        ),
    ] = None,
    without: Annotated[
        list[str] | None,
        typer.Option(
            metavar="REFERENCE", help="Leave out the entry with this AcctSvcrRef, such as a loan's."
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be recorded; record nothing.")
    ] = False,
    home: Home = None,
    as_: As = None,
    json: Json = False,
) -> None:
    """Say, as the firm's bank, what came in and went out by month, as your own statements (camt.053) have it.

    A month is said if it has ended and the statements cover every day of it; each has to add up to its closing
    balance and to open where the one before it closed. Payments that came back and what moves between the firm's
    own accounts are left out. Nothing is recorded unless all files are right. Name all accounts that the firm has
    with you in the currency: they are one.
    """
    asked = _Asked(firm, of, tuple(map(plain_account, numbers or ())), tuple(map(plain_account, own or ())),
                   tuple(without or ()))  # fmt: skip
    warnings, told, report = list[str](), list[str](), dict[str, JsonValue]()
    if dry_run:
        _foresee(asked, paths, home, as_, json)
        return

    def said(party: Node, acts: Member) -> Sequence[Accepted]:
        turned = asked.turned(party, acts, _pages(paths), warnings)
        sums = turned.sums()
        if not sums:
            raise BadInput((_none(turned),))
        stated = state_months(party.desk, turned.account, acts, sums)
        entries = tell(stated, turned.account, told, warnings)
        report.update(turned.form())
        if not json:
            turned.print()
        return entries

    take(home, as_, said, json, warnings, told, report)


@dataclass(frozen=True, slots=True)
class _Asked:
    """Of whose accounts: which of those in the files, and which elsewhere; and what to leave out."""

    firm: Member
    currency: str | None
    accounts: Sequence[str]
    own: Sequence[str]
    without: Sequence[str]

    def turned(self, party: Node, acts: Member, pages: Sequence[Page], warnings: list[str]) -> Turned:
        """What the pages say of the firm's account; BadInput with the faults, NotEntitled, Misuse."""
        account, faults = account_with(party.ahead(acts), self.firm, self.currency), list[Fault]()
        chosen = pages_of(pages, account.currency, self.accounts, faults)
        statements, repeated = whole_statements(chosen.pages, faults)
        found = turnover(statements, self.own, self.without, faults)
        if faults:
            raise _refused(faults)
        if repeated:
            warnings.append(f"statements or pages that are there twice, and count once: {repeated}")
        if chosen.accounts:
            warnings.append(f"statements of other accounts are left out: {', '.join(chosen.accounts)}")
        if chosen.currencies:
            warnings.append(f"statements in {', '.join(chosen.currencies)} are left out")
        warnings.extend(_lost(found.lost))
        warnings.extend(_owners(statements, party, self.firm))
        return Turned(account, acts, day_or_today(None), statements, found)


def _foresee(
    asked: _Asked, paths: Sequence[Path], home: Path | None, named: Member | None, json: bool
) -> None:
    """Prints what would be said."""
    warnings: list[str] = []
    with speaking(json), opened(home) as party:
        acts = acting(party, named)
        behind = try_following(party)
        turned = asked.turned(party, acts, _pages(paths), warnings)
        if json:
            print_json({"member": acts, "behind": behind, "warnings": list(warnings), **turned.form()})
        else:
            warn(warnings)
            turned.print()


def _pages(paths: Sequence[Path]) -> list[Page]:
    """The statements of all files; BadInput with every fault of every file. Rule `file.rows`."""
    files = files_under(paths)
    pages, faults, movements = list[Page](), list[Fault](), 0
    with progress("reading", len(files)) as bar:
        for step, file in enumerate(files, 1):
            data = bytes_of(file)
            read = Pages(faults=(data,)) if isinstance(data, Fault) else read_pages(str(file), data)
            faults += read.faults
            pages += read.pages
            movements += sum(len(page.entries) for page in read.pages)
            if max(movements, len(pages)) > MOVEMENTS:
                found = f"more than {MOVEMENTS} statements or movements in all files"
                expected = f"at most {MOVEMENTS}: read fewer months at a time"
                raise BadInput((Fault(str(file), "the whole file", "file", "file.rows", found, expected),))
            bar(step)
    if faults:
        raise _refused(faults)
    return pages


def _refused(faults: Sequence[Fault]) -> BadInput:
    """Every fault, or so many that the rest can wait. Rule `faults.more`."""
    found, expected = f"more than {FAULTS_SHOWN} faults", "statements without faults"
    more = Fault("the statements", "all files", "file", "faults.more", found, expected)
    return BadInput((*faults[:FAULTS_SHOWN], more) if len(faults) > FAULTS_SHOWN else tuple(faults))


def _none(turned: Turned) -> Fault:
    """That there is nothing to say. Rule `month.none`."""
    months = turned.found.months
    gaps = [str(days) for month in months for days in month.missing] or ["a month that has not ended"]
    found = f"{month_name(month_of(months[0].month))} to {month_name(month_of(months[-1].month))}, without {gaps[0]}"
    expected = "statements of every day of a calendar month that has ended"
    return Fault("the statements", "FrToDt", "month", "month.none", found, expected)


def _lost(lost: Sequence[Booked]) -> Iterator[str]:
    """Of payments that came back without the first: the month of that holds it still, and is too high by it."""
    if lost:
        places = ", ".join(f"{one.place.file}, {one.place.where}" for one in lost[:_NAMED])
        more = f" and {len(lost) - _NAMED} more" if len(lost) > _NAMED else ""
        yield (
            f"what came back and names no payment of these statements: {places}{more}; if that payment was counted, "
            "it still is"
        )


def _owners(statements: Sequence[Statement], party: Node, firm: Member) -> Iterator[str]:
    """That the bank's statements name someone else than its address book does."""
    known = party.contacts.of(firm)
    for owner in sorted({one.owner for one in statements if one.owner}):
        if known is not None and owner.casefold() != known.name.casefold():
            yield f"the statements are of {owner}, and member {firm} is {known.name} in the address book"
