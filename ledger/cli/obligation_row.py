"""One obligation on one day, as it is shown."""

from dataclasses import dataclass

from ledger.app.chronicle import Chronicle
from ledger.app.near import near_on
from ledger.attest.canonical import Json
from ledger.core.codes import Outcome
from ledger.core.day import Day, iso
from ledger.core.history import Interest, Observation, Part, Side, observations
from ledger.core.ids import ObligationId
from ledger.core.money import decimal_text
from ledger.core.obligation import Obligation
from ledger.rulebook.position import Position, disputed, owing, position
from ledger.rulebook.rulebook import STANDARD


@dataclass(frozen=True, slots=True)
class Row:
    """`position`: what is owed, so that only payments that bind the payee are paid; None where nothing is left of it:
    credited in full. `own_word` (minor units): what the debtor alone says it paid of that rest.
    """

    observation: Observation
    obligation: Obligation
    number: str | None
    as_of: Day
    position: Position | None
    own_word: int = 0
    near: tuple[ObligationId, ...] = ()
    """Invoices that are alike in parties, currency, amount and month."""

    @property
    def late(self) -> int | None:
        """Days late: of the payment that completed it, or of its rest so far; None while it is not due."""
        if self.position is None:
            return None
        if self.position.rest:
            past = self.as_of - self.observation.due
            return past if past > 0 else None
        return max((part.day for part in self.position.payments), default=0) - self.observation.due

    @property
    def is_disputed(self) -> bool:
        """Whether a dispute stands on the day."""
        return disputed(self.observation.disputes, self.as_of, STANDARD.rules)

    @property
    def state(self) -> str:
        """In a word or two."""
        if self.position is None:
            return "credited"
        words = [self._paid_words(self.position)]
        words += ["overdue"] * bool(self.position.rest and self.as_of > self.observation.due)
        words += ["disputed"] * self.is_disputed
        words += ["written off"] * any(part.day <= self.as_of for part in self.observation.write_offs)
        words += {Interest.PASSED_ON: ["financed"], Interest.TAKEN: ["taken over"]}.get(
            self.observation.interest, []
        )
        return ", ".join(words)

    def cells(self) -> tuple[str, ...]:
        """For a table of number, due day, amount, open rest, days late, grade, state."""
        seen = self.observation
        _, rest = self._paid_and_rest()
        return (
            self.number or "sealed",
            iso(seen.due),
            self._money(seen.amount),
            self._money(rest) if rest else "",
            "" if self.late is None else str(self.late),
            seen.grade.name,
            self.state,
        )

    def render(self) -> dict[str, Json]:
        """As JSON values."""
        seen = self.observation
        paid, rest = self._paid_and_rest()
        return {
            "obligation": f"0x{seen.obligation.hex()}",
            "tradeline": str(seen.tradeline),
            "side": seen.side.value,
            "number": self.number,
            "currency": seen.currency,
            "amount": self._money(seen.amount),
            "paid": self._money(paid),
            "paid_own_word": self._money(self.own_word),
            "open": self._money(rest),
            "issued": iso(seen.issued),
            "due": iso(seen.due),
            "days_late": self.late,
            "state": self.state,
            "grade": seen.grade.name,
            "holder": seen.holder or None,
            "claim": seen.claim,
            "near": [f"0x{other.hex()}" for other in self.near],
            "payments": [self._part(part) for part in seen.payments if part.day <= self.as_of],
            "credits": [self._part(part) for part in seen.credits if part.day <= self.as_of],
            "write_offs": [self._part(part) for part in seen.write_offs if part.day <= self.as_of],
            "disputes": self._disputes(),
            "commitment": f"0x{self.obligation.commitment.hex()}",
        }

    def _paid_words(self, found: Position) -> str:
        unsaid = found.rest - self.own_word
        said = "paid" if not unsaid else "part paid" if unsaid < found.amount else "open"
        return f"{said} (own word)" if self.own_word else said

    def _disputes(self) -> list[Json]:
        return [
            {
                "opened": iso(item.day),
                "closed": iso(item.closed.day) if item.closed and item.closed.day <= self.as_of else None,
                "outcome": Outcome(item.closed.outcome).name.lower() if item.closed else None,
                "commitment": f"0x{item.said.commitment.hex()}",
            }
            for item in self.obligation.disputes
            if item.day <= self.as_of
        ]

    def _paid_and_rest(self) -> tuple[int, int]:
        if self.position is None:
            return 0, 0
        return self.position.amount - self.position.rest, self.position.rest

    def _money(self, minor: int) -> str:
        return decimal_text(minor, self.observation.currency)

    def _part(self, part: Part) -> dict[str, Json]:
        return {"day": iso(part.day), "amount": self._money(part.amount), "grade": part.grade.name}


def rows_of(chronicle: Chronicle, as_of: Day) -> list[Row]:
    """A row for each obligation issued by the day, in order of issue; of both sides."""
    seen = [item for side in Side for item in observations(chronicle.history, side) if item.issued <= as_of]
    near = near_on(chronicle.pages.values())
    return [
        _row(chronicle, item, as_of, near.get(item.obligation, ()))
        for item in sorted(seen, key=lambda item: (item.issued, item.obligation))
    ]


def _row(chronicle: Chronicle, seen: Observation, as_of: Day, near: tuple[ObligationId, ...]) -> Row:
    assert seen.tradeline is not None
    page = chronicle.pages[seen.tradeline]
    names = page.names.get(seen.obligation)
    number = names.number if names else None
    obligation = page.state.obligations[seen.obligation]
    owed, told = owing(seen, as_of), position(seen, as_of)
    own_word = owed.rest - told.rest if owed and told else 0
    return Row(seen, obligation, number, as_of, owed, own_word, near)
