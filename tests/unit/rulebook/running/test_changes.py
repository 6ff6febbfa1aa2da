"""On each of its change days an observation counts otherwise than the day before, and what is kept up sees it."""

from dataclasses import replace
from datetime import date

import pytest

from ledger.core.day import Day, day_of
from ledger.core.entry import Clock
from ledger.core.grade import Grade
from ledger.core.history import Counterparty, DisputeSpan, Observation, Part, Side
from ledger.core.ids import ObligationId
from ledger.rulebook.rulebook import TRADELINE_2, figures
from ledger.rulebook.running.running import Running

ISSUED, DUE = 20_000, 20_030
"""2024-10-04 and 2024-11-03."""


def day(text: str) -> Day:

    return day_of(date.fromisoformat(text))


def paid(on: int = DUE, amount: int = 100_000) -> tuple[Part, ...]:
    return (Part(on, amount, Grade.B, Clock(1, on * 86_400)),)


OPEN = Observation(
    side=Side.PAYS,
    obligation=ObligationId(bytes(32)),
    counterparty=Counterparty("a"),
    currency="EUR",
    amount=100_000,
    issued=ISSUED,
    due=DUE,
    grade=Grade.B,
    recorded=Clock(1, ISSUED * 86_400),
)
SOLD = replace(OPEN, side=Side.IS_PAID)
PAID = replace(OPEN, payments=paid())
CLAIM = replace(OPEN, claim=True)
CONTESTED = replace(PAID, disputes=(DisputeSpan(DUE + 10),))
DAYS = [
    ("issue", PAID, ISSUED),
    ("payment", PAID, DUE),
    ("credit note", replace(PAID, credits=(Part(DUE + 9, 5),)), DUE + 9),
    ("write-off", replace(OPEN, write_offs=(Part(DUE - 9, 5),)), DUE - 9),
    ("dispute", CONTESTED, DUE + 10),
    ("its lapse", CONTESTED, DUE + 40),
    ("its end", replace(PAID, disputes=(DisputeSpan(DUE + 10, DUE + 12),)), DUE + 12),
    ("past due", CLAIM, DUE + 1),
    ("31 days late", OPEN, DUE + 31),
    ("61 days late", OPEN, DUE + 61),
    ("91 days late", OPEN, DUE + 91),
    ("121 days late", OPEN, DUE + 121),
    ("151 days late", OPEN, DUE + 151),
    ("181 days late", OPEN, DUE + 181),
    ("of the last 90 days no longer", SOLD, ISSUED + 90),
    ("new no longer", PAID, ISSUED + 90),
    ("out of the window", PAID, day("2026-10-04")),
    (
        "an early payment out of the window",
        replace(PAID, payments=paid(ISSUED - 40)),
        day("2026-08-25"),
    ),
    ("a month's end", OPEN, day("2024-10-31")),
    ("a month's beginning", OPEN, day("2024-11-01")),
    ("the end of the month of the payment", PAID, day("2024-11-30")),
    ("sixty months after the month of the payment", PAID, day("2029-11-01")),
]


@pytest.mark.parametrize(("seen", "on"), [case[1:] for case in DAYS], ids=[case[0] for case in DAYS])
def test_a_change_day_is_seen_forth_and_back(seen: Observation, on: int) -> None:
    running = Running(on - 1, TRADELINE_2)
    running.replace(None, seen)
    before, after = (figures([seen], each, TRADELINE_2) for each in (on - 1, on))
    assert before.figures != after.figures, "nothing changes on this day: the case shows nothing"
    for as_of, told in ((on - 1, before), (on, after), (on - 1, before), (on + 2_000, None), (on, after)):
        running.move_to(as_of)
        assert told is None or running.figures() == told
