"""What a firm may claim of a late payer: each obligation of its side, its interest, and the records that prove it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ledger.app.chronicle import Chronicle
from ledger.app.claim_terms import AnyTerms, Aside, Terms
from ledger.attest.dossier import Dossier
from ledger.core.codes import Kind
from ledger.core.content import Identity
from ledger.core.day import Day, date_of
from ledger.core.entry import Clock
from ledger.core.errors import Misuse
from ledger.core.history import Counterparty, DisputeSpan, Interest, Observation, Part, Side, observations
from ledger.core.ids import EXTERNAL, Commitment, Member, TradelineId
from ledger.core.obligation import Dispute, Obligation, Said, Version
from ledger.proof.meta import Meta
from ledger.rulebook.headline import takes_out
from ledger.rulebook.late_spells import Accrual, Late, Owed
from ledger.rulebook.position import disputed

__all__ = ["Aside", "Claim", "FixedSum", "Record", "Row", "Terms", "claim_of", "places_in"]


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
class FixedSum:
    """Of one late payment, in minor units: `claimed`, and what falls away of it if a longer term is found to stand
    (`bound`); or `disputed`, where all that was late is.
    """

    claimed: int = 0
    bound: int = 0
    disputed: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One obligation: claimed (`late`), or set `aside`; `owed` is what the claim counts with, `names` its document's.

    `by_contract`: the interest if a longer term is found to stand, None where it is the same.
    `lapsed`: a dispute that nobody resolved has run out of its clock; `afterwards`: one that stands came after full
    payment, and takes nothing out. `unconfirmed`: payments of which the debtor alone speaks.
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
    fixed: FixedSum = FixedSum()
    afterwards: bool = False

    @property
    def number(self) -> str | None:
        """As its document has it."""
        return self.names.number if self.names else None

    @property
    def early(self) -> bool:
        """Whether its period counts from a day before that of issue: a word that brings the claim forward."""
        return self.owed.delivered < self.seen.issued


@dataclass(frozen=True, slots=True)
class Claim:
    """Of one creditor against one debtor at the end of a day."""

    creditor: Member
    debtor: Counterparty
    as_of: int
    terms: AnyTerms
    rows: tuple[Row, ...]

    def claimed(self) -> tuple[Row, ...]:
        """Rows that were late, or are."""
        return tuple(row for row in self.rows if row.late is not None)

    def set_aside(self) -> tuple[Row, ...]:
        """Rows that cannot be claimed by that law, or not by this member."""
        return tuple(row for row in self.rows if row.aside is not None)


def claim_of(found: Chronicle, debtor: Counterparty, as_of: int, terms: AnyTerms) -> Claim:
    """Every obligation of the member's tradelines with `debtor` that was issued by `as_of`, in order of issue.

    Misuse if there is none, if a day of delivery is said of another or is after `as_of`, and as `terms.ready`.
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
    ready = terms.ready(((row.seen.currency, row.owed) for row in ordered if row.aside is None), as_of)
    return Claim(member, debtor, as_of, ready, tuple(_counted(row, as_of, ready) for row in ordered))


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


def _row(found: Chronicle, seen: Observation, as_of: int, terms: AnyTerms) -> Row:
    assert seen.tradeline is not None
    page = found.pages[seen.tradeline]
    obligation = page.state.obligations[seen.obligation]
    owed = _owed(seen, obligation, as_of, terms)
    return Row(
        seen=seen,
        obligation=obligation,
        names=page.names.get(seen.obligation),
        owed=owed,
        late=None,
        by_contract=None,
        aside=_aside(seen, obligation, owed, terms),
        lapsed=not owed.disputed and any(_ran_out(span, as_of, terms) for span in seen.disputes),
        unconfirmed=tuple(part for part in seen.payments if not part.binds and part.day <= as_of),
        records=tuple(sorted(_records(obligation), key=lambda record: (record.clock, record.said.order))),
        afterwards=any(_idle(span, seen, as_of, terms) for span in seen.disputes),
    )


def _counted(row: Row, as_of: int, terms: AnyTerms) -> Row:
    """With its interest and its fixed sum, if it is claimed."""
    late = terms.late(row.owed, as_of, longer_terms=terms.longer_terms) if row.aside is None else None
    if late is None:
        return row
    bound = terms.might_stand(late.deadline.ground)
    other = terms.late(row.owed, as_of, longer_terms=True) if bound else late
    contract = (other.accrual if other else Accrual()) if bound else None
    each = terms.fixed_sum(row.seen.currency) or 0
    if not late.spells:
        return replace(row, late=late, by_contract=contract, fixed=FixedSum(disputed=each))
    falls = each if other is None or not other.spells else 0
    return replace(row, late=late, by_contract=contract, fixed=FixedSum(each, falls))


def _owed(seen: Observation, obligation: Obligation, as_of: int, terms: AnyTerms) -> Owed:
    amount = max(0, seen.amount - _credited(seen, 0, as_of))
    payments = tuple((part.day, part.amount) for part in seen.payments if part.binds and part.day <= as_of)
    both = zip(obligation.disputes, seen.disputes, strict=True)
    contested = (
        amount if said.amount is None else said.amount - _given_up(said, span, seen, obligation, as_of)
        for said, span in both
        if takes_out(span, seen, as_of, terms.rules)
    )
    # The last version has the term agreed; only an extension that moves carries the day in force beyond it.
    term = obligation.versions[-1].due
    return Owed(
        amount=amount,
        delivered=terms.delivered.get(seen.obligation, seen.issued),
        due=term if terms.agreed else None,
        payments=payments,
        disputed=min(max((0, *contested)), amount),
        extended=None if seen.due == term else seen.due,
    )


def _given_up(said: Dispute, span: DisputeSpan, seen: Observation, obligation: Obligation, as_of: int) -> int:
    """What is asked for no longer, since a dispute: by credit notes dated since it opened, and by corrections."""
    asked = [version.amount for version in obligation.versions if version.clock <= said.said.clock]
    return _credited(seen, span.opened, as_of) + max(0, asked[-1] - seen.amount)


def _credited(seen: Observation, since: int, until: int) -> int:
    """By credit notes of these days, both included."""
    return sum(part.amount for part in seen.credits if since <= part.day <= until)


def _ran_out(span: DisputeSpan, as_of: int, terms: AnyTerms) -> bool:
    is_open = span.opened <= as_of and (span.closed is None or as_of < span.closed)
    return is_open and not disputed((span,), as_of, terms.rules)


def _idle(span: DisputeSpan, seen: Observation, as_of: int, terms: AnyTerms) -> bool:
    return disputed((span,), as_of, terms.rules) and not takes_out(span, seen, as_of, terms.rules)


def _aside(seen: Observation, obligation: Obligation, owed: Owed, terms: AnyTerms) -> Aside | None:
    reasons = (
        (seen.claim, Aside.NOT_OWN_WORD),
        (obligation.kind is not Kind.INVOICE, Aside.NO_SUPPLY),
        (seen.interest is Interest.PASSED_ON, Aside.PASSED_ON),
        (seen.interest is Interest.TAKEN, Aside.TAKEN),
    )
    return next((reason for holds, reason in reasons if holds), terms.unreached(owed))


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
