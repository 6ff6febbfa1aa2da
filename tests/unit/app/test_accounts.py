"""A firm's account with its bank: opened once, told of by the bank alone, month by month, the later word counting."""

from collections.abc import Sequence

import pytest

from ledger.app.account_months import Stated, Sums, Typed, last_word, read_months, state_months
from ledger.app.accounts import Account, account_with, accounts, open_account
from ledger.app.ahead import IndexAhead
from ledger.app.chronicle import chronicle
from ledger.app.desk import Desk
from ledger.app.intents import Appoint, Open, Share, State
from ledger.app.outside import link
from ledger.app.refusals import NotAMember, NotEntitled, RoleMissing, WrongState
from ledger.app.register import Register
from ledger.app.submit import Accepted
from ledger.core.account import turned
from ledger.core.codes import Capacity, Kind, Role
from ledger.core.content import Facts, Identity
from ledger.core.day import Day, parse_day
from ledger.core.errors import BadContent, BadInput, Misuse
from ledger.core.grade import Relations
from ledger.core.ids import EXTERNAL, Member
from tests.unit.app.parties import TODAY, Someone

SEPTEMBER, OCTOBER = parse_day("2023-09-30"), parse_day("2023-10-31")
NEXT_YEAR = parse_day("2024-01-31")
"""Later than the blocks of the simulated chain, which are of November 2023."""


def register_of(someone: Someone) -> Register:
    """What stands and what waits."""
    desk = someone.desk
    index = IndexAhead(someone.chain, someone.vault.outbox)
    return Register(Desk(desk.vault, index, desk.directory, desk.entropy), someone.number)


def opened(firm: Someone, bank: int = 4, currency: str = "EUR", day: Day = TODAY) -> tuple[Accepted, ...]:
    return open_account(firm.desk, register_of(firm), Member(bank), currency, day, Day(TODAY + 1))


def said(bank: Someone, *sums: Sums, firm: int = 1) -> tuple[Stated, ...]:
    account = account_with(register_of(bank), Member(firm))
    return state_months(bank.desk, account, bank.number, sums)


def counted(firm: Someone, pairs: Sequence[tuple[Member, Member]] = ()) -> list[tuple[str, int, int]]:
    """(side, month, amount) as figures get them."""
    history = chronicle(firm.desk, firm.number, firm.number, pairs).history
    return [(word.side.value, word.month, word.amount) for word in turned(history)]


@pytest.fixture
def account(seller: Someone, agent: Someone) -> Account:
    opened(seller)
    seller.settle()
    return account_with(register_of(agent), seller.number)


def test_a_firm_opens_an_account_that_nobody_is_a_party_to(
    seller: Someone, agent: Someone, account: Account
) -> None:
    assert (account.firm, account.currency, account.agents) == (seller.number, "EUR", (agent.number,))
    state = register_of(agent).page(account.tradeline).state
    assert (state.creditor, state.debtor, state.kind) == (seller.number, EXTERNAL, Kind.ACCOUNT)
    assert [one.tradeline for one in accounts(register_of(seller))] == [account.tradeline]


def test_what_is_no_currency_is_told_as_that_and_opens_nothing(seller: Someone, agent: Someone) -> None:
    with pytest.raises(BadContent, match=r"^currency: an ISO 4217 code in use; found 'ZZZ'$"):
        opened(seller, currency="ZZZ")
    assert list(accounts(register_of(seller))) == []
    assert len(opened(seller, agent.number, "SEK")) == 3


def test_its_bank_reads_it_and_another_member_does_not(
    buyer: Someone, agent: Someone, account: Account
) -> None:
    said(agent, Sums(SEPTEMBER, 100, 70))
    agent.settle()
    assert list(accounts(register_of(buyer))) == []
    page = register_of(buyer).page(account.tradeline)
    assert (page.state.kind, len(page.state.notices)) == (None, 0), "it is sealed"
    assert len(register_of(agent).page(account.tradeline).state.notices) == 2


def test_what_the_bank_says_counts_for_the_firm(seller: Someone, agent: Someone, account: Account) -> None:
    received, paid_out = said(agent, Sums(SEPTEMBER, 100_00, 0))
    assert (received.instead_of, paid_out.amount) == (None, 0)
    agent.settle()
    assert counted(seller) == [("is_paid", SEPTEMBER, 100_00), ("pays", SEPTEMBER, 0)]
    assert counted(seller, [(Member(1), Member(4))]) == [], "the word of a related bank is the firm's own"


