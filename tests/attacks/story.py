"""What happens on the stage: a sale with a short history, and a lender whose dossier has every kind of thing."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from ledger.app.intents import (
    Accept,
    Appoint,
    Assign,
    Open,
    RecordInstalment,
    RecordInvoice,
    Share,
    State,
    Take,
)
from ledger.app.prepare import Statement
from ledger.app.submit import Accepted
from ledger.app.vault import Private
from ledger.attest.dossier import ShownTradeline
from ledger.attest.shown import FactsShown, SealedShown, ShownEntry, VoidShown, WholeShown
from ledger.core.codes import Capacity, Kind, Role
from ledger.core.content import Facts, Identity
from ledger.core.drafts import InvoiceDraft, Party, Source
from ledger.core.entry import Entry
from ledger.core.ids import ObligationId, TradelineId
from ledger.core.money import Money
from ledger.proof.commitment import identity_hash
from ledger.proof.meta import Meta
from tests.attacks.stage import GENESIS, Firm, Stage

TODAY = GENESIS // 86_400
Pick = Callable[[Meta, ShownEntry], bool]
"""Which entries something is done to."""


@dataclass(frozen=True)
class Cast:
    """`mill` sells to `shop`; `nordkap` issues; `house` lends."""

    mill: Firm
    shop: Firm
    nordkap: Firm
    house: Firm


def cast(stage: Stage) -> Cast:
    """Everybody admitted, with the keys that they need."""
    lender = Role.LENDER | Role.AGENT
    found = Cast(
        mill=stage.admit("Mühle Beispiel GmbH", Role.SME, Private.TAG),
        shop=stage.admit("Negozio Esempio Srl", Role.SME),
        nordkap=stage.admit("Nordkap Example Bank", lender | Role.ISSUER, Private.ATTESTATION),
        house=stage.admit("Casa Ejemplo Crédito", lender, Private.TAG),
    )
    stage.follow()
    return found


def sale(cast: Cast) -> tuple[TradelineId, ObligationId]:
    """An invoice, accepted and acknowledged by its debtor, and paid a week late as its creditor says."""
    mill, shop = cast.mill, cast.shop
    (opened, *_) = mill.say(Open(Kind.TRADE_CREDIT, "EUR", TODAY, Capacity.CREDITOR, shop.number))
    tradeline = opened.tradeline
    (billed,) = mill.say(invoice(tradeline, "R-1", 125_000))
    shop.say(Accept(tradeline, TODAY))
    shop.say(statement(tradeline, billed.obligation, Capacity.DEBTOR, acknowledgement(billed.commitment)))
    mill.say(statement(tradeline, billed.obligation, Capacity.CREDITOR, payment(1, 125_000, 37)))
    return tradeline, billed.obligation


def lending(stage: Stage, cast: Cast, sold: TradelineId) -> None:
    """A loan with instalments and entries of bad will, a stranger's claim, an account with an outsider, a purchase."""
    house, mill = cast.house, cast.mill
    (opened, *_) = house.say(Open(Kind.LOAN, "EUR", TODAY, Capacity.CREDITOR, mill.number))
    loan = opened.tradeline
    parts = house.say(*(instalment(loan, number) for number in range(1, 5)))
    mill.say(
        Accept(loan, TODAY),
        Appoint(loan, Capacity.DEBTOR, cast.nordkap.number, 0, TODAY),
        Share(loan, Capacity.DEBTOR, cast.nordkap.number),
        *(
            statement(loan, part.obligation, Capacity.DEBTOR, acknowledgement(part.commitment))
            for part in parts[:3]
        ),
    )
    cast.nordkap.say(
        *(
            statement(loan, part.obligation, Capacity.AGENT, payment(10 + number, 50_000, 30 * number))
            for number, part in enumerate(parts[:2], 1)
        )
    )
    house.say(statement(loan, parts[2].obligation, Capacity.CREDITOR, payment(20, 20_000, 95)))
    mill.say(statement(loan, parts[3].obligation, Capacity.DEBTOR, Facts(Kind.DISPUTE, day=TODAY + 9)))
    stage.garbage(mill, loan, Capacity.DEBTOR)
    stage.garbage(mill, loan, Capacity.DEBTOR, parts[3].obligation)
    (outside,) = house.say(Open(Kind.TRADE_CREDIT, "CHF", TODAY, Capacity.CREDITOR))
    house.say(invoice(outside.tradeline, "H/7", 9_900))
    (claimed, *_) = mill.say(Open(Kind.TRADE_CREDIT, "EUR", TODAY, Capacity.CREDITOR, house.number))
    mill.say(invoice(claimed.tradeline, "R-99", 70_000))
    (bought,) = mill.say(invoice(sold, "R-2", 300_000))
    mill.say(
        Assign(sold, bought.obligation, Capacity.CREDITOR, house.number, TODAY + 3),
        Share(sold, Capacity.CREDITOR, house.number, bought.obligation),
    )
    house.say(Take(sold, bought.obligation, TODAY + 4))
    house.say(statement(sold, bought.obligation, Capacity.HOLDER, payment(30, 100_000, 40)))
    stage.garbage(mill, sold, Capacity.CREDITOR, bought.obligation)


