"""Statements, intraday reports and notifications of banks (ISO 20022 camt.053, .052, .054): booked movements.

The fields used stand in the same places in all three and from version .02 on, but for two: later versions put a
`Cd` into `Sts` and a `Pty` into a related party. Both forms are read in every version.
"""

from typing import Final

from lxml import etree

from ledger.core.drafts import Draft, PaymentDraft, Source
from ledger.core.money import Money, decimal_text
from ledger.documents.findings import Findings, shown
from ledger.documents.movement import Account, Entry, read_entry, read_money
from ledger.documents.tree import Node

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

_OPENING = ("OPBD", "PRCD")
_CLOSING = ("CLBD",)
_UNBOOKED = ("PDNG", "INFO", "FUTR")


def read_statements(element: etree._Element, source: Source, findings: Findings) -> list[Draft]:
    """The movements of every account in the message. Rule `statement.missing`."""
    namespace = etree.QName(element).namespace or ""
    root = Node(element, source.where, {"": namespace}, findings)
    name, part = MESSAGES[namespace.removeprefix(ISO_20022)[:12]]
    message = root.one(name)
    statements = message.all(part) if message else []
    if not statements:
        where = f"{root.path}/{name}/{part}"
        findings.fault(where, "statement", "statement.missing", "nothing", "one account or more")
    return [movement for statement in statements for movement in _statement(statement, source, part)]


def _statement(statement: Node, source: Source, part: str) -> list[PaymentDraft]:
    account = _account(statement)
    booked: list[tuple[Entry, list[PaymentDraft]]] = []
    whole = True
    for node in statement.each("Ntry"):
        if _is_booked(node):
            entry = read_entry(node, account, source)
            whole = whole and entry is not None
            booked += [entry] if entry else []
    if whole and part == "Stmt":
        _adds_up(statement, [entry for entry, _ in booked])
    return [movement for _, movements in booked for movement in movements]


def _account(statement: Node) -> Account:
    """Account and owner. Rule `account.missing`."""
    node = statement.one("Acct")
    places = ("Id/IBAN", "Id/Othr/Id", "Prxy/Id")
    number = next(filter(None, map(node.text, places)), "") if node else ""
    if not number:
        where = f"{statement.path}/Acct/Id"
        statement.findings.fault(
            where, "account", "account.missing", "nothing", "an IBAN or another account number"
        )
    owner = node.at("Ownr") if node else None
    party = (owner.one("Pty") or owner) if owner else None
    return Account(number.replace(" ", ""), party.text("Nm") if party else "", statement)


def _is_booked(entry: Node) -> bool:
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


def _adds_up(statement: Node, entries: list[Entry]) -> None:
    """Notes where opening balance + booked entries are not the closing balance, if both are given.

    No fault: banks' own samples differ, the entries that are there were booked all the same, and whoever alters
    one can alter a balance. Not checked where the statement is one page of several (its balances may be those of
    the whole), or holds several currencies.
    """
    opening, closing = _balance(statement, _OPENING), _balance(statement, _CLOSING)
    if opening is None or closing is None:
        return
    paged = (
        statement.text("StmtPgntn/PgNb") not in ("", "1") or statement.text("StmtPgntn/LastPgInd") == "false"
    )
    currencies = {opening.currency, closing.currency, *(entry.amount.currency for entry in entries)}
    if paged or len(currencies) > 1:
        statement.findings.note(
            statement.path, "balance", "not checked: one page of several, or several currencies"
        )
        return
    expected = opening.minor + sum(entry.signed for entry in entries)
    if expected != closing.minor:
        total = decimal_text(expected, closing.currency)
        text = f"{opening} and the booked entries come to {total}, the closing balance is {closing}"
        why = "entries are missing, or the bank counts others"
        statement.findings.note(f"{statement.path}/Bal", "balance", f"{text}: {why}")


def _balance(statement: Node, codes: tuple[str, ...]) -> Money | None:
    """The first balance of the first of `codes` that is given, negative if a debit."""
    balances: dict[str, Node] = {}
    for balance in statement.each("Bal"):
        balances.setdefault(balance.text("Tp/CdOrPrtry/Cd"), balance)
    node = next((balances[code] for code in codes if code in balances), None)
    amount = read_money(node) if node else None
    if node is None or amount is None:
        return None
    return Money(-amount.minor, amount.currency) if node.text("CdtDbtInd") == "DBIT" else amount