def test_the_same_sum_again_records_nothing_sent_or_not(agent: Someone, account: Account) -> None:
    assert said(agent, Sums(SEPTEMBER, 100))[0].entry is not None
    assert said(agent, Sums(SEPTEMBER, 100))[0].entry is None, "it waits"
    agent.settle()
    (again, other) = said(agent, Sums(SEPTEMBER, 100, 40))
    assert again.entry is None
    assert other.entry is not None, "of the other side nothing had been said"


def test_another_sum_is_a_new_word_and_the_first_one_can_come_back(
    seller: Someone, agent: Someone, account: Account
) -> None:
    told = [said(agent, Sums(SEPTEMBER, amount))[0] for amount in (100, 200, 100, 200, 200)]
    assert [one.instead_of for one in told] == [None, 100, 200, 100, None]
    assert [one.entry is not None for one in told] == [True, True, True, True, False]
    agent.settle()
    assert [amount for _, _, amount in counted(seller)] == [100, 200, 100, 200]
    (month,) = next(accounts(register_of(seller))).months()
    assert month.received is not None
    assert (month.received.amount, month.words) == (200, 4)


def test_no_account_is_open_since_a_day_that_is_yet_to_come(seller: Someone, agent: Someone) -> None:
    with pytest.raises(Misuse, match="is yet to come"):
        opened(seller, day=Day(TODAY + 2))
    assert list(accounts(register_of(seller))) == []
    assert len(opened(seller, day=Day(TODAY + 1))) == 3, "today is a day that came"


def test_the_last_word_of_a_side_is_of_whatever_month_and_over_nothing(
    seller: Someone, agent: Someone, account: Account
) -> None:
    assert last_word(account, Kind.RECEIPTS) is None
    said(agent, Sums(OCTOBER, 100, 7))
    said(agent, Sums(SEPTEMBER, 300))
    said(agent, Sums(SEPTEMBER, 0))
    found = account_with(register_of(agent), seller.number)
    assert (last_word(found, Kind.RECEIPTS), last_word(found, Kind.OUTGOINGS)) == (300, 7)


def test_two_accounts_are_two_also_on_one_day(
    seller: Someone, agent: Someone, lender: Someone, account: Account
) -> None:
    other, another = opened(seller, 3), opened(seller, 4, "USD")
    lines = {account.tradeline, other[0].tradeline, another[0].tradeline}
    assert len(lines) == 3
    seller.settle()
    with pytest.raises(Misuse, match="name the currency"):
        account_with(register_of(agent), seller.number)
    assert account_with(register_of(agent), seller.number, "USD").tradeline == another[0].tradeline


def test_of_two_accounts_that_are_one_the_bank_takes_the_first(
    seller: Someone, agent: Someone, account: Account
) -> None:
    other = Open(Kind.ACCOUNT, "EUR", TODAY, Capacity.CREDITOR, identity=Identity(reference="once more"))
    (forced,) = seller.submit(other)
    seller.send(
        Appoint(forced.tradeline, Capacity.CREDITOR, agent.number, 0, TODAY),
        Share(forced.tradeline, Capacity.CREDITOR, agent.number),
    )
    assert len([one for one in accounts(register_of(agent)) if agent.number in one.agents]) == 2
    assert account_with(register_of(agent), seller.number).tradeline == account.tradeline


def test_a_second_account_with_one_bank_in_one_currency_is_refused(seller: Someone, agent: Someone) -> None:
    opened(seller)
    with pytest.raises(WrongState, match="account 1-1 with member 4 in EUR is open already"):
        opened(seller, day=Day(TODAY + 1))
    seller.settle()
    with pytest.raises(WrongState, match="open already"):
        opened(seller)


def test_who_is_no_bank_is_refused_and_nothing_is_left_behind(seller: Someone, agent: Someone) -> None:
    seller.chain.admit(Member(2), Role.SME)
    for bank, error in ((2, RoleMissing), (9, NotAMember), (1, Misuse)):
        with pytest.raises(error):
            opened(seller, bank)
    assert seller.vault.outbox.rows(seller.number) == ()
    assert str(opened(seller)[0].tradeline) == "1-1"


