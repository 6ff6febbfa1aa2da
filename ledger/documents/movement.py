"""One booked entry of a statement: one movement, or one for each of its transaction details."""

from collections.abc import Sequence
from dataclasses import dataclass

from ledger.core.day import Day
from ledger.core.drafts import Direction, Party, PaymentDraft, Source
from ledger.core.money import Money
from ledger.documents.findings import shown
from ledger.documents.tree import Node
from ledger.documents.values import (
    read_amount,
    read_currency,
    read_day,
    read_day_of_time,
    read_reference,
)

_DIRECTIONS = {"CRDT": Direction.RECEIVED, "DBIT": Direction.PAID}


@dataclass(frozen=True, slots=True)
class Account:
    """The account that a statement speaks of; `owner` is empty where the bank does not say.

    `until`: where it says up to when it speaks, and what; both empty where it does not.
    """

    number: str
    owner: str
    until: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """What an entry says of all its details. `signed` is negative for a debit."""

    direction: Direction
    amount: Money
    day: Day
    reversal: bool
    reference: str

    @property
    def signed(self) -> int:
        """Minor units, negative for a debit."""
        return self.amount.minor if self.direction is Direction.RECEIVED else -self.amount.minor


def read_entry(node: Node, account: Account, source: Source) -> tuple[Entry, list[PaymentDraft]] | None:
    """The movements of a booked `Ntry`, or None and faults."""
    entry = _entry(node, account)
    if entry is None:
        return None
    details = [detail for group in node.all("NtryDtls") for detail in group.all("TxDtls")]
    parts = _parts(node, entry, details)
    added = node.text("AddtlNtryInf") if len(details) < 2 else ""
    if len(parts) == len(details) and details:
        drafts = [
            _movement(detail, entry, part, account, source, f"/{index}" if len(details) > 1 else "", added)
            for index, (detail, part) in enumerate(zip(details, parts, strict=True), 1)
        ]
    else:
        drafts = [_movement(node, entry, entry.signed, account, source, "", added)]
    return entry, drafts


def read_money(node: Node) -> Money | None:
    """The `Amt` of an entry or a balance, in the currency it names."""
    where = f"{node.path}/Amt"
    amount = node.at("Amt")
    written = amount.attribute("Ccy") if amount else ""
    currency = read_currency(node.findings, f"{where}/@Ccy", "currency", written)
    if currency is None:
        return None
    money = read_amount(node.findings, where, "amount", amount.text() if amount else "", currency)
    if money is not None and money.minor < 0:
        expected = "an amount without sign; CdtDbtInd says the direction"
        node.findings.fault(where, "amount", "amount.negative", str(money), expected)
        return None
    return money


def _entry(node: Node, account: Account) -> Entry | None:
    money, day = read_money(node), _value_day(node, account)
    direction = _direction(node)
    if money is None or day is None or direction is None:
        return None
    reversal = node.text("RvslInd") in ("true", "1")
    return Entry(direction, money, day, reversal, node.text("AcctSvcrRef"))


def _direction(node: Node) -> Direction | None:
    """CRDT or DBIT. Rule `direction.unknown`."""
    code = node.text("CdtDbtInd")
    if code not in _DIRECTIONS:
        found = shown(code) if code else "nothing"
        node.findings.fault(f"{node.path}/CdtDbtInd", "direction", "direction.unknown", found, "CRDT or DBIT")
        return None
    return _DIRECTIONS[code]


def _value_day(node: Node, account: Account) -> Day | None:
    """The value date, else the booking date, else the last day that the statement speaks of. Rules `date.*`."""
    for name in ("ValDt/Dt", "ValDt/DtTm", "BookgDt/Dt", "BookgDt/DtTm"):
        if text := node.text(name):
            return _day_in(node, f"{node.path}/{name}", text)
    where, text = account.until
    if text:
        node.findings.note(
            node.path, "value date", "no value date and no booking date: the statement's own day is taken"
        )
        return _day_in(node, where, text)
    return read_day(node.findings, f"{node.path}/ValDt", "value date", "")


def _day_in(node: Node, where: str, text: str) -> Day | None:
    is_time = where.endswith("Tm") or "T" in text
    read = read_day_of_time if is_time and len(text) > len("2026-01-31Z") else read_day
    return read(node.findings, where, "value date", text)


