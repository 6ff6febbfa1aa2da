"""Which column gives which field of a profile, and how its days and amounts are written."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from ledger.core.currencies import MINOR_UNITS
from ledger.documents.headings import DIRECTIONS, NO, YES, currency_in, currency_of, likeness
from ledger.documents.numerals import DateForm, Numerals
from ledger.documents.row_values import currency_code
from ledger.documents.sheet import Line, heading

_FORMS = tuple(
    form
    for words in (
        "YYYY-MM-DD", "YYYY/M/D", "YYYY.M.D", "YYYYMMDD", "YYYY年M月D日", "D.M.YYYY", "D/M/YYYY", "M/D/YYYY",
        "D-M-YYYY", "M-D-YYYY", "D.M.YY", "D/M/YY", "M/D/YY", "D-MMM-YYYY", "D-MMM-YY", "D MMM YYYY", "MMM D, YYYY",
    )
    if (form := DateForm.of(words)) is not None
)  # fmt: skip
_NUMERALS = tuple(
    Numerals(decimal, group)
    for decimal, group in ((".", ""), (",", ""), (".", ","), (",", "."), (",", " "), (".", "'"), (".", " "))
)
_END = 8
_SEVERAL = 3
"""Most columns that one field of a list is read from."""
_ACCOUNT = re.compile("[A-Z]{2}[0-9]{2} ?[0-9A-Z ]{10,36}|[0-9*]{12,}")
"""An account: an IBAN, or a long number that may be masked."""
_MARK = re.compile(r"[0-9.,'’()\s+-]")
_NEGATIVE = re.compile("[-−－﹣‑(（]")
_SIMPLIFIED = re.compile("[额价账币订单时发对]")
"""Signs that only simplified Chinese has."""
_FRACTION = re.compile(r"[.,]([0-9]+)\D*$")

_INVOICES = (
    "number", "issued", "due", "amount", "currency", "creditor", "debtor", "creditor_id", "debtor_id", "settled",
    "disputed",
)  # fmt: skip
_MOVEMENTS = (
    "day", "received", "paid", "amount", "currency", "counterparty", "counterparty_account", "bank_reference",
    "end_to_end_id", "references", "remittance", "direction",
)  # fmt: skip
_LISTS = ("references", "remittance")
_DAYS, _AMOUNTS = {"issued", "due", "day", "settled"}, {"amount", "received", "paid"}


@dataclass(slots=True)
class Seen:
    """What the columns say: the place of each field, how days and amounts are written, the one currency if named.

    `more` are further columns of the fields that may be read from several.
    """

    fields: dict[str, int]
    is_movement: bool
    date: str = "YYYY-MM-DD"
    numerals: Numerals = field(default_factory=Numerals)
    currency: str = ""
    doubts: list[str] = field(default_factory=list)
    more: dict[str, list[int]] = field(default_factory=dict)


class Columns:
    """The columns of a table: their names, and some rows of them."""

    def __init__(self, header: Sequence[str], rows: Sequence[Line]) -> None:
        self._header = header
        body = _body(len(header), rows)
        self._rows, rest = rows[:body], rows[body:]
        self.names = [heading(name) for name in header]
        first = {line.cells[0] for line in self._rows}
        ends = [
            line.cells[0][:_END]
            for line in rest
            if not any(cell.startswith(line.cells[0][:_END]) for cell in first)
        ]
        self.ends = list(dict.fromkeys(filter(None, ends)))[:9]
        """What the lines below the last row begin with: totals, and words of the bank."""

    def seen(self) -> Seen:
        """Fields by the columns' names, then those still wanting by what is in the columns."""
        invoices, movements = self._named(_INVOICES), self._named(_MOVEMENTS)
        wanted = {"number", "issued", "due", "amount"}
        is_movement = "due" not in invoices and (
            len(wanted & invoices.keys()) < 3 or "bank_reference" in movements
        )
        seen = Seen(movements if is_movement else invoices, is_movement)
        if not is_movement and "debtor" not in seen.fields and "debtor_id" in seen.fields:
            seen.fields["debtor"] = seen.fields["debtor_id"]
        self._by_content(seen)
        self._lists(seen)
        self._direction(seen)
        self._date(seen)
        self._numerals(seen)
        self._currency(seen)
        return seen

    def cells(self, place: int) -> list[str]:
        """What is in a column, but for empty cells."""
        return [cell for line in self._rows if (cell := _cell(line, place))]

    def yes_and_no(self, place: int) -> tuple[list[str], list[str]]:
        """The words of a column that say yes, and those that say no, as they stand."""
        words = list(dict.fromkeys(_cell(line, place) for line in self._rows))
        yes = [word for word in words if word.casefold() in YES]
        no = [word for word in words if word not in yes and (word.casefold() in NO or not word)]
        return yes or ["Yes"], no or ["No"]

    def directions(self, place: int) -> dict[str, list[str]]:
        """The words of a column by the direction that each says; the others say neither."""
        words = list(dict.fromkeys(_cell(line, place) for line in self._rows))[:20]
        found = {
            outcome: [word for word in words if word.casefold() in known]
            for outcome, known in DIRECTIONS.items()
        }
        told = [word for listed in found.values() for word in listed]
        return {**found, "neither": [word for word in words if word not in told]}

    def _named(self, fields: Iterable[str]) -> dict[str, int]:
        """Each field's likeliest column; a column gives one field, the one whose names it is nearest to."""
        ranked = sorted(
            (rank, order, place, name)
            for order, name in enumerate(fields)
            for place, text in enumerate(self._header)
            if (rank := likeness(name, text)) is not None
        )
        found: dict[str, int] = {}
        taken: set[int] = set()
        for _, _, place, name in ranked:
            if name not in found and place not in taken and self._may_be(name, place):
                found[name] = place
                taken.add(place)
        return found

    def _may_be(self, name: str, place: int) -> bool:
        """Whether what is in a column can be a day, or an amount, where the field is one."""
        cells = self.cells(place)
        if name in _DAYS:
            return not cells or bool(_forms_of(cells))
        if name in _AMOUNTS:
            return not cells or bool(_numerals_of(cells))
        if name == "counterparty":
            return not cells or not all(map(_ACCOUNT.fullmatch, cells))
        return True

    def _by_content(self, seen: Seen) -> None:
        """A lone column of days, of amounts, of currency codes gives what no name gave."""
        free = [place for place in range(len(self._header)) if place not in seen.fields.values()]
        codes = [
            place
            for place in free
            if (cells := self.cells(place)) and all(currency_code(cell) in MINOR_UNITS for cell in cells)
        ]
        if "currency" not in seen.fields and len(codes) == 1:
            seen.fields["currency"] = codes[0]
        day = "day" if seen.is_movement else "issued"
        days = [place for place in free if (cells := self.cells(place)) and _forms_of(cells)]
        if day not in seen.fields and len(days) == 1:
            seen.fields[day] = days[0]
            seen.doubts.append(f"{day}: {self._header[days[0]]!r} by its content alone")
        apart = {"received", "paid"} <= seen.fields.keys()
        amounts = [
            place for place in free if place not in days and (cells := self.cells(place)) and _is_money(cells)
        ]
        if "amount" not in seen.fields and not apart and len(amounts) == 1:
            seen.fields["amount"] = amounts[0]
            seen.doubts.append(f"amount: {self._header[amounts[0]]!r} by its content alone")

    def _lists(self, seen: Seen) -> None:
        """Further columns that a payer's words or references may stand in."""
        for name in _LISTS if seen.is_movement else ():
            ranked = sorted(
                (rank, place)
                for place, text in enumerate(self._header)
                if place not in seen.fields.values() and (rank := likeness(name, text)) is not None
            )
            seen.more[name] = [place for _, place in ranked][: _SEVERAL - 1] if name in seen.fields else []

    def _direction(self, seen: Seen) -> None:
        """Where nothing tells what comes in from what goes out, a person must know."""
        told = {"direction", "received", "paid"} & seen.fields.keys()
        if not seen.is_movement or told or "amount" not in seen.fields:
            return
        cells = self.cells(seen.fields["amount"])
        if not any(_NEGATIVE.search(cell) for cell in cells):
            seen.doubts.append(
                "direction: no column tells it, and no amount is negative: all is read as received"
            )

    def _date(self, seen: Seen) -> None:
        """The one form in which all days are days of the calendar."""
        places = [place for name, place in seen.fields.items() if name in _DAYS]
        cells = [cell for place in places for cell in self.cells(place)]
        forms = _forms_of(cells)
        if forms and cells:
            seen.date = forms[0].words
        if len(forms) > 1 and cells and _differ(forms, cells):
            others = " or ".join(form.words for form in forms[1:])
            seen.doubts.append(f"date: {forms[0].words}, but all days would be days by {others} too")

    def _numerals(self, seen: Seen) -> None:
        """The marks by which all amounts are amounts, and most have two decimals."""
        places = [place for name, place in seen.fields.items() if name in _AMOUNTS]
        cells = [cell for place in places for cell in self.cells(place)]
        fitting = _numerals_of(cells)
        if fitting and cells:
            seen.numerals = max(fitting, key=lambda numerals: _likeliness(numerals, cells))
            read = {numerals.plain(cells[0], "") for numerals in fitting}
            likeliest = sorted((_likeliness(numerals, cells) for numerals in fitting), reverse=True)
            if len(read) > 1 and (likeliest[0] == likeliest[1] or likeliest[0] <= 0):
                seen.doubts.append(f"decimal: {cells[0]!r} could be read in {len(read)} ways")

    def _currency(self, seen: Seen) -> None:
        """The currency that a heading names, or a mark in every amount; else the one of the headings' language."""
        named = {currency_in(name) for name in self._header} & MINOR_UNITS.keys()
        places = [place for name, place in seen.fields.items() if name in _AMOUNTS]
        cells = [cell for place in places for cell in self.cells(place)]
        marked = {currency_of(_MARK.sub("", cell)) for cell in cells} if cells else set()
        for found in (named, marked - {""} if "" not in marked else set()):
            if len(found) == 1 and not seen.currency:
                seen.currency = found.pop()
        if not seen.currency and "currency" not in seen.fields and any(map(_SIMPLIFIED.search, self._header)):
            seen.currency = "CNY"
            seen.doubts.append("currency: CNY, because the headings are Chinese")


