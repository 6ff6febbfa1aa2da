"""Payments that came back are in no sum, and neither are the payments that they return."""

import pytest

from ledger.documents.booked_returns import SEEN
from ledger.documents.turnover import Left
from tests.unit.documents.banking import OTHER, Entry, camt, days_of, detail, from_account
from tests.unit.documents.turning import OCTOBER, PAID_IN, after, of, told, turned

REVERSED = "<RvslInd>true</RvslInd>"


def back(cents: int, day: str, named: str = "", reference: str = "R") -> Entry:
    return Entry(day, cents, reference, detail(f"<RmtInf><Ustrd>{named}</Ustrd></RmtInf>"), REVERSED)


def test_what_came_back_is_left_out_on_both_sides() -> None:
    paid = Entry("2026-10-05", -80_00, "PAY-1"), Entry("2026-10-06", -80_00, "PAY-2")
    data = camt(of(OCTOBER, *paid, back(80_00, "2026-10-07", "return of PAY-1"), PAID_IN))
    assert told(data) == {"2026-10": (500_00, 80_00)}
    found, _ = turned(data)
    (month,) = found.months
    assert {why: (one.count, one.received, one.paid_out) for why, one in month.left.items()} == {
        Left.RETURN: (1, 80_00, 0),
        Left.RETURNED: (1, 0, 80_00),
    }
    assert not found.lost


def test_what_came_back_a_month_later_is_taken_off_the_month_that_it_was_paid_in() -> None:
    paid = Entry("2026-10-30", 80_00, inside=detail("<Refs><EndToEndId>E2E-7</EndToEndId></Refs>"))
    first = of(OCTOBER, paid, PAID_IN)
    returned = detail("<Refs><EndToEndId>E2E-7</EndToEndId></Refs><RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>")
    second = after(first, *days_of("2026-11"), Entry("2026-11-02", -80_00, inside=returned))
    assert told(camt(first)) == {"2026-10": (580_00, 0)}, "nobody knows yet"
    assert told(camt(second), camt(first)) == {"2026-10": (500_00, 0), "2026-11": (0, 0)}


@pytest.mark.parametrize(
    "returned",
    [back(80_00, "2026-11-02"), back(79_99, "2026-11-02", "PAY-1"), back(80_00, "2026-11-02", "PAY-10"),
     back(-80_00, "2026-11-02", "PAY-1")],
    ids=["not named", "another amount", "another name", "the same way"],
)  # fmt: skip
def test_what_is_not_known_to_have_come_back_still_counts(returned: Entry) -> None:
    first = of(OCTOBER, Entry("2026-10-05", -80_00, "PAY-1"))
    second = after(first, *days_of("2026-11"), returned)
    assert told(camt(first, second)) == {"2026-10": (0, 80_00), "2026-11": (0, 0)}
    assert [one.minor for one in turned(camt(first, second))[0].lost] == [abs(returned.cents)]
    sure = after(first, *days_of("2026-11"), back(80_00, "2026-11-02", "PAY-1"))
    assert told(camt(first, sure)) == {"2026-10": (0, 0), "2026-11": (0, 0)}


def test_what_may_have_come_back_from_one_of_two_months_is_taken_off_neither() -> None:
    same = detail("<Refs><EndToEndId>RENT</EndToEndId></Refs>")
    first = of(OCTOBER, Entry("2026-10-05", -80_00, inside=same))
    entries = (
        Entry("2026-11-05", -80_00, inside=same),
        Entry("2026-11-07", 80_00, inside=same, after=REVERSED),
    )
    second = after(first, *days_of("2026-11"), *entries)
    assert told(camt(first, second)) == {"2026-10": (0, 80_00), "2026-11": (0, 80_00)}
    assert told(camt(second)) == {"2026-11": (0, 0)}


def test_a_payment_comes_back_once() -> None:
    entries = (
        Entry("2026-10-05", -80_00, "PAY-1"),
        *(back(80_00, "2026-10-07", "PAY-1", f"R{n}") for n in (1, 2)),
    )
    found, faults = turned(camt(of(OCTOBER, *entries)))
    assert (faults, len(found.lost)) == ([], 1)


def test_what_comes_back_was_paid_before_and_may_have_the_same_reference() -> None:
    paid = Entry("2026-10-05", -80_00, "PAY-1")
    assert told(camt(of(OCTOBER, paid, back(80_00, "2026-10-05", reference="PAY-1")))) == {"2026-10": (0, 0)}
    assert told(camt(of(OCTOBER, paid, back(80_00, "2026-10-04", "PAY-1")))) == {"2026-10": (0, 80_00)}


def test_of_many_payments_of_one_amount_the_latest_are_looked_at() -> None:
    paid = [Entry("2026-10-05", -1_00, f"PAY-{place}") for place in range(SEEN + 1)]
    lost = [
        len(turned(camt(of(OCTOBER, *paid, back(1_00, "2026-10-07", name))))[0].lost)
        for name in ("PAY-0", "PAY-1", f"PAY-{SEEN}")
    ]
    assert lost == [1, 0, 0]


def test_what_is_left_out_anyhow_is_left_out_once_and_not_looked_for() -> None:
    inside = detail(from_account(OTHER, "Cdtr"))
    moved = Entry("2026-10-05", 80_00, "BACK", inside, REVERSED)
    data = camt(of(OCTOBER, moved, PAID_IN))
    for words, why in (({}, Left.RETURN), ({"own": [OTHER]}, Left.OWN), ({"without": ["BACK"]}, Left.NAMED),
                       ({"own": [OTHER], "without": ["BACK"]}, Left.NAMED)):  # fmt: skip
        found, faults = turned(data, **words)
        assert (faults, [*found.months[0].left]) == ([], [why])
        assert len(found.lost) == (why is Left.RETURN)
        assert told(data, **words) == {"2026-10": (500_00, 0)}
