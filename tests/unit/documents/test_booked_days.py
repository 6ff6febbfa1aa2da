"""Which days statements tell of wholly, and why statements that cannot be joined are refused."""

from dataclasses import replace

import pytest

from tests.unit.documents.banking import Bank, Entry, camt, days_of, money
from tests.unit.documents.turning import (
    OCTOBER,
    PAID_IN,
    PAID_OUT,
    STMT,
    after,
    lacking,
    of,
    rules,
    told,
    wrong,
)  # fmt: skip


@pytest.mark.parametrize(
    ("bank", "missing"),
    [
        (replace(OCTOBER, since="2026-10-02"), "2026-10-01"),
        (replace(OCTOBER, until="2026-10-30"), "2026-10-31"),
        (replace(OCTOBER, made="2026-10-30"), "2026-10-30 to 2026-10-31"),
        (replace(OCTOBER, since="2026-10-01T08:00:00", until="2026-10-31T23:59:59"), "2026-10-01"),
        (replace(OCTOBER, since="2026-10-01T00:00:00", until="2026-10-31T18:00:00"), "2026-10-31"),
        (replace(OCTOBER, since="2026-10-01T00:00:00", until="2026-10-31T00:00:00"), "2026-10-31"),
        (replace(OCTOBER, period=False, codes=("PRCD", "CLBD")), "2026-10-01"),
    ],
)
def test_a_month_of_which_a_day_is_missing_is_not_told(bank: Bank, missing: str) -> None:
    assert lacking(camt(OCTOBER)) == {"2026-10": []}
    assert lacking(camt(bank)) == {"2026-10": [missing]}


def test_of_two_that_say_the_same_the_one_that_was_made_later_counts() -> None:
    early, late = (camt(replace(OCTOBER, made=day)) for day in ("2026-10-15", "2026-11-01"))
    assert told(early, late) == told(late, early) == {"2026-10": (0, 0)}
    assert told(early) == {}
    more = camt(of(replace(OCTOBER, made="2026-10-15"), PAID_IN))
    assert rules(more, late) == rules(late, more) == ["statement.overlap"]


@pytest.mark.parametrize(
    "bank",
    [
        replace(OCTOBER, period=False),
        replace(OCTOBER, since="2026-09-30", period=False, codes=("PRCD", "CLBD")),
        replace(OCTOBER, since="2026-10-01T00:00:00.000+01:00", until="2026-11-01T00:00:00.000+01:00"),
        replace(OCTOBER, since="2026-10-01T00:00:00Z", until="2026-10-31T23:59:59.999Z"),
    ],
)  # fmt: skip
def test_a_period_is_written_in_several_ways(bank: Bank) -> None:
    assert lacking(camt(bank))["2026-10"] == []


def test_a_day_between_two_statements_is_missing_unless_the_bank_says_that_one_follows_the_other() -> None:
    """Friday to Monday: both balances are the same either way."""
    friday = replace(of(OCTOBER, PAID_IN), until="2026-10-16")
    monday = after(friday, "2026-10-19", "2026-10-31", PAID_OUT)
    assert lacking(camt(friday), camt(monday)) == {"2026-10": ["2026-10-17 to 2026-10-18"]}
    numbered = camt(replace(friday, number=8)), camt(replace(monday, number=9))
    assert told(*numbered) == {"2026-10": (500_00, 120_50)}
    assert lacking(camt(replace(friday, number=8)), camt(replace(monday, number=10))) == {
        "2026-10": ["2026-10-17 to 2026-10-18"]
    }
    dated = monday.stmt().replace("<Cd>OPBD</Cd>", "<Cd>PRCD</Cd>")
    dated = dated.replace("<Dt><Dt>2026-10-19</Dt></Dt>", "<Dt><Dt>2026-10-16</Dt></Dt>")
    named = camt(friday).replace(b"</BkToCstmrStmt>", dated.encode() + b"</BkToCstmrStmt>")
    assert told(named) == {"2026-10": (500_00, 120_50)}
    both = named.replace(
        b"<Bal><Tp><CdOrPrtry><Cd>PRCD</Cd>", monday_opens() + b"<Bal><Tp><CdOrPrtry><Cd>PRCD</Cd>"
    )
    assert both != named and told(both) == {"2026-10": (500_00, 120_50)}, "OPBD of Monday beside it"


