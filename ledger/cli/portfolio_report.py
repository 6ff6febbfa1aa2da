"""What `tradeline portfolio` was asked, and what it answers: JSON values, tables for people, lines of CSV."""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO

from ledger.attest.canonical import Json
from ledger.core.day import Day
from ledger.report.portfolio.source import Source
from ledger.rulebook.book import Measures
from ledger.rulebook.vintage import cohort_label

_FORMULA = tuple("=+-@＝＋－＠")
"""What a formula begins with, in the wide signs of Chinese and Japanese text too."""
_Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """As of which day, measured by what."""

    as_of: Day
    measures: Measures


@dataclass(frozen=True, slots=True)
class Report:
    """`books` of `form` by currency become the lines of the CSV, unless `lines` has others; `print` is for people,
    `source` what a page for the file is made from.
    """

    form: Mapping[str, Json]
    print: Callable[[], None]
    source: Source
    lines: tuple[tuple[str | int | None, ...], ...] | None = None

    def csv(self, cohort_months: int) -> bytes:
        """A heading and a line a number (RFC 4180, with line feeds), in UTF-8; a cohort of so many months is called as
        people call it.
        """
        text = StringIO(newline="")
        writer = csv.writer(text, lineterminator="\n")
        writer.writerows([_cell(value) for value in line] for line in self.lines or self._flat(cohort_months))
        return text.getvalue().encode("utf-8", "backslashreplace")

    def _flat(self, cohort_months: int) -> Iterator[tuple[str | int | None, ...]]:
        yield "currency", "figure", "item", "value"
        books = self.form["books"]
        assert isinstance(books, Mapping)
        for currency, book in books.items():
            for (figure, *item), value in _leaves((), book, cohort_months):
                yield currency, figure, ".".join(item), value


def _leaves(path: _Path, value: Json, cohort_months: int) -> Iterator[tuple[_Path, str | int | None]]:
    """Every number and text, with the names that lead to it: of a list, an obligor, a cohort or a month on book."""
    if isinstance(value, Mapping):
        months = value.get("months")
        for name, inner in value.items():
            if isinstance(months, Sequence) and isinstance(inner, Sequence) and not isinstance(inner, str):
                inner = {str(month): share for month, share in zip(months, inner, strict=False)}
            if inner is not months or months is None:
                yield from _leaves((*path, name), inner, cohort_months)
    elif value is None or isinstance(value, str | int):
        yield path, value
    else:
        for inner in value:
            assert isinstance(inner, Mapping)
            if isinstance(cohort := inner.get("cohort"), str):
                inner = {**inner, "cohort": cohort_label(cohort, cohort_months)}
            yield from _leaves(
                (*path, str(inner.get("obligor") or inner.get("cohort"))), inner, cohort_months
            )


def _cell(value: str | int | None) -> str | int:
    """A text that a spreadsheet would take for a formula stands behind an apostrophe, whatever space comes first."""
    if isinstance(value, str) and (
        value.startswith(("\t", "\r", "\n")) or value.lstrip().startswith(_FORMULA)
    ):
        return f"'{value}"
    return "" if value is None else value
