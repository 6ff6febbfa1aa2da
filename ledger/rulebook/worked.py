"""What the worked examples of this package are about: an invoice, a facility, and how an invoice stands on a day."""

from collections.abc import Iterable

from ledger.core.account import Turned
from ledger.core.facility import Facility, Limit
from ledger.core.grade import Attested, Grade
from ledger.core.history import Counterparty, Observation, Part, Side
from ledger.core.ids import Member, ObligationId, TradelineId
from ledger.rulebook.position import Position, position

BANK = Member(3)
_TRADELINE = TradelineId(Member(7), 1)
_BUYER = Counterparty("member:8")

Dated = Iterable[tuple[int, int]]
"""Days with minor units."""


def invoice(
    amount: int, due: int, paid: Dated = (), issued: int = 0, number: int = 1, written_off: Dated = ()
) -> Observation:
    """An invoice over `amount` euro cents on member 8, acknowledged, paid by an agent's word."""
    return Observation(
        side=Side.IS_PAID,
        obligation=ObligationId(number.to_bytes(32)),
        counterparty=_BUYER,
        currency="EUR",
        amount=amount,
        issued=issued,
        due=due,
        payments=tuple(Part(day, part, Grade.A) for day, part in paid),
        write_offs=tuple(Part(day, part, Grade.B) for day, part in written_off),
        grade=Grade.A,
        tradeline=_TRADELINE,
        attested=tuple(Attested(BANK, day, part) for day, part in paid),
    )


def stood(seen: Observation, as_of: int) -> Position:
    """How an invoice of which something is left stands on a day."""
    found = position(seen, as_of)
    assert found is not None
    return found


def facility(limits: Dated, drawdowns: Dated = ()) -> Facility:
    """A revolving credit of member 8 in euro cents, on the tradeline of the invoices."""
    return Facility(
        side=Side.IS_PAID,
        tradeline=_TRADELINE,
        counterparty=_BUYER,
        currency="EUR",
        limits=tuple(Limit(day, amount) for day, amount in limits),
        drawdowns=tuple(Part(day, amount) for day, amount in drawdowns),
        grade=Grade.B,
    )


def said(month: int, amount: int) -> Turned:
    """What the bank says came in, in the month that ends on a day."""
    return Turned(Side.IS_PAID, TradelineId(Member(7), 2), BANK, "EUR", month, amount)