def monday_opens() -> bytes:
    """The opening balance of the Monday."""
    return (
        b"<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp>"
        + money(600_00).encode()
        + b"<Dt><Dt>2026-10-19</Dt></Dt></Bal>"
    )


def test_statements_of_parts_of_a_day_join_and_a_part_that_is_missing_is_seen() -> None:
    morning = replace(of(OCTOBER, PAID_IN), until="2026-10-05T11:59:59", since="2026-10-01T00:00:00")
    rest = after(morning, "2026-10-05T12:00:00", "2026-10-31T23:59:59", PAID_OUT)
    assert told(camt(rest, morning)) == {"2026-10": (500_00, 120_50)}
    assert told(camt(replace(rest, number=4), replace(morning, number=3))) == {"2026-10": (500_00, 120_50)}
    late = replace(rest, since="2026-10-05T13:00:00", number=5)
    assert lacking(camt(late, replace(morning, number=3))) == {"2026-10": ["2026-10-05"]}
    assert lacking(camt(replace(late, number=None), morning)) == {"2026-10": ["2026-10-05"]}
    early = replace(rest, since="2026-10-05T11:00:00")
    assert rules(camt(early, morning)) == ["statement.overlap"]
    assert told(camt(replace(early, number=4), replace(morning, number=3))) == {"2026-10": (500_00, 120_50)}
    same = replace(rest, number=3), replace(morning, number=3)
    assert rules(camt(*same)) == ["statement.overlap"], "one number, two statements"
    days = replace(morning, until="2026-10-05", since="2026-10-01", number=3)
    assert lacking(camt(replace(rest, since="2026-10-05", until="2026-10-31", number=5), days)) == {
        "2026-10": ["2026-10-05"]
    }


def test_a_day_of_which_a_statement_is_missing_is_not_covered_by_those_around_it() -> None:
    """Numbers 1, 3, 5, of which each but the last is of a day and closes at what the next one opens with."""
    first = replace(OCTOBER, until="2026-10-05", number=1)
    second = replace(OCTOBER, since="2026-10-05", until="2026-10-06", number=3)
    third = replace(OCTOBER, since="2026-10-06", number=5)
    assert lacking(camt(first, second, third)) == {"2026-10": ["2026-10-05 to 2026-10-06"]}
    part = replace(first, since="2026-10-01T00:00:00", until="2026-10-05T12:00:00")
    assert lacking(camt(part, second, third)) == {"2026-10": ["2026-10-05 to 2026-10-06"]}
    every = [replace(bank, number=place) for place, bank in enumerate((first, second, third))]
    assert lacking(camt(*every)) == {"2026-10": []}


def test_days_that_touch_join_only_where_both_are_whole() -> None:
    first = replace(of(OCTOBER, PAID_IN), since="2026-10-01T00:00:00", until="2026-10-15T18:00:00")
    second = after(first, "2026-10-16", "2026-10-31", PAID_OUT)
    assert lacking(camt(first, second)) == {"2026-10": ["2026-10-15"]}
    whole = replace(first, until="2026-10-15T23:59:59")
    assert told(camt(whole, second)) == {"2026-10": (500_00, 120_50)}


def test_what_ends_at_midnight_tells_of_the_day_before_and_what_opens_at_its_end_of_the_day_after() -> None:
    ends = replace(OCTOBER, since="2026-10-01T00:00:00", until="2026-11-01T00:00:00")
    assert lacking(camt(ends)) == {"2026-10": []}, "nothing of November"
    opens = camt(replace(OCTOBER, period=False))
    for time, months in (("23:59:00", {"2026-10"}), ("12:00:00", {"2026-09", "2026-10"})):
        at = f"<Dt><DtTm>2026-09-30T{time}</DtTm></Dt>".encode()
        assert lacking(opens.replace(b"<Dt><Dt>2026-10-01</Dt></Dt>", at)).keys() == months


