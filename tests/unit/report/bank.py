"""A bank with a book, tables of loans and of invoices, and a supervisor's tables: all of it made, to put on a page."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache

from ledger.app.portfolio_lenders import Elsewhere
from ledger.app.portfolio_loans import loan_books, remarks
from ledger.app.portfolio_supervised import Coverage
from ledger.core.day import Day, parse_day
from ledger.core.drafts import Dated, LoanDraft, Party, Source
from ledger.core.facility import Facility, Limit
from ledger.core.history import Counterparty, DisputeSpan, Interest, Observation, Part, Side
from ledger.core.ids import Member, ObligationId, TradelineId
from ledger.core.money import Money
from ledger.documents.findings import Note
from ledger.proof.consensus.engine import Finality
from ledger.proof.keccak import keccak256
from ledger.report.portfolio.source import Basis, Block, File, InvoiceFile, Lender, LoanFile, Supervision
from ledger.rulebook.book import Book, Lent, Measures, book
from ledger.rulebook.cross_lender import Answer, Debt
from ledger.rulebook.ecl import BUCKETS, Rate, Rates
from ledger.rulebook.rulebook import STANDARD
from ledger.rulebook.small_cells import Contribution, Limits, publish
from ledger.rulebook.vintage import Booked

AS_OF = parse_day("2026-06-30")
RATES: Rates = (Rate(3, 1000), Rate(16, 1000), Rate(36, 1000), Rate(66, 1000), Rate(106, 1000))
BASIS = Basis(AS_OF, STANDARD, 3)
USUAL = Limits()
_LINE = TradelineId(Member(1), 7)
_FIRMS = ("Birke Möbelwerk GmbH", "Corvin Textil Kft", "Delfino Pesca S.p.A.", "Eksteen Vrugte (Pty) Ltd",
          "Fjord Maskin AS", "Granja del Sur S.L.", "Hibou Papeterie SARL", "Iskra Elektro d.o.o.",
          "Jura Fromages SA", "上海安科金属制品有限公司", "Kelo Sahat Oy", "Lumen Glass sp. z o.o.")  # fmt: skip
NAMES = {Counterparty(f"member:{place + 5}"): name for place, name in enumerate(_FIRMS)}
_OTHERS = (Counterparty("member:40"), Counterparty("tradeline:1-31"))
"""Those whom nobody has a name for."""


def debt(number: int, of: str, amount: int, issued: int, **changes: object) -> Observation:
    """What one obligor owes, due a month after it was issued."""
    id, due = ObligationId(number.to_bytes(32)), issued + 30
    seen = Observation(Side.IS_PAID, id, Counterparty(of), "EUR", amount, issued, due)
    return replace(seen, **changes)  # type: ignore[arg-type]


def _debts() -> Iterator[Observation]:
    """An invoice a month from each, over two and a half years: most pay, later and later; some have stopped."""
    for place, of in enumerate((*NAMES, *_OTHERS)):
        for month in range(30):
            issued = AS_OF - 30 * (30 - month) - place
            amount = 90_000 * (14 - place) + 1_250 * month
            late = (place * 11 + month * 5) % 66 - 12
            stopped = place in (2, 6, 9) and month > 26 - place
            paid = issued + 30 + late
            payments = () if stopped or paid > AS_OF else (Part(paid, amount),)
            yield debt(1000 * place + month, of, amount, issued, payments=payments)


def _odd() -> Iterator[Observation]:
    """What else a book may have: a dispute, a write-off, a debt that was bought."""
    first, second, third = tuple(NAMES)[:3]
    yield debt(90_001, first, 480_000, AS_OF - 60, disputes=(DisputeSpan(AS_OF - 5),))
    yield debt(90_002, second, 720_000, AS_OF - 320, write_offs=(Part(AS_OF - 20, 500_000),))
    yield debt(90_003, third, 150_000, AS_OF - 50, interest=Interest.TAKEN)


def _booked(cohorts: int = 14, each: int = 40) -> Iterator[Booked]:
    """Loans by quarter; of the later cohorts more are lost, and sooner."""
    for cohort in range(cohorts):
        day = AS_OF - 91 * (cohorts - cohort)
        for number in range(each):
            lost = number % 20 == 3 or (cohort > cohorts // 2 and number % 9 == 1)
            after = day + 120 + 9 * number - 6 * cohort
            yield Booked(day + number // 2, 250_000 + 1000 * number, *((after, 90_000) if lost else ()))


@cache
def euro() -> Book:
    """The bank's book in euro."""
    line = Facility(
        side=Side.IS_PAID,
        tradeline=_LINE,
        counterparty=next(iter(NAMES)),
        currency="EUR",
        limits=(Limit(AS_OF - 500, 20_000_000),),
        drawdowns=(Part(AS_OF - 300, 6_000_000), Part(AS_OF - 40, 8_500_000)),
    )
    lent = Lent((*_debts(), *_odd()), tuple(_booked()), (line,), 14_500_000)
    return book(lent, "EUR", AS_OF, Measures(rates=RATES))


@cache
def yuan() -> Book:
    """Another, of three debts, without rates."""
    owed = [
        replace(debt(number, of, 1_000_000 * number, AS_OF - 45 * number), currency="CNY")
        for number, of in enumerate(tuple(NAMES)[-3:], 1)
    ]
    return book(Lent(owed), "CNY", AS_OF, Measures())


