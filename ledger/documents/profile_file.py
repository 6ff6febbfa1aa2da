"""A profile's file: TOML, read with every fault at once (docs/documents.md, Tables)."""

import tomllib
from collections.abc import Callable, Collection, Mapping

from ledger.core.errors import BadInput
from ledger.documents.findings import Findings, shown
from ledger.documents.numerals import DateForm, Numerals
from ledger.documents.profile import (
    ENCODINGS,
    Cell,
    Column,
    Constant,
    Flag,
    InvoiceRows,
    Layout,
    LoanRows,
    MovementRows,
    Outcome,
    Profile,
    Rows,
    Settled,
    Words,
)  # fmt: skip

_Table = Mapping[str, object]

_FILE = {
    "encoding",
    "delimiter",
    "quote",
    "strict",
    "date",
    "decimal",
    "group",
    "end",
    "empty",
    "symbol",
    "sheet",
    "note",
    "minor",
}
_COLUMNS = 1 << 14
"""More columns of one name than any table has."""
_PARTS = {
    "movement": {"direction", "rules", "preamble"},
    "loan": {"rules"},
    "invoice": {"disputed", "settled"},
}


def read_profile(name: str, data: bytes) -> Profile:
    """The profile in a user's TOML file; BadInput with every fault. Rules `profile.*`."""
    findings = Findings(name)
    try:
        content = tomllib.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:  # ValueError itself: an integer of thousands of digits
        findings.fault("the whole file", "profile", "profile.toml", shown(str(error)), "TOML 1.0 in UTF-8")
        raise BadInput(findings.faults()) from None
    profile = _Reader(findings, content).profile(name)
    if not findings.clean:
        raise BadInput(findings.faults())
    return profile


def _told(value: object) -> str:
    """What stands in the place of what belongs there."""
    try:
        return shown(str(value))
    except (ValueError, RecursionError):  # an integer of thousands of digits in base 16, or tables in tables
        return "a value too large to show"