def agreed(cast: Cast, sold: Accepted) -> TradelineId:
    """The debtor accepts and acknowledges what was sold to it, and the creditor's bank may report from now on."""
    mill, shop, bank = cast.mill, cast.shop, cast.nordkap
    shop.say(Accept(sold.tradeline, TODAY), acknowledged(sold))
    mill.say(
        Appoint(sold.tradeline, Capacity.CREDITOR, bank.number, 0, TODAY),
        Share(sold.tradeline, Capacity.CREDITOR, bank.number),
    )
    return sold.tradeline


def bought(cast: Cast, sold: Accepted) -> None:
    """The lender becomes the holder."""
    mill, house = cast.mill, cast.house
    mill.say(
        Assign(sold.tradeline, sold.obligation, Capacity.CREDITOR, house.number, TODAY + 3),
        Share(sold.tradeline, Capacity.CREDITOR, house.number, sold.obligation),
    )
    house.say(Take(sold.tradeline, sold.obligation, TODAY + 4))


def invoice(tradeline: TradelineId, number: str, amount: int) -> RecordInvoice:
    """Issued today, due in thirty days."""
    currency = "CHF" if number.startswith("H") else "EUR"
    draft = InvoiceDraft(
        Source("invoice.xml", "", bytes(31) + b"\x01"),
        number,
        TODAY,
        TODAY + 30,
        Money(amount, currency),
        Party("Seller"),
        Party("Buyer"),
    )
    return RecordInvoice(tradeline, draft)


def instalment(tradeline: TradelineId, number: int) -> RecordInstalment:
    """One of equal parts, a month apart."""
    return RecordInstalment(tradeline, "L-5", number, Money(50_000, "EUR"), TODAY, TODAY + 30 * number)


def statement(tradeline: TradelineId, obligation: ObligationId, as_: Capacity, facts: Facts) -> State:
    """A statement with a reference that a dossier may open or not."""
    return State(tradeline, as_, facts, Identity(reference="ref"), obligation)


def acknowledgement(commitment: bytes) -> Facts:
    """Of the obligation in this version."""
    return Facts(Kind.ACKNOWLEDGEMENT, day=TODAY + 1, refers=commitment)


def acknowledged(sold: Accepted) -> State:
    """Its debtor says that it owes what was sold to it."""
    said = acknowledgement(sold.commitment)
    return statement(sold.tradeline, sold.obligation, Capacity.DEBTOR, said)


def payment(number: int, amount: int, after: int) -> Facts:
    """A settlement, some days after today."""
    id = number.to_bytes(16, "big")
    return Facts(Kind.SETTLEMENT, currency="EUR", amount=amount, day=TODAY + after, payment=id)


def partly_named(statement: Statement) -> Statement:
    """Of a statement with identities: every second entry without, and a stranger's claim left sealed."""
    claims = {int.from_bytes(event.subject, "big") for event in statement.lists[1]}
    own = {int.from_bytes(event.subject, "big") for event in statement.lists[0]}
    tradelines = [
        replace(
            item,
            entries=tuple(
                _sealed(entry) if item.id in claims - own and number else _less(entry, number % 2 == 0)
                for number, entry in enumerate(item.entries)
            ),
        )
        for item in statement.tradelines
    ]
    return replace(statement, tradelines=tuple(tradelines))


def with_void(firm: Firm, shown: Statement, void: VoidShown, picked: Pick) -> Statement:
    """Every payload as the firm's node has it, and the entries picked said to be void by a key."""

    def entry(each: ShownEntry, logged: Entry) -> ShownEntry:
        whole = replace(each, payload=logged.payload, payload_hash=None)
        return replace(whole, showing=void) if picked(Meta.from_bytes(each.meta), each) else whole

    def entries(item: ShownTradeline) -> tuple[ShownEntry, ...]:
        logged = firm.node.index.entries(TradelineId.from_int(item.id), shown.block)
        return tuple(map(entry, item.entries, logged))

    return replace(shown, tradelines=tuple(replace(item, entries=entries(item)) for item in shown.tradelines))


def with_sealed(shown: Statement, picked: Pick) -> Statement:
    """The entries picked, without their contents."""

    def entry(each: ShownEntry) -> ShownEntry:
        return _sealed(each) if picked(Meta.from_bytes(each.meta), each) else each

    tradelines = (replace(item, entries=tuple(map(entry, item.entries))) for item in shown.tradelines)
    return replace(shown, tradelines=tuple(tradelines))


def _sealed(entry: ShownEntry) -> ShownEntry:
    return replace(entry, showing=SealedShown())


def _less(entry: ShownEntry, hidden: bool) -> ShownEntry:
    match entry.showing:
        case WholeShown(facts, salt, identity, identity_salt) if hidden:
            return replace(entry, showing=FactsShown(facts, salt, identity_hash(identity_salt, identity)))
        case _:
            return entry