def test_a_closing_balance_that_the_entries_do_not_give_is_refused() -> None:
    data = camt(replace(of(OCTOBER, PAID_IN), closing=600_01))
    expected = "600.00: the opening balance of 100.00 and the booked entries"
    assert wrong(data) == [
        ("file-1", f"{STMT}[1]/Bal", "balance.sum", "a closing balance of 600.01 EUR", expected)
    ]
    negative = replace(OCTOBER, opening=-5_00, entries=(Entry("2026-10-09", 3_00),))
    assert told(camt(negative)) == {"2026-10": (3_00, 0)}


def test_a_statement_that_does_not_open_where_the_one_before_it_closed_is_refused() -> None:
    first = of(OCTOBER, PAID_IN)
    second = replace(after(first, *days_of("2026-11")), opening=599_99)
    assert wrong(camt(second), camt(first)) == [
        (
            "file-1",
            f"{STMT}[1]/Bal",
            "balance.chain",
            "an opening balance of 599.99 EUR",
            f"600.00, with which file-2, {STMT}[1] closes on 2026-10-31",
        )
    ]


def test_without_balances_or_days_nothing_is_proved() -> None:
    assert rules(camt(replace(OCTOBER, codes=("", "CLBD")))) == ["balance.missing"]
    assert rules(camt(replace(OCTOBER, codes=("OPBD", "")))) == ["balance.missing"]
    bare = camt(replace(OCTOBER, period=False))
    for day in (b"<Dt><Dt>2026-10-01</Dt></Dt>", b"<Dt><Dt>2026-10-31</Dt></Dt>"):
        assert rules(bare.replace(day, b"")) == ["date.missing"]
    assert rules(camt(replace(OCTOBER, made="2026-09-30"))) == ["date.period"]


def test_statements_of_the_same_days_are_refused() -> None:
    whole = of(OCTOBER, PAID_IN)
    day = replace(OCTOBER, since="2026-10-09", until="2026-10-09", opening=600_00, name="D")
    assert rules(camt(whole), camt(day)) == ["statement.overlap"]
    assert rules(camt(whole), camt(replace(whole, name="again"))) == ["statement.overlap"]
    other = of(OCTOBER, replace(PAID_IN, reference="Z"))
    assert rules(camt(whole), camt(other)) == ["statement.overlap"], "not the same, though of one name"
    # A day that is swept: a second statement of it would count its movements twice.
    swept = Entry("2026-10-31", 5_00, "I"), Entry("2026-10-31", -5_00, "O")
    last = replace(OCTOBER, since="2026-10-31", entries=swept, name="L")
    assert rules(camt(of(OCTOBER, *swept)), camt(last)) == ["statement.overlap"]


def test_an_entry_outside_of_the_period_or_without_a_day_of_two_months_is_refused() -> None:
    (found,) = wrong(camt(of(OCTOBER, replace(PAID_IN, day="2026-11-01"))))
    assert found[1:4] == (f"{STMT}[1]/Ntry[1]", "date.period", "2026-11-01")
    undated = replace(PAID_IN, day=None)
    assert told(camt(of(OCTOBER, undated))) == {"2026-10": (500_00, 0)}
    assert rules(camt(replace(of(OCTOBER, undated), until="2026-11-30"))) == ["date.missing"]


def test_pages_are_put_together_and_all_have_to_be_there() -> None:
    def page(number: int, last: bool) -> str:
        return f"<StmtPgntn><PgNb>{number}</PgNb><LastPgInd>{str(last).lower()}</LastPgInd></StmtPgntn>"

    first = replace(of(OCTOBER, PAID_IN), pages=page(1, False), codes=("OPBD", ""))
    second = replace(of(OCTOBER, PAID_OUT), pages=page(2, True), opening=600_00, codes=("", "CLBD"))
    assert told(camt(second), camt(first), camt(first)) == {"2026-10": (500_00, 120_50)}
    ones = replace(of(OCTOBER, PAID_IN), pages=page(1, True))
    then = replace(after(ones, *days_of("2026-11")), name=ones.name, pages=page(1, True))
    assert told(camt(ones, then)) == {"2026-10": (500_00, 0), "2026-11": (0, 0)}, (
        "each the only page of its own"
    )
    for alone in (first, second, replace(second, pages=page(3, True))):
        others = () if alone.pages != page(3, True) else (first,)
        assert rules(camt(alone, *others)) == ["statement.page"]