def _across() -> dict[Counterparty, Elsewhere]:
    """Of everyone who is a member: a yes, a no, nobody who knows, and no debt at all."""
    late, fine = {"EUR": Debt(50_000_000, 21_000_000)}, {"EUR": Debt(30_000_000, 1), "USD": Debt(500, 0)}
    answers = (Elsewhere(Answer.YES, late, 2, True), Elsewhere(Answer.NO, fine, 1, True),
               Elsewhere(Answer.NOT_KNOWN, {}, 3, False), Elsewhere(Answer.NO, {}, 0, True))  # fmt: skip
    return {name: answers[place % 4] for place, name in enumerate((*NAMES, _OTHERS[0]))}


def lender(**changes: object) -> Lender:
    """The bank's own portfolio."""
    made = Lender(
        basis=BASIS,
        lender=Member(1),
        name="Nordkap Handelsbank AG",
        block=Block(880, keccak256(b"a block"), Finality.IMMEDIATE),
        behind=False,
        books={"CNY": yuan(), "EUR": euro()},
        names=NAMES,
        across=_across(),
        sealed=3,
        partly=2,
        claims=1,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def _file(name: str, records: int, *notes: str) -> File:
    told = [Note("the whole file", "status", note) for note in notes]
    return File(name, keccak256(name.encode()), "CSV, profile made", records, told)


def invoices(name: str = "receivables.csv", names: Mapping[Counterparty, str] = NAMES) -> InvoiceFile:
    """A table of the same debts, where obligors have names alone."""
    owed = [
        replace(each, counterparty=Counterparty(names.get(each.counterparty, each.counterparty)))
        for each in _debts()
    ]
    books = {"EUR": book(Lent(owed), "EUR", AS_OF, Measures())}
    return InvoiceFile(BASIS, _file(name, len(owed), "3 rows left out"), 4, books)


def loan(number: int, agreed: int, drawn: int | None, lost: int | None = None, **of: int) -> LoanDraft:
    """One loan of a table, over a thousand dollars unless said otherwise."""
    place = Source("loans.csv", f"line {number + 1}", bytes(32))
    paid, gone = (Money(of.get(name, least), "USD") for name, least in (("paid", 100_000), ("gone", 60_000)))
    return LoanDraft(
        source=place,
        number=f"L-{number}",
        agreed=Day(agreed),
        amount=Money(of.get("amount", 100_000), "USD"),
        creditor=Party(""),
        debtor=Party(f"Firm {number}"),
        drawn=None if drawn is None else Dated(Day(drawn), paid),
        charged_off=None if lost is None else Dated(Day(lost), gone),
    )


def _loans() -> Iterator[LoanDraft]:
    for number in range(400):
        day = AS_OF - 3000 + 7 * number
        lost = day + 300 + 3 * (number % 97) if number % 11 == 2 else None
        yield loan(number, day - 20, day, lost if lost is not None and lost < AS_OF else None)
    yield loan(401, AS_OF - 900, AS_OF - 910)
    yield loan(402, AS_OF - 900, None, AS_OF - 500)
    yield loan(403, AS_OF - 900, AS_OF - 890, AS_OF - 895)
    yield loan(404, AS_OF - 900, AS_OF - 890, AS_OF - 500, gone=200_000)
    yield loan(405, AS_OF - 900, AS_OF - 890, AS_OF - 500, gone=0)
    yield loan(406, AS_OF - 900, AS_OF - 890, amount=0)


def loans(
    name: str = "loans.csv", cohort_months: int = 3, drafts: Iterable[LoanDraft] | None = None
) -> LoanFile:
    """A table of loans, with one of every oddity unless others are given."""
    read = list(_loans() if drafts is None else drafts)
    basis = replace(BASIS, cohort_months=cohort_months)
    odd = tuple(remarks(read))
    return LoanFile(
        basis, _file(name, len(read), "12 rows left out"), loan_books(read, AS_OF, cohort_months), odd
    )


def contributions(months: int = 12) -> Iterator[Contribution]:
    """Open debts by month of issue: the older the fewer, with one cell that a single firm has to itself."""
    for month in range(months):
        row = f"2026-{month + 1:02}" if month < 12 else "earlier"
        for place, column in enumerate(BUCKETS):
            for number in range(max(0, 17 - 3 * place - month)):
                sides = (f"member:{number % 11}", f"member:{20 + (number * 7 + month) % 13}")
                yield Contribution(row, column, 120_000 + 1_111 * number + 37 * month, sides)


def supervision(*tables: Iterable[Contribution], limits: Limits = USUAL) -> Supervision:
    """What is published of contributions, a currency each; of the usual ones if none are given."""
    made = tables or (tuple(contributions()), tuple(contributions(4)))
    places = (("EUR", "MEMBERS"), ("EUR", "IS_PAID"), ("USD", "PAYS"))
    return Supervision(
        as_of=AS_OF,
        auditor=Member(9),
        block=Block(880, keccak256(b"a block"), Finality.PROBABILISTIC),
        behind=False,
        limits=limits,
        coverage=Coverage(members=40, tradelines=310, obligations=2_480, sealed=61, void=2, claims=7),
        tables={place: publish(each, limits) for place, each in zip(places, made, strict=False)},
    )
