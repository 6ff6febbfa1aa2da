"""A column profile: how one kind of table says what an invoice says (docs/documents.md)."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

from ledger.core.errors import BadInput, Misuse
from ledger.documents.findings import Findings, shown

ENCODINGS = frozenset({
    "ascii", "utf-8", "utf-16", "iso-8859-1", "iso-8859-2", "iso-8859-15", "windows-1250", "windows-1252",
    "big5", "gb18030", "gbk", "shift_jis",
})  # fmt: skip
"""Those whose decoders take time in proportion to the text."""

REQUIRED = frozenset({"number", "issued", "due", "amount", "currency", "creditor", "debtor"})
FIELDS = REQUIRED | {"creditor_id", "debtor_id", "reference"}

_DATE_TOKENS = {"YYYY": "(?P<year>[0-9]{4})", "MM": "(?P<month>[0-9]{2})", "DD": "(?P<day>[0-9]{2})",
                "M": "(?P<month>[0-9]{1,2})", "D": "(?P<day>[0-9]{1,2})"}  # fmt: skip
_TOKEN = re.compile("YYYY|MM|DD|M|D")


@dataclass(frozen=True, slots=True)
class Column:
    """A field is read from the column with this header."""

    header: str


@dataclass(frozen=True, slots=True)
class Constant:
    """A field has the same value in every row."""

    value: str


Cell = Column | Constant


@dataclass(frozen=True, slots=True)
class Flag:
    """A column that says yes or no, and its words for either."""

    header: str
    yes: frozenset[str]
    no: frozenset[str]


@dataclass(frozen=True, slots=True)
class Settled:
    """Columns of the one payment that settled the row; a row without a day is unpaid."""

    day: Column
    amount: Cell


@dataclass(frozen=True, slots=True)
class Profile:
    """How to read a table.

    `date` is a pattern with groups year, month and day; `amount` one with groups sign, whole (where `group`
    may part the thousands) and fraction.
    """

    name: str
    encoding: str
    delimiter: str
    quote: str
    date: re.Pattern[str]
    date_words: str
    amount: re.Pattern[str]
    amount_words: str
    group: str
    invoice: Mapping[str, Cell]
    disputed: Flag | None = None
    settled: Settled | None = None

    def headers(self) -> tuple[str, ...]:
        """The columns that the table must have."""
        cells: list[object] = [*self.invoice.values()]
        cells += [self.disputed] if self.disputed else []
        cells += [self.settled.day, self.settled.amount] if self.settled else []
        return tuple(dict.fromkeys(cell.header for cell in cells if isinstance(cell, Column | Flag)))


def profile_names() -> tuple[str, ...]:
    """The profiles that come with the package."""
    folder = resources.files("ledger.documents") / "profiles"
    return tuple(
        sorted(file.name.removesuffix(".toml") for file in folder.iterdir() if file.name.endswith(".toml"))
    )


def profile_named(name: str) -> Profile:
    """A profile that comes with the package; Misuse if there is none of this name."""
    if name not in profile_names():
        raise Misuse(f"no profile {shown(name)}; there are: {', '.join(profile_names())}")
    return read_profile(
        name, (resources.files("ledger.documents") / "profiles" / f"{name}.toml").read_bytes()
    )


def read_profile(name: str, data: bytes) -> Profile:
    """The profile in a user's TOML file; BadInput with every fault. Rules `profile.*`."""
    findings = Findings(name)
    try:
        content = tomllib.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        findings.fault("the whole file", "profile", "profile.toml", shown(str(error)), "TOML 1.0 in UTF-8")
        raise BadInput(findings.faults()) from None
    profile = _Reader(findings, content).profile(name)
    if not findings.clean:
        raise BadInput(findings.faults())
    return profile


def _amount_pattern(decimal: str, group: str) -> re.Pattern[str]:
    grouped = rf"[0-9]{{1,3}}(?:{re.escape(group)}[0-9]{{3}})+|" if group else ""
    return re.compile(
        rf"(?P<sign>[+-]?)(?P<whole>{grouped}[0-9]+)(?:{re.escape(decimal)}(?P<fraction>[0-9]*))?"
    )


