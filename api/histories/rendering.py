"""From folded histories to their JSON forms."""

from collections.abc import Iterable
from typing import Any, cast

from api.forms import Known, Moment
from api.histories.account import Account, counts
from api.histories.schemas import (
    DisputeForm,
    Entries,
    FiguresForm,
    HistoryForm,
    ObligationForm,
    PartForm,
    RulebookForm,
    TradelineForm,
)
from ledger.app.near import near_on
from ledger.app.ports import Standing
from ledger.core.day import Day, date_of
from ledger.core.history import Observation, Part, Side, observations
from ledger.core.ids import Member, ObligationId
from ledger.core.money import decimal_text
from ledger.core.tradeline import Tradeline
from ledger.rulebook.figure_set import FigureSet
from ledger.rulebook.position import owing


def history_form(account: Account, as_of: Day, names: bool) -> HistoryForm:
    """The history; with `names`, documents' numbers and the other parties' names too."""
    history = account.chronicle.history
    seen = [item for side in Side for item in observations(history, side) if item.issued <= as_of]
    shown, near = {item.obligation for item in seen}, near_on(account.chronicle.pages.values())
    alike = {one: [other for other in others if other in shown] for one, others in near.items()}
    return HistoryForm(
        member=history.member,
        as_of=date_of(as_of),
        known=Known.at(account.known),
        tradelines=[_tradeline(account, state, names) for state in account.tradelines()],
        obligations=[
            _obligation(account, item, as_of, names, alike.get(item.obligation, ())) for item in seen
        ],
    )


def figures_form(member: Member, known: Standing, found: FigureSet) -> FiguresForm:
    """The figures, whole numbers all."""
    return FiguresForm(
        member=member,
        as_of=date_of(Day(found.as_of)),
        first=date_of(Day(found.first)),
        known=Known.at(known),
        rulebook=RulebookForm(id=found.rulebook, hash=f"0x{found.rulebook_hash.hex()}"),
        sides=cast(dict[str, Any], found.as_json()["sides"]),
    )


def _tradeline(account: Account, item: Tradeline, names: bool) -> TradelineForm:
    opening, total_sealed_void = account.chronicle.pages[item.id].opening, counts(item)
    name = None
    if names and opening is not None:
        name = opening.debtor if item.creditor == account.chronicle.history.member else opening.creditor
    return TradelineForm(
        tradeline=str(item.id),
        creditor=item.creditor,
        debtor=item.debtor,
        status=item.status.name.lower() if item.status else None,
        kind=item.kind.name.lower() if item.kind else None,
        currency=item.currency,
        opened=Moment.of(item.opened) if item.opened else None,
        name=name,
        entries=Entries(**dict(zip(Entries.model_fields, total_sealed_void, strict=True))),
    )


def _obligation(
    account: Account, item: Observation, as_of: Day, names: bool, near: Iterable[ObligationId]
) -> ObligationForm:
    assert item.tradeline is not None, "what is read from a chain stands on a tradeline"
    name = account.chronicle.pages[item.tradeline].names.get(item.obligation)
    standing = owing(item, as_of)
    return ObligationForm(
        obligation=f"0x{item.obligation.hex()}",
        tradeline=str(item.tradeline),
        side=item.side.value,
        counterparty=item.counterparty,
        number=name.number if names and name else None,
        currency=item.currency,
        amount=decimal_text(item.amount, item.currency),
        open=decimal_text(standing.rest if standing else 0, item.currency),
        issued=date_of(Day(item.issued)),
        due=date_of(Day(item.due)),
        payments=_parts(item.payments, item.currency, as_of),
        credits=_parts(item.credits, item.currency, as_of),
        write_offs=_parts(item.write_offs, item.currency, as_of),
        disputes=[
            DisputeForm(
                opened=date_of(Day(span.opened)),
                closed=date_of(Day(span.closed))
                if span.closed is not None and span.closed <= as_of
                else None,
            )
            for span in item.disputes
            if span.opened <= as_of
        ],
        grade=item.grade.name,
        recorded=Moment.of(item.recorded) if item.recorded else None,
        holder=item.holder or None,
        interest=item.interest.value,
        related=item.related,
        claim=item.claim,
        near=[f"0x{other.hex()}" for other in near],
    )


def _parts(parts: Iterable[Part], currency: str, as_of: Day) -> list[PartForm]:
    return [
        PartForm(
            day=date_of(Day(part.day)),
            amount=decimal_text(part.amount, currency),
            grade=part.grade.name,
            recorded=Moment.of(part.recorded) if part.recorded else None,
        )
        for part in parts
        if part.day <= as_of
    ]
