"""Histories at random, where rules meet: window edges, month ends, leap days, ties, amounts near 2^62.

All chance is `random.Random`: with a seed, thousands of them are quick to make; hypothesis hands in one of its own.
"""

from datetime import date
from random import Random

from ledger.core.account import Turned
from ledger.core.day import LAST, Day, date_of, day_of, months_back
from ledger.core.entry import Clock
from ledger.core.facility import Facility, Limit
from ledger.core.grade import Attested, Grade
from ledger.core.history import Counterparty, DisputeSpan, Interest, Observation, Part, Side
from ledger.core.ids import Member, ObligationId, TradelineId
from ledger.rulebook.rules import CoverageRules, LaterRules, Rules
from tests.second_opinion.rows import Case

RULEBOOKS = {
    "tradeline-1": Rules(),
    "tradeline-1-cn": Rules(dispute_days=20, utc_offset_minutes=480),
    "tradeline-2": LaterRules(),
    "tradeline-2-cn": LaterRules(dispute_days=20, utc_offset_minutes=480),
    "tradeline-3": CoverageRules(),
    "tradeline-3-cn": CoverageRules(dispute_days=20, utc_offset_minutes=480),
}
"""As the head of docs/rulebook.md has them."""

_DATES = (
    (2024, 2, 29),
    (2023, 2, 28),
    (2026, 2, 28),
    (2024, 3, 1),
    (2024, 3, 31),
    (2025, 4, 30),
    (2025, 12, 31),
    (1970, 6, 30),
)
_AGO = (-1, 0, 1, 29, 30, 31, 60, 61, 89, 90, 91, 92, 270, 271, 360, 361, 362, 729, 730, 731, 732)
_TERMS = (-400, -5, 0, 1, 7, 14, 30, 30, 60, 90, 400)
_SHIFTS = (-40, -31, -30, -21, -20, -1, 0, 0, 0, 0, 1, 7, 15, 22, 30, 31, 60, 90, 91, 92, 120, 121)
_LATE = (None, -5, -1, 0, 0, 0, 0, 1, 29, 30, 31, 32, 400)
_SECONDS = (0, 57_599, 57_600, 86_399)
"""At either side of midnight, in UTC and at UTC+8."""
_AROUND_EUR_500 = (49_999, 50_000, 50_001, 100 * 50_000, 100 * 50_001)
_LINES = {
    TradelineId(1, 1): (Side.PAYS, "EUR"),
    TradelineId(1, 2): (Side.PAYS, "EUR"),
    TradelineId(1, 3): (Side.IS_PAID, "CNY"),
}
_ACCOUNTS = {TradelineId(1, 4): "EUR", TradelineId(1, 5): "EUR", TradelineId(1, 6): "CNY"}
_AGENTS = (Member(21), Member(22), Member(23))
_MONTHS_AGO = (-1, 0, 1, 2, 22, 23, 24, 25)
_MEMBERS = ("member:2", "member:3", "member:4", "tradeline:7-1")


def case(chance: Random, most: int = 8) -> Case:
    """A member's observations, a day and a rulebook."""
    as_of = day_of(date(*chance.choice(_DATES))) if chance.randrange(2) else chance.randrange(15_000, 30_000)
    amounts = chance.choice(("small", "small", "any", "huge"))
    seen = tuple(_observation(chance, place, as_of, amounts) for place in range(chance.randrange(most + 1)))
    name = chance.choice(sorted(RULEBOOKS))
    lines = tuple(
        _facility(chance, line, as_of, amounts)
        for line in chance.sample(list(_LINES), chance.choice((0, 1, 3)))
    )
    later = isinstance(RULEBOOKS[name], LaterRules)
    words = _words(chance, seen, as_of, amounts)
    return Case(seen, as_of, name, RULEBOOKS[name], lines if later else (), words)


