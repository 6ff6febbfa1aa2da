"""A row of a history: what only the debtor says was paid is still owed, and called its own word."""

from ledger.app.chronicle import Chronicle
from ledger.app.register import Page
from ledger.cli.obligation_row import Row, rows_of
from ledger.core.history import History
from tests.unit.report.firm import AS_OF, OTHER, OWN, purchases


def only(*paid: tuple[int, bool]) -> Row:
    """The row of one purchase of 500.00, ten days past due: payments, and whether they are the debtor's own word."""
    bought = purchases(1)
    invoice = bought.invoice("P-1", 50_000, AS_OF - 40, AS_OF - 10)
    for amount, own_word in paid:
        bought.pay(invoice, amount, AS_OF - 5, OWN if own_word else OTHER)
    state = bought.state()
    (row,) = rows_of(Chronicle(History(OWN, (state,)), {state.id: Page(state)}), AS_OF)
    return row


def shown(row: Row) -> tuple[object, ...]:
    told = row.render()
    return tuple(told[name] for name in ("state", "paid", "paid_own_word", "open", "days_late"))


def test_the_own_word_of_a_debtor_leaves_the_debt_open() -> None:
    row = only((50_000, True))
    assert shown(row) == ("paid (own word), overdue", "0.00", "500.00", "500.00", 10)
    assert row.cells()[3:5] == ("500.00", "10")


def test_what_the_payee_says_is_paid() -> None:
    assert shown(only((50_000, False))) == ("paid", "500.00", "0.00", "0.00", 5)
    assert shown(only()) == ("open, overdue", "0.00", "0.00", "500.00", 10)


def test_a_part_is_told_by_whose_word_it_is() -> None:
    assert shown(only((20_000, False))) == ("part paid, overdue", "200.00", "0.00", "300.00", 10)
    assert shown(only((20_000, True))) == ("part paid (own word), overdue", "0.00", "200.00", "500.00", 10)
    both = only((20_000, False), (30_000, True))
    assert shown(both) == ("paid (own word), overdue", "200.00", "300.00", "300.00", 10)
