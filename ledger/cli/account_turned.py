"""What statements say of an account by month: for people, and as JSON values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ledger.app.account_months import Sums
from ledger.app.accounts import Account
from ledger.attest.canonical import Json
from ledger.cli.output import plain
from ledger.cli.plain_table import show, table
from ledger.core.codes import Kind
from ledger.core.ids import Member
from ledger.core.money import decimal_text
from ledger.documents.booked import Statement
from ledger.documents.turnover import MonthTurned, Sum, Turnover
from ledger.rulebook.month_end import month_name, month_of

_GAPS = 3
"""Stretches of days that are missing which one month shows."""


@dataclass(frozen=True, slots=True)
class Turned:
    """What was read for an account, by day `today`, on behalf of the bank `agent`."""

    account: Account
    agent: Member
    today: int
    statements: Sequence[Statement]
    found: Turnover

    def tells(self, month: MonthTurned) -> bool:
        """Whether a month is covered wholly and has ended."""
        return not month.missing and month.month < self.today

    def sums(self) -> tuple[Sums, ...]:
        """What the bank can say."""
        return tuple(
            Sums(month.month, month.counted.received, month.counted.paid_out)
            for month in self.found.months
            if self.tells(month)
        )

    def form(self) -> dict[str, Json]:
        """As a JSON value: amounts as decimal text."""
        return {
            "tradeline": str(self.account.tradeline),
            "currency": self.account.currency,
            "accounts": [{"number": number, "owner": owner} for number, owner in _accounts(self.statements)],
            "statements": len(self.statements),
            "unbooked": sum(statement.unbooked for statement in self.statements),
            "months": [self._month_form(month) for month in self.found.months],
        }

    def print(self) -> None:
        """Two tables: the months, and what is in none of their sums."""
        rows = table("month", "received", "paid out", "movements", "said before", "")
        for month in self.found.months:
            known = self.tells(month)
            rows.add_row(
                month_name(month_of(month.month)),
                self._text(month.counted.received) if known else "",
                self._text(month.counted.paid_out) if known else "",
                str(month.counted.count) if known else "",
                self._said(month),
                self._why(month),
            )
        whose = ", ".join(
            f"{number} ({owner})" if owner else number for number, owner in _accounts(self.statements)
        )
        show(f"account {self.account.tradeline}, {plain(f'{self.account.currency}: {whose}')}", rows)
        left = [(month, why, sums) for month in self.found.months for why, sums in month.left.items()]
        if left:
            rows = table("month", "left out", "received", "paid out", "movements")
            for month, why, sums in left:
                amounts = (self._text(sums.received), self._text(sums.paid_out))
                rows.add_row(month_name(month_of(month.month)), why.value, *amounts, str(sums.count))
            show("in no sum", rows)

    def _month_form(self, month: MonthTurned) -> dict[str, Json]:
        return {
            "month": month_name(month_of(month.month)),
            "told": self.tells(month),
            **(self._sum_form(month.counted) if self.tells(month) else {}),
            "missing": [str(days) for days in month.missing],
            "left_out": [{"why": why.value, **self._sum_form(sums)} for why, sums in month.left.items()],
            "said_before": dict(self._before(month)),
        }

    def _sum_form(self, sums: Sum) -> dict[str, Json]:
        return {
            "received": self._text(sums.received),
            "paid_out": self._text(sums.paid_out),
            "movements": sums.count,
        }

    def _before(self, month: MonthTurned) -> Mapping[str, str | None]:
        """What the bank said last of either side."""
        words = {
            name: self.account.of(self.agent, kind, month.month)
            for name, kind in (("received", Kind.RECEIPTS), ("paid_out", Kind.OUTGOINGS))
        }
        return {name: self._text(said[-1].amount) if said else None for name, said in words.items()}

    def _said(self, month: MonthTurned) -> str:
        before = self._before(month)
        if not any(before.values()):
            return ""
        now = {
            "received": self._text(month.counted.received),
            "paid_out": self._text(month.counted.paid_out),
        }
        if self.tells(month) and before == now:
            return "the same"
        return " / ".join(text or "-" for text in before.values())

    def _why(self, month: MonthTurned) -> str:
        """Why nothing can be said of a month."""
        if month.missing:
            shown = ", ".join(map(str, month.missing[:_GAPS]))
            return f"not covered: {shown}{' and more' if len(month.missing) > _GAPS else ''}"
        return "" if month.month < self.today else "has not ended"

    def _text(self, minor: int) -> str:
        return decimal_text(minor, self.account.currency)


def _accounts(statements: Sequence[Statement]) -> list[tuple[str, str]]:
    return sorted({(statement.account, statement.owner) for statement in statements})
