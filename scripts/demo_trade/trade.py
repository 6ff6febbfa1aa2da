"""Two years of trade in the made world: invoices, credit notes and the movements of every account."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from demo_trade.world import BANK, FIRM, FIRMS, RELATIONS, Firm, Relation, creditor_reference, iban

FIRST = date(2024, 11, 1)
LAST = date(2026, 10, 31)
MONTHS = 24

# The special cases, by seller, buyer and index of the month.
DISPUTED = ("birke", "delfino", 7)
CREDITED = ("anker", "corvin", 10)
IN_PARTS = ("eksteen", "granja", 14)
RETURNED = ("fjord", "hibou", 12)
FINANCED = ("iskra", "birke", 21)
FINANCIER = "nordkap"
SECOND_FINANCIER = "meridiano"

COLLECTION = iban("DE", f"{BANK[FINANCIER].code}{9000000001:010}")
"""The financier's account to which an assigned invoice is paid."""


@dataclass(frozen=True, slots=True)
class Line:
    """`quantity` units at `cents` each."""

    text: str
    quantity: int
    cents: int


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice, or a credit note if `credits` names the invoice that it reduces. VAT in percent."""

    seller: Firm
    buyer: Firm
    number: str
    issued: date
    due: date
    lines: tuple[Line, ...]
    vat: int
    reference: str
    month: int
    credits: str | None = None

    @property
    def net(self) -> int:
        return sum(line.quantity * line.cents for line in self.lines)

    @property
    def tax(self) -> int:
        return (self.net * self.vat + 50) // 100

    @property
    def total(self) -> int:
        return self.net + self.tax


@dataclass(frozen=True, slots=True)
class Movement:
    """One booked entry of an account; `cents` negative for money paid."""

    day: date
    cents: int
    party: str
    account: str
    bank_reference: str
    end_to_end: str
    text: str = ""
    reference: str = ""
    reversal: bool = False
    pending: bool = False


@dataclass(slots=True)
class World:
    """Everything that happened."""

    invoices: list[Invoice] = field(default_factory=list)
    movements: dict[str, list[Movement]] = field(default_factory=dict)

    def special(self, case: tuple[str, str, int]) -> Invoice:
        """The invoice of a special case."""
        return next(
            invoice
            for invoice in self.invoices
            if (invoice.seller.key, invoice.buyer.key, invoice.month) == case and not invoice.credits
        )


def simulate(seed: int) -> World:
    """The same world for the same seed."""
    random = Random(seed)
    return _Simulation(random).run()


class _Simulation:
    def __init__(self, random: Random) -> None:
        self._random = random
        self._world = World(movements={firm.key: [] for firm in FIRMS})
        self._numbers: dict[tuple[str, int], int] = {}
        self._payments = 0

    def run(self) -> World:
        for month in range(MONTHS):
            for relation in RELATIONS:
                if month % relation.every == 0:
                    self._sale(relation, month)
            self._costs(month)
        return self._world

    def _sale(self, relation: Relation, month: int) -> None:
        issued = _working_day(_month_start(month) + timedelta(days=self._random.randint(1, 22)))
        invoice = self._invoice(relation, month, issued)
        self._world.invoices.append(invoice)
        paid = _working_day(invoice.due + timedelta(days=relation.habit(self._random, month)))
        case = (relation.seller, relation.buyer, month)
        if case == CREDITED:
            credit = self._credit_note(invoice, issued + timedelta(days=12), share=5)
            self._pay(invoice, paid, invoice.total - credit.total)
        elif case == DISPUTED:
            credit = self._credit_note(invoice, invoice.due + timedelta(days=26), share=4)
            self._pay(invoice, invoice.due + timedelta(days=33), invoice.total - credit.total)
        elif case == IN_PARTS:
            self._pay(invoice, paid, invoice.total * 2 // 5)
            self._pay(invoice, paid + timedelta(days=35), invoice.total - invoice.total * 2 // 5)
        elif case == RETURNED:
            self._return(invoice, self._pay(invoice, paid, invoice.total), paid + timedelta(days=2))
            self._pay(invoice, paid + timedelta(days=14), invoice.total)
        elif case == FINANCED:
            self._finance(invoice, paid)
        else:
            self._pay(invoice, paid, invoice.total)

    def _invoice(self, relation: Relation, month: int, issued: date) -> Invoice:
        seller, buyer = FIRM[relation.seller], FIRM[relation.buyer]
        quantity = self._random.randint(2, 12)
        unit = relation.cents * self._random.randint(70, 130) // 100 // quantity
        lines = [Line(relation.goods, quantity, unit)]
        if self._random.random() < 0.4:
            lines.append(Line("Delivery", 1, self._random.randint(20, 90) * 100))
        number = self._number(seller, issued.year)
        due = issued + timedelta(days=relation.terms)
        vat = 19 if seller.country == buyer.country == "DE" else 0
        reference = creditor_reference(number) if relation.goods in ("Freight", "Drive units") else ""
        return Invoice(seller, buyer, number, issued, due, tuple(lines), vat, reference, month)

    def _number(self, seller: Firm, year: int) -> str:
        count = self._numbers[seller.key, year] = self._numbers.get((seller.key, year), 0) + 1
        return seller.number.format(year=year, n=count)

    def _credit_note(self, invoice: Invoice, day: date, share: int) -> Invoice:
        """A credit note over one part in `share` of the goods."""
        number = f"CN-{self._number(invoice.seller, day.year)}"
        lines = (Line(f"{invoice.lines[0].text}: returned", 1, invoice.net // share),)
        note = Invoice(
            invoice.seller,
            invoice.buyer,
            number,
            day,
            day,
            lines,
            invoice.vat,
            "",
            invoice.month,
            invoice.number,
        )
        self._world.invoices.append(note)
        return note

    def _pay(self, invoice: Invoice, day: date, cents: int) -> Movement | None:
        """The payment, on both accounts; nothing if it falls after the two years."""
        day = _working_day(day)
        if day > LAST:
            return None
        self._payments += 1
        bank_reference = f"{BANK[invoice.buyer.bank].code}{day:%y%m%d}{self._payments:05}"
        end_to_end, text = self._wording(invoice)
        paid = Movement(
            day,
            -cents,
            invoice.seller.name,
            invoice.seller.iban,
            bank_reference,
            end_to_end,
            text,
            invoice.reference,
        )
        self._book(invoice.buyer, paid)
        self._book(invoice.seller, _other_side(paid, invoice.buyer))
        return paid

    def _wording(self, invoice: Invoice) -> tuple[str, str]:
        """What the payer writes: most give the number as end-to-end id, some only in the text."""
        if invoice.reference or self._random.random() < 0.3:
            return "NOTPROVIDED", f"Invoice {invoice.number} of {invoice.issued:%d.%m.%Y}"
        return invoice.number, ""

    def _return(self, invoice: Invoice, paid: Movement | None, day: date) -> None:
        """The seller's bank books the payment back: the entries are reversals."""
        if paid is None:
            return
        back = Movement(
            _working_day(day), -paid.cents, paid.party, paid.account, f"{paid.bank_reference}R",
            paid.end_to_end,
            f"Return of {paid.bank_reference}, invoice {invoice.number}", paid.reference, reversal=True,
        )  # fmt: skip
        self._book(invoice.buyer, back)
        self._book(invoice.seller, _other_side(back, invoice.buyer))

    def _finance(self, invoice: Invoice, paid: date) -> None:
        """The financier pays most of it at once and collects from the buyer."""
        bank = BANK[FINANCIER]
        day = _working_day(invoice.issued + timedelta(days=6))
        advance = f"{bank.code}{day:%y%m%d}ADV01"
        text = f"Purchase price for receivable {invoice.number}"
        self._book(
            invoice.seller,
            Movement(day, invoice.total * 97 // 100, bank.name, COLLECTION, advance, advance, text),
        )
        if paid <= LAST:
            reference = f"{bank.code}{paid:%y%m%d}COL01"
            self._book(
                invoice.buyer,
                Movement(
                    paid,
                    -invoice.total,
                    bank.name,
                    COLLECTION,
                    reference,
                    invoice.number,
                    "",
                    invoice.reference,
                ),
            )

    def _costs(self, month: int) -> None:
        """Money that no invoice explains: rent each month, and at times an entry that is still pending."""
        for firm in FIRMS:
            day = _working_day(_month_start(month) + timedelta(days=2))
            rent = 900_00 + self._random.randint(0, 300) * 100
            reference = f"{BANK[firm.bank].code}{day:%y%m%d}{firm.key[:2].upper()}RNT"
            landlord = iban("DE", f"99955555{month:010}")
            self._book(
                firm, Movement(day, -rent, "Hausverwaltung Linde", landlord, reference, "NOTPROVIDED", "Rent")
            )
            if self._random.random() < 0.1:
                pending = Movement(
                    day,
                    -45_00,
                    "Telefon Nord",
                    landlord,
                    f"{reference}P",
                    "NOTPROVIDED",
                    "Telephone",
                    pending=True,
                )
                self._book(firm, pending)

    def _book(self, firm: Firm, movement: Movement) -> None:
        if firm.key in self._world.movements:
            self._world.movements[firm.key].append(movement)


def _other_side(movement: Movement, payer: Firm) -> Movement:
    return Movement(
        movement.day, -movement.cents, payer.name, payer.iban, movement.bank_reference, movement.end_to_end,
        movement.text, movement.reference, movement.reversal,
    )  # fmt: skip


def _month_start(month: int) -> date:
    index = FIRST.year * 12 + FIRST.month - 1 + month
    return date(index // 12, index % 12 + 1, 1)


def _working_day(day: date) -> date:
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def month_of(day: date) -> int:
    """The index of a day's month, from 0."""
    return (day.year - FIRST.year) * 12 + day.month - FIRST.month
