"""`tradeline what-if`: a member's figures on a day, with payments that it thinks of and without."""

import re
import time
from dataclasses import dataclass
from enum import Enum
from importlib.resources import files
from typing import Annotated

import typer

from ledger.app.chronicle import Chronicle, chronicle
from ledger.app.what_if import Confirmed, Wish, payable, suppose
from ledger.cli.arguments import As, Home, Json, day, member
from ledger.cli.homes import acting, opened, try_following
from ledger.cli.output import print_json, speaking
from ledger.cli.recording import obligation_named
from ledger.cli.what_if_report import Reached, WhatIfReport
from ledger.core.day import Day, parse_day
from ledger.core.errors import Misuse, Refused
from ledger.core.facility import facilities
from ledger.core.history import Observation, Side, observations
from ledger.core.ids import Member
from ledger.core.money import parse_money
from ledger.rulebook.position import Grades
from ledger.rulebook.reach import Goal, reach
from ledger.rulebook.rulebook import STANDARD
from ledger.rulebook.what_if import Supposed, overdue, what_if
from ledger.rulebook.what_if_words import Words, parse_words
from ledger.wiring import Node

AHEAD = 30
"""Days after `--by` for which promptness is told as well."""
_PAY = re.compile(r"(?P<name>.+?)(?:=(?P<amount>[0-9.]+))?(?:@(?P<day>\d{4}-\d{2}-\d{2}))?")
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


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was typed; `target` in centi-points."""

    pay: tuple[str, ...]
    all_overdue: bool
    target: int | None
    paid_on: Day
    by: Day
    confirmed: Confirmed
    currency: str | None


def index(text: str) -> int:
    """A promptness index in centi-points."""
    match = _INDEX.fullmatch(text)
    found = int(match[1]) * 100 + int((match[2] or "").ljust(2, "0") or 0) if match else -1
    if not 1 <= found <= 10_000:
        raise typer.BadParameter("an index is a number from 0.01 to 100, such as 80 or 72.5")
    return found


def what_if_verb(
    of: Annotated[Member, typer.Argument(parser=member, metavar="MEMBER", help="Who pays.")],
    by: Annotated[Day, typer.Option(parser=day, metavar="DAY", help="The figures of this day.")],
    pay: Annotated[
        list[str] | None,
        typer.Option(
            metavar="OBLIGATION[=AMOUNT][@DAY]", help="An invoice number or obligation id; repeatable."
        ),
    ] = None,
    all_overdue: Annotated[
        bool, typer.Option("--all-overdue", help="Everything that is past due on --by.")
    ] = False,
    to_reach: Annotated[
        int | None,
        typer.Option(
            "--reach", parser=index, metavar="INDEX", help="Which payments are enough for this index."
        ),
    ] = None,
    on: Annotated[
        Day | None,
        typer.Option(
            parser=day, metavar="DAY", help="When payments are made; else on --by, with --reach today."
        ),
    ] = None,
    confirmed: Annotated[
        _Confirmed, typer.Option(help="Who confirms them: payee, or an appointed settlement agent.")
    ] = _Confirmed.NOBODY,
    currency: Annotated[
        str | None, typer.Option(metavar="CUR", help="Of --reach, if there are several.")
    ] = None,
    language: Annotated[_Language, typer.Option(help="The language of the words.")] = _Language.EN,
    home: Home = None,
    as_: As = None,
    json: Json = False,
) -> None:
    """Show what figures would be if invoices were paid (docs/what-if.md): nothing is recorded.

    With --reach the fewest of the invoices past due on --by are searched that bring the promptness index there.
    """
    with speaking(json):
        today = Day(int(time.time()) // 86_400)
        paid_on = on if on is not None else (today if to_reach is not None else by)
        asked = _Asked(
            tuple(pay or ()), all_overdue, to_reach, paid_on, by, Confirmed(confirmed.value), currency
        )
        _check(asked)
        with opened(home) as party:
            report = _report(party, of, acting(party, as_, of), asked, today, _words(language.value))
        if json:
            print_json(report.render())
        else:
            report.print()


def _check(asked: _Asked) -> None:
    if sum((bool(asked.pay), asked.all_overdue, asked.target is not None)) != 1:
        raise Misuse("say what is paid: --pay, or --all-overdue, or --reach")
    if asked.paid_on > asked.by:
        raise Misuse("what is paid after the day of the figures changes none of them: let --by be later")


def _report(party: Node, of: Member, reader: Member, asked: _Asked, today: Day, words: Words) -> WhatIfReport:
    behind = try_following(party)
    if party.desk.directory.member(of) is None:
        raise Refused(f"the registry knows no member {of}")
    position = party.index.position()
    block = position.number if position else 0
    found = chronicle(party.desk, reader, of, party.related(block), block)
    seen = tuple(item for side in Side for item in observations(found.history, side))
    lines = tuple(line for side in Side for line in facilities(found.history, side))
    reached: Reached | None = None
    supposed: Supposed = {}
    if asked.target is None:
        supposed = suppose(found, _wishes(party, reader, seen, asked), asked.confirmed, today)
    else:
        reached, supposed = _reach(found, seen, asked, asked.target, today)
    return WhatIfReport(
        chronicle=found,
        confirmed=asked.confirmed,
        paid_on=asked.paid_on,
        supposed=supposed,
        found=what_if(seen, supposed, asked.by, STANDARD, lines),
        ahead=what_if(seen, supposed, asked.by + AHEAD, STANDARD, lines),
        reached=reached,
        known=party.indexer.standing(block),
        behind=behind,
        words=words,
    )


def _wishes(party: Node, reader: Member, seen: tuple[Observation, ...], asked: _Asked) -> list[Wish]:
    if not asked.all_overdue:
        return [_wish(party, reader, text, asked) for text in asked.pay]
    found = [Wish(item.obligation, asked.paid_on) for item in overdue(seen, asked.by)]
    if not found:
        raise Misuse("nothing that the member owes is past due on that day")
    return found


def _wish(party: Node, reader: Member, text: str, asked: _Asked) -> Wish:
    match = _PAY.fullmatch(text)
    if match is None:
        raise Misuse(f"--pay is written OBLIGATION[=AMOUNT][@DAY]; found {text!r}")
    page, obligation = obligation_named(party, reader, match["name"])
    paid_on = parse_day(match["day"]) if match["day"] else asked.paid_on
    if paid_on > asked.by:
        raise Misuse(f"{text!r} is paid after the day of the figures")
    currency = page.state.obligations[obligation].currency
    money = parse_money(match["amount"], currency) if match["amount"] else None
    return Wish(obligation, paid_on, money.minor if money else None)


def _reach(
    found: Chronicle, seen: tuple[Observation, ...], asked: _Asked, target: int, today: Day
) -> tuple[Reached, Supposed]:
    goal = Goal(_currency(seen, asked.currency), target, asked.by, _grades(asked.confirmed))
    late = (item for item in overdue(seen, goal.as_of) if item.currency == goal.currency)
    wishes = [Wish(item.obligation, asked.paid_on) for item in late]
    parts = payable(found, wishes, asked.confirmed, today)
    reached = reach(seen, parts, goal, STANDARD.rules)
    supposed = {obligation: (parts[obligation],) for obligation in reached.payments or ()}
    return Reached(goal, reached, len(parts)), supposed


def _grades(confirmed: Confirmed) -> Grades:
    return Grades.ALL if confirmed is Confirmed.NOBODY else Grades.AB


def _currency(seen: tuple[Observation, ...], named: str | None) -> str:
    owed = sorted({item.currency for item in seen if item.side is Side.PAYS and not item.claim})
    if named is None and len(owed) == 1:
        return owed[0]
    if named is None or named not in owed:
        raise Misuse(f"name the currency with --currency: {', '.join(owed) or 'the member owes nothing'}")
    return named


def _words(language: str) -> Words:
    return parse_words((files("ledger.rulebook") / "what_if_words.json").read_bytes())[language]
