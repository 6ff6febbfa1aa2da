"""The plan of the demo set: members, and who does what on which day. Its form: `scripts/demo_set.py`."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from demo_trade import LABEL
from demo_trade.trade import (
    DISPUTED,
    FINANCED,
    FINANCIER,
    FIRST,
    LAST,
    MONTHS,
    SECOND_FINANCIER,
    Invoice,
    World,
    month_of,
)
from demo_trade.world import BANK, BANKS, FIRM, FIRMS, OUTSIDERS, RELATIONS, Firm

Step = dict[str, object]

OWN_UPLOAD = ("delfino", "hibou", "jura")
"""Firms that appointed nobody and upload their statements themselves: grade C."""

NEVER_ANSWERS = "granja"
"""A late payer that accepts no tradeline in which it is the debtor."""

LONER = "jura"
"""Knows no member, and uploads two years at once."""

HOSTED = {"iskra": "quittung", "hibou": "nordkap"}
"""Firms whose keys a host keeps."""

AGAIN = "double-pledge/again.xml"


def file_of(invoice: Invoice) -> str:
    """Where an invoice lies in the set."""
    plain = "".join(character if character.isalnum() else "-" for character in invoice.number)
    return f"{invoice.seller.key}/{'credit-notes' if invoice.credits else 'invoices'}/{plain}.xml"


def statement_of(firm: Firm, month: int) -> str:
    """Where a firm's statement of a month lies."""
    index = FIRST.year * 12 + FIRST.month - 1 + month
    return f"{firm.key}/statements/{index // 12}-{index % 12 + 1:02}.xml"


def other_spelling(number: str) -> str:
    """The same number, typed differently: lower case, spaces, more zeros."""
    prefix, year, serial = number.split("-")
    return f"{prefix.lower()} {year} {int(serial):06}"


def plan(world: World, seed: int) -> dict[str, object]:
    """The whole plan, steps in order of day."""
    steps = sorted(
        [
            *_appointments(),
            *_uploads(world),
            *_turnover(),
            *_answers(world),
            *_dispute(world),
            *_pledge(world),
        ],
        key=lambda step: (str(step["day"]), _ORDER.index(str(step["do"]))),
    )
    return {
        "made": LABEL,
        "seed": seed,
        "from": FIRST.isoformat(),
        "to": LAST.isoformat(),
        "members": [*_members()],
        "outsiders": [{"key": firm.key, "name": firm.name, "ids": [f"vat:{firm.vat}"]} for firm in OUTSIDERS],
        "steps": steps,
    }


_ORDER = (
    "appoint",
    "import",
    "turnover",
    "accept",
    "acknowledge",
    "dispute",
    "resolve",
    "assign",
    "take",
    "pledge-again",
)


def _members() -> Iterator[Step]:
    for bank in BANKS:
        if bank.member:
            yield {
                "key": bank.key,
                "name": bank.name,
                "role": bank.role,
                "ids": [f"vat:{bank.vat}"],
                "host": None,
            }
    for firm in FIRMS:
        yield {
            "key": firm.key,
            "name": firm.name,
            "role": "sme",
            "ids": [f"vat:{firm.vat}"],
            "host": HOSTED.get(firm.key),
            "account": firm.iban,
            "bank": firm.bank if BANK[firm.bank].member else None,
        }


def _appointments() -> Iterator[Step]:
    for firm in FIRMS:
        if firm.key not in OWN_UPLOAD:
            yield _step(FIRST, firm.key, "appoint", agent=firm.bank)


def _uploads(world: World) -> Iterator[Step]:
    """After each month every seller its invoices and every bank its statements; the loner at the end."""
    for month in range(MONTHS):
        for firm in FIRMS:
            if firm.key != LONER:
                yield from _upload(world, firm, [month], _after(month))
    yield from _upload(world, FIRM[LONER], range(MONTHS), _after(MONTHS - 1))


def _upload(world: World, firm: Firm, months: Iterable[int], day: date) -> Iterator[Step]:
    months = list(months)
    mine = [
        invoice for invoice in world.invoices if invoice.seller is firm and month_of(invoice.issued) in months
    ]
    documents = [
        file_of(invoice) for invoice in sorted(mine, key=lambda invoice: (invoice.issued, invoice.number))
    ]
    if documents:
        yield _step(day, firm.key, "import", firm=firm.key, files=documents, grade=None)
    own = firm.key in OWN_UPLOAD
    statements = [statement_of(firm, month) for month in months]
    recorder, grade = (firm.key, "C") if own else (firm.bank, "A")
    yield _step(day, recorder, "import", firm=firm.key, files=statements, grade=grade)


def _turnover() -> Iterator[Step]:
    """At the end every bank says of each month what came in and went out of its firms' accounts."""
    for firm in FIRMS:
        if firm.key not in OWN_UPLOAD:
            statements = [statement_of(firm, month) for month in range(MONTHS)]
            yield _step(_after(MONTHS - 1), firm.bank, "turnover", firm=firm.key, statements=statements)


def _answers(world: World) -> Iterator[Step]:
    """Debtors accept a tradeline after its first invoices, and acknowledge most of what they are sent."""
    for relation in RELATIONS:
        if relation.buyer == NEVER_ANSWERS or not FIRM[relation.buyer].member:
            continue
        yield _step(_after(0) + timedelta(days=2), relation.buyer, "accept", creditor=relation.seller)
        for month in range(MONTHS):
            numbers = [
                invoice.number
                for invoice in world.invoices
                if (invoice.seller.key, invoice.buyer.key) == (relation.seller, relation.buyer)
                and month_of(invoice.issued) == month
                and not invoice.credits
                and invoice is not world.special(DISPUTED)
            ]
            if numbers and month % 5 != 4:
                day = _after(month) + timedelta(days=4)
                yield _step(day, relation.buyer, "acknowledge", creditor=relation.seller, numbers=numbers)


def _dispute(world: World) -> Iterator[Step]:
    """The buyer finds damage; a quarter is credited; the dispute ends as upheld."""
    invoice = world.special(DISPUTED)
    credit = next(note for note in world.invoices if note.credits == invoice.number)
    seller, buyer = invoice.seller.key, invoice.buyer.key
    opened = _after(month_of(invoice.issued)) + timedelta(days=5)
    yield _step(opened, buyer, "dispute", creditor=seller, number=invoice.number, reason="damaged on arrival")
    closed = _after(month_of(credit.issued)) + timedelta(days=1)
    yield _step(closed, seller, "resolve", creditor=seller, number=invoice.number, outcome="upheld")


def _pledge(world: World) -> Iterator[Step]:
    """An invoice is sold to one bank, and offered to the other under another spelling."""
    invoice = world.special(FINANCED)
    seller = invoice.seller.key
    day = _after(month_of(invoice.issued)) + timedelta(days=6)
    yield _step(day, seller, "assign", creditor=seller, number=invoice.number, to=FINANCIER)
    yield _step(
        day, FINANCIER, "take", creditor=seller, number=invoice.number, document=file_of(invoice)
    )  # fmt: skip
    yield _step(
        day + timedelta(days=3), seller, "pledge-again", creditor=seller,
        number=other_spelling(invoice.number), files=[AGAIN], to=SECOND_FINANCIER, expect="refused",
    )  # fmt: skip


def _step(day: date, who: str, do: str, **more: object) -> Step:
    return {"day": day.isoformat(), "who": who, "do": do, **more}


def _after(month: int) -> date:
    index = FIRST.year * 12 + FIRST.month + month
    return date(index // 12, index % 12 + 1, 1)
