"""`tradeline history`: what the ledger says of a member, as far as this home can read it."""

from typing import Annotated

import typer

from ledger.app.chronicle import chronicle, last_block_by
from ledger.cli.arguments import As, Home, Json, day, day_or_today, member
from ledger.cli.beside_figures import InFull
from ledger.cli.history_page import Fonts, GoesWith, Html, Pages, Pdf, ReportLanguage, shown_in, source_of
from ledger.cli.history_report import HistoryReport
from ledger.cli.homes import opened, sight
from ledger.cli.output import check_apart, print_json, speaking
from ledger.core.day import Day
from ledger.core.errors import Misuse
from ledger.core.ids import Member
from ledger.report.words import Language


def history(
    of: Annotated[Member, typer.Argument(parser=member, metavar="MEMBER", help="Whose history.")],
    home: Home = None,
    as_: As = None,
    as_of: Annotated[
        Day | None,
        typer.Option(parser=day, metavar="DAY", help="As facts stood at the end of this day; else today."),
    ] = None,
    known_on: Annotated[
        Day | None,
        typer.Option(parser=day, metavar="DAY", help="As the chain knew it at the end of this day (UTC)."),
    ] = None,
    html: Html = None,
    pdf: Pdf = None,
    language: ReportLanguage = Language.EN,
    font: Fonts = None,
    dossier: GoesWith = None,
    in_full: InFull = False,
    json: Json = False,
) -> None:
    """Show a member's tradelines, obligations, payments, disputes and figures, or write a credit report of them.

    What this home has no key for is shown as sealed. Without the node, the index is read as it stands.
    """
    with speaking(json):
        pages = Pages(html, pdf, language, tuple(font or ()))
        if language is not Language.EN and not pages.asked:
            raise Misuse("--language is of a report: name a file with --html or --pdf")
        if dossier is not None and not pages.asked:
            raise Misuse("--dossier is of a report: name a file with --html or --pdf")
        check_apart((html, pdf), (dossier, *pages.fonts))
        shown = None if dossier is None else shown_in(dossier, of, as_of, known_on)
        with opened(home) as party:
            seen = sight(party, as_, of)
            until = seen.last if known_on is None else last_block_by(party.index, known_on)
            if shown is not None:
                until = shown.block_within(seen.last)
            found = chronicle(party.desk, seen.reader, of, party.related(until), until)
            known = party.indexer.standing(until)
            at = day_or_today(as_of) if shown is None else shown.day
            report = HistoryReport(found, party.contacts, at, until, known, seen.behind)
            if pages.asked:
                pages.write(source_of(party, found, at, known, seen.behind, shown))
        if pages.asked and not json:
            pages.print()
        elif json:
            print_json(report.render())
        else:
            report.print(in_full)
