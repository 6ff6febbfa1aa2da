"""How obligations moved, as tables: roll rates and vintages, of a portfolio and of a member alike."""

from collections.abc import Iterable, Sequence

from rich.table import Table

from ledger.cli.output import console
from ledger.cli.plain_table import table
from ledger.core.money import decimal_text
from ledger.rulebook.month_end import State
from ledger.rulebook.roll_rates import TO
from ledger.rulebook.vintage import Vintage, cohort_label

ROLL_RATES = "roll rates, month end to month end, by amount, in percent"
VINTAGES = "vintages: % defaulted by months on book, % of the amount lost"
_STATES = dict(zip(TO, ("not due", "1-30", "31-60", "61-90", "91+", "lost", "settled"), strict=True))
_MONTHS = (12, 24, 36, 60, 120, 6, 48, 84, 3, 18, 9, 180)
"""Months on book that a table of vintages shows, as far as the curves have them and the line has room: best first."""
_SHARE = 8
"""Signs of a share with the space before it."""
_NUMBER = 8
"""Signs of a count with the space behind it."""


def roll_table(rows: Iterable[tuple[State, int, Sequence[int]]]) -> Table:
    """Out of each state: how many obligations, and basis points of their amount to each state of `TO`."""
    found = table("from \\ to", "number", *_STATES.values())
    for state, number, shares in rows:
        found.add_row(_STATES[state], str(number), *map(_short, shares))
    return found


def vintage_table(vintages: Sequence[Vintage], cohort_months: int, currency: str) -> Table:
    """Cumulative defaults, of the number booked, at some months on book; at the end what was lost of the amount."""
    labels = [cohort_label(one.cohort, cohort_months) for one in vintages]
    amounts = [decimal_text(one.amount, currency) for one in vintages]
    taken = sum(max(map(len, texts)) + 2 for texts in (labels, amounts)) + _NUMBER + _SHARE
    held = {month for one in vintages for month in one.months}
    room = max(3, (console.width - taken) // _SHARE)
    months = sorted([month for month in _MONTHS if month in held][:room])
    found = table("booked", "number", currency, *map(str, months), "lost")
    for label, amount, one in zip(labels, amounts, vintages, strict=True):
        curve = dict(zip(one.months, one.by_count, strict=True))
        lost = one.by_loss[-1] if one.by_loss else None
        found.add_row(
            label, str(one.booked), amount, *(_short(curve.get(month)) for month in months), _short(lost)
        )
    return found


def _short(share: int | None) -> str:
    """Basis points in percent, without the sign."""
    return "" if share is None else f"{share // 100}.{share % 100:02d}"
