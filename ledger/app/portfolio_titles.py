"""Whom an obligation was owed to on a day: its creditor, or who had taken it by then."""

from ledger.core.ids import EXTERNAL, Member, ObligationId
from ledger.core.tradeline import Tradeline
from ledger.rulebook.evidence import day_known
from ledger.rulebook.rules import Rules


def taken_on(state: Tradeline, obligation: ObligationId, rules: Rules) -> int | None:
    """The day on which its present holder took it; None if it has none."""
    title = state.titles.get(obligation)
    return day_known(title.taken, rules) if title and title.taken else None


def owed_to(state: Tradeline, obligation: ObligationId, day: int, rules: Rules) -> Member:
    """Who could collect it at the end of `day`; 0 for an external creditor. A take counts on its block's day."""
    title = state.titles.get(obligation)
    if title is None or title.taken is None:
        return state.creditor
    takes = [*title.former, (title.holder, title.taken)]
    held = [member for member, clock in takes if day_known(clock, rules) <= day]
    return held[-1] if held and held[-1] != EXTERNAL else state.creditor
