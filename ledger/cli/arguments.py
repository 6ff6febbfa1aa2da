"""Arguments that several verbs have: how each is written, read and explained."""

import re
import time
from pathlib import Path
from typing import Annotated

import typer

from ledger.cli.output import read_file
from ledger.core.day import Day, day_at, parse_day
from ledger.core.errors import BadContent
from ledger.core.ids import Member, TradelineId, member_of
from ledger.documents.profile import Profile
from ledger.documents.profile_file import read_profile
from ledger.documents.remembered import SIZE
from ledger.documents.shelf import profile_named, profile_names


def day(text: str) -> Day:
    """A day written YYYY-MM-DD."""
    try:
        return parse_day(text)
    except BadContent as error:
        raise typer.BadParameter(str(error)) from None


def member(text: str) -> Member:
    """A member's number."""
    number = member_of(text)
    if number is None:
        raise typer.BadParameter("a member is a number from 1")
    return number


def tradeline(text: str) -> TradelineId:
    """A tradeline's id, such as 7-1."""
    try:
        return TradelineId.parse(text)
    except BadContent as error:
        raise typer.BadParameter(str(error)) from None


def digest(text: str) -> bytes:
    """32 bytes in hex, with 0x or without."""
    if re.fullmatch(r"(0x)?[0-9a-fA-F]{64}", text) is None:
        raise typer.BadParameter("64 hexadecimal digits are expected")
    return bytes.fromhex(text.removeprefix("0x"))


def day_or_today(named: Day | None) -> Day:
    """The day that was named, else today's (UTC)."""
    return day_at(int(time.time())) if named is None else named


def profile_of(name: str) -> Profile:
    """A profile that comes with the package, or one in a TOML file of the user's; Misuse, BadInput."""
    if name in profile_names() or not (name.endswith(".toml") or Path(name).is_file()):
        return profile_named(name)
    return read_profile(name, read_file(Path(name), SIZE))


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
    typer.Option(
        "--profile", metavar="P", help="How to read tables: a profile's name, a TOML file, or `propose`."
    ),
]
Obligation = Annotated[
    str, typer.Argument(metavar="OBLIGATION", help="An invoice number or an obligation id.")
]
OnDay = Annotated[
    Day | None,
    typer.Option("--on", parser=day, metavar="DAY", help="The day on which it happened; else today (UTC)."),
]
