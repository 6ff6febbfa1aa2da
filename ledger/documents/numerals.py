"""Days and amounts as tables write them: in a form that a profile names, with what programs add to it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

_MONTHS = {name: number for number, name in enumerate(
    "jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}  # fmt: skip
_TOKENS = {
    "YYYY": "(?P<year>[0-9]{4})", "YY": "(?P<year>[0-9]{2})", "MMM": "(?P<month>[A-Za-z]{3})",
    "MM": "(?P<month>[0-9]{2})", "M": "(?P<month>[0-9]{1,2})", "DD": "(?P<day>[0-9]{2})", "D": "(?P<day>[0-9]{1,2})",
}  # fmt: skip
_TOKEN = re.compile("YYYY|YY|MMM|MM|DD|M|D")
_TIME = (
    r"(?:[ T]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?(?: ?[AaPp][Mm])?"
    r"(?: ?(?:Z|UTC|[+-][0-9]{2}:?[0-9]{2}))?)?"
)

_SYMBOLS = {
    "¥": {"CNY", "JPY"}, "￥": {"CNY", "JPY"}, "元": {"CNY"}, "€": {"EUR"}, "£": {"GBP", "EGP"}, "₹": {"INR"},
    "$": {"USD", "CAD", "AUD", "NZD", "HKD", "SGD", "TWD", "MXN", "BRL", "CLP", "COP", "ARS"},
    "kr": {"SEK", "NOK", "DKK", "ISK"}, "zł": {"PLN"},
}  # fmt: skip
"""Signs of money and the currencies that are written so: a sign of another currency is no number of this one."""

_SAME = str.maketrans("−－﹣‑’\u00a0\u202f\u2009", "----'   ")
"""Signs that print alike: minus, apostrophe, space."""


@dataclass(frozen=True, slots=True)
class DateForm:
    """A form such as `M/D/YYYY` or `DD-MMM-YY`; a time of day after it is dropped."""

    words: str
    pattern: re.Pattern[str]

    @classmethod
    def of(cls, words: str) -> "DateForm | None":
        """The form that `words` describe, or None: each of year, month and day must be there once."""
        tokens = _TOKEN.findall(words)
        if sorted(token[0] for token in tokens) != ["D", "M", "Y"]:
            return None
        rest = _TOKEN.split(words)
        pattern = "".join(re.escape(text) + _TOKENS[token] for text, token in zip(rest, tokens, strict=False))
        return cls(words, re.compile(pattern + re.escape(rest[-1]) + _TIME))

    def parts(self, text: str) -> tuple[int, int, int] | None:
        """(year, month, day), which the calendar may not have. Of two digits, 69 to 99 are of the last century."""
        match = self.pattern.fullmatch(text)
        if match is None:
            return None
        year, month = int(match["year"]), match["month"].lower()
        if len(match["year"]) == 2:  # POSIX strptime, %y
            year += 1900 if year >= 69 else 2000
        number = _MONTHS.get(month) if month.isalpha() else int(month)
        return None if number is None else (year, number, int(match["day"]))

    def written(self, year: int, month: int, day: int) -> str:
        """A day in this form."""
        short = list(_MONTHS)[month - 1].title()
        parts = {"YYYY": f"{year:04}", "YY": f"{year % 100:02}", "MMM": short, "MM": f"{month:02}", "M": str(month),
                 "DD": f"{day:02}", "D": str(day)}  # fmt: skip
        return _TOKEN.sub(lambda token: parts[token[0]], self.words)


def parts_by(forms: Iterable[DateForm], text: str) -> tuple[int, int, int] | None:
    """What the first form that fits makes of `text`."""
    return next((parts for form in forms if (parts := form.parts(text)) is not None), None)


@dataclass(frozen=True)
class Numerals:
    """Amounts with these marks: `1.234,50`; also signed, in brackets, with a sign of money or a currency's code."""

    decimal: str = "."
    group: str = ""

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        grouped = rf"[0-9]{{1,3}}(?:{re.escape(self.group)}[0-9]{{3}})+|" if self.group else ""
        return re.compile(rf"(?P<whole>{grouped}[0-9]*)(?:{re.escape(self.decimal)}(?P<fraction>[0-9]*))?")

    @property
    def words(self) -> str:
        """An example, for a person."""
        return f"1{self.group}234{self.decimal}50"

    def plain(self, text: str, currency: str) -> str | None:
        """`text` as a plain decimal, or None if it is no amount of `currency` in this form."""
        sign, number = "", text
        match = self._pattern.fullmatch(text)
        if match is None:
            sign, number = _signed(text.translate(_SAME), currency)
            match = self._pattern.fullmatch(number)
        if match is None or sign not in ("", "-") or not any(map(str.isdigit, number)):
            return None
        whole = match["whole"].replace(self.group, "") if self.group else match["whole"]
        return f"{sign}{whole or 0}.{match['fraction'] or 0}"


def _signed(text: str, currency: str) -> tuple[str, str]:
    """(signs, the rest), without brackets and marks of money: "" or "-", or several, which no amount has."""
    marks = [currency, *(mark for mark, codes in _SYMBOLS.items() if currency in codes)]
    signs = ""
    for _ in range(2):  # a sign stands inside or outside of a mark
        text = text.strip()
        for mark in marks:
            text = text.removeprefix(mark).removesuffix(mark).strip()
        if text.startswith("(") and text.endswith(")"):
            signs, text = f"{signs}-", text[1:-1]
        for sign in ("+", "-"):
            for bare in (text.removeprefix(sign), text.removesuffix(sign)):
                if bare != text:
                    signs, text = f"{signs}{sign}", bare
                    break
    return ("" if signs == "+" else signs), text.strip()
