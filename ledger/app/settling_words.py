"""What a person is told of a payment: why it was booked, or what to choose from."""

from collections.abc import Sequence

from ledger.core.matching import Difference, Match, Reason

SHOWN = 3
"""Invoices that are named; a person who needs more looks at the counterparty's account."""


def booked(match: Match) -> str:
    """Why, and how much it differs from what was open."""
    if match.difference is Difference.NONE:
        return match.reason.value
    return f"{match.reason.value}; {match.difference.value}"


def proposed(matches: Sequence[Match]) -> str:
    """What a payment that is not booked may be for, the most telling first."""
    if not matches:
        return "no invoice known here fits"
    if matches[0].reason is Reason.PAID:
        return f"{matches[0].reason.value}: {matches[0].claim.number}"
    named = [f"{match.claim.number} ({match.reason.value})" for match in matches[:SHOWN]]
    more = f" and {len(matches) - SHOWN} more" if len(matches) > SHOWN else ""
    return f"not certain which invoice: {len(matches)} proposed, {', '.join(named)}{more}"
