"""Arguments that several verbs have: how each is written, read and explained."""

from pathlib import Path
from typing import Annotated

import typer

from ledger.core.day import Day, parse_day
from ledger.core.errors import BadContent
from ledger.core.ids import Member
from ledger.documents.profile import Profile, profile_named, profile_names, read_profile


def day(text: str) -> Day:
    """A day written YYYY-MM-DD."""
    try:
        return parse_day(text)
    except BadContent as error:
        raise typer.BadParameter(str(error)) from None


def member(text: str) -> Member:
    """A member's number."""
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:11]) < 1 << 32):
        raise typer.BadParameter("a member is a number from 1")
    return Member(int(text))


def profile_of(name: str) -> Profile:
    """A profile that comes with the package, or one in a TOML file of the user's; Misuse, BadInput."""
    from ledger.cli.output import read_file

    if name in profile_names() or not (name.endswith(".toml") or Path(name).is_file()):
        return profile_named(name)
    return read_profile(name, read_file(Path(name), limit=1 << 20))


Json = Annotated[bool, typer.Option("--json", help="One JSON document instead of text.")]
Home = Annotated[
    Path | None,
    typer.Option(help="The folder of a party: configuration, vault, index. Else TRADELINE_HOME."),
]
As = Annotated[
    Member | None,
    typer.Option("--as", parser=member, metavar="MEMBER", help="In whose name; else the vault's only one."),
]
ProfileName = Annotated[
    str | None,
    typer.Option("--profile", metavar="P", help="How to read tables: a profile's name or a TOML file."),
]