class _Reader:
    """Reads the tables of a profile and notes every fault; what it returns counts only if there is none."""

    def __init__(self, findings: Findings, content: Mapping[str, object]) -> None:
        self._findings = findings
        self._content = content

    def profile(self, name: str) -> Profile:
        self._known("the profile", self._content, {"file", "invoice", "settled", "disputed"})
        file, invoice = self._table("file"), self._table("invoice")
        self._known("file", file, {"encoding", "delimiter", "quote", "date", "decimal", "group"})
        self._known("invoice", invoice, FIELDS)
        for field in sorted(REQUIRED - invoice.keys()):
            self._fault(f"invoice.{field}", "profile.missing", "nothing", "a column or a value")
        date = self._word(file, "date", "YYYY-MM-DD")
        decimal = self._mark(file, "decimal", ".")
        group = self._mark(file, "group", "") if "group" in file else ""
        return Profile(
            name=name,
            encoding=self._encoding(file),
            delimiter=self._mark(file, "delimiter", ","),
            quote=self._mark(file, "quote", '"'),
            date=self._date(date),
            date_words=date,
            amount=_amount_pattern(decimal, group),
            amount_words=f"1{group}234{decimal}50",
            group=group,
            invoice={field: self._cell(f"invoice.{field}", cell) for field, cell in invoice.items()},
            disputed=self._flag() if "disputed" in self._content else None,
            settled=self._settled() if "settled" in self._content else None,
        )

    def _fault(self, where: str, rule: str, found: str, expected: str) -> None:
        self._findings.fault(where, where.rpartition(".")[2], rule, found, expected)

    def _known(self, where: str, table: Mapping[str, object], names: set[str] | frozenset[str]) -> None:
        for name in table:
            if name not in names:
                self._fault(where, "profile.unknown", shown(name), f"one of {', '.join(sorted(names))}")

    def _table(self, name: str) -> Mapping[str, object]:
        table = self._content.get(name, {})
        if not isinstance(table, dict):
            self._fault(name, "profile.form", shown(str(table)), "a table")
            return {}
        return table

    def _word(self, table: Mapping[str, object], name: str, default: str) -> str:
        word = table.get(name, default)
        if not isinstance(word, str):
            self._fault(f"file.{name}", "profile.form", shown(str(word)), "text")
            return default
        return word

    def _mark(self, table: Mapping[str, object], name: str, default: str) -> str:
        mark = self._word(table, name, default)
        if len(mark) != 1 or mark in "\r\n" or mark.isalnum():
            self._fault(f"file.{name}", "profile.mark", shown(mark), "one character, no letter and no digit")
            return default or ","
        return mark

    def _encoding(self, table: Mapping[str, object]) -> str:
        encoding = self._word(table, "encoding", "utf-8").lower()
        if encoding not in ENCODINGS:
            expected = f"one of {', '.join(sorted(ENCODINGS))}"
            self._fault("file.encoding", "profile.encoding", shown(encoding), expected)
            return "utf-8"
        return encoding

    def _date(self, words: str) -> re.Pattern[str]:
        """The pattern of "M/D/YYYY" and the like: each of year, month and day once."""
        tokens = _TOKEN.findall(words)
        if sorted(token[0] for token in tokens) != ["D", "M", "Y"]:
            self._fault("file.date", "profile.date", shown(words), "YYYY, MM or M, DD or D, each once")
            return re.compile("(?!)")
        rest = _TOKEN.split(words)
        pattern = "".join(
            re.escape(text) + _DATE_TOKENS[token] for text, token in zip(rest, tokens, strict=False)
        )
        return re.compile(pattern + re.escape(rest[-1]))

    def _cell(self, where: str, cell: object) -> Cell:
        match cell:
            case str() if cell:
                return Column(cell)
            case {"value": str(value), **rest} if value and not rest:
                return Constant(value)
        self._fault(where, "profile.form", shown(str(cell)), 'the name of a column, or { value = "…" }')
        return Constant("")

    def _flag(self) -> Flag | None:
        table = self._table("disputed")
        self._known("disputed", table, {"column", "yes", "no"})
        column, yes, no = table.get("column"), table.get("yes"), table.get("no")
        words = [*yes, *no] if isinstance(yes, list) and isinstance(no, list) else []
        distinct = all(isinstance(word, str) for word in words) and len(set(map(str, words))) == len(words)
        if not (isinstance(column, str) and column and words and distinct):
            expected = "column = text, yes and no = lists of different words"
            self._fault("disputed", "profile.form", shown(str(dict(table))), expected)
            return None
        assert isinstance(yes, list) and isinstance(no, list)
        return Flag(column, frozenset(yes), frozenset(no))

    def _settled(self) -> Settled | None:
        table = self._table("settled")
        self._known("settled", table, {"day", "amount"})
        day = self._cell("settled.day", table.get("day"))
        amount = self._cell("settled.amount", table.get("amount"))
        if isinstance(day, Column):
            return Settled(day, amount)
        if day.value:
            self._fault("settled.day", "profile.form", "a value", "the name of a column")
        return None
