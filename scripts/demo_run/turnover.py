"""What a bank says of a firm's account, summed up from the statements that it has given out."""

from collections.abc import Iterator, Sequence

from demo_run.consortium import Firm
from ledger.app.account_months import Sums, state_months
from ledger.app.accounts import account_with
from ledger.core.day import Day
from ledger.core.drafts import Direction, PaymentDraft
from ledger.rulebook.month_end import month_end, month_of


def tell(bank: Firm, firm: Firm, payments: Sequence[PaymentDraft]) -> int:
    """All months that there are payments of, in one submission; how many sums were said."""
    account = account_with(bank.node.register(bank.number), firm.number)
    return len(state_months(bank.node.desk, account, bank.number, sums(payments)))


def sums(payments: Sequence[PaymentDraft]) -> Iterator[Sums]:
    """By month of the value day, as settlements are dated. A payment that came back is neither in nor out."""
    kept = list(_without_returned(payments))
    ends = sorted({month_end(month_of(item.value_day)) for item in payments})
    for end in ends:
        of_month = [item for item in kept if month_end(month_of(item.value_day)) == end]
        received, paid_out = (
            sum(item.amount.minor for item in of_month if item.direction is direction)
            for direction in (Direction.RECEIVED, Direction.PAID)
        )
        yield Sums(Day(end), received, paid_out)


def _without_returned(payments: Sequence[PaymentDraft]) -> Iterator[PaymentDraft]:
    told = [item.remittance for item in payments if item.reversal]
    for item in payments:
        returned = any(item.bank_reference and item.bank_reference in text for text in told)
        if not (item.reversal or returned):
            yield item
