"""camt.053 bank statements (ISO 20022): booked movements of one account, and whether they add up.

The fields used stand in the same places from version .02 on, but for two: later versions put a `Cd` into
`Sts` and a `Pty` into a related party. Both forms are read in every version.
"""

from typing import Final

from lxml import etree

from ledger.core.drafts import Draft, PaymentDraft, Source
from ledger.core.money import Money, decimal_text
from ledger.documents.findings import Findings, shown
from ledger.documents.movement import Account, Entry, read_entry, read_money
from ledger.documents.tree import Node

ISO_20022: Final = "urn:iso:std:iso:20022:tech:xsd:"
VERSIONS: Final = tuple(f"{version:02}" for version in range(2, 15))
NAMESPACES: Final = frozenset(f"{ISO_20022}camt.053.001.{version}" for version in VERSIONS)

_OPENING = ("OPBD", "PRCD")
_CLOSING = ("CLBD",)


def read_statements(element: etree._Element, source: Source, findings: Findings) -> list[Draft]:
    """The movements of every statement in the message. Rule `statement.missing`."""
    namespace = etree.QName(element).namespace or ""
    root = Node(element, source.where, {"": namespace}, findings)
    message = root.one("BkToCstmrStmt")
    statements = message.all("Stmt") if message else []
    if not statements:
        where = f"{root.path}/BkToCstmrStmt/Stmt"
        findings.fault(where, "statement", "statement.missing", "nothing", "one statement or more")
    return [movement for statement in statements for movement in _statement(statement, source)]


def _statement(statement: Node, source: Source) -> list[PaymentDraft]:
    account = _account(statement)
    booked: list[tuple[Entry, list[PaymentDraft]]] = []
    whole = True
    for node in statement.all("Ntry"):
        if _is_booked(node):
            entry = read_entry(node, account, source)
            whole = whole and entry is not None
            booked += [entry] if entry else []
    if whole:
        _adds_up(statement, [entry for entry, _ in booked])
    return [movement for _, movements in booked for movement in movements]


def _account(statement: Node) -> Account:
    """Account and owner. Rule `account.missing`."""
    node = statement.one("Acct")
    number = (node.text("Id/IBAN") or node.text("Id/Othr/Id")) if node else ""
    if not number:
        where = f"{statement.path}/Acct/Id"
        statement.findings.fault(
            where, "account", "account.missing", "nothing", "an IBAN or another account number"
        )
    owner = node.text("Ownr/Nm") if node else ""
    return Account(number.replace(" ", ""), owner)


def _is_booked(entry: Node) -> bool:
    """Pending entries and information are no payments. Rule `status.unknown`."""
    status = entry.text("Sts/Cd") or entry.text("Sts")
    if status in ("PDNG", "INFO", "FUTR"):
        entry.findings.note(entry.path, "status", f"{status}: not booked, not a payment")
        return False
    if status != "BOOK":
        where, found = f"{entry.path}/Sts", shown(status) if status else "nothing"
        entry.findings.fault(where, "status", "status.unknown", found, "BOOK, PDNG, INFO or FUTR")
        return False
    return True


def _adds_up(statement: Node, entries: list[Entry]) -> None:
    """Opening balance + booked entries = closing balance, where both are given. Rule `balance.difference`.

    Not checked where the statement is one page of several (its balances may be those of the whole), or holds
    several currencies: a note says so.
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
        where, found = f"{statement.path}/Bal", f"closing balance {closing}"
        total = f"{opening} and the booked entries: {decimal_text(expected, closing.currency)}"
        statement.findings.fault(where, "balance", "balance.difference", found, total)


def _balance(statement: Node, codes: tuple[str, ...]) -> Money | None:
    """The first balance of the first of `codes` that is given, negative if a debit."""
    balances: dict[str, Node] = {}
    for balance in statement.all("Bal"):
        balances.setdefault(balance.text("Tp/CdOrPrtry/Cd"), balance)
    node = next((balances[code] for code in codes if code in balances), None)
    amount = read_money(node) if node else None
    if node is None or amount is None:
        return None
    return Money(-amount.minor, amount.currency) if node.text("CdtDbtInd") == "DBIT" else amount
