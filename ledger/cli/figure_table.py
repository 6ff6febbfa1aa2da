"""A set of figures as a table for people: a line a figure, a column a population."""

from rich.table import Table

from ledger.core.history import Side
from ledger.core.money import decimal_text
from ledger.rulebook.figure_set import FigureSet, Population
from ledger.rulebook.figures import Figures
from ledger.rulebook.position import Grades

SIDES = {Side.IS_PAID: "is paid", Side.PAYS: "pays"}


def figure_table(found: FigureSet, grades: Grades = Grades.ALL) -> Table:
    """Headline and with disputes, for every side and currency of the set."""
    table = Table(show_edge=False, pad_edge=False)
    table.add_column("figure")
    keys = list(found.figures)
    for side, currency in keys:
        table.add_column(f"{SIDES[side]} {currency}", justify="right")
        table.add_column("with disputed", justify="right")
    columns = [
        _lines(found.figures[key].sets[population, grades], key[1])
        for key in keys
        for population in Population
    ]
    for line in zip(*columns, strict=True):
        table.add_row(line[0][0], *(value for _, value in line))
    return table


def _lines(own: Figures, currency: str) -> list[tuple[str, str]]:
    """Each figure in the units that people read."""
    aged = own.ageing
    buckets = (("not due", aged.current), ("1-30 days", aged.days_1_30), ("31-60 days", aged.days_31_60),
               ("61-90 days", aged.days_61_90), ("91 days and more", aged.days_91))  # fmt: skip
    herfindahl, largest = (
        (own.concentration.herfindahl, own.concentration.largest) if own.concentration else (None, None)
    )
    return [
        ("obligations", str(own.obligations)),
        ("promptness index", hundredths(own.promptness) if own.publishable else "insufficient"),
        ("days beyond terms", hundredths(own.dbt)),
        ("days beyond terms, open balance", hundredths(own.bucket_dbt)),
        ("on time, by count", percent(own.on_time_by_count)),
        ("on time, by amount", percent(own.on_time_by_amount)),
        ("days sales outstanding", hundredths(own.dso)),
        *((f"open, {name}", decimal_text(amount, currency)) for name, amount in buckets),
        ("largest counterparty", percent(largest)),
        ("Herfindahl index (bp)", "-" if herfindahl is None else str(herfindahl)),
        *([] if own.movement is None else [("last 12 months", own.movement.status[-12:])]),
    ]


def hundredths(number: int | None) -> str:
    """Centi-points or centi-days, as people write them; - for none."""
    return "-" if number is None else f"{number // 100}.{number % 100:02d}"


def percent(share: int | None) -> str:
    """Basis points, in percent; - for none."""
    return "-" if share is None else f"{hundredths(share)} %"
