"""`tradeline what-if`: a member's figures on a day, with payments that it thinks of and without."""

import re
from dataclasses import replace
from enum import Enum
from importlib.resources import files
from typing import Annotated

import typer

from ledger.app.chronicle import chronicle
from ledger.app.what_if import Confirmed, Wish
from ledger.app.what_if_answer import Question, answer
from ledger.cli.arguments import As, Home, Json, day, day_or_today, member
from ledger.cli.homes import opened, sight
from ledger.cli.output import print_json, speaking
from ledger.cli.recording import obligation_named
from ledger.cli.what_if_report import WhatIfReport
from ledger.core.day import Day, parse_day
from ledger.core.errors import Misuse
from ledger.core.ids import Member
from ledger.core.money import parse_money
from ledger.rulebook.rulebook import STANDARD, rulebook_named
from ledger.rulebook.what_if_words import Words
from ledger.wiring import Node

_PAY = re.compile(r"(?P<name>.+?)(?:=(?P<amount>[0-9.]+))?(?:@(?P<day>\d{4}-\d{2}-\d{2}))?")
_AMOUNT_LIKE = re.compile(r"[-+]?[0-9.,' ]*[0-9][0-9.,' ]*")
_INDEX = re.compile(r"([0-9]{1,3})(?:\.([0-9]{1,2}))?")


class _Language(Enum):
    """As it is typed."""

    EN = "en"
    ZH = "zh"


class _Confirmed(Enum):
    """As it is typed."""

    NOBODY = "nobody"
    PAYEE = "payee"
    AGENT = "agent"


def index(text: str) -> int:
    """A promptness index in centi-points."""
    match = _INDEX.fullmatch(text)
    found = int(match[1]) * 100 + int((match[2] or "").ljust(2, "0") or 0) if match else -1
    if not 1 <= found <= 10_000:
        raise typer.BadParameter("an index is a number from 0.01 to 100, such as 80 or 72.5")
    return found


Payer = Annotated[Member, typer.Argument(parser=member, metavar="MEMBER", help="Who pays.")]
By = Annotated[Day, typer.Option(parser=day, metavar="DAY", help="The figures of this day.")]
Pay = Annotated[
    list[str] | None,
    typer.Option(metavar="OBLIGATION[=AMOUNT][@DAY]", help="An invoice number or obligation id; repeatable."),
]
AllOverdue = Annotated[bool, typer.Option("--all-overdue", help="Everything that is past due on --by.")]
Target = Annotated[
    int | None,
    typer.Option("--reach", parser=index, metavar="INDEX", help="Which payments are enough for this index."),
]
On = Annotated[
    Day | None,
    typer.Option(parser=day, metavar="DAY", help="When payments are made; else on --by, with --reach today."),
]
StandsFor = Annotated[
    _Confirmed, typer.Option(help="Who confirms them: payee, or an appointed settlement agent.")
]
Currency = Annotated[str | None, typer.Option(metavar="CUR", help="Of --reach, if there are several.")]
Book = Annotated[str, typer.Option(metavar="ID", help="By which definitions.")]
InLanguage = Annotated[_Language, typer.Option(help="The language of the words.")]


def what_if_verb(
    of: Payer,
    by: By,
    pay: Pay = None,
    all_overdue: AllOverdue = False,
    to_reach: Target = None,
    on: On = None,
    confirmed: StandsFor = _Confirmed.NOBODY,
    currency: Currency = None,
    rulebook: Book = STANDARD.id,
    language: InLanguage = _Language.EN,
    home: Home = None,
    as_: As = None,
    json: Json = False,
) -> None:
    """Show what figures would be if invoices were paid (docs/what-if.md): nothing is recorded.

    With --reach the fewest of the invoices past due on --by are searched that bring the promptness index there.
    """
    with speaking(json):
        book = rulebook_named(rulebook)
        today = day_or_today(None)
        paid_on = on if on is not None else (today if to_reach is not None else by)
        asked = Question(by, paid_on, Confirmed(confirmed.value), (), all_overdue, to_reach, currency)
        with opened(home) as party:
            seen = sight(party, as_, of)
            found = chronicle(party.desk, seen.reader, of, party.related(seen.last), seen.last)
            wishes = tuple(_wish(party, seen.reader, text, paid_on) for text in pay or ())
            said = answer(found, replace(asked, wishes=wishes), today, book)
            report = WhatIfReport(
                said, party.indexer.standing(seen.last), seen.behind, _words(language.value)
            )
        if json:
            print_json(report.render())
        else:
            report.print()


def _wish(party: Node, reader: Member, text: str, paid_on: Day) -> Wish:
    match = _PAY.fullmatch(text)
    if match is None:
        raise Misuse(f"--pay is written OBLIGATION[=AMOUNT][@DAY]; found {text!r}")
    name, _, rest = match["name"].partition("=")
    if rest and _AMOUNT_LIKE.fullmatch(rest):
        raise Misuse(f"--pay {name}: an amount is written 500.00; found {rest!r}")
    page, obligation = obligation_named(party, reader, match["name"])
    currency = page.state.obligations[obligation].currency
    money = parse_money(match["amount"], currency) if match["amount"] else None
    return Wish(
        obligation, parse_day(match["day"]) if match["day"] else paid_on, money.minor if money else None
    )


def _words(language: str) -> Words:
    return Words.parse((files("ledger.rulebook") / "what_if_words.json").read_bytes())[language]
