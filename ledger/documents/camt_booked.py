"""The statements of camt.053 files as the bank booked them: periods, balances, days of booking."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from lxml import etree

from ledger.core.day import Day
from ledger.core.drafts import PaymentDraft, Source
from ledger.core.faults import Fault
from ledger.documents.booked import Balance, Booked, Moment, Page, Place
from ledger.documents.camt import (
    CLOSING,
    ISO_20022,
    OPENING,
    is_booked,
    read_account,
    read_balance,
    read_parts,
)
from ledger.documents.door import SIZE, looks_like_xml
from ledger.documents.findings import Findings, shown
from ledger.documents.kinds import Document, document_in
from ledger.documents.movement import Account, read_entry
from ledger.documents.tree import Node
from ledger.documents.values import read_day, read_day_of_time

MESSAGE: Final = "camt.053.001"
_BEFORE = "PRCD"
_TIME = re.compile(r"T([0-9]{2}:[0-9]{2}:[0-9]{2})")
_NUMBER = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class Pages:
    """The outcome of one file: its statements, or its faults, never both."""

    pages: tuple[Page, ...] = ()
    faults: tuple[Fault, ...] = ()


def read_pages(name: str, data: bytes) -> Pages:
    """Every statement of a camt.053 file, in an envelope too. Total, as `read_file`; rule `statement.kind`, and those
    of camt.
    """
    findings = Findings(name)
    if len(data) > SIZE:
        findings.fault("the whole file", "file", "file.size", f"{len(data)} bytes", f"at most {SIZE}")
    elif not looks_like_xml(data):
        _refuse(findings, "no XML")
    else:
        document = document_in(data, findings)
        if document is not None:
            pages = _read(document, Source(name, document.path, sha256(data).digest()), findings)
            if findings.clean:
                return Pages(tuple(pages))
    return Pages(faults=findings.faults())


def _refuse(findings: Findings, found: str) -> None:
    expected = "a bank's statement, camt.053: a report or a notice is no account of a whole period"
    findings.fault("the whole file", "file", "statement.kind", found, expected)


def _read(document: Document, source: Source, findings: Findings) -> list[Page]:
    namespace, content, pages = document.namespace, document.content, list[Page]()

    def begin(node: Node, of: Source, balanced: bool) -> "_Page":
        return _Page(node, of, pages)

    if isinstance(content, bytes) and namespace.startswith(ISO_20022 + MESSAGE):
        read_parts(content, namespace, source, findings, begin)
    else:
        _refuse(findings, shown(namespace.removeprefix(ISO_20022) or document.local))
    return pages


class _Page:
    """What is said of one account: the head before the first entry goes, then entry by entry."""

    def __init__(self, node: Node, source: Source, pages: list[Page]) -> None:
        self.node = node
        self._source, self._pages = source, pages
        self._head: _Head | None = None
        self._read = self._unbooked = 0
        self._entries: list[Booked] = []

    def take(self, element: etree._Element) -> Sequence[Booked]:
        """The movements of the next entry. Rule `currency.mismatch`."""
        head = self._opened()
        self._read += 1
        node = Node(element, self.node.names, self.node.findings, f"{self.node.path}/Ntry[{self._read}]")
        if not is_booked(node):
            self._unbooked += 1
            return ()
        read = read_entry(node, head.account, self._source)
        if read is None:
            return ()
        entry, movements = read
        head.currency = head.currency or entry.amount.currency
        if entry.amount.currency != head.currency:
            found, expected = entry.amount.currency, f"{head.currency}, the statement's own"
            node.findings.fault(f"{node.path}/Amt/@Ccy", "currency", "currency.mismatch", found, expected)
        moment = _moment(node, ("BookgDt/Dt", "BookgDt/DtTm"), "booking date")
        booked = [_booked(item, moment.day if moment else None) for item in movements]
        self._entries += booked
        return booked

    def close(self) -> None:
        """There are no more entries."""
        head = self._opened()
        self._pages.append(
            Page(
                place=Place(self._source.file, self.node.path),
                account=head.account.number,
                owner=head.account.owner,
                currency=head.currency,
                name=head.name,
                number=head.number,
                page=head.page,
                last=head.last,
                since=head.since,
                until=head.until,
                created=head.created,
                opening=head.opening,
                closing=head.closing,
                follows=head.follows,
                entries=tuple(self._entries),
                unbooked=self._unbooked,
            )
        )

    def _opened(self) -> "_Head":
        if self._head is None:
            self._head = _Head(self.node)
        return self._head


class _Head:
    """What stands before the entries."""

    def __init__(self, node: Node) -> None:
        self.account: Account = read_account(node)
        self.name, self.number = node.text("Id"), _count(node.text("ElctrncSeqNb"))
        self.page, self.last = (
            _count(node.text("StmtPgntn/PgNb")),
            node.text("StmtPgntn/LastPgInd") != "false",
        )
        period = "period"
        self.since = _moment(node, ("FrToDt/FrDtTm", "FrToDt/FrDt"), period)
        self.until = _moment(node, ("FrToDt/ToDtTm", "FrToDt/ToDt"), period)
        created = _moment(node, ("CreDtTm",), "creation")
        self.created: Day | None = created.day if created else None
        self.opening, self.closing = _balance(node, OPENING), _balance(node, CLOSING)
        before = _balance(node, (_BEFORE,))
        self.follows: Day | None = before.at.day if before and before.at else None
        named = (self.opening and self.opening.currency) or (self.closing and self.closing.currency)
        self.currency = named or node.text("Acct/Ccy")


def _count(text: str) -> int | None:
    return int(text) if _NUMBER.fullmatch(text) else None


def _balance(statement: Node, codes: tuple[str, ...]) -> Balance | None:
    found = read_balance(statement, codes)
    if found is None:
        return None
    node, money = found
    at = _moment(node, ("Dt/Dt", "Dt/DtTm"), "balance's date")
    return Balance(money.minor, money.currency, at, node.text("Tp/CdOrPrtry/Cd") == _BEFORE)


def _moment(node: Node, paths: Sequence[str], field: str) -> Moment | None:
    """At the first of `paths` that is there. Rules `date.*`."""
    for path in paths:
        if text := node.text(path):
            where, time = f"{node.path}/{path}", _TIME.search(text)
            day = (read_day_of_time if time else read_day)(node.findings, where, field, text)
            return None if day is None else Moment(day, time[1] if time else "")
    return None


def _booked(draft: PaymentDraft, day: Day | None) -> Booked:
    texts = (draft.end_to_end_id or "", draft.remittance, *draft.references)
    return Booked(
        place=Place(draft.source.file, draft.source.where),
        day=day,
        direction=draft.direction,
        minor=draft.amount.minor,
        reference=draft.bank_reference,
        end_to_end=draft.end_to_end_id,
        other=draft.counterparty.account,
        names=texts if draft.reversal else None,
    )
