"""A claim with all that its statement tells: names, totals, as of which block, and where its records are shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from ledger.app.claiming import Claim, Record, Row
from ledger.app.ports import Standing
from ledger.core.day import Day, date_of
from ledger.core.ids import Commitment, Member
from ledger.core.money import decimal_text


@dataclass(frozen=True, slots=True)
class Shown:
    """A dossier's file: its SHA-256, and the JSON path of each entry by commitment and recorder."""

    file: str
    digest: bytes
    places: Mapping[tuple[Commitment, Member], str]


@dataclass(frozen=True, slots=True)
class Total:
    """Of one currency, in its minor units: `open` and `interest` are claimed, the `disputed` ones apart.

    `bound_interest`: the part of `interest` that falls away where longer terms of a large buyer are found reasonable.
    """

    currency: str
    open: int = 0
    interest: int = 0
    disputed_open: int = 0
    disputed_interest: int = 0
    bound_interest: int = 0


@dataclass(frozen=True, slots=True)
class Pack:
    """`names`: of creditor and debtor; `known`: the last block read; `behind`: why the chain was not read, if so."""

    claim: Claim
    names: tuple[str | None, str | None]
    known: Standing | None
    behind: str | None
    shown: Shown | None

    def totals(self) -> tuple[Total, ...]:
        """One a currency, in order of code; each a sum of the rows as they are shown."""
        found: dict[str, Total] = {}
        for row in self.claim.claimed():
            currency = row.seen.currency
            found[currency] = _plus(found.get(currency, Total(currency)), row)
        return tuple(found[currency] for currency in sorted(found))

    def place(self, record: Record) -> str | None:
        """Where in the dossier a record is shown; None where it is not, or there is no dossier."""
        if self.shown is None:
            return None
        return self.shown.places.get((record.commitment, record.said.recorder))


def _plus(total: Total, row: Row) -> Total:
    late = row.late
    assert late is not None
    bound = 0 if row.by_contract is None else late.accrual.interest - row.by_contract.interest
    return Total(
        total.currency,
        total.open + late.open,
        total.interest + late.accrual.interest,
        total.disputed_open + late.disputed_open,
        total.disputed_interest + late.disputed.interest,
        total.bound_interest + bound,
    )


def named(row: Row) -> str:
    """The document's number, else the beginning of the obligation's id."""
    return row.number or f"0x{row.seen.obligation.hex()[:16]}…"


def money(minor: int, row: Row) -> str:
    """An amount with the decimals of the row's currency."""
    return decimal_text(minor, row.seen.currency)


def iso(day: int) -> str:
    """YYYY-MM-DD."""
    return date_of(Day(day)).isoformat()


def moment(seconds: int) -> str:
    """A block's time, in UTC."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%SZ")
