"""What a document says, before anything is recorded: amounts, days and parties as the document has them."""

from dataclasses import dataclass
from enum import Enum

from ledger.core.day import Day
from ledger.core.money import Money


@dataclass(frozen=True, slots=True)
class Party:
    """A party as a document names it. `ids` are `scheme:value`, best first; `account` an IBAN or other account."""

    name: str
    ids: tuple[str, ...] = ()
    account: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where a draft was read: file name, place in it, SHA-256 of the whole file (of the message, for a statement)."""

    file: str
    where: str
    digest: bytes


@dataclass(frozen=True, slots=True)
class InvoiceDraft:
    """A claim of the creditor: `amount` is what is due for payment."""

    source: Source
    number: str
    issued: Day
    due: Day
    amount: Money
    creditor: Party
    debtor: Party
    references: tuple[str, ...] = ()
    disputed: bool = False


@dataclass(frozen=True, slots=True)
class CreditNoteDraft:
    """A reduction by the creditor of the invoices it names."""

    source: Source
    number: str
    issued: Day
    amount: Money
    creditor: Party
    debtor: Party
    invoices: tuple[str, ...]


class Direction(Enum):
    """As the account's owner sees it."""

    RECEIVED = "received"
    PAID = "paid"


@dataclass(frozen=True, slots=True)
class PaymentDraft:
    """One booked movement of an account; `reversal` marks a returned payment. `bank_reference` is the bank's own."""

    source: Source
    account: str
    owner: str
    direction: Direction
    value_day: Day
    amount: Money
    counterparty: Party
    bank_reference: str | None = None
    end_to_end_id: str | None = None
    references: tuple[str, ...] = ()
    remittance: str = ""
    reversal: bool = False


class Answer(Enum):
    """What a buyer answers to an invoice: codes of UNTDID 4343 and their use in Peppol BIS 63."""

    RECEIVED = "AB"
    IN_PROCESS = "IP"
    QUERIED = "UQ"
    CONDITIONAL = "CA"
    REJECTED = "RE"
    ACCEPTED = "AP"
    PAID = "PD"


@dataclass(frozen=True, slots=True)
class ResponseDraft:
    """The debtor's answer to one invoice. `reasons` are codes and words; `partly`: PAID, but not in full."""

    source: Source
    number: str
    day: Day
    answer: Answer
    creditor: Party
    debtor: Party
    invoice: str
    reasons: tuple[str, ...] = ()
    partly: bool = False


@dataclass(frozen=True, slots=True)
class Dated:
    """An amount, and the day on which it moved or was given up."""

    day: Day
    amount: Money


@dataclass(frozen=True, slots=True)
class LoanDraft:
    """A loan of a lender's book: `amount` was agreed, `drawn` was paid out, `charged_off` given up (which may
    be over no amount).

    A creditor without a name is whoever hands in the book.
    """

    source: Source
    number: str
    agreed: Day
    amount: Money
    creditor: Party
    debtor: Party
    drawn: Dated | None = None
    charged_off: Dated | None = None


Draft = InvoiceDraft | CreditNoteDraft | PaymentDraft | ResponseDraft | LoanDraft
