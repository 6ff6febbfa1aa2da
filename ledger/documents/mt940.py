"""MT940 statements and MT942 intraday reports (SWIFT category 9): the movements of each account, whatever the bank.

Banks send them with the SWIFT envelope or without, one statement after another in one file.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from ledger.core.day import Day
from ledger.core.drafts import Direction, Draft, Party, PaymentDraft, Source
from ledger.core.money import Money, decimal_text
from ledger.documents.findings import Findings, shown
from ledger.documents.mt940_details import Details, details_of
from ledger.documents.values import calendar_day, read_amount, read_currency, read_reference

MOVEMENTS: Final = 100_000
"""Most movements of a file: bounds the memory of one."""
SIZE: Final = 16 * 1024 * 1024
"""Largest file, in bytes: it is read as one text."""
LINE: Final = 10_000
"""Most characters of a line: the standard has 65."""
LINES: Final = 100
"""Most lines of one field: the standard has six for `:86:`."""

_HEAD = 8192
_IS_STATEMENT = re.compile(rb"(?:^|[\r\n{}:4]):20:[^\r\n]*[\r\n]+(?s:.*?)[\r\n]:(?:25P?|28C?|60[FM]|61|34F):")
_TAG = re.compile(r":([0-9]{2}[A-Z]?):(.*)")
_LINE = re.compile(
    r"(?P<day>[0-9]{6})(?P<entry>[0-9]{4})?(?P<mark>R?[CD]|E[CD])(?P<funds>[A-Z])?(?P<amount>[0-9]{0,15},?[0-9]{0,15})"
    r"(?P<kind>[NFS][A-Z0-9]{3})?(?P<own>.*?)(?://(?P<bank>.*))?"
)
_BALANCE = re.compile(
    r"(?P<mark>[CD])(?P<day>[0-9]{6})(?P<currency>[A-Z]{3})(?P<amount>[0-9]{1,15},?[0-9]{0,15})"
)
_UNIQUE = 10
"""A bank's reference of fewer characters, such as `POS 12`, is a place on the page: no two days differ by it."""


@dataclass(slots=True)
class _Statement:
    """What is known of the statement being read."""

    where: str
    account: str = ""
    currency: str = ""
    opening: int | None = None
    total: int = 0
    whole: bool = True


@dataclass(frozen=True, slots=True)
class _Line:
    """A `:61:` as read."""

    where: str
    direction: Direction
    reversal: bool
    day: Day
    amount: Money
    own: str
    bank: str


@dataclass(frozen=True, slots=True)
class _Field:
    tag: str
    where: str
    lines: list[str] = field(default_factory=list)


def is_mt940(data: bytes) -> bool:
    """Whether the bytes begin as a statement of this kind."""
    return _IS_STATEMENT.search(data[:_HEAD]) is not None


def read_mt940(data: bytes, source: Source, findings: Findings) -> list[Draft]:
    """The movements of every statement in the file.

    Rules `statement.missing`, `file.rows`, `file.size`, `line.long` and those of values.
    """
    if len(data) > SIZE:
        findings.fault(
            "the whole file", "file", "file.size", f"{len(data)} bytes", f"at most {SIZE}: split it"
        )
        return []
    reader = _Reader(source, findings)
    for item in _fields(_text(data), findings):
        if len(reader.drafts) > MOVEMENTS:
            found, expected = f"more than {MOVEMENTS} movements", f"at most {MOVEMENTS}: split the file"
            findings.fault(item.where, "file", "file.rows", found, expected)
            break
        reader.take(item)
    reader.end()
    return reader.drafts


