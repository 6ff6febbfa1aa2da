"""Revisions as JSON values: amounts as decimal text, days in ISO 8601, figures in whole numbers."""

from collections.abc import Mapping

from ledger.app.register import Page
from ledger.app.revisions import Later, Revisions
from ledger.attest.canonical import Json
from ledger.core.day import iso
from ledger.core.history import Observation
from ledger.core.ids import ON_TRADELINE, ObligationId, TradelineId
from ledger.core.money import decimal_text

Pages = Mapping[TradelineId, Page]


def revisions_form(found: Revisions, pages: Pages, *, names: bool) -> dict[str, Json]:
    """What differs, and the records since; with `names`, documents' numbers too."""
    as_of = found.now.as_of
    return {
        "as_of": iso(as_of),
        "changes": [
            {"place": list(one.place), "then": one.before, "now": one.after} for one in found.changes
        ],
        "obligations": [
            {
                "obligation": f"0x{one.obligation.hex()}",
                "tradeline": str(one.tradeline),
                "side": one.side.value,
                "number": number_of(pages, one.tradeline, one.obligation) if names else None,
                "then": _stood(one.before, as_of),
                "now": _stood(one.after, as_of),
                "records": [_record(it, pages) for it in found.records_on(one.tradeline, one.obligation)],
            }
            for one in found.revised
        ],
        "tradelines": [_record(one, pages) for one in found.records if one.entry.obligation == ON_TRADELINE],
        "related": [list(pair) for pair in found.related],
    }


def number_of(pages: Pages, tradeline: TradelineId | None, obligation: ObligationId) -> str | None:
    """A document's number, where the reader knows it."""
    page = pages.get(tradeline) if tradeline is not None else None
    names = page.names.get(obligation) if page else None
    return names.number if names else None


def amount_of(one: Later, pages: Pages) -> str | None:
    """What a record says of money, in the currency that it or its tradeline is in."""
    currency = one.currency or pages[one.entry.tradeline].state.currency
    return None if one.amount is None or currency is None else decimal_text(one.amount, currency)


def _record(one: Later, pages: Pages) -> dict[str, Json]:
    entry = one.entry
    return {
        "kind": one.kind.name.lower(),
        "effect": one.code.value,
        "tradeline": str(entry.tradeline),
        "recorder": entry.recorder,
        "capacity": entry.capacity.name.lower(),
        "amount": amount_of(one, pages),
        "day": None if one.day is None else iso(one.day),
        "commitment": f"0x{entry.commitment.hex()}",
        "block": entry.clock.number,
        "time": entry.clock.time,
    }


def _stood(item: Observation | None, as_of: int) -> Json:
    """An obligation as it was known; null where it was not, or was issued after the day."""
    if item is None or item.issued > as_of:
        return None
    return {
        "amount": decimal_text(item.amount, item.currency),
        "due": iso(item.due),
        "paid": decimal_text(sum(part.amount for part in item.payments if part.day <= as_of), item.currency),
        "credited": decimal_text(
            sum(part.amount for part in item.credits if part.day <= as_of), item.currency
        ),
        "disputed": any(
            span.opened <= as_of and (span.closed is None or as_of < span.closed) for span in item.disputes
        ),
        "grade": item.grade.name,
        "claim": item.claim,
    }