def test_an_account_that_was_ended_goes_on_where_it_was(
    seller: Someone, agent: Someone, account: Account
) -> None:
    said(agent, Sums(SEPTEMBER, 100))
    agent.settle()
    seller.send(Appoint(account.tradeline, Capacity.CREDITOR, EXTERNAL, 0, TODAY))
    with pytest.raises(NotEntitled, match="not agent of an account of member 1"):
        account_with(register_of(agent), seller.number)
    ended = next(accounts(register_of(seller)))
    assert (ended.agents, ended.former) == ((), (agent.number,))
    with pytest.raises(WrongState, match="name another"):
        opened(seller)
    opened(seller, day=Day(TODAY + 1))
    seller.settle()
    found = account_with(register_of(agent), seller.number)
    assert (found.tradeline, len(found.words)) == (account.tradeline, 1)


def test_an_account_that_went_to_another_bank_does_not_come_back_in_passing(
    seller: Someone, agent: Someone, lender: Someone, account: Account
) -> None:
    for bank in (EXTERNAL, lender.number):
        seller.send(Appoint(account.tradeline, Capacity.CREDITOR, bank, 0, TODAY))
    with pytest.raises(WrongState, match="is with member 3 now"):
        opened(seller, day=Day(TODAY + 1))
    assert next(accounts(register_of(seller))).agents == (lender.number,)


def test_what_is_said_past_the_software_does_not_count(
    seller: Someone, agent: Someone, lender: Someone, account: Account
) -> None:
    early = State(account.tradeline, Capacity.AGENT, Facts(Kind.RECEIPTS, "EUR", 500, NEXT_YEAR))
    agent.send(early)
    (found,) = accounts(register_of(seller))
    (month,) = found.months()
    assert month.early
    assert not found.counts(month, Relations.of([]))
    (again,) = said(agent, Sums(NEXT_YEAR, 500))
    assert again.entry is not None, "the same sum, said in time, is a word of its own"


def test_a_month_is_said_by_who_is_appointed_alone(
    seller: Someone, lender: Someone, account: Account
) -> None:
    with pytest.raises(NotEntitled):
        account_with(register_of(lender), seller.number)
    with pytest.raises(NotEntitled):
        state_months(lender.desk, account, lender.number, [Sums(SEPTEMBER, 1)])
    with pytest.raises(NotEntitled):
        state_months(seller.desk, account, seller.number, [Sums(SEPTEMBER, 1)])


def test_nobody_becomes_a_party_to_an_account(seller: Someone, account: Account) -> None:
    with pytest.raises(WrongState, match="account"):
        link(register_of(seller).page(account.tradeline), Member(2), TODAY)


def faults(*typed: Typed, currency: str = "EUR", today: str = "2026-10-31") -> list[tuple[str, str]]:
    with pytest.raises(BadInput) as found:
        read_months(typed, currency, parse_day(today), "the command line")
    return [(fault.field, fault.rule) for fault in found.value.faults]


def test_every_fault_is_told_at_once() -> None:
    assert faults(Typed("2026-13", "12.345", "-3")) == [
        ("month", "month.form"),
        ("received", "amount.form"),
        ("paid out", "amount.negative"),
    ]
    assert faults(Typed("2026-10")) == [("month", "month.ended"), ("amount", "amount.missing")]
    assert faults(Typed("2026-09", "1"), Typed("2026-09", "2")) == [("month", "month.twice")]


@pytest.mark.parametrize(
    "text", ["2026-1", "26-10", "2026-00", "2149-06", "2150-01", "1969-12", "２０２６-10", ""]
)
def test_what_is_no_month_is_refused(text: str) -> None:
    assert faults(Typed(text, "1")) == [("month", "month.form")]


def test_a_month_that_has_not_ended_is_told_with_the_day_on_which_it_ends() -> None:
    with pytest.raises(BadInput, match="2026-10 ends on 2026-10-31"):
        read_months([Typed("2026-10", "1")], "EUR", parse_day("2026-10-31"), "the command line")
    (sums,) = read_months([Typed("2026-10", "1", "0.50")], "EUR", parse_day("2026-11-01"), "the command line")
    assert sums == Sums(parse_day("2026-10-31"), 100, 50)


@pytest.mark.parametrize(("currency", "minor"), [("JPY", 7), ("EUR", 700), ("BHD", 7000)])
def test_a_sum_is_of_the_accounts_currency(currency: str, minor: int) -> None:
    (sums,) = read_months([Typed("2020-02", None, "7")], currency, TODAY, "the command line")
    assert sums == Sums(parse_day("2020-02-29"), None, minor)