def _body(width: int, rows: Sequence[Line]) -> int:
    """How many rows there are before those, at the end, that have no day where most have one."""
    days = [
        [any(_is_day(form, _cell(line, place)) for form in _FORMS) for line in rows] for place in range(width)
    ]
    best = max(days, key=sum, default=[])
    if not any(best) or 2 * sum(best) < len(rows):
        return len(rows)
    return len(best) - best[::-1].index(True)


def _cell(line: Line, place: int) -> str:
    return line.cells[place] if place < len(line.cells) else ""


def _forms_of(cells: Sequence[str]) -> list[DateForm]:
    return [form for form in _FORMS if all(_is_day(form, cell) for cell in cells)]


def _is_day(form: DateForm, text: str) -> bool:
    parts = form.parts(text)
    try:
        return parts is not None and bool(date(*parts))
    except ValueError:
        return False


def _differ(forms: Sequence[DateForm], cells: Sequence[str]) -> bool:
    """Whether two forms make different days of some cell."""
    return any(len({form.parts(cell) for form in forms}) > 1 for cell in cells)


def _numerals_of(cells: Sequence[str]) -> list[Numerals]:
    return [numerals for numerals in _NUMERALS if all(_amount(numerals, cell) for cell in cells)]


def _amount(numerals: Numerals, text: str) -> str | None:
    """`text` as an amount of some currency."""
    marks = ("", "EUR", "USD", "GBP", "CNY", "PLN", "SEK", "INR")
    return next((plain for mark in marks if (plain := numerals.plain(text, mark)) is not None), None)


def _is_money(cells: Sequence[str]) -> bool:
    """Amounts, some of them with decimals."""
    return bool(_numerals_of(cells)) and any(_FRACTION.search(cell) for cell in cells)


def _likeliness(numerals: Numerals, cells: Sequence[str]) -> int:
    """Cells that have one or two decimals by these marks, less those that have three."""
    lengths = [
        len(plain.rpartition(".")[2])
        for cell in cells
        if (plain := _amount(numerals, cell)) and numerals.decimal in cell
    ]
    return sum(length in (1, 2) for length in lengths) - sum(length > 2 for length in lengths)
