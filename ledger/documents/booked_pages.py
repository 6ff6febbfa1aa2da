"""Pages of statements become whole statements, each once, and each must add up."""

from collections.abc import Iterable
from dataclasses import replace

from ledger.core.day import Day, iso
from ledger.core.drafts import Direction
from ledger.core.faults import Fault
from ledger.core.money import decimal_text
from ledger.documents.booked import Balance, Booked, Page, Period, Statement
from ledger.documents.findings import shown
from ledger.rulebook.month_end import month_of


def whole_statements(pages: Iterable[Page], faults: list[Fault]) -> tuple[list[Statement], int]:
    """Every statement once that is right, and how many pages were there twice.

    Rules `statement.page`, `balance.missing`, `balance.sum`, `currency.mismatch`, `date.missing`, `date.period`.
    """
    given = list(pages)
    # Of two that say the same the later one says it for longer: neither speaks of days after it was made.
    single = list(dict.fromkeys(sorted(given, key=lambda page: -(page.created or 0))))
    groups: dict[object, list[Page]] = {}
    for place, page in enumerate(single):
        alone = page.page is None or (page.page == 1 and page.last)
        same = place if alone else (page.account, page.currency, page.name, page.number)
        groups.setdefault(same, []).append(page)
    found = [_statement(sorted(group, key=_number), faults) for group in groups.values()]
    return [statement for statement in found if statement is not None], len(given) - len(single)


def _number(page: Page) -> int:
    return page.page or 1


def _statement(pages: list[Page], faults: list[Fault]) -> Statement | None:
    first, count = pages[0], len(pages)
    ends = [page.last for page in pages]
    if [*map(_number, pages)] != [*range(1, count + 1)] or ends != [False] * (count - 1) + [True]:
        found = f"of statement {shown(first.name)} page {', '.join(str(_number(page)) for page in pages)}"
        expected = "every page up to the last, each once"
        faults.append(first.place.fault("", "page", "statement.page", found, expected))
        return None
    opening, closing = first.opening, pages[-1].closing
    for balance, codes in ((opening, "OPBD or PRCD"), (closing, "CLBD")):
        if balance is None:
            expected = f"a balance of type {codes}"
            faults.append(first.place.fault("/Bal", "balance", "balance.missing", "nothing", expected))
    if opening is None or closing is None:
        return None
    known = len(faults)
    period = _period(pages, opening, closing, faults)
    entries = tuple(entry for page in pages for entry in page.entries)
    _add_up(pages, opening, closing, entries, faults)
    dated = tuple(_dated(entries, period, faults)) if period else ()
    if period is None or len(faults) > known:
        return None
    return Statement(
        place=first.place,
        account=first.account,
        owner=first.owner,
        currency=first.currency,
        number=first.number,
        period=period,
        follows=first.follows,
        opening=opening.minor,
        closing=closing.minor,
        entries=dated,
        unbooked=sum(page.unbooked for page in pages),
    )


def _period(pages: list[Page], opening: Balance, closing: Balance, faults: list[Fault]) -> Period | None:
    """What the bank calls the period, else from the opening balance to the closing one; and never beyond the day on
    which the statement was made. OPBD is the balance at the beginning of the period, PRCD at the end of the one
    before, CLBD at the end (ISO 20022, external code set BalanceType).
    """
    place, since, until = pages[0].place, pages[0].since, pages[-1].until or closing.at
    if since is not None:
        first, time, from_start = since.day, since.time, since.starts_day
    elif opening.at is not None:
        after = opening.before or (opening.at.time >= "23:59")
        first = Day(opening.at.day + 1) if after else opening.at.day
        time, from_start = ("", True) if after else (opening.at.time, opening.at.starts_day)
    if until is None or (since is None and opening.at is None):
        expected = "a period (FrToDt), or days of the balances"
        faults.append(place.fault("/FrToDt", "period", "date.missing", "nothing", expected))
        return None
    last, to_end = until.day, until.ends_day
    if until.time == "00:00:00" and last > first:
        last, to_end = Day(last - 1), True
    made = pages[-1].created
    if made is not None and made < last:
        last, to_end = made, False
    if last < first:
        found = f"{iso(first)} to {iso(last)}"
        expected = (
            "a period that ends where it begins or later, and by the day on which the statement was made"
        )
        faults.append(place.fault("/FrToDt", "period", "date.period", found, expected))
        return None
    return Period(first, last, time, until.time if until.day == last else "", from_start, to_end)


def _add_up(
    pages: list[Page], opening: Balance, closing: Balance, entries: Iterable[Booked], faults: list[Fault]
) -> None:
    place, currency = pages[0].place, opening.currency
    if {closing.currency, *(page.currency for page in pages)} != {currency}:
        found = ", ".join(sorted({closing.currency, *(page.currency for page in pages)} - {currency}))
        faults.append(place.fault("/Bal", "currency", "currency.mismatch", found, f"{currency}, as it opens"))
        return
    moved = sum(one.minor if one.direction is Direction.RECEIVED else -one.minor for one in entries)
    if opening.minor + moved != closing.minor:
        found = f"a closing balance of {decimal_text(closing.minor, currency)} {currency}"
        come_to = decimal_text(opening.minor + moved, currency)
        expected = f"{come_to}: the opening balance of {decimal_text(opening.minor, currency)} and the booked entries"
        faults.append(place.fault("/Bal", "balance", "balance.sum", found, expected))


def _dated(entries: Iterable[Booked], period: Period, faults: list[Fault]) -> Iterable[Booked]:
    """Each with its day: where the bank names none, the last of a period that lies within a month."""
    within = month_of(period.first) == month_of(period.last)
    for entry in entries:
        if entry.day is None and not within:
            expected = "a booking date, since the statement spans several months"
            faults.append(entry.place.fault("", "booking date", "date.missing", "nothing", expected))
        elif entry.day is not None and not period.first <= entry.day <= period.last:
            expected = f"a day of the statement's period, {iso(period.first)} to {iso(period.last)}"
            faults.append(entry.place.fault("", "booking date", "date.period", iso(entry.day), expected))
        yield entry if entry.day is not None else replace(entry, day=period.last)
