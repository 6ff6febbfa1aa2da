"""Payments that the chain has already: a statement that comes again is recognised, not matched a second time."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ledger.app.booking import Action, Booked, Clerk
from ledger.app.register import Page, Register
from ledger.app.settling import reference_of
from ledger.core.drafts import PaymentDraft
from ledger.core.ids import Member
from ledger.core.obligation import Obligation, Said
from ledger.proof.obligation_id import payment_id


class KnownPayments:
    """What a member can read of reported payments, by payment id, and of returned ones."""

    def __init__(self, register: Register) -> None:
        self._reports: dict[bytes, list[tuple[Page, Obligation, Said]]] = {}
        self._returned: list[tuple[Page, Obligation]] = []
        for page in register.pages():
            for obligation in page.state.obligations.values():
                for report in obligation.reports:
                    place = (page, obligation, report.said)
                    self._reports.setdefault(report.payment, []).append(place)
                if obligation.reversals:
                    self._returned.append((page, obligation))

    def own(self, member: Member, payments: Iterable[PaymentDraft]) -> list[Booked]:
        """Payments that this member reported: one for each obligation that they went to."""
        return [
            _already(payment, page, obligation, "")
            for payment in payments
            for page, obligation, said in self._places(payment)
            if said.recorder == member
        ]

    def others(self, left: Booked, clerk: Clerk) -> Booked:
        """A payment that was left, as what it is if another member reported it.

        For a settlement agent it stays left: what counts is the agent's own report, which a person has to see to.
        """
        if left.action is not Action.LEFT or not isinstance(left.draft, PaymentDraft):
            return left
        for page, obligation, said in self._places(left.draft):
            reason = f"reported by member {said.recorder}"
            if clerk.is_agent and (not left.draft.reversal or self._reports_on(obligation, clerk.member)):
                return replace(left, reason=f"{left.reason}; {reason}")
            return _already(left.draft, page, obligation, reason)
        return left

    def _reports_on(self, obligation: Obligation, member: Member) -> bool:
        return any(report.said.recorder == member for report in obligation.reports)

    def _places(self, payment: PaymentDraft) -> Iterator[tuple[Page, Obligation, Said]]:
        if not payment.reversal:
            yield from self._reports.get(payment_id(reference_of(payment)), ())
            return
        for page, obligation in self._returned:
            amounts = {report.said.commitment: report.amount for report in obligation.reports}
            for item in obligation.reversals:
                same = (item.day, amounts.get(item.report)) == (payment.value_day, payment.amount.minor)
                if same and obligation.currency == payment.amount.currency:
                    yield page, obligation, item.said


def _already(payment: PaymentDraft, page: Page, obligation: Obligation, reason: str) -> Booked:
    return Booked(payment, Action.ALREADY, reason, page.state.id, obligation.id)
