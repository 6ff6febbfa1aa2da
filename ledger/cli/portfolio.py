"""`tradeline portfolio`: what a lender is owed, a file of loans, or what a supervisor may publish of all members."""

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from ledger.cli.arguments import As, Home, Json, day, day_or_today
from ledger.cli.history_page import Fonts, Pages
from ledger.cli.output import check_apart, print_json, speaking, write_file
from ledger.cli.portfolio_file import file_report
from ledger.cli.portfolio_lender import lender_report
from ledger.cli.portfolio_page import PageHtml, PageLanguage, PagePdf
from ledger.cli.portfolio_rates import read_rates
from ledger.cli.portfolio_report import Asked, Report
from ledger.cli.portfolio_supervisor import supervisor_report
from ledger.core.day import Day
from ledger.core.errors import Misuse
from ledger.report.portfolio.page import portfolio_page
from ledger.report.words import Language
from ledger.rulebook.book import Measures
from ledger.rulebook.rulebook import STANDARD, rulebook_named
from ledger.rulebook.small_cells import CONTRIBUTORS, Limits


class _Cohort(Enum):
    """As it is typed."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


_MONTHS = {_Cohort.MONTH: 1, _Cohort.QUARTER: 3, _Cohort.YEAR: 12}


_AsOf = Annotated[
    Day | None, typer.Option(parser=day, metavar="DAY", help="The end of this day; else today (UTC).")
]
_Rates = Annotated[
    Path | None, typer.Option(metavar="F", help="Rates of expected loss by bucket: TOML or JSON.")
]
_Booked = Annotated[_Cohort, typer.Option(help="What a vintage is booked in.")]
_Rulebook = Annotated[str, typer.Option(help="The rulebook, by its id.")]
_Table = Annotated[
    Path | None, typer.Option(metavar="F", help="Loans or invoices of a table instead, without a home.")
]
_Profile = Annotated[
    str | None, typer.Option(metavar="P", help="How to read it: a profile's name or a TOML file.")
]
_Supervisor = Annotated[
    bool, typer.Option("--supervisor", help="All members, as an auditor can read and publish them.")
]
_Minimum = Annotated[
    int, typer.Option(min=2, max=1000, help="A published cell tells of so many organisations at least.")
]
_Out = Annotated[Path | None, typer.Option("--csv-out", metavar="OUT", help="Also write the figures as CSV.")]


def portfolio(
    home: Home = None,
    as_: As = None,
    as_of: _AsOf = None,
    rates: _Rates = None,
    cohort: _Booked = _Cohort.QUARTER,
    rulebook: _Rulebook = STANDARD.id,
    csv: _Table = None,
    profile: _Profile = None,
    supervisor: _Supervisor = False,
    minimum: _Minimum = CONTRIBUTORS,
    out: _Out = None,
    html: PageHtml = None,
    pdf: PagePdf = None,
    language: PageLanguage = Language.EN,
    font: Fonts = None,
    json: Json = False,
) -> None:
    """Show a portfolio, a currency at a time: ageing, obligors and defaults, roll rates, vintages (docs/portfolio.md).

    Or write it as a page for the file. Without the node, the index is read as it stands. Exit code 1 if a file has
    faults: nothing is computed then.
    """
    with speaking(json):
        pages = Pages(html, pdf, language, tuple(font or ()))
        if language is not Language.EN and not pages.asked:
            raise Misuse("--language is of a page: name a file with --html or --pdf")
        named = None if profile is None else Path(profile)
        check_apart((html, pdf, out), (csv, rates, named, *pages.fonts))
        if (csv is None) != (profile is None):
            raise Misuse("--csv names a table and --profile how to read it: one needs the other")
        if csv is not None and (home or as_):
            raise Misuse("a table stands for itself: --csv goes without --home and --as")
        if supervisor and (csv or rates):
            raise Misuse("--supervisor publishes aggregates of all members: without --csv and --rates")
        own_rates = None if rates is None else read_rates(rates)
        measures = Measures(rulebook_named(rulebook), _MONTHS[cohort], own_rates)
        asked = Asked(day_or_today(as_of), measures)
        found: Report
        if csv is not None and profile is not None:
            found = file_report(csv, profile, asked)
        elif supervisor:
            found = supervisor_report(home, as_, asked, Limits(contributors=minimum))
        else:
            found = lender_report(home, as_, asked)
        if pages.asked:
            pages.put(portfolio_page(found.source, language))
        if out is not None:
            write_file(out, found.csv(measures.cohort_months))
    if json:
        print_json(found.form)
    elif pages.asked:
        pages.print()
    else:
        found.print()
