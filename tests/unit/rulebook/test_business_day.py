"""Due days on a weekend, by the two rules that there are for them."""

from dataclasses import replace

import pytest

from ledger.core.day import Day, date_of, parse_day
from ledger.core.errors import Misuse
from ledger.core.history import Counterparty, Observation, Part, Side
from ledger.core.ids import ObligationId
from ledger.rulebook.book import Book, Lent, Measures, book
from ledger.rulebook.business_day import business_day
from ledger.rulebook.currency import CurrencyFigures
from ledger.rulebook.definitions import THIRD
from ledger.rulebook.figure_set import Population
from ledger.rulebook.figures import Figures
from ledger.rulebook.position import Grades
from ledger.rulebook.rulebook import KNOWN, STANDARD, Rulebook, figures
from ledger.rulebook.rules import CoverageRules, Rules

FOLLOWING = Rulebook("following", CoverageRules(weekend="following"), THIRD)
FRIDAY, SATURDAY, SUNDAY, MONDAY, TUESDAY = (parse_day(f"2026-06-{day:02}") for day in (5, 6, 7, 8, 9))


def invoice(due: int, paid_on: int | None = None) -> Observation:
    seen = Observation(
        Side.IS_PAID, ObligationId(bytes(32)), Counterparty("c"), "EUR", 60_000, SATURDAY - 30, due
    )
    return seen if paid_on is None else replace(seen, payments=(Part(paid_on, 60_000),))


def counted(seen: Observation, as_of: int, by: Rulebook) -> CurrencyFigures:
    return figures([seen], as_of, by).figures[Side.IS_PAID, "EUR"]


def headline(seen: Observation, by: Rulebook, as_of: int = TUESDAY) -> Figures:
    return counted(seen, as_of, by).sets[Population.HEADLINE, Grades.ALL]


def measured(seen: Observation, by: Rulebook) -> Book:
    return book(Lent([seen]), "EUR", MONDAY, Measures(by))


def test_a_business_day_is_the_next_that_is_no_saturday_or_sunday() -> None:
    for day in range(SATURDAY - 400, SATURDAY + 400):
        found = business_day(day)
        assert date_of(Day(found)).isoweekday() <= 5 and 0 <= found - day <= 2
        assert all(date_of(Day(between)).isoweekday() > 5 for between in range(day, found))


@pytest.mark.parametrize("due", [SATURDAY, SUNDAY])
def test_what_is_due_on_a_weekend_is_in_time_on_the_monday(due: int) -> None:
    seen = invoice(due, paid_on=MONDAY)
    here, there = headline(seen, STANDARD), headline(seen, FOLLOWING)
    assert (here.on_time_by_count, here.dbt) == (0, 100 * (MONDAY - due))
    assert (there.on_time_by_count, there.dbt) == (10_000, 0)
    assert headline(invoice(due, paid_on=TUESDAY), FOLLOWING).dbt == 100


@pytest.mark.parametrize("due", [FRIDAY, MONDAY, TUESDAY])
def test_another_due_day_stays_and_no_other_day_is_moved(due: int) -> None:
    """Paid on the Saturday; and the window's day and the day of issue, a Thursday and a Sunday, are what they are."""
    seen = invoice(due, paid_on=SATURDAY)
    assert headline(seen, FOLLOWING) == headline(seen, STANDARD)
    issued = replace(seen, issued=SUNDAY - 28)
    assert headline(issued, FOLLOWING) == headline(issued, STANDARD)


def test_default_clocks_begin_after_the_monday() -> None:
    here, there = (
        counted(invoice(SATURDAY), SATURDAY + 200, book).defaults for book in (STANDARD, FOLLOWING)
    )
    since = {"eu": here.eu, "prc": here.prc, "ifrs9": here.ifrs9}
    for name, standing in since.items():
        moved = getattr(there, name)
        assert standing is not None and standing.since is not None
        assert moved == replace(standing, since=standing.since + 2), name


def test_a_book_is_aged_from_the_monday() -> None:
    seen = invoice(SATURDAY)
    assert measured(seen, STANDARD).ageing.days_1_30 == 60_000
    assert measured(seen, FOLLOWING).ageing.current == 60_000


@pytest.mark.parametrize("weekend", ["", "Following", "preceding", "none "])
def test_what_else_is_said_of_weekends_makes_no_rulebook(weekend: str) -> None:
    with pytest.raises(Misuse, match=f"weekend is none or following, not '{weekend}'"):
        Rulebook("weekend", Rules(weekend=weekend))


def test_every_rulebook_that_is_known_leaves_a_due_day_where_it_is() -> None:
    assert {book.rules.weekend for book in KNOWN.values()} == {"none"}
    assert FOLLOWING.hash() not in KNOWN
    assert replace(FOLLOWING, rules=CoverageRules()).hash() != FOLLOWING.hash()
