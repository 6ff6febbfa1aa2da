"""What a firm may claim of a late payer: each obligation of its side, its interest, and the records that prove it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from ledger.app.chronicle import Chronicle
from ledger.attest.dossier import Dossier
from ledger.core.codes import Kind
from ledger.core.content import Identity
from ledger.core.day import Day, date_of
from ledger.core.entry import Clock
from ledger.core.errors import Misuse
from ledger.core.history import Counterparty, DisputeSpan, Interest, Observation, Part, Side, observations
from ledger.core.ids import EXTERNAL, Commitment, Member, ObligationId, TradelineId
from ledger.core.obligation import Obligation, Said, Version
from ledger.proof.meta import Meta
from ledger.rulebook.late_payment import (
    ORDER_728,
    ORDER_802,
    Accrual,
    Buyer,
    Ground,
    Late,
    Owed,
    late_payment,
)
from ledger.rulebook.position import disputed
from ledger.rulebook.rulebook import PRC


class Aside(Enum):
    """Why an obligation is no part of the claim."""

    NO_SUPPLY = "no_supply"
    """An instalment of a loan: the regulation is about goods, works and services."""
    NOT_OWN_WORD = "not_own_word"
    """The debtor's proposal, which the creditor has not accepted."""
    PASSED_ON = "passed_on"
    """Whoever took it over claims it."""
    TAKEN = "taken"
    """Taken over from a seller: the regulation protects the seller."""
    BEFORE = "before"
    """Delivered before 2020-09-01."""
    NO_TERM = "no_term"
    """No term was agreed with a large buyer, before there was one of the regulation's own."""


@dataclass(frozen=True, slots=True)
class Record:
    """An entry on which a row rests. `day` and `amount` (minor units) as it says, None where it does not."""

    kind: Kind
    said: Said
    commitment: Commitment
    clock: Clock
    day: int | None = None
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One obligation: claimed (`late`), or set `aside`; `owed` is what the claim counts with, `names` its document's.

    `by_contract`: the interest if a large buyer's longer term is found reasonable, None where it is the same.
    `lapsed`: a dispute that nobody resolved has run out of its clock. `unconfirmed`: payments of which the debtor
    alone speaks.
    """

    seen: Observation
    obligation: Obligation
    names: Identity | None
    owed: Owed
    late: Late | None
    by_contract: Accrual | None
    aside: Aside | None
    lapsed: bool
    unconfirmed: tuple[Part, ...]
    records: tuple[Record, ...]

    @property
    def number(self) -> str | None:
        """As its document has it."""
        return self.names.number if self.names else None


@dataclass(frozen=True, slots=True)
class Terms:
    """What the claimant says beyond the ledger. `rate` a day, out of `agreed_rate` and `lpr` as `daily_rate` has it,
    which are told beside it; `delivered`: days of delivery, else that of issue;
    `agreed` False: the due days of the invoices are the creditor's own wish; `longer_terms` as in `deadline`.
    """

    buyer: Buyer
    rate: Fraction
    delivered: Mapping[ObligationId, int]
    agreed: bool = True
    longer_terms: bool = False
    agreed_rate: Fraction | None = None
    lpr: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """Of one creditor against one debtor at the end of a day."""

    creditor: Member
    debtor: Counterparty
    as_of: int
    terms: Terms
    rows: tuple[Row, ...]

    def claimed(self) -> tuple[Row, ...]:
        """Rows that were late, or are."""
        return tuple(row for row in self.rows if row.late is not None)

    def set_aside(self) -> tuple[Row, ...]:
        """Rows that cannot be claimed by the regulation, or not by this member."""
        return tuple(row for row in self.rows if row.aside is not None)


def claim_of(found: Chronicle, debtor: Counterparty, as_of: int, terms: Terms) -> Claim:
    """Every obligation of the member's tradelines with `debtor` that was issued by `as_of`, in order of issue.

    Misuse if there is none, or if a day of delivery is said of another, or is after `as_of`.
    """
    rows = (
        _row(found, item, as_of, terms)
        for item in observations(found.history, Side.IS_PAID)
        if item.counterparty == debtor and item.issued <= as_of
    )
    ordered = sorted(rows, key=lambda row: (row.seen.issued, row.number or "", row.seen.obligation))
    member, known = found.history.member, {row.seen.obligation for row in ordered}
    if not ordered:
        raise _nothing(found, debtor)
    for obligation, day in terms.delivered.items():
        if obligation not in known:
            raise Misuse(f"obligation 0x{obligation.hex()} is none of {debtor} by this day")
        if day > as_of:
            said, until = (date_of(Day(each)) for each in (day, as_of))
            raise Misuse(f"obligation 0x{obligation.hex()}: delivered {said}, after the claim's day, {until}")
    return Claim(member, debtor, as_of, terms, tuple(ordered))


def _nothing(found: Chronicle, debtor: Counterparty) -> Misuse:
    kind, _, named = debtor.partition(":")
    page = found.pages.get(TradelineId.parse(named)) if kind == "tradeline" else None
    if page is not None and page.state.debtor not in (EXTERNAL, found.history.member):
        return Misuse(f"{debtor} is with a member: name it, {page.state.debtor}")
    return Misuse(f"member {found.history.member} has no obligation of {debtor} by this day")


def places_in(dossier: Dossier) -> dict[tuple[Commitment, Member], str]:
    """Where in a dossier's file each entry stands, as a JSON path."""
    return {
        (Commitment(entry.commitment), Member(Meta.from_bytes(entry.meta).recorder)): (
            f"$.tradelines[{place}].entries[{number}]"
        )
        for place, tradeline in enumerate(dossier.tradelines)
        for number, entry in enumerate(tradeline.entries)
    }