def _parts(node: Node, entry: Entry, details: Sequence[Node]) -> list[int]:
    """Signed minor units of each detail, or nothing where they do not share the entry out.

    One detail is the whole entry, whatever amount it tells of (such as the one before charges or exchange).
    Several are taken if each has an amount in the entry's currency and they add up to the entry.
    """
    if len(details) == 1:
        return [entry.signed]
    amounts = [_detail_amount(detail, entry) for detail in details]
    parts = [amount for amount in amounts if amount is not None]
    if len(parts) < len(details):
        text = f"{len(details)} details without amounts in {entry.amount.currency}: taken as one movement"
        node.findings.note(node.path, "details", text)
        return []
    if details and sum(parts) != entry.signed:
        text = f"{len(details)} details that do not add up to {entry.amount}: taken as one movement"
        node.findings.note(node.path, "details", text)
        return []
    return parts


def _detail_amount(detail: Node, entry: Entry) -> int | None:
    """Signed minor units of a detail, if it is written in the entry's currency."""
    amount = detail.at("Amt") or detail.at("AmtDtls/TxAmt/Amt")
    if amount is None or amount.attribute("Ccy") != entry.amount.currency:
        return None
    money = read_amount(detail.findings, amount.path, "amount", amount.text(), entry.amount.currency)
    direction = _DIRECTIONS.get(detail.text("CdtDbtInd"), entry.direction)
    if money is None:
        return None
    return money.minor if direction is Direction.RECEIVED else -money.minor


def _movement(
    node: Node, entry: Entry, signed: int, account: Account, source: Source, suffix: str, added: str
) -> PaymentDraft:
    """One movement. Details that share the entry's reference get it with their place: each has its own.

    `added` is what the bank adds to the entry, where that is of this movement alone.
    """
    own = node.text("Refs/AcctSvcrRef")
    reference = own or (f"{entry.reference}{suffix}" if entry.reference else node.text("Refs/UETR"))
    direction = Direction.RECEIVED if signed >= 0 else Direction.PAID
    return PaymentDraft(
        source=Source(source.file, node.path, source.digest),
        account=account.number,
        owner=account.owner,
        direction=direction if signed else entry.direction,
        value_day=entry.day,
        amount=Money(abs(signed), entry.amount.currency),
        counterparty=_counterparty(node, direction, entry.reversal, account),
        bank_reference=reference or None,
        end_to_end_id=read_reference(node.text("Refs/EndToEndId")),
        references=_references(node),
        remittance=_remittance(node) or added,
        reversal=entry.reversal or node.at("RtrInf") is not None,
    )


def _references(node: Node) -> tuple[str, ...]:
    """Structured references: the creditor's (ISO 11649 among them), and documents referred to."""
    found = []
    for structured in (item for info in node.all("RmtInf") for item in info.all("Strd")):
        found.append(structured.text("CdtrRefInf/Ref"))
        found += [document.text("Nb") for document in structured.all("RfrdDocInf")]
    return tuple(dict.fromkeys(reference for reference in found if reference))


def _remittance(node: Node) -> str:
    """The text the payer wrote, else what the bank adds to the detail."""
    lines = [line.text() for info in node.all("RmtInf") for line in info.all("Ustrd")]
    return " ".join(line for line in lines if line) or node.text("AddtlTxInf")


def _counterparty(node: Node, direction: Direction, reversal: bool, account: Account) -> Party:
    """The other side: debtor of what is received, creditor of what is paid; a reversal keeps these roles."""
    received = (direction is Direction.RECEIVED) is not reversal
    roles = ("Dbtr", "UltmtDbtr", "Cdtr") if received else ("Cdtr", "UltmtCdtr", "Dbtr")
    parties = [_party(node, role) for role in roles]
    others = [party for party in parties if party.name and party.account != account.number]
    # Between one's own accounts, the role tells the other side.
    return next(iter((*others, *(party for party in parties[:2] if party.name))), Party(""))


def _party(node: Node, role: str) -> Party:
    """A related party: itself, or in a `Pty`, or a bank in an `Agt`."""
    related = node.at(f"RltdPties/{role}")
    party = (related.at("Pty") or related.at("Agt/FinInstnId") or related) if related else None
    where = f"RltdPties/{role.removeprefix('Ultmt')}Acct/Id"
    number = node.text(f"{where}/IBAN") or node.text(f"{where}/Othr/Id")
    lei = (party.text("Id/OrgId/LEI") or party.text("LEI")) if party else ""
    ids = (f"lei:{lei}",) if lei else ()
    return Party(party.text("Nm") if party else "", ids, number.replace(" ", "") or None)
