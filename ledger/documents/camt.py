"""Statements, intraday reports and notifications of banks (ISO 20022 camt.053, .052, .054): booked movements.

The fields used stand in the same places in all three and from version .02 on, but for two: later versions put a
`Cd` into `Sts` and a `Pty` into a related party. Both forms are read in every version.

An entry is let go of as soon as it is read, so a year of a busy account goes in: what is said of the account and of
its balances stands before the entries, as the schemas have it.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Final, Generic, Protocol, TypeVar

from lxml import etree

from ledger.core.drafts import Draft, Source
from ledger.core.money import Money, decimal_text
from ledger.documents.findings import Findings, shown
from ledger.documents.markup import Stream
from ledger.documents.movement import Account, read_entry, read_money
from ledger.documents.tree import Names, Node

ISO_20022: Final = "urn:iso:std:iso:20022:tech:xsd:"
MESSAGES: Final = {
    "camt.052.001": ("BkToCstmrAcctRpt", "Rpt"),
    "camt.053.001": ("BkToCstmrStmt", "Stmt"),
    "camt.054.001": ("BkToCstmrDbtCdtNtfctn", "Ntfctn"),
}
"""Message to its element, and the one in it that speaks of one account."""
VERSIONS: Final = tuple(f"{version:02}" for version in range(2, 15))
NAMESPACES: Final = frozenset(
    f"{ISO_20022}{message}.{version}" for message in MESSAGES for version in VERSIONS
)

MOVEMENTS: Final = 100_000
"""Most movements of a file, most statements and most entries: bounds the memory and the time of one."""

_DRAFT = 1024
"""Bytes that a movement takes once it is read."""
OPENING = ("OPBD", "PRCD")
"""Codes of the balance before the entries, the better first; and of that after them."""
CLOSING = ("CLBD",)
_UNBOOKED = ("PDNG", "INFO", "FUTR")


Item = TypeVar("Item", covariant=True)


class Part(Protocol[Item]):
    """Takes what is said of one account, entry by entry."""

    node: Node

    def take(self, element: etree._Element) -> Sequence[Item]:
        """What the next entry gives."""

    def close(self) -> None:
        """There are no more entries."""


Begin = Callable[[Node, Source, bool], Part[Item]]
"""Begins one at its element; whether its balances are those before and after the entries."""


def read_statements(data: bytes, namespace: str, source: Source, findings: Findings) -> list[Draft]:
    """The movements of every account in a message whose root, at the source's place, is of `namespace`.

    Rules as of `read_parts`.
    """
    return read_parts(data, namespace, source, findings, _Statement)


def read_parts(
    data: bytes, namespace: str, source: Source, findings: Findings, begin: Begin[Item]
) -> list[Item]:
    """What the entries of every account in a message give. Rules `statement.missing`, `file.rows`, and of `Stream`."""
    reader = _Reader(namespace, source, findings, begin)
    stream = Stream(data, findings, reader.wanted)
    for event, element in stream.events():
        if event == "start":
            if reader.begins(element):
                stream.drop(element, ended=False)
        elif reader.ends(element):
            stream.drop(element)
            stream.taken = _DRAFT * len(reader.items)
        if max(reader.statements, reader.entries, len(reader.items)) > MOVEMENTS:
            found = f"more than {MOVEMENTS} statements, entries or movements"
            expected = f"at most {MOVEMENTS}: split the file"
            findings.fault("the whole file", "file", "file.rows", found, expected)
            break
    if findings.clean and not reader.statements:
        where = f"{source.where}/{reader.message}/{reader.part}"
        findings.fault(where, "statement", "statement.missing", "nothing", "one account or more")
    return reader.items


@cache
def _names(namespace: str) -> Names:
    return Names({"": namespace})


class _Reader(Generic[Item]):
    """Takes the elements of a message as they begin and end."""

    def __init__(self, namespace: str, source: Source, findings: Findings, begin: Begin[Item]) -> None:
        self.message, self.part = MESSAGES[namespace.removeprefix(ISO_20022)[:12]]
        self.items: list[Item] = []
        self._begin = begin
        self.statements = self.entries = 0
        self._names, self._path = _names(namespace), source.where
        self._source, self._findings = source, findings
        self._message: etree._Element | None = None
        self._statement: Part[Item] | None = None

    @property
    def wanted(self) -> tuple[str, ...]:
        """The names of the elements to be told of."""
        return tuple(map(self._names.clark, (self.message, self.part, "Ntry")))

    def begins(self, element: etree._Element) -> bool:
        """Whether a statement begins: nothing before it is needed any more. Rule `xml.repeated`."""
        parent = element.getparent()
        if parent is not None and parent.getparent() is None and element.tag == self.wanted[0]:
            if self._message is None:
                self._message = element
            else:
                where = f"{self._path}/{self.message}[2]"
                self._findings.fault(where, self.message, "xml.repeated", "a second message", "one at most")
        elif self._message is not None and parent is self._message and element.tag == self.wanted[1]:
            self.statements += 1
            path = f"{self._path}/{self.message}/{self.part}[{self.statements}]"
            self._statement = self._begin(
                Node(element, self._names, self._findings, path), self._source, self.part == "Stmt"
            )
            return True
        return False

    def ends(self, element: etree._Element) -> bool:
        """Whether an entry or a statement ends, which has been read then."""
        statement = self._statement
        if statement is None:
            return False
        if element is statement.node.element:
            statement.close()
            self._statement = None
            return True
        if element.getparent() is statement.node.element:
            self.entries += 1
            self.items += statement.take(element)
            return True
        return False


class _Statement:
    """What is said of one account: itself and its balances, which stand before the entries; then entry by entry.

    `balanced`: the balances are those before and after the entries.
    """

    def __init__(self, node: Node, source: Source, balanced: bool) -> None:
        self.node = node
        self._source, self._balanced = source, balanced
        self._account: Account | None = None
        self._entries = 0
        self._booked: dict[str, int] = {}
        self._whole = True
        self._balances: tuple[Money | None, Money | None] = None, None
        self._paged = False

    def take(self, element: etree._Element) -> list[Draft]:
        """The movements of the next entry."""
        account = self._opened()
        self._entries += 1
        node = Node(element, self.node.names, self.node.findings, f"{self.node.path}/Ntry[{self._entries}]")
        if not is_booked(node):
            return []
        read = read_entry(node, account, self._source)
        if read is None:
            self._whole = False
            return []
        entry, movements = read
        currency = entry.amount.currency
        self._booked[currency] = self._booked.get(currency, 0) + entry.signed
        return [*movements]

    def close(self) -> None:
        """There are no more entries."""
        self._opened()
        if self._whole:
            self._add_up()

    def _opened(self) -> Account:
        """The account, and whatever else stands before the entries: read before the first of them goes."""
        if self._account is None:
            node = self.node
            self._account = read_account(node)
            if self._balanced:
                self._balances = _amount(node, OPENING), _amount(node, CLOSING)
            self._paged = (
                node.text("StmtPgntn/PgNb") not in ("", "1") or node.text("StmtPgntn/LastPgInd") == "false"
            )
        return self._account

    def _add_up(self) -> None:
        """Notes where opening balance + booked entries are not the closing balance, if both are given.

        No fault: banks' own samples differ, the entries that are there were booked all the same, and whoever alters
        one can alter a balance. Not checked where the statement is one page of several (its balances may be those of
        the whole), or holds several currencies.
        """
        opening, closing = self._balances
        if opening is None or closing is None:
            return
        note = self.node.findings.note
        if self._paged or len({opening.currency, closing.currency, *self._booked}) > 1:
            note(self.node.path, "balance", "not checked: one page of several, or several currencies")
            return
        expected = opening.minor + self._booked.get(opening.currency, 0)
        if expected != closing.minor:
            total = decimal_text(expected, closing.currency)
            text = f"{opening} and the booked entries come to {total}, the closing balance is {closing}"
            why = "entries are missing, or the bank counts others"
            note(f"{self.node.path}/Bal", "balance", f"{text}: {why}")


def read_account(statement: Node) -> Account:
    """Account and owner, and the day up to which is spoken of it. Rule `account.missing`."""
    node = statement.at("Acct")
    places = ("Id/IBAN", "Id/Othr/Id", "Prxy/Id")
    number = next(filter(None, map(node.text, places)), "") if node else ""
    if not number:
        where, expected = f"{statement.path}/Acct/Id", "an IBAN or another account number, before the entries"
        statement.findings.fault(where, "account", "account.missing", "nothing", expected)
    owner = node.at("Ownr") if node else None
    party = (owner.at("Pty") or owner) if owner else None
    days = ((place, statement.text(place)) for place in ("FrToDt/ToDtTm", "FrToDt/ToDt", "CreDtTm"))
    place, until = next(((place, text) for place, text in days if text), ("", ""))
    return Account(
        number.replace(" ", ""), party.text("Nm") if party else "", (f"{statement.path}/{place}", until)
    )


def is_booked(entry: Node) -> bool:
    """Pending entries and information are no payments. Rule `status.unknown`."""
    own = entry.text("Sts/Prtry")
    status = own or entry.text("Sts/Cd") or (entry.text("Sts") if not entry.at("Sts/Cd") else "")
    if own or status in _UNBOOKED:
        entry.findings.note(entry.path, "status", f"{shown(status)}: not booked, not a payment")
        return False
    if status != "BOOK":
        where, found = f"{entry.path}/Sts", shown(status) if status else "nothing"
        entry.findings.fault(where, "status", "status.unknown", found, "BOOK, PDNG, INFO or FUTR")
        return False
    return True


def read_balance(statement: Node, codes: tuple[str, ...]) -> tuple[Node, Money] | None:
    """The first balance of the first of `codes` that is given, its amount negative if a debit."""
    balances: dict[str, Node] = {}
    for balance in statement.each("Bal"):
        balances.setdefault(balance.text("Tp/CdOrPrtry/Cd"), balance)
    node = next((balances[code] for code in codes if code in balances), None)
    amount = read_money(node) if node else None
    if node is None or amount is None:
        return None
    return node, Money(-amount.minor, amount.currency) if node.text("CdtDbtInd") == "DBIT" else amount


def _amount(statement: Node, codes: tuple[str, ...]) -> Money | None:
    found = read_balance(statement, codes)
    return found and found[1]
