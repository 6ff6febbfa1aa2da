"""Payments that others reported before the agent whose own report counts: it makes that report, whoever came first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ledger.app.settling_place import Place, match_places
from ledger.app.settling_words import booked
from ledger.core.contacts import Contacts
from ledger.core.drafts import PaymentDraft
from ledger.core.ids import Member
from ledger.core.matching import Match
from ledger.core.matching_book import same_party
from ledger.core.money import Money

AS_REPORTED = "as reported before: amount and counterparty fit"
"""Why a payment is booked that names nothing itself."""


@dataclass(frozen=True, slots=True)
class Told:
    """What others report of one payment: minor units by place."""

    id: bytes
    payment: PaymentDraft
    amounts: Mapping[bytes, int]


@dataclass(frozen=True, slots=True)
class Due:
    """`amount` minor units of a payment go to a place, for this reason."""

    place: Place
    amount: int
    reason: str


def told_by_others(
    places: Iterable[Place], member: Member, payments: Mapping[bytes, PaymentDraft]
) -> list[Told]:
    """The payments, by payment id, that reports of others count of, and of which the member itself reports nothing.

    What the debtor alone says of money received is left aside: it takes up nothing of what is open either.
    """
    amounts: dict[bytes, dict[bytes, int]] = {}
    own: set[bytes] = set()
    for place in places:
        named = {report.payment for report in place.obligation.reports} & payments.keys()
        if not named:
            continue
        own |= {one.payment for one in place.obligation.reports if one.said.recorder == member}
        for payment, amount in place.reported().items():
            if payment in named and _fits(place, payments[payment]):
                amounts.setdefault(payment, {})[place.key] = amount
    return [
        Told(number, payment, amounts[number])
        for number, payment in payments.items()
        if number in amounts and number not in own
    ]


def settle_told(
    places: Mapping[bytes, Place], contacts: Contacts, told: Sequence[Told]
) -> dict[int, list[Due] | str]:
    """What each of them comes to, by the payment's `id()`: where it goes, or why a person should look at it.

    Matched as though nobody had reported any of them; what others report of other payments takes up what is open.
    """
    ids = {item.id for item in told}

    def rest(place: Place) -> int:
        counted = sum(amount for payment, amount in place.reported().items() if payment not in ids)
        return max(0, place.obligation.owed - counted)

    matched = match_places(places, contacts, [item.payment for item in told], rest) if told else {}
    return {
        id(item.payment): _settled(item, places, contacts, matched.get(id(item.payment), [])) for item in told
    }


def further(told: Sequence[Told], settled: Mapping[int, list[Due] | str]) -> dict[bytes, int]:
    """Minor units by place that `settled` takes up beyond what others' reports take up already."""
    found: dict[bytes, int] = {}
    for item in told:
        dues = settled[id(item.payment)]
        for due in dues if isinstance(dues, list) else ():
            key = due.place.key
            found[key] = found.get(key, 0) + max(0, due.amount - item.amounts.get(key, 0))
    return found


def _fits(place: Place, payment: PaymentDraft) -> bool:
    return (place.direction, place.obligation.currency) == (payment.direction, payment.amount.currency)


def _settled(
    told: Told, places: Mapping[bytes, Place], contacts: Contacts, matches: Sequence[Match]
) -> list[Due] | str:
    """The payment's own words decide where they do; else the others', if nothing speaks against them.

    A payment id counts on every obligation that it is reported for: an agent that finds another one than the others
    would have it count twice.
    """
    certain = [match for match in matches if match.certain]
    elsewhere = told.amounts.keys() - {match.claim.key for match in certain}
    there = ", ".join(filter(None, (places[key].number for key in told.amounts))) or "an invoice"
    if certain and elsewhere:
        return f"reported before for {there}, but means {', '.join(match.claim.number for match in certain)}"
    if certain:
        return [
            Due(places[match.claim.key], match.amount.minor, f"{booked(match)}; reported before")
            for match in certain
        ]
    total = Money(sum(told.amounts.values()), told.payment.amount.currency)
    if total != told.payment.amount:
        return f"reported before for {there} with {total}, not with {told.payment.amount}"
    dues = [Due(places[key], amount, AS_REPORTED) for key, amount in told.amounts.items()]
    if not all(same_party(told.payment.counterparty, due.place.counterparty(contacts)) for due in dues):
        return f"reported before for {there}, which is another counterparty's"
    return dues
