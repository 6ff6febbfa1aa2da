"""A firm with a history, folded entry by entry as a chain would have it, to report on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from ledger.attest.attestation import MemberUrn
from ledger.core.codes import Capacity, EntryClass, Kind, Status
from ledger.core.content import Facts
from ledger.core.day import Day, parse_day
from ledger.core.entry import Clock, Content, Entry, Opened, Sealed
from ledger.core.history import History
from ledger.core.ids import EXTERNAL, ON_TRADELINE, Commitment, Member, ObligationId, TradelineId
from ledger.core.tradeline import Tradeline
from ledger.core.transition import fold
from ledger.proof.consensus.engine import Finality
from ledger.proof.keccak import keccak256
from ledger.report.source import Firm, Names, Place, Source
from ledger.rulebook.month_end import month_end, month_of
from ledger.rulebook.rulebook import STANDARD, Rulebook

OWN, BUYER, OTHER, BANK = (Member(number) for number in (4, 5, 6, 1))
AS_OF = parse_day("2026-06-30")
_CLASSES = {
    Kind.TRADE_CREDIT: EntryClass.OPEN,
    Kind.REVOLVING: EntryClass.OPEN,
    Kind.ACCOUNT: EntryClass.OPEN,
    Kind.INVOICE: EntryClass.OBLIGATION,
    Kind.ACCEPT: EntryClass.ACCEPT,
    Kind.APPOINT: EntryClass.APPOINT,
}

_PRICED = frozenset(
    {*_CLASSES, Kind.SETTLEMENT, Kind.CREDIT_NOTE, Kind.DRAWDOWN, Kind.RECEIPTS, Kind.OUTGOINGS}
    - {Kind.ACCEPT, Kind.APPOINT}
)


@dataclass
class Line:
    """One tradeline as it is written; a party of 0 is outside the ledger. Days are those of record and of fact."""

    id: TradelineId
    creditor: Member
    debtor: Member
    currency: str = "EUR"
    entries: list[tuple[Entry, Content]] = field(default_factory=list)
    documents: dict[ObligationId, str] = field(default_factory=dict)

    def open(self, day: Day, agent: Member | None = None) -> "Line":
        """Opened by its creditor and, of a member, accepted; an agent appointed, if there is one."""
        self.say(Kind.TRADE_CREDIT, self.creditor, day, subject=self.debtor)
        if self.debtor:
            self.say(Kind.ACCEPT, self.debtor, day)
        if agent is not None:
            self.say(Kind.APPOINT, self.creditor, day, subject=agent)
        return self

    def invoice(
        self, number: str, amount: int, issued: int, due: int, *, acknowledged: bool = True
    ) -> ObligationId:
        """An invoice by the creditor, which the debtor acknowledges."""
        obligation = ObligationId(keccak256(f"{self.id} {number}".encode()))
        self.documents[obligation] = number
        said = self.say(Kind.INVOICE, self.creditor, issued, obligation, amount=amount, due=due)
        if acknowledged and self.debtor:
            self.say(Kind.ACKNOWLEDGEMENT, self.debtor, issued, obligation, refers=said)
        return obligation

    def pay(self, obligation: ObligationId, amount: int, day: int, by: Member | None = None) -> Commitment:
        """A payment, as the creditor says or whoever is named."""
        payment = keccak256(f"{obligation.hex()} {len(self.entries)}".encode())[:16]
        return self.say(Kind.SETTLEMENT, by or self.creditor, day, obligation, amount=amount, payment=payment)

    def say(
        self,
        kind: Kind,
        by: Member,
        day: int,
        obligation: ObligationId = ON_TRADELINE,
        *,
        subject: Member = EXTERNAL,
        sealed: bool = False,
        **facts: object,
    ) -> Commitment:
        """One entry, recorded at noon of the day; its commitment."""
        place = len(self.entries)
        commitment = Commitment(keccak256(f"{self.id} {place}".encode()))
        capacity = {self.creditor: Capacity.CREDITOR, self.debtor: Capacity.DEBTOR}.get(by, Capacity.AGENT)
        entry = Entry(
            self.id, _CLASSES.get(kind, EntryClass.STATEMENT), capacity, False,
            Status.EXTERNAL if not self.debtor else Status.ACCEPTED, 0, by, subject, 0, obligation, commitment,
            b"", Clock(10 + place, day * 86_400 + 43_200), place,
        )  # fmt: skip
        priced = kind in _PRICED
        currency = self.currency if priced else None
        told = Facts(kind=kind, currency=currency, day=day, **facts)  # type: ignore[arg-type]
        self.entries.append((entry, Sealed() if sealed else Opened(told, None)))
        return commitment

    def state(self) -> Tradeline:
        """As folded."""
        return fold(self.id, self.entries)


def line(sequence: int, debtor: Member = BUYER, currency: str = "EUR", opened: int = AS_OF - 1000) -> Line:
    """A tradeline of the firm as seller."""
    return Line(TradelineId(OWN, sequence), OWN, debtor, currency).open(Day(opened))


def purchases(sequence: int, creditor: Member = OTHER, currency: str = "EUR") -> Line:
    """A tradeline of the firm as buyer."""
    return Line(TradelineId(creditor, sequence), creditor, OWN, currency).open(Day(AS_OF - 1000))


NAMES: Mapping[Member, str] = {
    OWN: "Anker Metallbau GmbH",
    BUYER: "Birke Möbelwerk GmbH",
    OTHER: "Corvin Textil Kft",
}


def source(
    *lines: Line,
    names: Mapping[Member, str] = NAMES,
    claims: tuple[Line, ...] = (),
    as_of: Day = AS_OF,
    rulebook: Rulebook = STANDARD,
    attestation: bytes | None = None,
) -> Source:
    """What a report of the firm is made from."""
    documents = {id: number for each in (*lines, *claims) for id, number in each.documents.items()}
    return Source(
        history=History(OWN, tuple(each.state() for each in lines), tuple(each.state() for each in claims)),
        names=Names(
            {member: Firm(name, ("vat:DE999000011",)) for member, name in names.items()}, {}, documents
        ),
        as_of=as_of,
        rulebook=rulebook,
        place=Place(
            MemberUrn(31337, bytes(20), OWN), bytes(20), 880, bytes(32), Finality.IMMEDIATE, (bytes(32),) * 3
        ),
        attestation=attestation,
    )


@cache
def usual(banked: bool = False) -> Source:
    """Both sides of the euro: late and early, part paid, corrected, returned, disputed, credited, written off.

    `banked`: a bank reports what one of its buyers pays, and by month what came in.
    """
    sold, other, bought = line(1), line(2, OTHER), purchases(1)
    bank = BANK if banked else None
    if banked:
        other.say(Kind.APPOINT, OWN, AS_OF - 900, subject=BANK)
    first = AS_OF - 700
    for number in range(20):
        each = (sold, other)[number % 2]
        issued = first + 30 * number
        id = each.invoice(f"R-{number:03}", 125_000 + 1000 * number, issued, issued + 30)
        if number < 18:
            by = bank if each is other else None
            each.pay(id, 100_000 + 1000 * number, issued + 20 + 4 * number, by)
            each.pay(id, 25_000, issued + 25 + 5 * number, by)
        mine = bought.invoice(f"P-{number:03}", 40_000, issued, issued + 14)
        bought.pay(mine, 40_000, issued + 10 + number)
    _changed(sold)
    return source(sold, other, bought, *((_account(),) if banked else ()))


@cache
def small() -> Source:
    """Two invoices, to two firms, late."""
    lines = line(1), line(2, OTHER)
    for number, each in enumerate(lines):
        each.invoice(f"S-{number}", 50_000, AS_OF - 90, AS_OF - 60)
    return source(*lines)


def _account() -> Line:
    """The bank tells of the last fourteen months that have ended."""
    account = Line(TradelineId(OWN, 3), OWN, EXTERNAL)
    account.say(Kind.ACCOUNT, OWN, Day(AS_OF - 800))
    account.say(Kind.APPOINT, OWN, Day(AS_OF - 800), subject=BANK)
    for back in range(14):
        end = Day(month_end(month_of(AS_OF) - back))
        account.say(Kind.RECEIPTS, BANK, end, amount=180_000 + 1_000 * back)
        account.say(Kind.OUTGOINGS, BANK, end, amount=150_000)
    return account


def _changed(sold: Line) -> None:
    """What may happen to an invoice, one of each."""
    on = AS_OF - 200
    corrected, extended, disputed, credited, lost, returned = (
        sold.invoice(f"X-{number}", 50_000, on, on + 30) for number in range(6)
    )
    said = sold.entries[-12][0].commitment
    sold.say(Kind.CORRECTION, OWN, on + 10, corrected, refers=said, amount=45_000, due=on + 30)
    sold.say(Kind.EXTENSION, OWN, on + 20, extended, due=on + 60)
    sold.say(Kind.CREDIT_NOTE, OWN, on + 40, credited, amount=50_000)
    paid = sold.pay(returned, 50_000, on + 40)
    sold.say(Kind.REVERSAL, OWN, on + 50, returned, refers=paid)
    sold.say(Kind.WRITE_OFF, OWN, on + 150, lost, amount=50_000)
    sold.say(Kind.DISPUTE, BUYER, AS_OF - 5, disputed, amount=20_000)