def _text(data: bytes) -> str:
    """SWIFT's own signs are ASCII; what banks put beside them is UTF-8, else the Western code page."""
    for encoding in ("utf-8-sig", "windows-1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("iso-8859-1")


def _fields(text: str, findings: Findings) -> Iterator[_Field]:
    """Each field with its lines; what stands outside of a message is passed over. Rule `line.long`."""
    current: _Field | None = None
    number = start = 0
    while start < len(text):
        number += 1
        stop = text.find("\n", start)
        stop = len(text) if stop < 0 else stop
        if stop - start > LINE:
            found = f"{stop - start} characters"
            findings.fault(f"line {number}", "line", "line.long", found, f"at most {LINE}")
            return
        line, start = text[start:stop].rstrip("\r"), stop + 1
        if line.startswith("{"):
            line = line.rpartition("{4:")[2] if "{4:" in line else ""
        match = _TAG.fullmatch(line)
        if match is not None:
            if current is not None:
                yield current
            current = _Field(match[1], f"line {number}", [match[2]])
        elif line in ("-", "-}") or line.startswith("-}"):
            if current is not None:
                yield current
            current = None
        elif current is not None and len(current.lines) < LINES:
            current.lines.append(line)
    if current is not None:
        yield current


class _Reader:
    """Takes field after field, and makes a movement of each `:61:` with its `:86:`."""

    def __init__(self, source: Source, findings: Findings) -> None:
        self.drafts: list[Draft] = []
        self._source, self._findings = source, findings
        self._statement: _Statement | None = None
        self._line: _Line | None = None

    def take(self, item: _Field) -> None:
        """The next field."""
        if item.tag == "86" and self._line is not None:
            self._book(details_of(item.lines))
            return
        self._book(Details())
        if item.tag == "20":
            self._statement = _Statement(item.where)
        statement = self._statement
        if statement is None:
            return
        text = item.lines[0].strip()
        if item.tag in ("25", "25P"):
            self._take_account(statement, item.where, text)
        elif item.tag in ("60F", "60M") and statement.opening is None:
            statement.opening = self._balance(statement, item.where, text)
        elif item.tag == "34F" and not statement.currency:
            statement.currency = text[:3]
        elif item.tag == "61":
            self._line = self._movement(statement, item.where, item.lines)
            statement.whole = statement.whole and self._line is not None
        elif item.tag in ("62F", "62M"):
            self._close(statement, item.where, text)

    def end(self) -> None:
        """There are no more fields. Rule `statement.missing`."""
        self._book(Details())
        if self._statement is None:
            self._findings.fault(
                "the whole file", "statement", "statement.missing", "nothing", "a field :20:"
            )

    def _take_account(self, statement: _Statement, where: str, text: str) -> None:
        """Rule `account.missing`."""
        statement.account = text.replace(" ", "")
        if not statement.account:
            self._findings.fault(where, "account", "account.missing", "nothing", "an account in :25:")

    def _balance(self, statement: _Statement, where: str, text: str) -> int | None:
        """Signed minor units; the statement's currency is that of its first balance. Rules `amount.*`, `currency.*`."""
        match = _BALANCE.fullmatch(text.replace(" ", ""))
        if match is None:
            expected = "a balance such as C260131EUR1234,50"
            self._findings.fault(where, "balance", "amount.form", shown(text), expected)
            return None
        statement.currency = statement.currency or match["currency"]
        amount = self._amount(where, match["amount"], match["currency"])
        if amount is None:
            return None
        return amount.minor if match["mark"] == "C" else -amount.minor

    def _amount(self, where: str, text: str, currency: str) -> Money | None:
        known = read_currency(self._findings, where, "currency", currency)
        return read_amount(self._findings, where, "amount", text.replace(",", "."), known) if known else None

    def _movement(self, statement: _Statement, where: str, lines: list[str]) -> _Line | None:
        """A `:61:`, whose further lines the bank fills. Rules `line.form`, `date.*`, `amount.*`."""
        text = lines[0].strip()
        match = _LINE.fullmatch(text)
        if match is None or not any(map(str.isdigit, match["amount"])):
            expected = "a statement line such as 2601310131C1234,50NTRFREFERENCE//BANKREF"
            self._findings.fault(where, "statement line", "line.form", shown(text), expected)
            return None
        written, mark = match["day"], match["mark"]
        if mark.startswith("E"):
            self._findings.note(where, "statement line", f"{mark}: expected, not booked")
            statement.whole = False
            return None
        year = int(written[:2]) + (1900 if int(written[:2]) >= 69 else 2000)
        parts = (year, int(written[2:4]), int(written[4:]))
        day = calendar_day(self._findings, where, "value date", written, parts)
        amount = self._amount(where, match["amount"], statement.currency)
        if day is None or amount is None:
            return None
        # A reversed credit is money that goes out, a reversed debit comes in.
        received = mark in ("C", "RD")
        statement.total += amount.minor if received else -amount.minor
        bank = (match["bank"] or "").strip()
        return _Line(
            where, Direction.RECEIVED if received else Direction.PAID, mark.startswith("R"), day, amount,
            own=match["own"].strip(), bank=bank,
        )  # fmt: skip

    def _book(self, details: Details) -> None:
        """The movement of the last `:61:`, with what its `:86:` says. Rule `account.missing`."""
        line, statement, self._line = self._line, self._statement, None
        if line is None or statement is None:
            return
        if not statement.account:
            self._take_account(statement, statement.where, "")
        own = read_reference(line.own)
        self.drafts.append(PaymentDraft(
            source=Source(self._source.file, line.where, self._source.digest),
            account=statement.account,
            owner="",
            direction=line.direction,
            value_day=line.day,
            amount=line.amount,
            counterparty=Party(details.name, (), details.account or None),
            bank_reference=line.bank if len(line.bank) >= _UNIQUE else None,
            end_to_end_id=details.end_to_end_id or own,
            references=details.references,
            remittance=details.remittance,
            reversal=line.reversal or details.returned,
        ))  # fmt: skip

    def _close(self, statement: _Statement, where: str, text: str) -> None:
        """A note where the opening balance and the movements do not give the closing one."""
        closing = self._balance(statement, where, text)
        if statement.opening is None or closing is None or not statement.whole:
            return
        expected = statement.opening + statement.total
        if expected != closing:
            ours, theirs = (decimal_text(minor, statement.currency) for minor in (expected, closing))
            text = f"the opening balance and the movements come to {ours}, the closing balance is {theirs}"
            self._findings.note(where, "balance", f"{text}: movements are missing")
        statement.opening, statement.total = closing, 0
