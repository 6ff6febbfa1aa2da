"""Figures of a ledger that no chain knows: what an invoice book says, each word of grade C."""

from collections.abc import Sequence
from dataclasses import dataclass

from ledger.core.drafts import Draft, InvoiceDraft, Party, PaymentDraft
from ledger.core.history import Counterparty, DisputeSpan, Observation, Part, Side
from ledger.core.ids import ObligationId

_OWN_SCHEME = "own:"


@dataclass(frozen=True, slots=True)
class InvoiceBook:
    """Each invoice with its payments; `unmatched` are drafts that name no invoice of the book."""

    observations: tuple[Observation, ...]
    unmatched: tuple[Draft, ...]


def invoice_book(drafts: Sequence[Draft], side: Side) -> InvoiceBook:
    """Each invoice draft an obligation; a payment goes to the invoice of the same row that it names.

    A flag of a dispute has no date and no end: it holds from before all that its row tells, so that the headline is
    without it whenever it was paid.
    """
    invoices = [draft for draft in drafts if isinstance(draft, InvoiceDraft)]
    rows = {(invoice.source, invoice.number) for invoice in invoices}
    payments: dict[tuple[object, str], list[Part]] = {}
    unmatched: list[Draft] = []
    for draft in drafts:
        match draft:
            case InvoiceDraft():
                continue
            case PaymentDraft(references=(number,)) if (draft.source, number) in rows:
                part = Part(draft.value_day, draft.amount.minor)
                payments.setdefault((draft.source, number), []).append(part)
            case _:
                unmatched.append(draft)
    observed = tuple(
        _observation(place, invoice, side, tuple(payments.get((invoice.source, invoice.number), ())))
        for place, invoice in enumerate(invoices, 1)
    )
    return InvoiceBook(observed, tuple(unmatched))


def by_counterparty(observations: Sequence[Observation]) -> dict[Counterparty, list[Observation]]:
    """The same, apart for each counterparty, in order of name."""
    apart: dict[Counterparty, list[Observation]] = {}
    for item in sorted(observations, key=lambda item: item.counterparty):
        apart.setdefault(item.counterparty, []).append(item)
    return apart


def _observation(place: int, invoice: InvoiceDraft, side: Side, payments: tuple[Part, ...]) -> Observation:
    other = invoice.debtor if side is Side.IS_PAID else invoice.creditor
    before = min([invoice.issued, *(part.day for part in payments)]) - 1
    return Observation(
        side=side,
        obligation=ObligationId(place.to_bytes(32, "big")),
        counterparty=_counterparty(other),
        currency=invoice.amount.currency,
        amount=invoice.amount.minor,
        issued=invoice.issued,
        due=invoice.due,
        payments=payments,
        disputes=(DisputeSpan(before, clocked=False),) if invoice.disputed else (),
    )


def _counterparty(party: Party) -> Counterparty:
    """By identifier, the owner's own numbers without their scheme; else by name."""
    return Counterparty(party.ids[0].removeprefix(_OWN_SCHEME) if party.ids else party.name)