def _observation(chance: Random, place: int, as_of: int, amounts: str) -> Observation:
    line = chance.choice((None, *_LINES))
    side, currency = (
        _LINES[line] if line else (chance.choice(tuple(Side)), chance.choice(("EUR", "EUR", "EUR", "CNY")))
    )
    amount = _amount(chance, amounts)
    issued = max(0, as_of - (chance.choice(_AGO) if chance.randrange(2) else chance.randrange(2000)))
    due = max(0, issued + chance.choice(_TERMS))
    days, sums = (issued, due, due, as_of), (amount, amount // 2 or 1, amount // 3 or 1, 1)
    recorded = _clock(chance, issued, ahead=-1)
    payments = _parts(chance, days, sums, chance.choice((0, 1, 1, 2, 4)))
    contested = (issued, as_of, *(part.day for part in payments))
    interests = (Interest.OWN,) * 3 + ((Interest.PASSED_ON, Interest.TAKEN) if side is Side.IS_PAID else ())
    return Observation(
        side=side,
        obligation=ObligationId(place.to_bytes(32, "big")),
        counterparty=Counterparty(chance.choice(_MEMBERS)),
        currency=currency,
        amount=amount,
        issued=issued,
        due=due,
        payments=payments,
        credits=_parts(chance, days, sums, chance.choice((0, 0, 0, 1, 2))),
        write_offs=_parts(chance, days, sums, chance.choice((0, 0, 0, 1, 2))),
        disputes=tuple(_dispute(chance, contested, as_of) for _ in range(chance.choice((0, 0, 0, 1, 2)))),
        grade=chance.choice((Grade.A, Grade.B, Grade.C)),
        recorded=recorded,
        tradeline=line,
        corrected=_clock(chance, issued, ahead=-1) if recorded and not chance.randrange(4) else None,
        interest=chance.choice(interests),
        related=not chance.randrange(5),
        claim=not chance.randrange(6),
        attested=_attested(chance, payments, _parts(chance, days, sums, chance.choice((0, 0, 1, 2)))),
    )


def _amount(chance: Random, sort: str) -> int:
    small = (chance.randrange(1, 100), chance.randrange(500, 100_000), chance.choice(_AROUND_EUR_500))
    huge = (2**63 - 1, 2**62 + chance.randrange(-100, 100))
    return chance.choice({"small": small, "any": small + huge, "huge": huge}[sort])


def _clock(chance: Random, day: int, ahead: int = -5) -> Clock | None:
    """A block's time near a day; None if no chain knows it. `ahead`: what is said so many days before its day."""
    late = chance.choice(_LATE)
    if late is None:
        return None
    return Clock(1, max(0, day + max(late, ahead)) * 86_400 + chance.choice(_SECONDS))


def _parts(chance: Random, days: tuple[int, ...], sums: tuple[int, ...], count: int) -> tuple[Part, ...]:
    parts: list[Part] = []
    for _ in range(count):
        day = min(max(0, chance.choice(days) + chance.choice(_SHIFTS)), LAST)
        if parts and not chance.randrange(4):
            day = parts[-1].day
        amount = chance.choice(sums) if chance.randrange(2) else chance.randrange(1, max(sums) + 1)
        grade = chance.choice((Grade.A, Grade.B, Grade.C))
        parts.append(Part(day, amount, grade, _clock(chance, day), bool(chance.randrange(2))))
    return tuple(sorted(parts, key=lambda part: part.day))


def _attested(chance: Random, *reported: tuple[Part, ...]) -> tuple[Attested, ...]:
    """Agents on some of the payments that count, and on others, in any order."""
    said = [
        Attested(chance.choice(_AGENTS), part.day, part.amount)
        for parts in reported
        for part in parts
        if chance.randrange(4)
    ]
    return tuple(chance.sample(said, len(said)))


def _dispute(chance: Random, days: tuple[int, ...], as_of: int) -> DisputeSpan:
    edges = [as_of - ago for ago in (31, 30, 29, 20, 19, 0, -1)]
    opened = max(
        0, chance.choice(edges) if chance.randrange(2) else chance.choice(days) + chance.choice((-1, 0, 1))
    )
    length = chance.choice((None, None, 0, 1, 10, 30, 45))
    closed = None if length is None else opened + length
    return DisputeSpan(opened, closed, bool(chance.randrange(2)), _clock(chance, opened))


def _facility(chance: Random, line: TradelineId, as_of: int, amounts: str) -> Facility:
    ages = (-1, 0, 1, 30, 100, 365, 729, 730, 731, 900, 1500)
    days = [max(0, as_of - chance.choice(ages)) for _ in range(8)]
    sums = [_amount(chance, amounts) for _ in range(8)]
    said = 1 + chance.randrange(4)
    until = chance.choice((said, 7, 7))
    side, currency = _LINES[line]
    return Facility(
        side=side,
        tradeline=line,
        counterparty=Counterparty(chance.choice(_MEMBERS)),
        currency=currency,
        limits=tuple(
            Limit(day, amount if chance.randrange(4) else 0, _clock(chance, day))
            for day, amount in zip(days[:said], sums, strict=False)
        ),
        drawdowns=tuple(
            Part(day, amount) for day, amount in zip(days[said:until], sums[said:], strict=False)
        ),
        grade=chance.choice((Grade.B, Grade.B, Grade.C)),
    )


def _words(chance: Random, seen: tuple[Observation, ...], as_of: Day, amounts: str) -> tuple[Turned, ...]:
    """What agents say of accounts, in the months of payments and around the edges of what coverage looks at."""
    reported = [(one, paid) for one in seen for paid in one.attested]
    words: list[Turned] = []
    for _ in range(chance.choice((0, 2, 6, 12))):
        if words and not chance.randrange(3):
            words.append(_said_anew(chance, chance.choice(words), amounts))
        elif reported and chance.randrange(4):
            words.append(_said_of(chance, *chance.choice(reported)))
        else:
            side, account, agent = (
                chance.choice(tuple(Side)),
                chance.choice(list(_ACCOUNTS)),
                chance.choice(_AGENTS),
            )
            month, amount = (
                _month_end(as_of, chance.choice(_MONTHS_AGO)),
                chance.choice((0, _amount(chance, amounts))),
            )
            words.append(_said(chance, side, account, agent, month, amount))
    return tuple(words)


def _said_of(chance: Random, one: Observation, paid: Attested) -> Turned:
    """Of the month of a payment, by an agent that reports it: as much, about as much, half or twice of it."""
    account = chance.choice([line for line, currency in _ACCOUNTS.items() if currency == one.currency])
    sums = (paid.amount - 1, paid.amount, paid.amount + 1, paid.amount // 2, 2 * paid.amount)
    return _said(chance, one.side, account, paid.agent, _month_end(Day(paid.day)), chance.choice(sums))


def _said_anew(chance: Random, word: Turned, amounts: str) -> Turned:
    """Of the same month: by the same agent of the same account and side, or not."""
    side = chance.choice((word.side, word.side, *Side))
    account = chance.choice((word.tradeline, word.tradeline, *_ACCOUNTS))
    agent = chance.choice((word.agent, word.agent, *_AGENTS))
    return _said(
        chance, side, account, agent, word.month, chance.choice((word.amount, _amount(chance, amounts)))
    )


def _said(chance: Random, side: Side, account: TradelineId, agent: Member, month: int, amount: int) -> Turned:
    return Turned(side, account, agent, _ACCOUNTS[account], month, amount, _clock(chance, month, ahead=-1))


def _month_end(day: Day, ago: int = 0) -> Day:
    """The last day of a calendar month, so many before that of a day."""
    month = date_of(months_back(day, ago))
    return day_of(date(month.year + month.month // 12, month.month % 12 + 1, 1)) - 1
