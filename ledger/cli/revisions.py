"""`tradeline revisions`: what is known of a day now and was not then, and the records that brought it."""

from typing import Annotated

import typer

from ledger.app.chronicle import chronicle, last_block_by
from ledger.app.revisions import revisions
from ledger.cli.arguments import As, Home, Json, day, member
from ledger.cli.homes import opened, sight
from ledger.cli.output import print_json, speaking
from ledger.cli.revisions_report import RevisionsReport
from ledger.core.day import Day
from ledger.core.ids import Member
from ledger.rulebook.rulebook import STANDARD, rulebook_named


def revisions_verb(
    of: Annotated[Member, typer.Argument(parser=member, metavar="MEMBER", help="Whose figures.")],
    known_on: Annotated[
        Day,
        typer.Option(parser=day, metavar="DAY", help="As the chain knew it at the end of this day (UTC)."),
    ],
    home: Home = None,
    as_: As = None,
    as_of: Annotated[
        Day | None,
        typer.Option(parser=day, metavar="DAY", help="The day of the figures; else that of --known-on."),
    ] = None,
    rulebook: Annotated[str, typer.Option(metavar="ID", help="By which definitions.")] = STANDARD.id,
    json: Json = False,
) -> None:
    """Show the figures of a day as they were known, beside those as known now: what differs, and which records did it.

    Corrections, payments and disputes recorded since, returned payments, confirmations; each with its block.
    """
    with speaking(json):
        book = rulebook_named(rulebook)
        if as_of is None:
            as_of = known_on
        with opened(home) as party:
            seen = sight(party, as_, of)
            last, since = seen.last, last_block_by(party.index, known_on)
            then, now = (
                chronicle(party.desk, seen.reader, of, party.related(block), block) for block in (since, last)
            )
            found = revisions(party.desk, seen.reader, then, now, (since, last), as_of, book)
            standing = party.indexer.standing(since), party.indexer.standing(last)
            report = RevisionsReport(of, as_of, now.pages, found, standing, seen.behind, now.sealed())
        if json:
            print_json(report.render())
        else:
            report.print()