def _row(found: Chronicle, seen: Observation, as_of: int, terms: Terms) -> Row:
    assert seen.tradeline is not None
    page = found.pages[seen.tradeline]
    obligation = page.state.obligations[seen.obligation]
    owed = _owed(seen, obligation, as_of, terms)
    aside = _aside(seen, obligation, owed, terms)
    late = None
    if aside is None:
        late = late_payment(owed, terms.buyer, as_of, terms.rate, longer_terms=terms.longer_terms)
    return Row(
        seen=seen,
        obligation=obligation,
        names=page.names.get(seen.obligation),
        owed=owed,
        late=late,
        by_contract=None if late is None else _by_contract(owed, late, as_of, terms),
        aside=aside,
        lapsed=not owed.disputed and any(_open(span, as_of) for span in seen.disputes),
        unconfirmed=tuple(part for part in seen.payments if not part.binds and part.day <= as_of),
        records=tuple(sorted(_records(obligation), key=lambda record: (record.clock, record.said.order))),
    )


def _owed(seen: Observation, obligation: Obligation, as_of: int, terms: Terms) -> Owed:
    credited = sum(part.amount for part in seen.credits if part.day <= as_of)
    amount = max(0, seen.amount - credited)
    payments = tuple((part.day, part.amount) for part in seen.payments if part.binds and part.day <= as_of)
    both = zip(obligation.disputes, seen.disputes, strict=True)
    standing = [said for said, span in both if disputed((span,), as_of, PRC.rules)]
    contested = max((amount if said.amount is None else said.amount for said in standing), default=0)
    return Owed(
        amount=amount,
        delivered=terms.delivered.get(seen.obligation, seen.issued),
        due=seen.due if terms.agreed else None,
        payments=payments,
        disputed=min(contested, amount),
    )


def _by_contract(owed: Owed, late: Late, as_of: int, terms: Terms) -> Accrual | None:
    if late.deadline.ground is not Ground.BOUND or terms.buyer is not Buyer.LARGE:
        return None
    other = late_payment(owed, terms.buyer, as_of, terms.rate, longer_terms=True)
    return other.accrual if other else Accrual()


def _open(span: DisputeSpan, as_of: int) -> bool:
    return span.opened <= as_of and (span.closed is None or as_of < span.closed)


def _aside(seen: Observation, obligation: Obligation, owed: Owed, terms: Terms) -> Aside | None:
    no_term = owed.due is None and terms.buyer is Buyer.LARGE and owed.delivered < ORDER_802
    reasons = (
        (seen.claim, Aside.NOT_OWN_WORD),
        (obligation.kind is not Kind.INVOICE, Aside.NO_SUPPLY),
        (seen.interest is Interest.PASSED_ON, Aside.PASSED_ON),
        (seen.interest is Interest.TAKEN, Aside.TAKEN),
        (owed.delivered < ORDER_728, Aside.BEFORE),
        (no_term, Aside.NO_TERM),
    )
    return next((reason for holds, reason in reasons if holds), None)


def _records(obligation: Obligation) -> Iterator[Record]:
    """Every word that the row rests on, corrections and takings-back included."""
    yield from _versions(obligation.kind, obligation.said, obligation.issued, obligation.versions)
    for note in obligation.credit_notes:
        yield from _versions(Kind.CREDIT_NOTE, note.said, note.day, note.versions)
    for report in obligation.reports:
        yield from _versions(Kind.SETTLEMENT, report.said, report.day, report.versions)
    for agreed in obligation.acknowledgements:
        yield _plain(Kind.ACKNOWLEDGEMENT, agreed.said)
    for reversal in obligation.reversals:
        yield _plain(Kind.REVERSAL, reversal.said, reversal.day)
    for extension in obligation.extensions:
        yield _plain(Kind.EXTENSION, extension.said, extension.day)
    for dispute in obligation.disputes:
        yield _plain(Kind.DISPUTE, dispute.said, dispute.day, dispute.amount)
        for answer in dispute.answers:
            yield _plain(Kind.RESOLUTION, answer.said, answer.day, answer.amount)


def _versions(kind: Kind, said: Said, day: int, versions: Iterable[Version]) -> Iterator[Record]:
    for place, version in enumerate(versions):
        what = Kind.CORRECTION if place else kind
        yield Record(what, said, version.commitment, version.clock, None if place else day, version.amount)


def _plain(kind: Kind, said: Said, day: int | None = None, amount: int | None = None) -> Record:
    return Record(kind, said, said.commitment, said.clock, day, amount)
