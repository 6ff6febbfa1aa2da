"""`tradeline census`: the figures of every member, as far as this home can read them, a line each."""

import json
import re
from dataclasses import dataclass
from typing import Annotated

import typer

from ledger.app.running_census import Counted, census
from ledger.cli.arguments import As, Home, day, day_or_today
from ledger.cli.as_of import standing_json
from ledger.cli.homes import acting, opened, try_following
from ledger.cli.output import progress, speaking
from ledger.core.day import Day
from ledger.core.errors import Misuse
from ledger.core.ids import Member
from ledger.rulebook.rulebook import STANDARD, rulebook_named

_PART = re.compile(r"([1-9][0-9]{0,3})/([1-9][0-9]{0,3})")
Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Part:
    """The `which`-th of so many parts of all members, from 1."""

    which: int
    parts: int

    def has(self, member: Member) -> bool:
        return member % self.parts == self.which % self.parts


WHOLE = Part(1, 1)


def part(text: str) -> Part:
    """K/N. BadParameter."""
    match = _PART.fullmatch(text)
    found = Part(int(match[1]), int(match[2])) if match else None
    if found is None or found.which > found.parts:
        raise typer.BadParameter("K/N with K from 1 to N, such as 1/2")
    return found


def census_verb(
    home: Home = None,
    as_: As = None,
    as_of: Annotated[
        Day | None,
        typer.Option(parser=day, metavar="DAY", help="As facts stood at the end of this day; else today."),
    ] = None,
    rulebook: Annotated[str, typer.Option(help="The rulebook, by its id.")] = STANDARD.id,
    share: Annotated[
        Part | None,
        typer.Option(
            "--part", parser=part, metavar="K/N", help="Only each N-th member: for N processes at once."
        ),
    ] = None,
) -> None:
    """Compute the figures of all members, as an auditor can read them: JSON, one member a line.

    What this home has no key for is counted as sealed, and is in no figure (docs/incremental.md). Without
    the node, the index is read as it stands.
    """
    with speaking(True), opened(home) as party:
        behind = try_following(party)
        reader, rules = acting(party, as_), rulebook_named(rulebook)
        at = party.index.standing()
        if at is None:
            raise Misuse("the index has no block yet")
        members = [one for one in party.index.directory.numbers(at.number) if (share or WHOLE).has(one)]
        with progress("computing figures", len(members)) as bar:
            found = census(
                party.desk, reader, members, party.related(at.number), at.number, day_or_today(as_of), rules
            )
            known = {"known": standing_json(party.indexer.standing(at.number)), "behind": behind}
            for done, one in enumerate(found, 1):
                typer.echo(json.dumps(_line(one) | known, sort_keys=True))
                bar(done, len(members))


def _line(one: Counted) -> Json:
    entries = {"total": one.entries, "sealed": one.sealed, "void": one.void}
    return {
        "member": one.member,
        "tradelines": one.tradelines,
        "entries": entries,
        **one.figures.as_json(),
    }
