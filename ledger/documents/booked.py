"""What a bank booked on an account: its statements as they are, with their balances, for sums that lack nothing."""

from dataclasses import dataclass, field

from ledger.core.day import Day
from ledger.core.drafts import Direction
from ledger.core.faults import Fault


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was read; two readings of one thing differ in nothing else."""

    file: str
    where: str

    def fault(self, below: str, field: str, rule: str, found: str, expected: str) -> Fault:
        """What is wrong at this place, or `below` it."""
        return Fault(self.file, self.where + below, field, rule, found, expected)


@dataclass(frozen=True, slots=True)
class Booked:
    """A booked movement of `minor` units over nothing, as `import` parts an entry. `day` is that of booking, None
    where the bank names none; `other` the account on the other side. `names`: of a payment that came back, the
    texts that may name the one that it returns, with None for one that did not.
    """

    place: Place = field(compare=False)
    day: Day | None
    direction: Direction
    minor: int
    reference: str | None = None
    end_to_end: str | None = None
    other: str | None = None
    names: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, and the time of it (`hh:mm:ss`), empty where a day alone is named."""

    day: Day
    time: str = ""

    @property
    def starts_day(self) -> bool:
        """Nothing of the day is before it."""
        return self.time in ("", "00:00:00")

    @property
    def ends_day(self) -> bool:
        """Nothing of the day is after it."""
        return not self.time or self.time >= "23:59"


@dataclass(frozen=True, slots=True)
class Balance:
    """Minor units, negative for a debit, and when; `before` is that at the close of the statement before (PRCD)."""

    minor: int
    currency: str
    at: Moment | None
    before: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A statement as it stands in a file, or a page of one. `number` is the bank's own count of its statements; `page`
    is None where it does not say that there are pages. `follows`: as in `Statement`.
    """

    place: Place = field(compare=False)
    account: str
    owner: str
    currency: str
    name: str
    number: int | None
    page: int | None
    last: bool
    since: Moment | None
    until: Moment | None
    created: Day | None = field(compare=False)
    opening: Balance | None
    closing: Balance | None
    follows: Day | None
    entries: tuple[Booked, ...]
    unbooked: int


@dataclass(frozen=True, slots=True)
class Period:
    """The days `first` to `last`, of these two wholly if `from_start`, `to_end`; `since` and `until` are the times of
    them, empty where days alone are named.
    """

    first: Day
    last: Day
    since: str
    until: str
    from_start: bool
    to_end: bool


@dataclass(frozen=True, slots=True)
class Statement:
    """A whole statement of a period, whose entries lead from `opening` to `closing`. `follows` is the day on which the
    statement before it closed, where it says so.
    """

    place: Place = field(compare=False)
    account: str
    owner: str
    currency: str
    number: int | None
    period: Period
    follows: Day | None
    opening: int
    closing: int
    entries: tuple[Booked, ...]
    unbooked: int
