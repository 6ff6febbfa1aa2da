"""What a payment may settle, and what is said of a payment that does."""

from dataclasses import dataclass
from enum import Enum

from ledger.core.day import Day
from ledger.core.drafts import Direction, Party, PaymentDraft
from ledger.core.money import Money


class Reason(Enum):
    """What speaks for a match, strongest first."""

    BANK_REFERENCE = "the bank's own reference of the returned payment"
    END_TO_END = "end-to-end id"
    REFERENCE = "structured reference"
    NUMBER = "invoice number in the text"
    WORDS = "the words of the returned payment"
    NEAR = "invoice number but for one character"
    CUT = "beginning of the invoice number"
    AMOUNT = "amount, counterparty and date"
    SUM = "amounts of several invoices, counterparty and date"
    NEARLY = "nearly the amount, counterparty and date"
    PARTY = "counterparty and date"
    PAID = "names an invoice that is paid already"


class Difference(Enum):
    """How a payment differs from what was open of the claims that it settles."""

    NONE = "as much as is open"
    SURPLUS = "more than is open: the rest is kept"
    CHARGES = "short by as little as banks deduct: the rest stays open"
    PART = "a part: the rest stays open"


@dataclass(frozen=True, slots=True)
class Claim:
    """An invoice and what is still open of it, as the account's owner sees it.

    Money that moves in `direction` settles it: received for the owner's own invoices, paid for those of its
    suppliers. `key` is the caller's name for it, unique among the claims. One of which nothing is open settles
    nothing, but who names it means it, and no other. `whole`: minor units that were asked for at first, if known.
    """

    key: bytes
    number: str
    issued: Day
    due: Day
    open: Money
    direction: Direction
    counterparty: Party
    references: tuple[str, ...] = ()
    whole: int | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """`amount` of `payment` goes to `claim`; of a reversal, comes back from it. Not certain: only proposed."""

    payment: PaymentDraft
    claim: Claim
    amount: Money
    reason: Reason
    certain: bool
    difference: Difference = Difference.NONE