class _Reader:
    """Reads the tables of a profile and notes every fault; what it returns counts only if there is none."""

    def __init__(self, findings: Findings, content: _Table) -> None:
        self._findings = findings
        self._content = content

    def profile(self, name: str) -> Profile:
        kind = next((name for name in ("movement", "loan") if name in self._content), "invoice")
        self._known("the profile", self._content, {"file", kind, *_PARTS[kind]})
        file = self._table("file")
        self._known("file", file, _FILE)
        readers: dict[str, Callable[[], Rows]] = {
            "movement": self._movement, "loan": self._loan, "invoice": self._invoice,
        }  # fmt: skip
        rows = readers[kind]()
        return Profile(name, self._layout(file), rows, self._word(file, "note", ""))

    def _layout(self, file: _Table) -> Layout:
        group = self._mark(file, "group", "") if "group" in file else ""
        return Layout(
            encodings=self._encodings(file),
            delimiter=self._mark(file, "delimiter", ","),
            quote=self._mark(file, "quote", '"'),
            dates=self._dates(file),
            numerals=Numerals(self._mark(file, "decimal", "."), group),
            strict=self._switch(file, "strict", True),
            minor=self._switch(file, "minor", False),
            end=self._words("file.end", file.get("end", [])),
            empty=frozenset(self._words("file.empty", file.get("empty", []))),
            symbol=self._word(file, "symbol", ""),
            sheet=self._word(file, "sheet", ""),
        )

    def _invoice(self) -> InvoiceRows:
        fields = self._fields("invoice", InvoiceRows.REQUIRED, InvoiceRows.OPTIONAL)
        return InvoiceRows(
            fields,
            self._flag() if "disputed" in self._content else None,
            self._settled() if "settled" in self._content else None,
        )

    def _movement(self) -> MovementRows:
        lists = {"remittance", "references", "moved"}
        table = self._table("movement")
        fields = self._fields("movement", MovementRows.REQUIRED, MovementRows.OPTIONAL, lists)
        if not fields.keys() & {"amount", "received", "paid"}:
            self._fault("movement.amount", "profile.missing", "nothing", "amount, or received and paid")
        preamble = self._table("preamble")
        self._known("preamble", preamble, {"account", "owner"})
        return MovementRows(
            fields,
            remittance=self._cells("movement.remittance", table.get("remittance", [])),
            references=self._cells("movement.references", table.get("references", [])),
            direction=self._direction() if "direction" in self._content else None,
            rules=self._rules(),
            moved=self._column("movement.moved", table["moved"]) if "moved" in table else None,
            preamble={field: self._word(preamble, field, "", "preamble") for field in preamble},
        )

    def _loan(self) -> LoanRows:
        return LoanRows(self._fields("loan", LoanRows.REQUIRED, LoanRows.OPTIONAL), self._rules())

    def _rules(self) -> tuple[Words, ...]:
        rules = self._content.get("rules", [])
        listed = rules if isinstance(rules, list) else [rules]
        return tuple(self._rule(f"rules.{place}", rule) for place, rule in enumerate(listed, 1))

    def _switch(self, table: _Table, name: str, default: bool) -> bool:
        switch = table.get(name, default)
        if not isinstance(switch, bool):
            self._fault(f"file.{name}", "profile.form", _told(switch), "true or false")
        return bool(switch)

    def _fields(
        self, part: str, required: Collection[str], optional: Collection[str], others: Collection[str] = ()
    ) -> dict[str, Cell]:
        table = self._table(part)
        self._known(part, table, {*required, *optional, *others})
        for field in sorted({*required} - table.keys()):
            self._fault(f"{part}.{field}", "profile.missing", "nothing", "a column or a value")
        return {
            field: self._cell(f"{part}.{field}", cell) for field, cell in table.items() if field not in others
        }

    def _direction(self) -> Words:
        table = self._table("direction")
        self._known("direction", table, {"column", "received", "paid", "neither"})
        return self._decided("direction", table, ("received", "paid", "neither"), None)

    def _rule(self, where: str, table: object) -> Words:
        outcomes = [outcome.value for outcome in Outcome]
        if not isinstance(table, dict):
            self._fault(where, "profile.form", _told(table), "a table: [[rules]]")
            table = {}
        self._known(where, table, {"column", "other", *outcomes})
        other = table.get("other", Outcome.LEFT_OUT.value)
        if other not in outcomes:
            self._fault(f"{where}.other", "profile.form", _told(other), f"one of {', '.join(outcomes)}")
        return self._decided(where, table, outcomes, other if isinstance(other, str) else "")

    def _decided(self, where: str, table: _Table, outcomes: Collection[str], other: str | None) -> Words:
        words = {outcome: self._words(f"{where}.{outcome}", table.get(outcome, [])) for outcome in outcomes}
        return Words(self._column(f"{where}.column", table.get("column")), words, other)

    def _fault(self, where: str, rule: str, found: str, expected: str) -> None:
        self._findings.fault(where, where.rpartition(".")[2], rule, found, expected)

    def _known(self, where: str, table: _Table, names: Collection[str]) -> None:
        for name in table:
            if name not in names:
                self._fault(where, "profile.unknown", shown(name), f"one of {', '.join(sorted(names))}")

    def _table(self, name: str) -> _Table:
        table = self._content.get(name, {})
        if not isinstance(table, dict):
            self._fault(name, "profile.form", _told(table), "a table")
            return {}
        return table

    def _word(self, table: _Table, name: str, default: str, part: str = "file") -> str:
        word = table.get(name, default)
        if not isinstance(word, str):
            self._fault(f"{part}.{name}", "profile.form", _told(word), "text")
            return default
        return word

    def _words(self, where: str, words: object) -> tuple[str, ...]:
        listed = [words] if isinstance(words, str) else words
        if isinstance(listed, list) and all(isinstance(word, str) for word in listed):
            return tuple(listed)
        self._fault(where, "profile.form", _told(words), "a list of words")
        return ()

    def _mark(self, table: _Table, name: str, default: str) -> str:
        mark = self._word(table, name, default)
        if len(mark) != 1 or mark in "\r\n" or mark.isalnum():
            self._fault(f"file.{name}", "profile.mark", shown(mark), "one character, no letter and no digit")
            return default or ","
        return mark

    def _encodings(self, table: _Table) -> tuple[str, ...]:
        listed = self._words("file.encoding", table.get("encoding", "utf-8")) or ("utf-8",)
        for encoding in listed:
            if encoding.lower() not in ENCODINGS:
                expected = f"one of {', '.join(sorted(ENCODINGS))}"
                self._fault("file.encoding", "profile.encoding", shown(encoding), expected)
        return tuple(encoding.lower() for encoding in listed)

    def _dates(self, table: _Table) -> tuple[DateForm, ...]:
        """The forms "M/D/YYYY" and the like."""
        listed = self._words("file.date", table.get("date", "YYYY-MM-DD"))
        forms = [(words, DateForm.of(words)) for words in listed]
        for words, form in forms:
            if form is None:
                expected = "YYYY or YY, MMM, MM or M, DD or D, each once"
                self._fault("file.date", "profile.date", shown(words), expected)
        return tuple(form for _, form in forms if form is not None)

    def _cell(self, where: str, cell: object) -> Cell:
        match cell:
            case str() if cell:
                return Column(cell)
            case {"value": str(value), **rest} if value and not rest:
                return Constant(value)
            case {"column": str(name), **rest} if name and rest.keys() <= {"place", "optional"}:
                place, optional = rest.get("place"), rest.get("optional", False)
                if (
                    isinstance(place, int | None)
                    and isinstance(optional, bool)
                    and (place is None or 0 < place < _COLUMNS)
                ):
                    return Column(name, place, optional)
        expected = 'the name of a column, { column = "…", place = 2, optional = true }, or { value = "…" }'
        self._fault(where, "profile.form", _told(cell), expected)
        return Constant("")

    def _cells(self, where: str, cells: object) -> tuple[Cell, ...]:
        return tuple(self._cell(where, cell) for cell in (cells if isinstance(cells, list) else [cells]))

    def _column(self, where: str, cell: object) -> Column:
        found = self._cell(where, cell)
        if isinstance(found, Column):
            return found
        if found.value:
            self._fault(where, "profile.form", "a value", "the name of a column")
        return Column("")

    def _flag(self) -> Flag | None:
        table = self._table("disputed")
        self._known("disputed", table, {"column", "yes", "no"})
        column, yes, no = table.get("column"), table.get("yes"), table.get("no")
        words = [*yes, *no] if isinstance(yes, list) and isinstance(no, list) else []
        distinct = all(isinstance(word, str) for word in words) and len(set(map(str, words))) == len(words)
        if not (isinstance(column, str) and column and words and distinct):
            expected = "column = text, yes and no = lists of different words"
            self._fault("disputed", "profile.form", _told(table), expected)
            return None
        assert isinstance(yes, list) and isinstance(no, list)
        return Flag(Column(column), frozenset(yes), frozenset(no))

    def _settled(self) -> Settled:
        table = self._table("settled")
        self._known("settled", table, {"day", "amount"})
        return Settled(
            self._column("settled.day", table.get("day")), self._cell("settled.amount", table.get("amount"))
        )
