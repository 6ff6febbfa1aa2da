"""`tradeline claim`: what a late payer owes, with interest, and the records that prove it, in one file."""

import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Annotated

import typer

from ledger.app.chronicle import chronicle
from ledger.app.claiming import Claim, claim_of, places_in
from ledger.cli.arguments import As, Home, Json, day, day_or_today
from ledger.cli.claim_law import (
    Agreement,
    BoundBuyer,
    ByLaw,
    FixedSums,
    Holidays,
    Law,
    Margin,
    NextWorkingDay,
    Rates,
    References,
    Year,
    terms_by,
)
from ledger.cli.claim_markdown import markdown
from ledger.cli.claim_pack import Pack, Shown
from ledger.cli.claim_page import page
from ledger.cli.claim_report import print_claim, report
from ledger.cli.dossier_file import dossier_in
from ledger.cli.homes import opened, sight
from ledger.cli.output import check_apart, print_json, speaking, write_file
from ledger.cli.recording import obligation_named
from ledger.core.day import Day, parse_day
from ledger.core.errors import BadContent, Misuse, Refused
from ledger.core.history import Counterparty
from ledger.core.ids import Member, ObligationId, TradelineId, member_of
from ledger.rulebook.late_payment import YEAR_DAYS
from ledger.wiring import Node

_RATE = re.compile(r"([0-9]{1,3})(?:\.([0-9]{1,9}))?%/(day|year|360)")
_DAYS = {"day": 1, "year": YEAR_DAYS, "360": 360}


def rate(text: str) -> Fraction:
    """A rate a day, of a percentage for a day, a year of 365 days, or a bank's year of 360."""
    match = _RATE.fullmatch(text.replace(" ", ""))
    if match is None:
        raise typer.BadParameter("a rate is written 0.05%/day, 3.1%/year or 3.1%/360")
    whole, decimals = match[1], match[2] or ""
    return Fraction(int(whole + decimals), 100 * 10 ** len(decimals) * _DAYS[match[3]])


def debtor(text: str) -> Counterparty:
    """A member's number, or the tradeline of a debtor that is no member."""
    if number := member_of(text):
        return Counterparty(f"member:{number}")
    try:
        return Counterparty(f"tradeline:{TradelineId.parse(text)}")
    except BadContent:
        raise typer.BadParameter("a debtor is a member's number, or a tradeline such as 7-1") from None


Against = Annotated[
    Counterparty,
    typer.Argument(parser=debtor, metavar="DEBTOR", help="Its number, or its tradeline if it is no member."),
]
AsOf = Annotated[
    Day | None,
    typer.Option(parser=day, metavar="DAY", help="Interest until the end of this day; else today."),
]
Agreed = Annotated[
    Fraction | None,
    typer.Option(
        parser=rate,
        metavar="RATE",
        help="The agreed rate, such as 3.1%/year; else cn: 0.05%/day, eu: by reference rates.",
    ),
]
Prime = Annotated[
    Fraction | None,
    typer.Option(
        "--lpr",
        parser=rate,
        metavar="RATE",
        help="cn: the one-year loan prime rate of the day of the contract.",
    ),
]
NotAgreed = Annotated[
    bool, typer.Option("--not-agreed", help="No term was agreed: the due days are the creditor's own wish.")
]
LongerTerms = Annotated[
    bool,
    typer.Option(
        "--longer-terms",
        help="Agreed terms beyond 60 days (eu, public: beyond 30) stand: they are reasonable, or expressly agreed.",
    ),
]
Delivered = Annotated[
    list[str] | None,
    typer.Option(
        metavar="INVOICE=DAY", help="The day of delivery (eu: of receipt), else that of issue; repeatable."
    ),
]
Proof = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="A dossier of the creditor's: says where each record is in it."),
]
Markdown = Annotated[
    Path | None, typer.Option("--markdown", metavar="OUT", help="Also write the statement in Markdown.")
]
Html = Annotated[
    Path | None,
    typer.Option("--html", metavar="OUT", help="Also write it as one HTML page, to print or file."),
]


def claim(
    against: Against,
    buyer: BoundBuyer,
    law: ByLaw = Law.CN,
    home: Home = None,
    as_: As = None,
    as_of: AsOf = None,
    agreed_rate: Agreed = None,
    lpr: Prime = None,
    reference_rates: References = None,
    margin: Margin = None,
    days_in_year: Year = None,
    fixed_sum: FixedSums = None,
    not_agreed: NotAgreed = False,
    longer_terms: LongerTerms = False,
    next_working_day: NextWorkingDay = False,
    holiday: Holidays = None,
    delivered: Delivered = None,
    dossier: Proof = None,
    markdown_file: Markdown = None,
    html_file: Html = None,
    json: Json = False,
) -> None:
    """Claim interest for late payment, with the records that prove each row (docs/late-payment.md).

    By the PRC Regulation on Ensuring Payments to Small and Medium-sized Enterprises (State Council Order 802),
    in Chinese and English, or by Directive 2011/7/EU, in German and English, with the fixed sum for recovery. The
    creditor says what the ledger does not know: which kind of buyer it is, what was agreed, and the reference rates.
    """
    with speaking(json):
        check_apart((markdown_file, html_file), (reference_rates, dossier))
        rates = Rates(agreed_rate, lpr, reference_rates, margin, days_in_year, tuple(fixed_sum or ()))
        days = Agreement(not not_agreed, longer_terms, next_working_day, tuple(holiday or ()))
        terms = terms_by(law, buyer, rates, days)
        with opened(home) as party:
            seen = sight(party, as_)
            creditor, block = seen.reader, seen.last
            _check_registered(party, against)
            terms = replace(terms, delivered=_delivered(party, creditor, delivered or []))
            found = chronicle(party.desk, creditor, creditor, party.related(block), block)
            made = claim_of(found, against, day_or_today(as_of), terms)
            known, shown = party.indexer.standing(block), _shown(dossier, creditor)
            pack = Pack(made, _names(party, made), known, seen.behind, shown)
        for path, text in ((markdown_file, markdown), (html_file, page)):
            if path is not None:
                write_file(path, text(pack).encode())
        if json:
            print_json(report(pack))
        else:
            print_claim(pack)


def _check_registered(party: Node, debtor: Counterparty) -> None:
    kind, _, number = debtor.partition(":")
    if kind == "member" and party.desk.directory.member(Member(int(number))) is None:
        raise Refused(f"the registry knows no member {number}")


def _delivered(party: Node, creditor: Member, said: list[str]) -> dict[ObligationId, int]:
    days: dict[ObligationId, int] = {}
    for text in said:
        number, sign, written = text.rpartition("=")
        if not sign:
            raise Misuse(f"--delivered is written INVOICE=DAY, such as R-17=2026-03-02; found {text!r}")
        days[obligation_named(party, creditor, number)[1]] = parse_day(written)
    return days


def _names(party: Node, made: Claim) -> tuple[str | None, str | None]:
    """Of creditor and debtor, by the address book, else as the openings of their tradelines have it."""
    kind, _, number = made.debtor.partition(":")
    own = party.contacts.of(made.creditor)
    other = party.contacts.of(Member(int(number))) if kind == "member" else None
    written = [row.names for row in made.rows if row.names is not None]
    return (
        own.name if own else next((name.creditor for name in written if name.creditor), None),
        other.name if other else next((name.debtor for name in written if name.debtor), None),
    )


def _shown(path: Path | None, creditor: Member) -> Shown | None:
    if path is None:
        return None
    found = dossier_in(path, creditor)
    return Shown(path.name, found.digest, places_in(found.dossier))
