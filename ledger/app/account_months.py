"""A bank's word on a firm's account: what came in and what went out in a calendar month that has ended."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ledger.app.accounts import Account
from ledger.app.desk import Desk
from ledger.app.intents import State
from ledger.app.submit import Accepted, submit
from ledger.core.codes import Capacity, Kind
from ledger.core.content import Facts, Identity
from ledger.core.day import Day, date_of
from ledger.core.errors import BadContent, BadInput
from ledger.core.faults import Fault
from ledger.core.ids import Member
from ledger.core.money import parse_money
from ledger.rulebook.month_end import month_end

_MONTH = re.compile(r"(19[7-9][0-9]|20[0-9]{2}|21[0-4][0-9])-(0[1-9]|1[0-2])")
_SHOWN = 40
"""Signs of what was typed that a fault repeats."""
_LAST = 2149 * 12 + 4
"""The last month that ends on a day which a record can name, 2149-05."""


@dataclass(frozen=True, slots=True)
class Sums:
    """Of the month that ends on day `month`, minor units; None is not told."""

    month: Day
    received: int | None = None
    paid_out: int | None = None

    def sides(self) -> Iterator[tuple[Kind, int]]:
        """What is told."""
        if self.received is not None:
            yield Kind.RECEIPTS, self.received
        if self.paid_out is not None:
            yield Kind.OUTGOINGS, self.paid_out


@dataclass(frozen=True, slots=True)
class Typed:
    """The same as people and other programs write it: `2026-10`, `12345.67`."""

    month: str
    received: str | None = None
    paid_out: str | None = None


@dataclass(frozen=True, slots=True)
class Stated:
    """What became of one sum. `entry` is None if it had been said already; `instead_of`: another sum that was said
    before, and counts no more.
    """

    kind: Kind
    month: Day
    amount: int
    entry: Accepted | None
    instead_of: int | None = None


def read_months(typed: Sequence[Typed], currency: str, today: int, file: str) -> tuple[Sums, ...]:
    """What was typed of an account in a currency, by day `today`; BadInput with every fault, said to be in `file`."""
    faults: list[Fault] = []
    found = [_read(one, currency, today, file, faults) for one in typed]
    if len({one.month for one in typed}) < len(typed):
        months = ", ".join(one.month for one in typed)
        faults.append(Fault(file, "month", "month", "month.twice", months, "each month once"))
    if faults:
        raise BadInput(tuple(faults))
    return tuple(one for one in found if one is not None)


def state_months(desk: Desk, account: Account, agent: Member, sums: Iterable[Sums]) -> tuple[Stated, ...]:
    """The agent says what came in and went out, in one submission; what it has said last already is not said again.

    Refused and its kinds where it is not appointed.
    """
    wanted = [(one.month, kind, amount) for one in sums for kind, amount in one.sides()]
    said = [account.of(agent, kind, month) for month, kind, _ in wanted]
    fresh = [
        not words or words[-1].amount != amount or words[-1].early
        for (_, _, amount), words in zip(wanted, said, strict=True)
    ]
    intents = [
        _intent(account, month, kind, amount, len(words))
        for (month, kind, amount), words, new in zip(wanted, said, fresh, strict=True)
        if new
    ]
    accepted = iter(submit(desk, agent, intents) if intents else ())
    return tuple(
        Stated(
            kind,
            month,
            amount,
            next(accepted) if new else None,
            _other(words[-1].amount if words else None, amount),
        )
        for (month, kind, amount), words, new in zip(wanted, said, fresh, strict=True)
    )


def last_word(account: Account, kind: Kind) -> int | None:
    """The last sum over nothing that anybody said of a side of the account, of whatever month; None if nobody did."""
    return next((word.amount for word in reversed(account.words) if word.kind is kind and word.amount), None)


def _intent(account: Account, month: Day, kind: Kind, amount: int, before: int) -> State:
    # A sum said once more after another one is a word of its own: the fold takes a commitment once.
    again = Identity(reference=str(before) if before else None)
    return State(account.tradeline, Capacity.AGENT, Facts(kind, account.currency, amount, month), again)


def _other(before: int | None, amount: int) -> int | None:
    return None if before == amount else before


def _read(typed: Typed, currency: str, today: int, file: str, faults: list[Fault]) -> Sums | None:
    month, place = _month(typed.month, today, file, faults), typed.month[:_SHOWN]
    received, paid_out = (
        _amount(name, text, place, currency, file, faults)
        for name, text in (("received", typed.received), ("paid out", typed.paid_out))
    )
    if typed.received is None and typed.paid_out is None:
        faults.append(
            Fault(file, place, "amount", "amount.missing", "neither", "what came in, went out, or both")
        )
    return None if month is None else Sums(month, received, paid_out)


def _month(text: str, today: int, file: str, faults: list[Fault]) -> Day | None:
    """Its last day. Rules `month.form`, `month.ended`."""
    match = _MONTH.fullmatch(text)
    number = int(match[1]) * 12 + int(match[2]) - 1 if match else 0
    if match is None or number > _LAST:
        expected = "a month written YYYY-MM, from 1970-01 to 2149-05"
        faults.append(Fault(file, "month", "month", "month.form", repr(text[:_SHOWN]), expected))
        return None
    end = Day(month_end(number))
    if end >= today:
        expected = f"a month that has ended: {text} ends on {date_of(end)}"
        faults.append(Fault(file, text, "month", "month.ended", text, expected))
    return end


def _amount(
    name: str, text: str | None, where: str, currency: str, file: str, faults: list[Fault]
) -> int | None:
    """Minor units, 0 or more. Rules `amount.form`, `amount.negative`."""
    if text is None:
        return None
    try:
        minor = parse_money(text, currency).minor
    except BadContent as error:
        faults.append(Fault(file, where, name, "amount.form", repr(text[:_SHOWN]), error.rule))
        return None
    if minor < 0:
        faults.append(
            Fault(file, where, name, "amount.negative", text, "0 or more: the side says the direction")
        )
    return minor
